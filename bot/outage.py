"""Calls that have to succeed in the end, however long Telegram is out of reach.

One line in the log when the trouble begins, one when it is over, and none between.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.pacing import seconds_to_wait
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)
Result = TypeVar("Result")

# Seconds between attempts; the last one for good.
PAUSES = (0.5, 1, 2, 4, 8, 15, 30)
# A token that worked may be refused for a moment while a self-hosted server restarts.
REFUSALS = 6

_CONFLICT = (
    "还有另一个程序在用同一个 token 收消息（409），消息会被它取走；"
    "请停掉另一个 askplan，或换一个 token"
)


class TokenRefused(KnowledgeError):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "TELEGRAM_BOT_TOKEN: Telegram 不认这个 token；到 @BotFather 发 /token 重新复制"
            "（用自建 Bot API 服务器的，也核对 TELEGRAM_API_URL）"
        )


class Stopped(Exception):
    """The bot was asked to stop while it waited."""


async def unless_stopped(work: Coroutine[Any, Any, Result], stop: asyncio.Event) -> Result:
    """The result of `work`, which is cancelled when `stop` is set first. Raises Stopped then."""
    task, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Stopped
        return task.result()
    finally:
        task.cancel()
        stopping.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)


@dataclass(slots=True)
class Patience:
    """How calls are repeated. stop: ends the waiting. pauses: seconds between attempts.

    refusals: after how many in a row the token counts as refused.
    """

    stop: asyncio.Event
    pauses: Sequence[float] = PAUSES
    refusals: int = REFUSALS

    async def outlast(self, call: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """The result of the first call that succeeds. Raises Stopped or TokenRefused."""
        trouble = _Trouble()
        while True:
            try:
                result = await unless_stopped(call(), self.stop)
            except TelegramError as failure:
                trouble.note(failure)
                if trouble.refused == self.refusals:
                    raise TokenRefused from None
                pause = self.pauses[min(trouble.attempts, len(self.pauses)) - 1]
                if isinstance(failure, RetryAfter):
                    pause = max(pause, seconds_to_wait(failure))
                await unless_stopped(asyncio.sleep(pause), self.stop)
            else:
                trouble.over()
                return result


def reason(failure: TelegramError) -> str:
    """What went wrong, in a few words: without the page that a proxy sent along."""
    return " ".join(str(failure).split(". Parsing the server response")[0].split())[:120]


class _Trouble:
    """What went wrong so far, and what has been said about it."""

    def __init__(self) -> None:
        self.attempts = 0
        self.refused = 0
        self._began = time.monotonic()
        self._said: set[str] = set()

    def note(self, failure: TelegramError) -> None:
        """Count a failure; log it when it is the first of its kind."""
        self.attempts += 1
        self.refused = self.refused + 1 if isinstance(failure, InvalidToken) else 0
        kind = "conflict" if isinstance(failure, Conflict) else "network"
        if kind in self._said or isinstance(failure, InvalidToken):
            return
        self._said.add(kind)
        log.warning(
            _CONFLICT if kind == "conflict" else f"连不上 Telegram（{reason(failure)}），会一直重试"
        )

    def over(self) -> None:
        """Log the end, if the beginning was."""
        if self._said:
            log.info("Telegram 恢复正常", extra={"s": round(time.monotonic() - self._began, 1)})
