"""Earlier states of the plans, kept while a digest may still compare with them. Blocking."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import and_, delete, select

from bot.store.connection import Database, seconds
from bot.store.records import Key
from bot.store.schema import deliveries, snapshots

# A chat that was silent for longer hears nothing of what has changed meanwhile.
KEPT = timedelta(days=120)


class Snapshots:
    """The states by name. Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, name: str, content: list[Any], now: datetime) -> None:
        """Store a state, once; what is older than `KEPT` goes."""
        row = {"name": name, "made": seconds(now), "content": content}
        insert = self._database.insert(snapshots).values(**row)
        with self._database.transaction() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=["name"], set_={"made": row["made"]})
            )
            old = snapshots.c.made < seconds(now - KEPT)
            connection.execute(delete(snapshots).where(old))

    def before(self, key: Key) -> tuple[date, str] | None:
        """Day and state of the last digest before `key.day` whose state is known."""
        earlier = and_(
            deliveries.c.chat == key.chat,
            deliveries.c.topic == key.topic,
            deliveries.c.kind == key.kind,
            deliveries.c.day < key.day,
            deliveries.c.snapshot.is_not(None),
        )
        newest = select(deliveries.c.day, deliveries.c.snapshot).where(earlier)
        with self._database.transaction() as connection:
            row = connection.execute(newest.order_by(deliveries.c.day.desc()).limit(1)).first()
        return (row.day, row.snapshot) if row else None

    def read(self, name: str) -> list[Any] | None:
        """A state by its name; None when it is not kept any more."""
        with self._database.transaction() as connection:
            found = connection.execute(
                select(snapshots.c.content).where(snapshots.c.name == name)
            ).scalar()
        return cast(list[Any] | None, found)
