"""Raw updates -> handlers: each one once, those of one asker in order, a broken one stepped over.

An update counts as open until its handlers are done with it. Whoever fetches updates may confirm
them to Telegram only then, so that a question survives a crash in the middle of its answer.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol
from weakref import WeakValueDictionary

from telegram import Bot, Update

log = logging.getLogger(__name__)

# How many update ids are remembered, to tell a second delivery; open ones are always among them.
REMEMBERED = 20_000

Handle = Callable[[Update], Coroutine[Any, Any, None]]


class Updates(Protocol):
    """Which updates have been taken on."""

    def claim(self, number: int) -> bool:
        """Take an update on; false when it was taken on before."""
        ...


class RecentUpdates:
    """The last update ids, in memory. size: how many."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._taken: OrderedDict[int, None] = OrderedDict()

    def claim(self, number: int) -> bool:
        """Take an update on; false when it was taken on before."""
        if number in self._taken:
            return False
        self._taken[number] = None
        while len(self._taken) > self._size:
            self._taken.popitem(last=False)
        return True


class Intake:
    """Takes raw updates on and works them off at the same time.

    bot: what the parsed objects belong to. handle: works one update off.
    updates: tells a second delivery.
    """

    def __init__(self, bot: Bot, handle: Handle, updates: Updates | None = None) -> None:
        self._bot = bot
        self._handle = handle
        self._updates = updates or RecentUpdates()
        self._open: dict[int, asyncio.Task[None]] = {}
        # A lane lives as long as somebody drives in it.
        self._lanes: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    @property
    def open(self) -> tuple[int, ...]:
        """Ids of the updates in work, in the order in which they came."""
        return tuple(self._open)

    def accept(self, raw: dict[str, Any]) -> bool:
        """Take on one update with an `update_id`; false when it was taken on before or is broken."""
        number = raw["update_id"]
        if not self._updates.claim(number):
            return False
        try:
            update = Update.de_json(raw, self._bot)
        # Whatever the library trips over in data of an unforeseen shape: the next ones must go on.
        except Exception as fault:
            log.exception(
                "跳过一条读不懂的更新", extra={"update": number, "why": repr(fault)[:200]}
            )
            return False
        self._open[number] = asyncio.create_task(self._drive(update), name=f"update {number}")
        self._open[number].add_done_callback(lambda task: self._close(number, task))
        return True

    async def _drive(self, update: Update) -> None:
        """One after the other where one person asks twice in one chat, at the same time otherwise."""
        chat, user = update.effective_chat, update.effective_user
        key = (chat.id if chat else 0, user.id if user else update.update_id)
        lane = self._lanes.setdefault(key, asyncio.Lock())
        async with lane:
            await self._handle(update)

    def _close(self, number: int, task: asyncio.Task[None]) -> None:
        self._open.pop(number, None)
        if not task.cancelled() and task.exception() is not None:
            log.error("更新没有处理完", extra={"update": number}, exc_info=task.exception())

    async def rest(self, seconds: float, *, first: bool = False) -> None:
        """Wait until nothing is open, or (`first`) until something is done; at most `seconds`."""
        if self._open:
            when = asyncio.FIRST_COMPLETED if first else asyncio.ALL_COMPLETED
            await asyncio.wait(self._open.values(), timeout=seconds, return_when=when)

    async def abandon(self) -> None:
        """Cancel what is still open, and wait for it to end."""
        tasks: Iterable[asyncio.Task[None]] = tuple(self._open.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
