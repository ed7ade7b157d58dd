"""The wordings of the FAQ in PostgreSQL, for every replica, instead of in the memory of each.

A state of them is put there by whoever needs it first, while the others wait for it, and goes when
nobody needs it any longer. It is found by what it was made from, so replicas with the same folder
share it, and one that has an older folder for a moment keeps its own.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, event, or_, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.heap import give_back
from bot.ports import Clock
from bot.store.condition import Condition
from bot.store.connection import Database, seconds
from bot.store.filling import fill
from bot.store.opening import UnusableDatabase, open_engine
from bot.store.phrases import StoredPhrases, needed
from bot.store.schema import search_states
from knowledge.search.classifier import Classifier
from knowledge.search.retrieval import Stored
from knowledge.search.word_table import WORD_ARRAYS, WordTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Make = Callable[[], Mapping[str, NDArray[np.generic]]]

log = logging.getLogger(__name__)

# Any number, the same in every replica: they take turns at filling.
_FILLING = 7_262_014
# How often a process says that it still needs its state; after how long one goes that a process has
# left and no other has asked for since; and one that nobody has asked for at all.
TOUCH = timedelta(minutes=1)
LEFT = timedelta(minutes=3)
UNUSED = timedelta(days=30)


def open_candidates(address: str, clock: Clock = lambda: datetime.now(UTC)) -> "Candidates":
    """Candidates from a PostgreSQL server. Raises UnusableDatabase."""
    engine = open_engine(address)
    if engine.dialect.name != "postgresql":
        engine.dispose()
        raise UnusableDatabase(
            "ASKPLAN_CANDIDATES=postgresql 要用 PostgreSQL 数据库",
            "写成 postgresql://用户:密码@主机/库名，或去掉 ASKPLAN_CANDIDATES",
        )
    event.listen(engine, "connect", _prefer_binary)
    # What the migrations were run on.
    engine.dispose()
    return Candidates(Database(engine, Condition(needed=True)), clock)


def _prefer_binary(connection: Any, _: object) -> None:
    # As text, everything that a question needs would be twice as long.
    from psycopg import Cursor
    from psycopg.pq import Format

    def cursor(*given: Any, **named: Any) -> Any:
        made: Cursor[Any] = Cursor(*given, **named)
        made.format = Format.BINARY
        return made

    connection.cursor_factory = cursor


class Candidates:
    """A `knowledge.search.retrieval.Shelf` in a database. Safe to share between threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self._clock = clock
        self._current: _State | None = None

    @property
    def condition(self) -> Condition:
        """Whether the database can be asked; for whatever else uses the same one."""
        return self.database.condition

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def faq(self, key: bytes, make: "Make") -> Stored:
        """The wordings of an FAQ, put into the database now if they are not there yet.

        What this process asked for before is left to others: it goes once none of them does.
        Raises Unanswerable.
        """
        state = _State(self.database, key.hex(), make, self._clock)
        before, self._current = self._current, state
        if before is not None and before.key != state.key:
            before.leave()
        phrases = StoredPhrases(self.database, state)
        return Stored(index=phrases, wordings=phrases, classifier=state.classifier)


class _State:
    """One row of `search_states`, filled if need be."""

    def __init__(self, database: Database, key: str, make: "Make", clock: Clock) -> None:
        self.key = key
        self._database = database
        self._make = make
        self._clock = clock
        self._again = Lock()
        self._take(self._open())
        # Whoever had this state before may have left it.
        self._note(clock())

    def asked(self) -> None:
        """Note it now and then; and remove what nobody needs any longer."""
        now = self._clock()
        if now - self._noted >= TOUCH:
            self._note(now)

    def _note(self, now: datetime) -> None:
        self._noted = now
        # Where nothing can be written, everything can still be read.
        with suppress(SQLAlchemyError), self._database.transaction() as connection:
            kept = search_states.c.id == self.number
            noted = update(search_states).values(used=seconds(now), released=None)
            connection.execute(noted.where(kept))
            _sweep(connection, now)

    def leave(self) -> None:
        """Note that this process asks for another state from now on."""
        mine = search_states.c.id == self.number
        noted = update(search_states).values(released=seconds(self._clock())).where(mine)
        with suppress(SQLAlchemyError), self._database.transaction() as connection:
            connection.execute(noted)

    def gone(self, number: int) -> bool:
        """Whether somebody has emptied the tables; they are filled anew then."""
        with self._again:
            if number == self.number:
                with needed(self._database) as connection:
                    found = _number(connection, self.key)
                if found != number:
                    log.warning("数据库里的问答候选不见了，重新写入")
                    self._take(self._open())
        return number != self.number

    def _take(self, row: Any) -> None:
        self.number: int = row.id
        self.size: int = row.size
        self.mean: float = row.held / max(1, row.size)
        self.classifier = _classifier(row)
        self.table = _table(row)

    def _open(self) -> Any:
        """The row of the state; filled by one process alone. Raises Unanswerable."""
        with needed(self._database) as connection:
            found = _load(connection, self.key)
        return found or self._fill()

    def _fill(self) -> Any:
        began = time.monotonic()
        with needed(self._database) as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _FILLING})
            if found := _load(connection, self.key):
                return found
            fill(connection, self.key, self._make(), seconds(self._clock()))
            found = _load(connection, self.key)
        give_back()
        facts = {"wordings": found.size, "s": round(time.monotonic() - began, 1)}
        log.info("问答候选已写入数据库", extra=facts)
        return found


def _number(connection: Connection, key: str) -> int | None:
    """The number under which a state stands."""
    wanted = select(search_states.c.id).where(search_states.c.key == key)
    found: int | None = connection.execute(wanted).scalar()
    return found


def _load(connection: Connection, key: str) -> Any:
    """Everything that a process keeps of a state; None where there is no such state."""
    return connection.execute(select(search_states).where(search_states.c.key == key)).first()


def _sweep(connection: Connection, now: datetime) -> None:
    """Remove the states that every process has left, and those that nobody asks for."""
    table = search_states.c
    left, unused = seconds(now - LEFT), seconds(now - UNUSED)
    connection.execute(delete(search_states).where(or_(table.released < left, table.used < unused)))


def _classifier(row: Any) -> Classifier | None:
    import numpy as np

    if row.classifier is None:
        return None
    weights = np.frombuffer(row.classifier, dtype="<f4")
    return Classifier(weights=weights.reshape(-1, row.entries))


def _table(row: Any) -> WordTable:
    import numpy as np

    types = (np.uint64, np.float64, np.uint32, np.uint32)
    named = zip(WORD_ARRAYS, types, strict=True)
    arrays: dict[str, Any] = {
        name: np.frombuffer(getattr(row, name), dtype=kind) for name, kind in named
    }
    return WordTable(**arrays)
