"""Telegram's sending limits, kept per chat: about 1 message a second in a private chat, 20 a minute
in a group; and about 30 a second overall, once Telegram has asked to slow down.

Answers go before what nobody waits for: reminders and notices take two thirds of the overall limit
at most, and stand back while answers queue. Replicas of one bot divide the limits by their number:
a balancer spreads a chat's updates over them evenly, and no send has to ask a database first.

Unlike the library's own limiter, a chat that is told to wait (429) does not hold up the others, and
a group never gets more than its share within any minute.
Source of the figures: core.telegram.org/bots/faq, "My bot is hitting limits".
"""

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.metrics import Metrics

log = logging.getLogger(__name__)

_CHATS = 4096
_SENDING = ("send", "edit", "copy", "forward")
# In seconds. Added to what Telegram asks for; how long the overall limit is kept afterwards; and the
# wait beyond which nobody reads the answer any more.
_MARGIN = 0.5
_SLOW = 600.0
_LONGEST = 900.0
# Sends a second overall (Telegram's limit is 30), and of these the unhurried ones.
_OVERALL, _UNHURRIED = 28, 18
# Seconds between two looks of an unhurried send at whether answers still queue.
_YIELD = 0.05

_unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)


@contextmanager
def unhurried() -> Iterator[None]:
    """What is sent within this, and in tasks begun within it, lets answers go first."""
    before = _unhurried.set(True)
    try:
        yield
    finally:
        _unhurried.reset(before)


@dataclass(slots=True)
class Window:
    """At most `limit` sends within any `period`, in seconds: a sliding window."""

    limit: int
    period: float
    _taken: deque[float] = field(default_factory=deque)

    def book(self, earliest: float) -> float:
        """Book a send; the moment, from `earliest` on, at which it fits."""
        moment = earliest
        if len(self._taken) == self.limit:
            moment = max(earliest, self._taken.popleft() + self.period)
        self._taken.append(moment)
        return moment

    def idle(self, now: float) -> bool:
        """Whether nothing booked weighs any more."""
        return not self._taken or self._taken[-1] + self.period <= now


@dataclass(slots=True)
class Bucket:
    """`burst` sends at once, then one in each `period`, in seconds.

    Source: the generic cell rate algorithm, ITU-T I.371.
    """

    burst: int
    period: float
    _due: float = float("-inf")

    def book(self, earliest: float) -> float:
        """Book a send; the moment, from `earliest` on, at which it fits."""
        moment = max(earliest, self._due - (self.burst - 1) * self.period)
        self._due = max(self._due, moment) + self.period
        return moment

    def idle(self, now: float) -> bool:
        """Whether nothing booked weighs any more."""
        return self._due <= now


class Pacer(BaseRateLimiter[int]):
    """Books a moment for each send and waits for it; waits as told when Telegram says 429.

    retries: how often a send is repeated after 429. now, sleep: the clock, in seconds.
    queued: sends that wait for their moment.
    """

    def __init__(
        self,
        *,
        retries: int = 5,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        metrics: Metrics | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._replicas = 1
        self._waiting = 0
        self.queued = 0
        self._halted = False
        self._background = Window(_UNHURRIED, 1.0)
        self._retries = retries
        self._now = now
        self._sleep = sleep
        self._overall = Window(_OVERALL, 1.0)
        self._chats: OrderedDict[str, Window | Bucket] = OrderedDict()
        self._paused: dict[str, float] = {}
        self._slow_until = float("-inf")

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a request when its moment has come. Raises RetryAfter when the retries are used."""
        chat = str(data.get("chat_id") or "")
        paced = chat and endpoint.startswith(_SENDING) and endpoint != "sendChatAction"
        retries = self._retries if rate_limit_args is None else rate_limit_args
        began = self._now()
        for attempt in range(retries + 1):
            if paced:
                await self._queue(chat)
                if self._halted:
                    # Until it is cancelled.
                    await asyncio.Event().wait()
            try:
                result = await callback(*args, **kwargs)
            except RetryAfter as flood:
                self._count(endpoint, "flood", paced)
                if attempt == retries or seconds_to_wait(flood) > _LONGEST:
                    raise
                await self._pause(chat, endpoint, flood)
            except TelegramError as failure:
                self._count(endpoint, type(failure).__name__, paced)
                raise
            else:
                self._count(endpoint, "ok", paced)
                if paced:
                    self._metrics.sending.observe(max(0.0, self._now() - began))
                return result
        raise AssertionError("unreachable")

    def _count(self, endpoint: str, result: str, paced: object) -> None:
        if paced:
            self._metrics.sends.labels(endpoint, result).inc()

    def halt(self) -> None:
        """Let nothing more out; what is on its way to Telegram already is not touched."""
        self._halted = True

    def share(self, replicas: int) -> None:
        """Keep to an equal part of the limits from now on: so many replicas send."""
        if replicas == self._replicas:
            return
        self._replicas = replicas
        self._overall = Window(max(1, _OVERALL // replicas), 1.0)
        self._background = Window(max(1, _UNHURRIED // replicas), 1.0)
        self._chats.clear()

    async def _queue(self, chat: str) -> None:
        """Wait for a send's moment, and be counted meanwhile."""
        self.queued += 1
        try:
            if _unhurried.get():
                await self._until(self._background.book(self._now()))
            await self._wait(chat)
        finally:
            self.queued -= 1

    async def _wait(self, chat: str) -> None:
        """Sleep until a send to this chat has its moment."""
        now = self._now()
        moment = self._window(chat, now).book(max(now, self._paused.get(chat, now)))
        while moment > now:
            await self._sleep(moment - now)
            now = self._now()
            # While it slept, another send to the chat may have been told to wait longer.
            moment = self._paused.get(chat, now)
        if now < self._slow_until:
            await self._take_turn()

    async def _take_turn(self) -> None:
        """A moment within the overall limit: answers in the order in which they come, then the rest."""
        if _unhurried.get():
            while self._waiting:
                await self._sleep(_YIELD)
            await self._until(self._overall.book(self._now()))
            return
        self._waiting += 1
        try:
            await self._until(self._overall.book(self._now()))
        finally:
            self._waiting -= 1

    async def _until(self, moment: float) -> None:
        now = self._now()
        if moment > now:
            await self._sleep(moment - now)

    def _window(self, chat: str, now: float) -> Window | Bucket:
        if chat not in self._chats:
            group = chat.startswith(("-", "@"))
            parts = self._replicas
            self._chats[chat] = (
                Window(max(1, 20 // parts), 61.0)
                if group
                else Bucket(max(1, 5 // parts), float(parts))
            )
        self._chats.move_to_end(chat)
        while len(self._chats) > _CHATS:
            oldest = next(iter(self._chats))
            if not self._chats[oldest].idle(now):
                break
            del self._chats[oldest]
        return self._chats[chat]

    async def _pause(self, chat: str, endpoint: str, flood: RetryAfter) -> None:
        """Wait as long as Telegram asks; the chat's other sends wait too."""
        seconds = seconds_to_wait(flood) + _MARGIN
        log.warning("Telegram 要求放慢", extra={"chat": chat, "method": endpoint, "s": seconds})
        until = self._now() + seconds
        self._slow_until = max(self._slow_until, until + _SLOW)
        self._paused[chat] = max(until, self._paused.get(chat, until))
        await self._sleep(seconds)
        if self._paused.get(chat, until) <= self._now():
            self._paused.pop(chat, None)


def seconds_to_wait(flood: RetryAfter) -> float:
    """How long Telegram asks to wait, in seconds."""
    # An int, or a timedelta where PTB_TIMEDELTA is set.
    after = flood.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
