"""Raw updates -> handlers: each one once, those of one asker in order, a broken one stepped over.

An update counts as open until its handlers are done with it. Whoever fetches updates may confirm
them to Telegram only then, so that a question survives a crash in the middle of its answer.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol
from weakref import WeakValueDictionary

from telegram import Bot, Update

from bot.logs import about
from bot.metrics import Metrics

log = logging.getLogger(__name__)

# How many update ids are remembered, to tell a second delivery; open ones are always among them.
REMEMBERED = 20_000
# Updates in work at which no more are taken; what comes meanwhile waits at Telegram's.
IN_WORK = 1000

Raw = Mapping[str, Any]

Handle = Callable[[Update], Coroutine[Any, Any, None]]


def numbered(raw: object) -> bool:
    """Whether something is an update with an id that a database can hold."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return isinstance(number, int) and 0 <= number < 1 << 63


class Unrecorded(Exception):
    """An update could not be put on record, so it was not taken on; it must come again."""


class Updates(Protocol):
    """Which updates have been taken on, by whomever."""

    async def claim(self, raws: Sequence[Raw]) -> Collection[int]:
        """Take updates on: the ids of those that are new. Raises Unrecorded."""
        ...

    def close(self, number: int) -> None:
        """An update has been handled."""
        ...

    def outlives(self, number: int) -> bool:
        """Whether an update that was taken on is known to the next process, too."""
        ...


class RecentUpdates:
    """The last update ids, in memory. size: how many."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._taken: OrderedDict[int, None] = OrderedDict()

    def __contains__(self, number: int) -> bool:
        return number in self._taken

    def add(self, numbers: Iterable[int]) -> None:
        """Remember ids; the oldest ones go."""
        self._taken.update(dict.fromkeys(numbers))
        while len(self._taken) > self._size:
            self._taken.popitem(last=False)

    def forget(self, numbers: Iterable[int]) -> None:
        """Take ids out."""
        for number in numbers:
            self._taken.pop(number, None)

    async def claim(self, raws: Sequence[Raw]) -> Collection[int]:
        """Take updates on: the ids of those that are new."""
        fresh = {raw["update_id"] for raw in raws} - self._taken.keys()
        self.add(sorted(fresh))
        return fresh

    def close(self, number: int) -> None:
        """Nothing to do: what was taken on stays so."""

    def outlives(self, number: int) -> bool:
        """Nothing here does."""
        return False


class Intake:
    """Takes raw updates on and works them off at the same time.

    bot: what the parsed objects belong to. handle: works one update off.
    updates: tells a second delivery.
    """

    def __init__(
        self,
        bot: Bot,
        handle: Handle,
        updates: Updates | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._updates = updates or RecentUpdates()
        self._metrics = metrics or Metrics()
        self._closed = False
        self._open: dict[int, asyncio.Task[None]] = {}
        # A lane lives as long as somebody drives in it.
        self._lanes: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    @property
    def open(self) -> tuple[int, ...]:
        """Ids of the updates in work, in the order in which they came."""
        return tuple(self._open)

    @property
    def full(self) -> bool:
        """Whether so much is in work that no more should come for the moment."""
        return len(self._open) >= IN_WORK

    async def accept(self, raws: Sequence[Raw]) -> int:
        """Take on updates, each with an `update_id`; how many were new. Raises Unrecorded."""
        if not raws:
            return 0
        mine = await self._updates.claim(raws)
        fresh = {raw["update_id"]: raw for raw in raws if raw["update_id"] in mine}
        self._metrics.updates.labels("repeated").inc(len(raws) - len(fresh))
        self.adopt(fresh.values())
        return len(fresh)

    async def assure(self, number: int, seconds: float) -> None:
        """Wait until an update in work is done, unless it is on a record that outlives this process.

        Raises Unrecorded where it is not done within so many seconds, or broken off.
        """
        task = self._open.get(number)
        if task is None or self._updates.outlives(number):
            return
        done, _ = await asyncio.wait([task], timeout=seconds)
        if not done or task.cancelled():
            raise Unrecorded

    def adopt(self, raws: Iterable[Raw]) -> None:
        """Work off updates that have been taken on already; none once it is `abandon`ed."""
        if self._closed:
            return
        for raw in raws:
            self._begin(raw)

    def _begin(self, raw: Raw) -> None:
        number = raw["update_id"]
        try:
            update = Update.de_json(dict(raw), self._bot)
        # Whatever the library trips over in data of an unforeseen shape: the next ones must go on.
        except Exception as fault:
            log.exception(
                "跳过一条读不懂的更新", extra={"update": number, "why": repr(fault)[:200]}
            )
            self._metrics.updates.labels("broken").inc()
            self._updates.close(number)
            return
        self._metrics.updates.labels("new").inc()
        self._open[number] = asyncio.create_task(self._drive(update), name=f"update {number}")
        self._open[number].add_done_callback(lambda task: self._close(number, task))

    async def _drive(self, update: Update) -> None:
        """One after the other where one person asks twice in one chat, at the same time otherwise."""
        chat, user = update.effective_chat, update.effective_user
        key = (chat.id if chat else 0, user.id if user else update.update_id)
        lane = self._lanes.setdefault(key, asyncio.Lock())
        about(update.update_id)
        with self._metrics.handling.time():
            async with lane:
                await self._handle(update)

    def _close(self, number: int, task: asyncio.Task[None]) -> None:
        self._open.pop(number, None)
        # What was broken off in the middle is left for the next process.
        if not task.cancelled():
            self._updates.close(number)
        if not task.cancelled() and task.exception() is not None:
            log.error("更新没有处理完", extra={"update": number}, exc_info=task.exception())

    async def rest(self, seconds: float, *, first: bool = False) -> None:
        """Wait until nothing is open, or (`first`) until something is done; at most `seconds`."""
        if first and self._open:
            when = asyncio.FIRST_COMPLETED
            await asyncio.wait(self._open.values(), timeout=seconds, return_when=when)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                # What is on its way into the record begins meanwhile.
                while self._open:
                    await asyncio.wait(self._open.values())

    async def abandon(self, seconds: float = 0.0) -> None:
        """Begin nothing more; cancel what is still open after so many seconds, and wait for its end.

        What is taken on and not begun is left to the next process, as is what is cancelled.
        """
        self._closed = True
        tasks = tuple(self._open.values())
        if tasks and seconds:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
