"""One database for all subjects of the store: transactions, and the inserts of its dialect.

Blocking: call whatever uses it through a thread.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, column, event, table, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from bot.store.condition import Condition
from bot.store.opening import open_engine

# What a connection notes about its transaction.
_WROTE = "askplan_wrote"
_VERSION = table("alembic_version", column("version_num"))


def open_database(address: str, condition: Condition | None = None) -> "Database":
    """The database at an address; made or brought up to date. Raises UnusableDatabase."""
    return Database(open_engine(address), condition)


def seconds(moment: datetime) -> int:
    """A moment as the tables hold it: whole seconds since 1970 UTC."""
    return int(moment.timestamp())


# Seconds that closing waits for transactions in work; a server that is gone never ends them.
_PATIENCE = 5.0


class _Turn:
    """One transaction after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No transaction is in work meanwhile."""
        with self._lock:
            yield


class _Crowd:
    """Any number of transactions at once."""

    def __init__(self) -> None:
        self._inside = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The transactions in work have ended, or have been waited for long enough."""
        with self._changed:
            self._changed.wait_for(lambda: not self._inside, _PATIENCE)
            yield


class Database:
    """Transactions on one engine. Safe to share between threads.

    condition: that of another one on the same server, so that it is told once.
    """

    def __init__(self, engine: Engine, condition: Condition | None = None) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time anyway, and one connection when it lives in memory.
        self._turn = _Turn() if self.sqlite else _Crowd()
        self.condition = condition or Condition()
        event.listen(engine, "after_cursor_execute", _note_writing)
        if self.sqlite:
            event.listen(engine, "begin", self._begin)

    @property
    def degraded(self) -> str:
        """Why nothing can be kept just now, in one line; empty while all is well."""
        return self.condition.degraded

    def close(self) -> None:
        """Let go of the connections, once a query in work has ended.

        A task that is cancelled leaves its thread in the query, and SQLite's library crashes the
        process when a connection is closed under it.
        """
        with self._turn.alone():
            self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back when something is raised.

        Raises OutOfReach at once where the database did not answer a moment ago.
        """
        self.condition.admit()
        wrote = False
        try:
            with self._turn, self.engine.begin() as connection:
                connection.info.pop(_WROTE, None)
                yield connection
                wrote = connection.info.pop(_WROTE, False)
        except (SQLAlchemyError, OSError) as failure:
            self.condition.failed(failure)
            raise
        self.condition.succeeded(wrote=wrote)

    def probe(self) -> None:
        """Write what stands there already: does the database take it? `degraded` says it then."""
        try:
            with self.transaction() as connection:
                connection.execute(update(_VERSION).values(version_num=_VERSION.c.version_num))
        except SQLAlchemyError:
            return

    def _begin(self, connection: Connection) -> None:
        # The write lock at once: a transaction that reads first and writes later could be refused
        # halfway. Where nothing can be written there is no such lock, and reading goes on.
        immediate = "" if self.condition.read_only else " IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN{immediate}")

    def insert(self, table: Any) -> Any:
        """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)


def _note_writing(connection: Connection, *details: Any) -> None:
    context = details[3]
    if context is not None and (context.isinsert or context.isupdate or context.isdelete):
        connection.info[_WROTE] = True
