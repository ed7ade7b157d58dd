"""Whether the database takes what is to be kept. Answering goes on without it, and says so.

A full or read-only disk can still be read from; a server out of reach can not. Told once when it
changes, not at each query.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from threading import Lock
from typing import Literal, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)

Trouble = Literal["full", "read-only", "away", "broken"]
Given = ParamSpec("Given")
Found = TypeVar("Found")

PAUSE = 2.0
# What the administrator reads in the log and in the health report.
_WORDS: dict[Trouble, str] = {
    "full": "磁盘已满：照常回答，但什么也存不下；请腾出空间",
    "read-only": "数据库只读：照常回答，但什么也存不下；请检查磁盘、文件权限或主从切换",
    "away": "连不上数据库：照常回答，但读不到也存不下；请检查数据库服务和网络",
    "broken": "数据库文件损坏或磁盘出错：照常回答；请检查磁盘，用 askplan restore 恢复备份",
}
# The same where answers come from it, too.
_NEEDED: dict[Trouble, str] = {
    **_WORDS,
    "away": "连不上数据库：问答的候选在数据库里（ASKPLAN_CANDIDATES），暂时不能回答；请检查数据库服务和网络",
    "broken": "数据库出错：问答的候选在数据库里（ASKPLAN_CANDIDATES），暂时不能回答；请检查数据库的磁盘",
}
# SQLite's result codes: primary ones, and what an extended one says better.
_SQLITE: dict[int, Trouble] = {
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_BUSY: "away",
    sqlite3.SQLITE_LOCKED: "away",
    sqlite3.SQLITE_IOERR: "broken",
    sqlite3.SQLITE_CORRUPT: "broken",
    sqlite3.SQLITE_NOTADB: "broken",
}
# The beginnings of PostgreSQL's codes, the longest first.
_POSTGRES: tuple[tuple[str, Trouble], ...] = (
    ("53100", "full"),
    ("25006", "read-only"),
    ("58", "broken"),
    ("XX", "broken"),
    ("53", "away"),
    ("57P", "away"),
    ("08", "away"),
)


class OutOfReach(SQLAlchemyError):
    """The database was out of reach a moment ago, so it is not asked just now."""


class Unanswerable(OutOfReach, KnowledgeError):
    """What an answer needs from the database cannot be had; one line, without the address.

    what: why, as `Condition.degraded` says it.
    """

    def __init__(self, what: str = "") -> None:
        super().__init__(what or _NEEDED["away"])


def trouble_of(failure: BaseException) -> Trouble | None:
    """What a failed query says about the database; None where only the query was at fault."""
    if not isinstance(failure, DBAPIError):
        return "away" if isinstance(failure, NoConnection | OutOfReach) else None
    cause = failure.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None) or 0
        return _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # The driver's own: there was no server to say anything.
        return "away" if failure.connection_invalidated or _never_connected(cause) else None
    return next((kind for start, kind in _POSTGRES if state.startswith(start)), None)


def _never_connected(cause: BaseException | None) -> bool:
    return type(cause).__name__ in ("OperationalError", "ConnectionTimeout")


class Condition:
    """The state of one database, noted by its transactions. Safe to share between threads.

    pause: seconds for which a database out of reach is left alone. Each attempt may take as long as a
    server takes that does not answer, and nobody's question is to wait for that.
    needed: whether answers come from the database, too.
    """

    def __init__(self, pause: float = PAUSE, *, needed: bool = False) -> None:
        self.pause = pause
        self._words = _NEEDED if needed else _WORDS
        self._trouble: Trouble | None = None
        self._asked = 0.0
        self._lock = Lock()

    @property
    def degraded(self) -> str:
        """Why nothing can be kept, in one line; empty while all is well."""
        return self._words[self._trouble] if self._trouble else ""

    @property
    def read_only(self) -> bool:
        """Whether the database can be read from and not written to."""
        return self._trouble in ("full", "read-only")

    def admit(self) -> None:
        """A transaction is about to begin. Raises OutOfReach where it would only wait in vain."""
        if self._trouble == "away" and time.monotonic() - self._asked < self.pause:
            raise OutOfReach(self._words["away"])

    def failed(self, failure: BaseException) -> None:
        """A transaction has failed."""
        if trouble := trouble_of(failure):
            self._asked = time.monotonic()
            self._become(trouble)

    def succeeded(self, *, wrote: bool) -> None:
        """A transaction has ended well; one that only read says nothing about a full disk."""
        if self._trouble and (wrote or not self.read_only):
            self._become(None)

    def _become(self, trouble: Trouble | None) -> None:
        with self._lock:
            if trouble == self._trouble:
                return
            self._trouble = trouble
        if trouble:
            log.error(self._words[trouble])
        else:
            log.warning("数据库恢复正常，又开始保存了")


async def attempt(
    query: Callable[Given, Found], *arguments: Given.args, **named: Given.kwargs
) -> Found | None:
    """A query in a thread; None where the database fails, which `Condition` has told of.

    For what an answer can do without.
    """
    try:
        return await asyncio.to_thread(query, *arguments, **named)
    except SQLAlchemyError as failure:
        log.debug("没有存取成", extra={"why": type(failure).__name__})
        return None
