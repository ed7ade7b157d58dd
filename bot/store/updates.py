"""Updates that were taken on, so that none is handled twice and none is lost.

An update belongs to the replica that took it on, until it is done. A replica shows with its beat
that it is alive; what belongs to one whose beat has stopped may be taken over, so one row a replica
keeps the leases of everything that it has in work. Blocking: call it through a thread.
"""

import json
import os
import platform
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, literal, select, update

from bot.store.connection import Database, seconds
from bot.store.schema import replicas, updates

Raw = Mapping[str, Any]

# A replica whose last beat is longer ago counts as dead.
LEASE = timedelta(seconds=20)
# How many processes may end while an update is in work among others. From then on it is tried alone,
# so that what comes to nothing counts against the update that is to blame, not its neighbours.
TOGETHER = 2
# An update is given up when that many have ended, the last ones while they had nothing else in work.
ATTEMPTS = 4


def this_host() -> str:
    """The machine, or the container, in which process numbers mean something."""
    space = Path("/proc/self/ns/pid")
    inside = space.readlink().name if space.is_symlink() else ""
    return f"{platform.node()} {inside}"[:128]


def _text(raw: Raw) -> str:
    return json.dumps(raw, separators=(",", ":"), sort_keys=True)


def _digest(content: str) -> int:
    return int.from_bytes(sha256(content.encode()).digest()[:7])


def digest_of(raw: Raw) -> int:
    """Tells an update from another one with the same id: 56 bits of its content's hash."""
    return _digest(_text(raw))


class UpdateLog:
    """The updates of one bot, as one replica sees them. bot: its id. owner: the replica's name."""

    def __init__(self, database: Database, bot: int, owner: str = "") -> None:
        self._database = database
        self._bot = bot
        self.owner = owner or f"{platform.node()[:40]}/{os.getpid()}/{secrets.token_hex(4)}"
        fresh = database.insert(updates).values(
            bot=bot, owner=self.owner, attempts=1, done=False, content=bindparam("content")
        )
        self._claim = fresh.on_conflict_do_update(
            index_elements=["bot", "id", "digest"],
            set_={"owner": self.owner, "attempts": updates.c.attempts + 1},
            where=and_(self._abandoned(bindparam("since")), updates.c.attempts < TOGETHER),
        ).returning(updates.c.id)
        closed = database.insert(updates).values(bot=bot, owner=self.owner, attempts=1, done=True)
        self._close = closed.on_conflict_do_update(
            index_elements=["bot", "id", "digest"], set_={"done": True, "content": None}
        )

    @property
    def trouble(self) -> str:
        """Why nothing can be recorded just now; empty while all is well."""
        return self._database.degraded

    @property
    def shared(self) -> bool:
        """Whether other machines may use the same database."""
        return not self._database.sqlite

    def exchange(self, done: Mapping[int, int], fresh: Sequence[Raw], now: datetime) -> set[int]:
        """Record what is done, and take on what came: the ids that are this replica's to handle.

        done: digests by id. One transaction, however many there are.
        """
        taken = seconds(now)
        since = seconds(now - LEASE)
        with self._database.transaction() as connection:
            if done:
                rows = [
                    {"id": number, "digest": digest, "taken": taken}
                    for number, digest in sorted(done.items())
                ]
                connection.execute(self._close, rows)
            won: set[int] = set()
            # One by one in the order of their ids: replicas must not wait for each other in a ring.
            for raw in sorted(fresh, key=lambda one: int(one["update_id"])):
                content = _text(raw)
                row = {"id": raw["update_id"], "digest": _digest(content), "content": content}
                row |= {"taken": taken, "since": since}
                won.update(connection.execute(self._claim, row).scalars())
        return won

    def adopt(self, now: datetime) -> list[dict[str, Any]]:
        """Take over what replicas left undone that are no more; the updates, oldest first."""
        return self._take(now, updates.c.attempts < TOGETHER, attempts=updates.c.attempts + 1)

    def suspects(self, now: datetime) -> list[dict[str, Any]]:
        """Take over what may have ended those replicas; to be tried one by one, see `risk`."""
        return self._take(now, updates.c.attempts.between(TOGETHER, ATTEMPTS - 1))

    def risk(self, raw: Raw) -> None:
        """A suspect is about to be tried: if this process ends now, that counts against it."""
        self._count(raw, updates.c.attempts + 1)

    def acquit(self, raw: Raw) -> None:
        """A suspect has been in work long enough, and the process lives."""
        self._count(raw, literal(0))

    def _count(self, raw: Raw, attempts: ColumnElement[int]) -> None:
        this = and_(
            updates.c.bot == self._bot,
            updates.c.id == raw["update_id"],
            updates.c.digest == digest_of(raw),
        )
        with self._database.transaction() as connection:
            connection.execute(update(updates).where(this).values(attempts=attempts))

    def give_up(self, now: datetime) -> list[int]:
        """The ids of those that ended process after process; they count as done from now on."""
        lethal = and_(self._orphaned(now), updates.c.attempts >= ATTEMPTS)
        dropping = update(updates).where(lethal).values(done=True, content=None)
        with self._database.transaction() as connection:
            return list(connection.execute(dropping.returning(updates.c.id)).scalars())

    def _take(
        self, now: datetime, which: ColumnElement[bool], **values: Any
    ) -> list[dict[str, Any]]:
        taking = (
            update(updates)
            .where(self._orphaned(now), updates.c.content.is_not(None), which)
            .values(owner=self.owner, **values)
            .returning(updates.c.id, updates.c.content)
        )
        with self._database.transaction() as connection:
            found = sorted(connection.execute(taking).all())
        return [json.loads(row.content) for row in found]

    def _orphaned(self, now: datetime) -> ColumnElement[bool]:
        return and_(updates.c.bot == self._bot, self._abandoned(literal(seconds(now - LEASE))))

    def _abandoned(self, since: ColumnElement[Any]) -> ColumnElement[bool]:
        alive = select(replicas.c.id).where(replicas.c.beat >= since).scalar_subquery()
        return and_(~updates.c.done, updates.c.owner.not_in(alive))

    # The replicas

    def join(self, now: datetime) -> None:
        """Begin to beat. Processes of this machine that have ended are dead from now on."""
        here = this_host()
        with self._database.transaction() as connection:
            rows = connection.execute(select(replicas).where(replicas.c.host == here)).all()
            dead = [row.id for row in rows if not _runs(row.pid)]
            connection.execute(delete(replicas).where(replicas.c.id.in_(dead)))
        self.beat(now)

    def beat(self, now: datetime) -> list[str]:
        """Show that this replica is alive; the names of all that are, in one order for all."""
        alive = {"beat": seconds(now), "host": this_host(), "pid": os.getpid()}
        insert = self._database.insert(replicas).values(id=self.owner, bot=self._bot, **alive)
        living = and_(replicas.c.bot == self._bot, replicas.c.beat >= seconds(now - LEASE))
        with self._database.transaction() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=alive))
            found = select(replicas.c.id).where(living).order_by(replicas.c.id)
            return list(connection.execute(found).scalars())

    def leave(self) -> None:
        """Beat no more; what is undone is anybody's at once, and is not to blame for this end."""
        mine = and_(updates.c.owner == self.owner, ~updates.c.done)
        with self._database.transaction() as connection:
            connection.execute(update(updates).where(mine).values(attempts=0))
            connection.execute(delete(replicas).where(replicas.c.id == self.owner))

    def check(self) -> None:
        """Ask the database anything. Raises SQLAlchemyError where it does not answer."""
        with self._database.transaction() as connection:
            connection.exec_driver_sql("SELECT 1")


def _runs(pid: int) -> bool:
    """Whether another process of this machine has this number."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OSError):
        return True
    return True
