"""What the handlers share: the parts that the composition root built, and asking the knowledge."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from telegram import Bot, InlineKeyboardMarkup, Message, User
from telegram.constants import ChatAction

from bot.answering import Answering
from bot.buttons import Buttons
from bot.config import RETENTION_DAYS
from bot.handlers.addressing import Request
from bot.limits import Quota
from bot.living import Living
from bot.memory import Memory
from bot.metrics import Metrics
from bot.ports import Clock, NoReview, Review, Trace
from bot.reminders.outline import Outlines
from bot.render import message_parts
from bot.revising import retract, revise
from bot.richtext import Part
from bot.sending import Attachment, Below, Place, Sender
from bot.store.database import Store
from bot.store.listening import Listening
from bot.words import voice_of
from knowledge.model import Answer, Kind, Turn
from knowledge.plans.workdays import WorkCalendar

# After an outage, a question in a group that is older than this is not answered any more.
STALE = timedelta(minutes=10)
# Seconds that an answer may take before the chat shows that it is being written.
SLOW = 0.5
# Askers who wait at the same time, beyond whom nobody is shown that.
_RUSH = 16


def _no_tick() -> datetime | None:
    """Nobody looks for deadlines."""
    return None


@dataclass(slots=True, kw_only=True)
class Desk:
    """Everything that a handler needs to answer.

    bot: for what is asked of Telegram; whatever is said goes through `sender`. me: the bot itself,
    as Telegram knows it. admins: ids of the users who look after the knowledge.
    zone: where "today" is. answering: where answers are worked out.
    font: file to draw pictures with; None where the machine has none with Chinese characters.
    quota: how much may be asked. metrics: what is counted.
    asking: requests in work by update id, so that a failure can be told to whoever asked.
    review: takes what a person should look at. traces: what is kept about people, for `retention_days`.
    counts: answers by status, and marks, since `started`. last_tick: when deadlines were looked for.
    outlines: what reminders know of the plans.
    """

    knowledge: Living
    store: Store
    bot: Bot
    sender: Sender
    memory: Memory
    buttons: Buttons
    clock: Clock
    zone: ZoneInfo
    answering: Answering
    me: User
    admins: frozenset[int] = frozenset()
    font: Path | None = None
    quota: Quota = field(default_factory=Quota)
    metrics: Metrics = field(default_factory=Metrics)
    asking: dict[int, Request] = field(default_factory=dict)
    review: Review = field(default_factory=NoReview)
    traces: tuple[Trace, ...] = ()
    retention_days: int = RETENTION_DAYS
    counts: Counter[str] = field(default_factory=Counter)
    started: datetime = field(init=False)
    last_tick: Callable[[], datetime | None] = _no_tick
    outlines: Outlines = field(default_factory=Outlines)
    _told: dict[tuple[int, int], datetime] = field(default_factory=dict)
    _moved: set[int] = field(default_factory=set)
    _skew: timedelta = timedelta()
    _waiting: int = 0

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def calendar(self) -> WorkCalendar:
        """The working days, as the knowledge folder has them now."""
        return self.knowledge.calendar

    @property
    def listening(self) -> Listening:
        """Which groups are listened to; blocking."""
        return Listening(self.store.database)

    @property
    def today(self) -> date:
        """The day it is where the knowledge is at home."""
        return self.clock().astimezone(self.zone).date()

    async def ask(
        self, question: str, history: Sequence[Turn] = (), kind: Kind | None = None
    ) -> Answer:
        """Ask the knowledge, unless it remembers the answer."""
        today = self.today
        with self.metrics.answering.time():
            found = None if history else self.knowledge.recall(question, today, kind)
            if found is None:
                found = await self.answering.work(
                    lambda: self.knowledge.answer(question, today, history, kind=kind)
                )
        self.metrics.answers.labels(found.status, found.kind or "").inc()
        return found

    @asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Shows in a chat that an answer is being written, where that takes long."""

        async def show() -> None:
            await asyncio.sleep(SLOW)
            # In a rush the answers themselves need the line to Telegram.
            if self._waiting <= _RUSH:
                await self.sender.signal(place, ChatAction.TYPING)

        showing = asyncio.create_task(show())
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            showing.cancel()

    async def deliver(
        self,
        request: Request,
        parts: Sequence[Part | Attachment],
        keyboard: Below | None = None,
    ) -> tuple[Message, ...]:
        """Send messages and files to where a request came from; those that were accepted."""
        sent = await self.sender.say(request.place, parts, keyboard)
        if sent:
            self._skew = self.clock() - sent[-1].date
        return sent

    async def revise(
        self, request: Request, parts: Sequence[Part], keyboard: InlineKeyboardMarkup | None = None
    ) -> tuple[int, ...]:
        """Put these messages in the place of `request.revises`; the ids of all that stand there now.

        What can no longer be edited, as somebody deleted it, is sent anew.
        """
        chat, old = request.place.chat, request.revises
        kept: list[int] = []
        for number, (message, part) in enumerate(zip(old, parts, strict=False), 1):
            below = keyboard if number == len(parts) else None
            if not await revise(self.bot, chat, message, part, below):
                break
            kept.append(message)
        for message in old[len(kept) :]:
            await retract(self.bot, chat, message)
        rest = parts[len(kept) :]
        sent = await self.deliver(request, rest, keyboard) if rest else ()
        return (*kept, *(message.message_id for message in sent))

    async def say(self, request: Request, text: str, keyboard: Below | None = None) -> None:
        """Say something of the bot's own, in the asker's script."""
        await self.deliver(request, message_parts(text, voice_of(request.traditional)), keyboard)

    def is_stale(self, sent: datetime) -> bool:
        """Whether a message of that date is too old to be answered in a group.

        By Telegram's clock, as far as it is known from messages that it accepted: with a machine
        whose clock is wrong, every question would look as if it came from before an outage.
        """
        return self.clock() - self._skew - sent > STALE

    def note_move(self, new: int) -> None:
        """Remember the supergroup that a group has become, as the bot now seems to join it."""
        self._moved.add(new)

    def has_moved(self, chat: int) -> bool:
        """Whether a chat is such a supergroup."""
        return chat in self._moved

    def tells_missed(self, place: Place) -> bool:
        """Whether this chat is still to be told, after an outage, that questions were missed."""
        now = self.clock()
        self._told = {key: when for key, when in self._told.items() if now - when < STALE}
        key = (place.chat, place.thread or 0)
        first = key not in self._told
        self._told[key] = now
        return first
