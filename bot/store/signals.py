"""A word to the other replicas that the knowledge has changed: LISTEN and NOTIFY of PostgreSQL.

It only saves the others' waiting: each looks at the folder by itself anyway, so a word that is lost
costs two seconds. On SQLite there are no others.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.connection import Database

if TYPE_CHECKING:
    from psycopg import AsyncConnection

log = logging.getLogger(__name__)

_CHANNEL = "askplan_knowledge"
# Seconds before the connection is opened again.
_AGAIN = 5.0


class Signals:
    """Says and hears which version of the knowledge is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, version: str) -> None:
        """Tell every replica, this one too; never fails."""
        if not self._database.sqlite:
            try:
                await asyncio.to_thread(self._send, version)
            except SQLAlchemyError as failure:
                log.info("没能通知其他进程", extra={"why": type(failure).__name__})

    def _send(self, version: str) -> None:
        with self._database.transaction() as connection:
            told = {"channel": _CHANNEL, "version": version}
            connection.execute(text("SELECT pg_notify(:channel, :version)"), told)

    async def hear(self, told: Callable[[str], None]) -> None:
        """Call `told` with each version that is sent, until cancelled."""
        if self._database.sqlite:
            return
        import psycopg

        url = self._database.engine.url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        while True:
            try:
                async with await _connected(address) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}")
                    # Something may have been said while nobody listened.
                    told("")
                    async for note in connection.notifies():
                        told(note.payload)
            except (psycopg.Error, OSError) as failure:
                log.debug("数据库的通知断了", extra={"why": type(failure).__name__})
            await asyncio.sleep(_AGAIN)


async def _connected(address: str) -> "AsyncConnection[Any]":
    """A connection; one that is being opened when the bot stops is closed first."""
    import psycopg

    connecting = asyncio.ensure_future(psycopg.AsyncConnection.connect(address, autocommit=True))
    try:
        return await asyncio.shield(connecting)
    except asyncio.CancelledError:
        with suppress(psycopg.Error, OSError):
            await (await connecting).close()
        raise
