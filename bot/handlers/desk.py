"""What the handlers share: the parts that the composition root built, and asking the knowledge."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardMarkup, User

from bot.buttons import Buttons
from bot.handlers.addressing import Request
from bot.memory import Memory
from bot.ports import Answerer, Clock
from bot.render import message_parts
from bot.sending import Place, Sender
from bot.words import voice_of
from knowledge.model import Answer, Kind, Turn

# After an outage, a question in a group that is older than this is not answered any more.
STALE = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class Desk:
    """Everything that a handler needs to answer.

    me: the bot itself, as Telegram knows it. zone: where "today" is. pool: threads that answer.
    asking: requests in work by update id, so that a failure can be told to whoever asked.
    """

    knowledge: Answerer
    sender: Sender
    memory: Memory
    buttons: Buttons
    clock: Clock
    zone: ZoneInfo
    pool: Executor
    me: User
    asking: dict[int, Request] = field(default_factory=dict)
    _told: dict[tuple[int, int], datetime] = field(default_factory=dict)

    async def ask(
        self, question: str, history: Sequence[Turn] = (), kind: Kind | None = None
    ) -> Answer:
        """Ask the knowledge, in a thread of its own."""
        today = self.clock().astimezone(self.zone).date()
        return await asyncio.get_running_loop().run_in_executor(
            self.pool, lambda: self.knowledge.answer(question, today, history, kind=kind)
        )

    async def say(
        self, request: Request, text: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Say something of the bot's own, in the asker's script."""
        parts = message_parts(text, voice_of(request.traditional))
        await self.sender.say(request.place, parts, keyboard)

    def tells_missed(self, place: Place) -> bool:
        """Whether this chat is still to be told, after an outage, that questions were missed."""
        now = self.clock()
        self._told = {key: when for key, when in self._told.items() if now - when < STALE}
        key = (place.chat, place.thread or 0)
        first = key not in self._told
        self._told[key] = now
        return first
