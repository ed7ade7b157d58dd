"""Earlier states of the plans, kept while a digest may still compare with them. Blocking."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import and_, select

from bot.store.connection import Database, seconds
from bot.store.records import Key
from bot.store.schema import deliveries, snapshots


class Snapshots:
    """The states by name. Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, name: str, content: list[Any], now: datetime) -> None:
        """Store a state, once, and note that it is in use; `retention` lets go of those that are not."""
        row = {"name": name, "made": seconds(now), "content": content}
        insert = self._database.insert(snapshots).values(**row)
        with self._database.transaction() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=["name"], set_={"made": row["made"]})
            )

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
