"""Long polling: fetch updates, hand them to the intake, confirm what is done.

The library's own updater confirms a batch before it is worked off, and fetches a batch that holds a
malformed update for ever; hence this one, on the raw answer.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.intake import Intake
from bot.outage import Patience, Stopped, unless_stopped

log = logging.getLogger(__name__)

# In seconds: how long Telegram holds an empty poll open, and how long the answer may take beyond.
LONG_POLL = 30
SLACK = 10
# Updates that are fetched and not confirmed, at most: of the 100 in a batch the rest stays free for
# new ones, however many chats have to wait for a slow answer.
HELD = 50
# Updates in work at which fetching pauses; what comes meanwhile waits at Telegram's.
IN_WORK = 1000
# In seconds: how long a batch is awaited before the next poll, and the pause between polls that
# bring nothing but updates in work (Telegram returns them until they are confirmed).
BATCH = 0.25
BUSY = 0.3

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")


class Poller:
    """Polls one bot. request: a connection of its own, so that a long poll blocks no answer."""

    def __init__(self, bot: Bot, request: BaseRequest, intake: Intake, patience: Patience) -> None:
        self._bot = bot
        self._request = request
        self._intake = intake
        self._patience = patience
        self._next: int | None = None

    async def run(self) -> None:
        """Poll until the patience's stop is set. Raises TokenRefused."""
        stop = self._patience.stop
        with suppress(Stopped):
            while not stop.is_set():
                batch = await self._patience.outlast(self._fetch)
                fresh = [self._intake.accept(raw) for raw in self._numbered(batch)]
                await self._rest(batch, any(fresh))
                while len(self._intake.open) >= IN_WORK and not stop.is_set():
                    await self._intake.rest(BUSY, first=True)

    async def _rest(self, batch: list[Any], fresh: bool) -> None:
        """Leave time between two polls for the work to be done."""
        if self._intake.open:
            await self._intake.rest(BATCH if fresh else BUSY, first=not fresh)
        elif batch and not fresh:
            # Nothing but what is known or broken: do not ask for it again at full speed.
            await unless_stopped(asyncio.sleep(BATCH), self._patience.stop)

    async def confirm(self) -> None:
        """Tell Telegram what is done, without fetching more; what is open comes again next time."""
        if self._next is not None:
            with suppress(TelegramError):
                await self._call(hold=0, limit=1, patience=2.0)

    def _offset(self) -> int | None:
        """The first update that Telegram is to send (again): the oldest open one, or the next."""
        held = self._intake.open[-HELD:]
        return held[0] if held else self._next

    async def _fetch(self) -> list[Any]:
        return await self._call(hold=LONG_POLL, limit=100, patience=LONG_POLL + SLACK)

    async def _call(self, *, hold: int, limit: int, patience: float) -> list[Any]:
        """One getUpdates; the raw updates. Raises TelegramError, also when the answer is no list."""
        query = {"timeout": hold, "limit": limit, "allowed_updates": json.dumps(KINDS)}
        offset = self._offset()
        if offset is not None:
            query["offset"] = offset
        try:
            batch: object = await self._request.post(
                f"{self._bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=patience
            )
        except (KeyError, TypeError, AttributeError) as fault:
            raise TelegramError("Telegram 的回应读不懂") from fault
        if not isinstance(batch, list):
            raise TelegramError("Telegram 的回应读不懂")
        return batch

    def _numbered(self, batch: list[Any]) -> list[dict[str, Any]]:
        """The updates that have an id; one that has none is stepped over like any other."""
        usable = []
        for raw in batch:
            number = raw.get("update_id") if isinstance(raw, Mapping) else None
            if isinstance(number, int):
                usable.append(dict(raw))
                self._next = number + 1
            else:
                # Ids are consecutive within a batch, so it had the next one.
                self._next = (self._next or 0) + 1
                log.error("跳过一条没有编号的更新")
        return usable
