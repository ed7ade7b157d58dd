"""What the handlers share: the parts that the composition root built, and asking the knowledge."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from telegram import Bot, InlineKeyboardMarkup, Message, User

from bot.buttons import Buttons
from bot.handlers.addressing import Request
from bot.living import Living
from bot.memory import Memory
from bot.ports import Clock
from bot.render import message_parts
from bot.richtext import Part
from bot.sending import Attachment, Place, Sender
from bot.store.database import Store
from bot.words import voice_of
from knowledge.model import Answer, Kind, Turn
from knowledge.plans.workdays import WorkCalendar

# After an outage, a question in a group that is older than this is not answered any more.
STALE = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class Desk:
    """Everything that a handler needs to answer.

    bot: for what is asked of Telegram; whatever is said goes through `sender`. me: the bot itself,
    as Telegram knows it. admins: ids of the users who look after the knowledge.
    zone: where "today" is. pool: threads that answer.
    font: file to draw pictures with; None where the machine has none with Chinese characters.
    asking: requests in work by update id, so that a failure can be told to whoever asked.
    """

    knowledge: Living
    store: Store
    bot: Bot
    sender: Sender
    memory: Memory
    buttons: Buttons
    clock: Clock
    zone: ZoneInfo
    pool: Executor
    me: User
    admins: frozenset[int] = frozenset()
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    font: Path | None = None
    asking: dict[int, Request] = field(default_factory=dict)
    _told: dict[tuple[int, int], datetime] = field(default_factory=dict)
    _skew: timedelta = timedelta()

    async def ask(
        self, question: str, history: Sequence[Turn] = (), kind: Kind | None = None
    ) -> Answer:
        """Ask the knowledge, in a thread of its own."""
        today = self.clock().astimezone(self.zone).date()
        return await asyncio.get_running_loop().run_in_executor(
            self.pool, lambda: self.knowledge.answer(question, today, history, kind=kind)
        )

    async def deliver(
        self,
        request: Request,
        parts: Sequence[Part | Attachment],
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> tuple[Message, ...]:
        """Send messages and files to where a request came from; those that were accepted."""
        sent = await self.sender.say(request.place, parts, keyboard)
        if sent:
            self._skew = self.clock() - sent[-1].date
        return sent

    async def say(
        self, request: Request, text: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Say something of the bot's own, in the asker's script."""
        await self.deliver(request, message_parts(text, voice_of(request.traditional)), keyboard)

    def is_stale(self, sent: datetime) -> bool:
        """Whether a message of that date is too old to be answered in a group.

        By Telegram's clock, as far as it is known from messages that it accepted: with a machine
        whose clock is wrong, every question would look as if it came from before an outage.
        """
        return self.clock() - self._skew - sent > STALE

    def tells_missed(self, place: Place) -> bool:
        """Whether this chat is still to be told, after an outage, that questions were missed."""
        now = self.clock()
        self._told = {key: when for key, when in self._told.items() if now - when < STALE}
        key = (place.chat, place.thread or 0)
        first = key not in self._told
        self._told[key] = now
        return first
