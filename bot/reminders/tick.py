"""The tick: what is due and unsent -> claim -> compose -> send -> record.

Each chat is attended to by itself, so that one that has to wait holds up no other. What can happen
between two steps, and what then follows:

crash after the claim        the lease ends, the next tick takes over and says 可能重复
no answer from Telegram      the same, once; after that the digest counts as unknown
out of reach, 429, refused   tried again later on the same day
blocked, kicked              the chat is left alone until the bot is back
supergroup, topic gone       the message goes to where the chat is now; the settings follow
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import InlineKeyboardMarkup, Message
from telegram.error import RetryAfter, TelegramError

from bot.buttons import Buttons, keyboard
from bot.digest import Digest
from bot.pacing import seconds_to_wait
from bot.ports import Clock
from bot.reminders.composing import compose_for, past_of
from bot.reminders.marking import digest_rows
from bot.reminders.message import digest_parts
from bot.reminders.news import to_json
from bot.reminders.notices import HOLIDAYS, Notices
from bot.reminders.outline import Outline, Outlines
from bot.reminders.schedule import day_due, moment_of
from bot.richtext import Part
from bot.sending import Place, Refusal, Sender, may_have_arrived
from bot.store.database import Store
from bot.store.records import ZONE, Chat, Claim, Key, Status
from knowledge.model import Corpus
from knowledge.plans.workdays import WorkCalendar

log = logging.getLogger(__name__)

# Seconds between two looks at the clock.
EVERY = 20.0
# How long a claim lasts; and how long sending may take, so that it has ended by then.
LEASE = timedelta(minutes=10)
SENDING = timedelta(minutes=8)
# A digest that comes this long after its time says so.
LATE = timedelta(minutes=15)
# Before a digest that was not sent is tried again: a doubtful one; the first, and the longest time.
_DOUBTFUL = timedelta(minutes=1)
_RETRY, _LONGEST = timedelta(minutes=5), timedelta(hours=3)
# Digests in work at the same time.
_AT_ONCE = 32
# Seconds between attempts to record what was sent, while the database is away.
_RECORDING = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)

Told = Callable[[Refusal], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the tick works with.

    corpus, calendar: asked each time, so that new knowledge counts at once.
    sender: makes a sender that reports refusals, and repeats nothing that may have arrived.
    buttons: where those below a digest are kept; None for none. admins, zone: who is told of what
    goes wrong in general, and where they are. sleep: waits so many seconds.
    """

    store: Store
    corpus: Callable[[], Corpus]
    calendar: Callable[[], WorkCalendar]
    clock: Clock
    sender: Callable[[Told], Sender]
    buttons: Buttons | None = None
    admins: Sequence[int] = ()
    zone: str = ZONE
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    # Told at the end of each tick how long the oldest unsent digest has been due.
    ticked: Callable[[timedelta], None] = lambda _: None


@dataclass(slots=True)
class _Trouble:
    """The refusals that one delivery met."""

    met: list[Refusal]

    def of(self, kind: str) -> Refusal | None:
        return next((one for one in self.met if one.kind == kind), None)


class Reminders:
    """Sends each chat its digest, once a day."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._store = parts.store
        self._notices = Notices(parts.store, parts.calendar, parts.sender, parts.admins, parts.zone)
        self._outlines = Outlines()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._busy: dict[Key, asyncio.Task[None]] = {}
        self._health = Health()
        # The state of the plans that was kept last, and the day.
        self._kept: tuple[str, date] | None = None

    async def run(self, every: float = EVERY) -> None:
        """Tick until cancelled, whatever goes wrong in one tick."""
        while True:
            try:
                await self.tick()
            # The database may be away for a while; whatever it is, the next tick must come.
            except Exception as fault:
                self._health.note(fault)
            else:
                self._health.over()
            await asyncio.sleep(every)

    async def tick(self) -> int:
        """Begin to send whatever is due and unsent; how many messages that is."""
        now = self._parts.clock()
        chats = await asyncio.to_thread(self._store.reminding)
        jobs = {
            Key(chat=chat.id, topic=chat.topic, day=day): chat
            for chat in chats
            if (day := day_due(chat.settings, now, self._parts.calendar()))
        }
        notices = self._notices.owed(now, chats)
        days = {key.day for key in (*jobs, *notices)}
        known = await asyncio.to_thread(self._store.deliveries, days) if days else {}
        begun, lag = 0, timedelta()
        for key in (*jobs, *notices):
            before, chat = known.get(key), jobs.get(key)
            if before and before.status not in ("claimed", "failed"):
                if key.kind == HOLIDAYS:
                    self._notices.settled(key)
                continue
            if chat is not None:
                lag = max(lag, now - moment_of(key.day, chat.settings))
            if not (before and before.lease_until > now) and key not in self._busy:
                self._begin(key, chat, now)
                begun += 1
        self._parts.ticked(lag)
        return begun

    def _begin(self, key: Key, chat: Chat | None, now: datetime) -> None:
        work = self._deliver(chat, key) if chat else self._notices.tell_holidays(key, now)
        self._busy[key] = asyncio.create_task(self._attend(key, work))

    async def finish(self, seconds: float | None = None) -> None:
        """Wait until nothing is in work, at most `seconds`; then what is left is cancelled."""
        if self._busy:
            _, left = await asyncio.wait(self._busy.values(), timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _attend(self, key: Key, work: Coroutine[Any, Any, None]) -> None:
        """One chat's message; whatever goes wrong with it stays here."""
        try:
            async with self._slots:
                await work
        except SQLAlchemyError as fault:
            self._health.note(fault)
        except Exception as fault:
            log.exception("提醒没有发成", extra={"chat": key.chat, "why": type(fault).__name__})
        finally:
            work.close()
            self._busy.pop(key, None)

    async def _deliver(self, chat: Chat, key: Key) -> None:
        now = self._parts.clock()
        late = now - moment_of(key.day, chat.settings) > LATE
        claim = await asyncio.to_thread(self._store.claim, key, now, LEASE, late=late)
        if claim is None:
            return
        outline = self._outlines.of(self._parts.corpus())
        digest = await asyncio.to_thread(self._compose, chat, key, outline, now)
        parts = self._render(digest, chat, claim)
        delivery = _Delivery(self._parts, self._notices, chat, claim, outline.state)
        if not parts:
            await delivery.settle("quiet")
            return
        rows = digest_rows(digest, outline)
        below = await keyboard(rows, self._parts.buttons) if self._parts.buttons else None
        await delivery.send(parts, below, silent=not digest.loud)

    def _compose(self, chat: Chat, key: Key, outline: Outline, now: datetime) -> Digest:
        """The digest; the state of the plans that it tells is kept, to compare the next with."""
        if self._kept != (outline.state, now.date()):
            self._store.snapshots.keep(outline.state, to_json(outline.rows), now)
            self._kept = (outline.state, now.date())
        past = past_of(self._store, key, outline)
        return compose_for(chat, key.day, past, outline, self._parts.calendar())

    def _render(self, digest: Digest, chat: Chat, claim: Claim) -> tuple[Part, ...]:
        settings = chat.settings
        note = self._parts.calendar().note(digest.today.year) if settings.workdays else ""
        return digest_parts(
            digest,
            self._parts.corpus(),
            late_from=settings.at if claim.late else None,
            # Later parts must fall where they fell before, so nothing is added once one was sent.
            repeated=claim.interrupted and not claim.messages,
            notes=[note] if note else [],
        )


class Health:
    """Tells once that ticks fail, and once that they succeed again."""

    def __init__(self) -> None:
        self._fault = ""

    def note(self, fault: Exception) -> None:
        """Log a fault, unless the one before was of the same kind."""
        kind = type(fault).__name__
        if kind == self._fault:
            return
        self._fault = kind
        if isinstance(fault, SQLAlchemyError | OSError):
            log.error("提醒暂停：数据库用不了，会一直重试", extra={"why": kind})
        else:
            log.error("提醒没有查成，会一直重试", exc_info=fault, extra={"why": kind})

    def over(self) -> None:
        """Log the end, if there was a fault."""
        if self._fault:
            self._fault = ""
            log.info("提醒恢复正常")


class _Delivery:
    """One claimed digest on its way."""

    def __init__(
        self, parts: Parts, notices: Notices, chat: Chat, claim: Claim, state: str
    ) -> None:
        self._store = parts.store
        self._clock = parts.clock
        self._sleep = parts.sleep
        self._notices = notices
        self._chat = chat
        self._claim = claim
        self._state = state
        self._place = Place(chat=chat.id, thread=chat.topic or None, private=chat.id > 0)
        self._trouble = _Trouble([])
        self._sender = parts.sender(self._trouble.met.append)

    async def send(
        self, parts: Sequence[Part], below: InlineKeyboardMarkup | None, *, silent: bool
    ) -> None:
        """Send the parts that were not sent before, and record what became of it.

        below: the keyboard under the last one.
        """
        try:
            async with asyncio.timeout(SENDING.total_seconds()):
                complete = await self._send(parts, below, silent)
        except TimeoutError:
            await self._retry(_RETRY)
        except TelegramError as failure:
            await self._failed(failure)
        else:
            await (self.settle("sent") if complete else self._refused())

    async def _send(
        self, parts: Sequence[Part], below: InlineKeyboardMarkup | None, silent: bool
    ) -> bool:
        done = len(self._claim.messages)
        for number, part in enumerate(parts[done:], done + 1):
            under = below if number == len(parts) else None
            quiet = silent or number > 1
            sent = await self._sender.say(self._place, [part], under, silent=quiet)
            if not sent:
                return False
            await self._follow(sent[0])
            if not await self._record(self._store.note_part, self._claim, sent[0].message_id):
                log.warning("别的进程接手了这次提醒", extra={"chat": self._chat.id})
                return False
        if self._trouble.of("topic"):
            await self._leave_topic()
        return True

    async def _follow(self, message: Message) -> None:
        """Go on where the message went: a supergroup, or outside a topic that is gone."""
        await self._move()
        if self._trouble.of("topic"):
            self._place = replace(self._place, thread=None)
        self._place = replace(self._place, chat=message.chat.id)

    async def _move(self) -> None:
        """A group that is a supergroup now takes everything with it, also where that refuses."""
        if moved := self._trouble.of("moved"):
            await self._record(self._store.move, moved.chat, moved.to)
            self._claim = replace(self._claim, key=replace(self._claim.key, chat=moved.to))
            self._place = replace(self._place, chat=moved.to)

    async def _leave_topic(self) -> None:
        """From now on the digests come outside the topic, and whoever reads them is told so."""
        topic, now = self._chat.topic, self._clock()
        await self._record(self._store.leave_topic, self._place.chat, topic, now)
        await self._notices.tell_topic_gone(self._place, topic)

    async def _record(self, write: Callable[..., Any], *arguments: Any) -> Any:
        """Write down what has happened, also when the database is away for a moment.

        What was sent and is not written down would be sent once more.
        """
        for pause in _RECORDING:
            try:
                return await asyncio.to_thread(write, *arguments)
            except SQLAlchemyError:
                await self._sleep(pause)
        return await asyncio.to_thread(write, *arguments)

    async def _failed(self, failure: TelegramError) -> None:
        if isinstance(failure, RetryAfter):
            await self._retry(timedelta(seconds=seconds_to_wait(failure)))
        elif not may_have_arrived(failure):
            await self._retry(_RETRY)
        elif self._claim.interrupted:
            await self.settle("unknown")
        else:
            # As after a crash: taken over soon, and marked as a possible repeat.
            await self.settle("claimed", self._clock() + _DOUBTFUL)

    async def _refused(self) -> None:
        await self._move()
        blocked = self._trouble.of("blocked")
        # A group that has just become a supergroup is said to be deleted: where to, comes later.
        if blocked and "deleted" not in blocked.reason:
            await self._record(self._store.set_active, self._place.chat, False)
        await self._retry(_RETRY)

    async def _retry(self, after: timedelta) -> None:
        wait = min(after * 2 ** min(self._claim.attempt - 1, 10), max(after, _LONGEST))
        await self.settle("failed", self._clock() + wait)

    async def settle(self, status: Status, retry_at: datetime | None = None) -> None:
        """Record what became of it. retry_at: when it may be taken on again."""
        told = self._state if status in ("sent", "quiet", "unknown") else None
        await self._record(self._store.settle, self._claim, status, retry_at, told)
        log.info(
            "提醒",
            extra={
                "chat": self._claim.key.chat,
                "day": self._claim.key.day.isoformat(),
                "status": status,
                "attempt": self._claim.attempt,
            },
        )
