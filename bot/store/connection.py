"""One database for all subjects of the store: transactions, and the inserts of its dialect.

Blocking: call whatever uses it through a thread.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.opening import open_engine


def open_database(address: str) -> "Database":
    """The database at an address; made or brought up to date. Raises UnusableDatabase."""
    return Database(open_engine(address))


def seconds(moment: datetime) -> int:
    """A moment as the tables hold it: whole seconds since 1970 UTC."""
    return int(moment.timestamp())


class Database:
    """Transactions on one engine. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time anyway, and one connection when it lives in memory.
        self._turn = threading.Lock()
        if self.sqlite:
            event.listen(engine, "begin", _begin_writing)

    def close(self) -> None:
        """Let go of the connections, once a query in work has ended.

        A task that is cancelled leaves its thread in the query, and SQLite's library crashes the
        process when a connection is closed under it.
        """
        with self._turn:
            self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back when something is raised."""
        if not self.sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._turn, self.engine.begin() as connection:
            yield connection

    def insert(self, table: Any) -> Any:
        """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
