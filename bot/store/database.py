"""The store: settings of chats, and claims on digests. Blocking: call it through a thread.

Every method is one transaction, so that several processes may share one database.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, update
from sqlalchemy.engine import Row

from bot.store.condition import Condition
from bot.store.connection import Database, open_database, seconds
from bot.store.marks import Marks, move_marks
from bot.store.records import Chat, Claim, Delivery, Key, ReminderSettings, Status
from bot.store.schema import answered, chats, deliveries, listening
from bot.store.snapshots import Snapshots

# What may be taken over once its lease is over; anything else is settled.
_OPEN = ("claimed", "failed")
# Whose column `chat` follows a group that becomes a supergroup.
_OF_A_CHAT = (deliveries, listening, answered)


def open_store(address: str, condition: Condition | None = None) -> "Store":
    """The store at a database address; made or brought up to date. Raises UnusableDatabase.

    condition: that of another one on the same server.
    """
    return Store(open_database(address, condition))


class Store:
    """Chats and deliveries in one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.marks = Marks(database)
        self.snapshots = Snapshots(database)

    def close(self) -> None:
        """Let go of the database, once a query in work has ended."""
        self.database.close()

    @property
    def degraded(self) -> str:
        """Why nothing can be kept just now, in one line; empty while all is well."""
        return self.database.degraded

    # Chats

    def chat(self, id: int, topic: int = 0) -> Chat:
        """A chat with its settings; the defaults for one that is not known."""
        with self.database.transaction() as connection:
            found = connection.execute(select(chats).where(_in_chat(id, topic))).first()
        return _chat(found) if found else Chat(id=id, topic=topic, known=False)

    def reminding(self) -> list[Chat]:
        """Every chat and topic that wants digests and can be written to."""
        wanted = and_(chats.c.reminding, chats.c.active, chats.c.migrated_to.is_(None))
        with self.database.transaction() as connection:
            rows = connection.execute(select(chats).where(wanted).order_by(chats.c.id))
            return [_chat(row) for row in rows]

    def save(self, id: int, topic: int, settings: ReminderSettings) -> None:
        """Set a chat's settings; the chat counts as reachable, as somebody there asked for it."""
        values = _columns(settings) | {"active": True, "migrated_to": None}
        insert = self.database.insert(chats).values(id=id, topic=topic, **values)
        with self.database.transaction() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=["id", "topic"], set_=values)
            )

    def set_active(self, id: int, active: bool) -> int:
        """Note that a chat cannot be written to, or can again; how many rows that changed."""
        with self.database.transaction() as connection:
            changed = connection.execute(
                update(chats)
                .where(chats.c.id == id, chats.c.active != active, chats.c.migrated_to.is_(None))
                .values(active=active)
            )
        return changed.rowcount

    def move(self, old: int, new: int) -> None:
        """A group has become a supergroup: everything that is known of it moves, once.

        The old row stays to tell where to. Settings that the supergroup already has are newer.
        """
        if old == new:
            return
        with self.database.transaction() as connection:
            rows = connection.execute(
                select(chats).where(chats.c.id == old, chats.c.migrated_to.is_(None))
            ).all()
            for row in rows:
                values = row._asdict() | {"id": new, "active": True}
                connection.execute(
                    self.database.insert(chats).values(**values).on_conflict_do_nothing()
                )
            connection.execute(
                update(chats).where(chats.c.id == old).values(migrated_to=new, active=False)
            )
            for table in _OF_A_CHAT:
                self._move_rows(connection, table, old, new)
            move_marks(connection, self.database.insert, old, new)

    def _move_rows(self, connection: Connection, table: Table, old: int, new: int) -> None:
        for row in connection.execute(select(table).where(table.c.chat == old)).all():
            values = row._asdict() | {"chat": new}
            connection.execute(
                self.database.insert(table).values(**values).on_conflict_do_nothing()
            )
        connection.execute(delete(table).where(table.c.chat == old))

    def leave_topic(self, id: int, topic: int, now: datetime) -> None:
        """A topic is gone: its settings go to the chat itself, unless that is reminded."""
        with self.database.transaction() as connection:
            row = connection.execute(select(chats).where(_in_chat(id, topic))).first()
            if row is None or not topic:
                return
            # What is owed today has been sent; the chat itself begins with the next digest.
            values = row._asdict() | {"topic": 0, "since": seconds(now) + 1}
            there = self.database.insert(chats).values(**values)
            connection.execute(
                there.on_conflict_do_update(
                    index_elements=["id", "topic"], set_=values, where=~chats.c.reminding
                )
            )
            connection.execute(update(chats).where(_in_chat(id, topic)).values(reminding=False))

    def moved_to(self, id: int) -> int | None:
        """The supergroup that a group has become; None for any other chat."""
        with self.database.transaction() as connection:
            return _moved_to(connection, id)

    # Deliveries

    def claim(self, key: Key, now: datetime, lease: timedelta, *, late: bool) -> Claim | None:
        """Take a digest on; None when it is settled, or somebody else's until its lease ends."""
        until = seconds(now + lease)
        fresh = self.database.insert(deliveries).values(
            **_key(key), status="claimed", lease_until=until, attempts=1, messages=[], late=late
        )
        with self.database.transaction() as connection:
            won = fresh.on_conflict_do_nothing().returning(deliveries.c.attempts)
            if connection.execute(won).first() is not None:
                if _moved_to(connection, key.chat) is None:
                    return Claim(key=key, late=late)
                # Another replica has just moved the group, and with it the claim that it holds.
                connection.execute(delete(deliveries).where(_at(key)))
                return None
            row = connection.execute(select(deliveries).where(_at(key)).with_for_update()).first()
            if row is None or row.status not in _OPEN or row.lease_until > seconds(now):
                return None
            taken = row.attempts + 1
            # Parts that were sent say whether they are late; those to come must go with them.
            late = row.late if row.messages else late
            connection.execute(
                update(deliveries)
                .where(_at(key))
                .values(status="claimed", lease_until=until, attempts=taken, late=late)
            )
        return Claim(
            key=key,
            attempt=taken,
            messages=tuple(row.messages),
            interrupted=row.status == "claimed",
            late=late,
        )

    def note_part(self, claim: Claim, message: int) -> bool:
        """Record a part that was sent; false when the claim has been lost."""
        mine = and_(_at(claim.key), deliveries.c.attempts == claim.attempt)
        with self.database.transaction() as connection:
            sent = connection.execute(
                select(deliveries.c.messages).where(mine).with_for_update()
            ).scalar()
            if sent is None:
                return False
            connection.execute(update(deliveries).where(mine).values(messages=[*sent, message]))
        return True

    def settle(
        self,
        claim: Claim,
        status: Status,
        retry_at: datetime | None = None,
        snapshot: str | None = None,
    ) -> bool:
        """Record what became of a digest; false when the claim has been lost.

        retry_at: when a failed one may be taken on again. snapshot: what it was written from.
        """
        if status == "failed" and claim.interrupted:
            # What an earlier attempt may have sent is still unknown to the next one.
            status = "claimed"
        values: dict[str, Any] = {"status": status, "snapshot": snapshot}
        if retry_at is not None:
            values["lease_until"] = seconds(retry_at)
        mine = and_(_at(claim.key), deliveries.c.attempts == claim.attempt)
        with self.database.transaction() as connection:
            done = connection.execute(update(deliveries).where(mine).values(**values))
        return done.rowcount == 1

    def delivery(self, key: Key) -> Delivery | None:
        """What became of a digest; None where none was ever taken on."""
        with self.database.transaction() as connection:
            row = connection.execute(select(deliveries).where(_at(key))).first()
        return _delivery(row) if row else None

    def deliveries(self, days: Collection[date]) -> dict[Key, Delivery]:
        """What became of the digests of some days."""
        with self.database.transaction() as connection:
            rows = connection.execute(select(deliveries).where(deliveries.c.day.in_(days)))
            found = [_delivery(row) for row in rows]
        return {one.key: one for one in found}

    def last_day(self, key: Key) -> date | None:
        """The last day before `key.day` whose digest was sent, or had nothing to say."""
        earlier = and_(
            deliveries.c.chat == key.chat,
            deliveries.c.topic == key.topic,
            deliveries.c.kind == key.kind,
            deliveries.c.day < key.day,
            deliveries.c.status.in_(("sent", "quiet", "unknown")),
        )
        newest = select(deliveries.c.day).where(earlier).order_by(deliveries.c.day.desc()).limit(1)
        with self.database.transaction() as connection:
            return connection.execute(newest).scalar()


def _moved_to(connection: Connection, id: int) -> int | None:
    there = and_(chats.c.id == id, chats.c.migrated_to.is_not(None))
    return cast(int | None, connection.execute(select(chats.c.migrated_to).where(there)).scalar())


def _in_chat(id: int, topic: int) -> ColumnElement[bool]:
    return and_(chats.c.id == id, chats.c.topic == topic)


def _at(key: Key) -> ColumnElement[bool]:
    return and_(*(deliveries.c[name] == value for name, value in _key(key).items()))


def _key(key: Key) -> dict[str, Any]:
    return {"chat": key.chat, "topic": key.topic, "day": key.day, "kind": key.kind}


def _columns(settings: ReminderSettings) -> dict[str, Any]:
    more = {
        "lead_days": list(settings.lead_days),
        "departments": list(settings.departments),
        "workdays": settings.workdays,
        "allclear": settings.allclear,
        "open_marks": settings.open_marks,
    }
    return {
        "reminding": settings.on,
        "at": settings.at.strftime("%H:%M"),
        "zone": settings.zone,
        "settings": more,
        "paused_until": settings.paused_until,
        "since": seconds(settings.since),
    }


def _chat(row: Row[Any]) -> Chat:
    return Chat(
        id=row.id,
        topic=row.topic,
        active=row.active,
        settings=ReminderSettings(
            on=row.reminding,
            at=time.fromisoformat(row.at),
            zone=row.zone,
            lead_days=tuple(row.settings["lead_days"]),
            departments=tuple(row.settings["departments"]),
            workdays=row.settings["workdays"],
            # Settings that were saved before these existed hold none of them.
            allclear=row.settings.get("allclear", False),
            open_marks=row.settings.get("open_marks", False),
            paused_until=row.paused_until,
            since=datetime.fromtimestamp(row.since, UTC),
        ),
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        key=Key(chat=row.chat, topic=row.topic, day=row.day, kind=row.kind),
        status=cast(Status, row.status),
        attempts=row.attempts,
        lease_until=datetime.fromtimestamp(row.lease_until, UTC),
        messages=tuple(row.messages),
        late=row.late,
    )
