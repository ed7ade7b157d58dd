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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from telegram import Message
from telegram.error import RetryAfter, TelegramError

from bot.digest import Digest, digest_parts
from bot.pacing import seconds_to_wait
from bot.ports import Clock
from bot.reminders.composing import compose_for
from bot.reminders.schedule import day_due, moment_of
from bot.render import message_parts
from bot.richtext import Part
from bot.sending import Place, Refusal, Sender, may_have_arrived
from bot.store.database import Store
from bot.store.records import Chat, Claim, Key, Status
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
_TOPIC_GONE = (
    "原来接收提醒的话题已经不在了，提醒改发到这里。管理员可以在想要的话题里发 /remind on 重新设置。"
)

Told = Callable[[Refusal], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the tick works with. corpus: asked each time, so that new knowledge counts at once.

    sender: makes a sender that reports refusals, and repeats nothing that may have arrived.
    """

    store: Store
    corpus: Callable[[], Corpus]
    calendar: WorkCalendar
    clock: Clock
    sender: Callable[[Told], Sender]
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
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._busy: dict[Key, asyncio.Task[None]] = {}

    async def run(self, every: float = EVERY) -> None:
        """Tick until cancelled, whatever goes wrong in one tick."""
        while True:
            try:
                await self.tick()
            # The database may be away for a while; whatever it is, the next tick must come.
            except Exception as fault:
                log.exception("提醒没有查成，稍后再试", extra={"why": type(fault).__name__})
            await asyncio.sleep(every)

    async def tick(self) -> int:
        """Begin to send whatever is due and unsent; how many digests that is."""
        now = self._parts.clock()
        chats = await asyncio.to_thread(self._store.reminding)
        owed = [
            (chat, Key(chat=chat.id, topic=chat.topic, day=day))
            for chat in chats
            if (day := day_due(chat.settings, now, self._parts.calendar))
        ]
        days = {key.day for _, key in owed}
        known = await asyncio.to_thread(self._store.deliveries, days) if days else {}
        begun, lag = 0, timedelta()
        for chat, key in owed:
            before = known.get(key)
            settled = before and (
                before.status not in ("claimed", "failed") or before.lease_until > now
            )
            if before is None or before.status in ("claimed", "failed"):
                lag = max(lag, now - moment_of(key.day, chat.settings))
            if not settled and key not in self._busy:
                self._busy[key] = asyncio.create_task(self._attend(chat, key))
                begun += 1
        self._parts.ticked(lag)
        return begun

    async def finish(self, seconds: float | None = None) -> None:
        """Wait until nothing is in work, at most `seconds`; then what is left is cancelled."""
        if self._busy:
            _, left = await asyncio.wait(self._busy.values(), timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _attend(self, chat: Chat, key: Key) -> None:
        """One chat's digest; whatever goes wrong with it stays here."""
        try:
            async with self._slots:
                await self._deliver(chat, key)
        except Exception as fault:
            log.exception("提醒没有发成", extra={"chat": chat.id, "why": type(fault).__name__})
        finally:
            self._busy.pop(key, None)

    async def _deliver(self, chat: Chat, key: Key) -> None:
        now = self._parts.clock()
        late = now - moment_of(key.day, chat.settings) > LATE
        claim = await asyncio.to_thread(self._store.claim, key, now, LEASE, late=late)
        if claim is None:
            return
        last = await asyncio.to_thread(self._store.last_day, key)
        digest = compose_for(chat, key.day, last, self._parts.corpus(), self._parts.calendar)
        parts = self._render(digest, chat, claim)
        if not parts:
            await asyncio.to_thread(self._store.settle, claim, "quiet")
            return
        await _Delivery(self._parts, chat, claim).send(parts, silent=not digest.loud)

    def _render(self, digest: Digest, chat: Chat, claim: Claim) -> tuple[Part, ...]:
        settings = chat.settings
        note = self._parts.calendar.note(digest.today.year) if settings.workdays else ""
        return digest_parts(
            digest,
            self._parts.corpus(),
            late_from=settings.at if claim.late else None,
            # Later parts must fall where they fell before, so nothing is added once one was sent.
            repeated=claim.interrupted and not claim.messages,
            notes=[note] if note else [],
        )


class _Delivery:
    """One claimed digest on its way."""

    def __init__(self, parts: Parts, chat: Chat, claim: Claim) -> None:
        self._store = parts.store
        self._clock = parts.clock
        self._chat = chat
        self._claim = claim
        self._place = Place(chat=chat.id, thread=chat.topic or None, private=chat.id > 0)
        self._trouble = _Trouble([])
        self._sender = parts.sender(self._trouble.met.append)

    async def send(self, parts: Sequence[Part], *, silent: bool) -> None:
        """Send the parts that were not sent before, and record what became of it."""
        try:
            async with asyncio.timeout(SENDING.total_seconds()):
                complete = await self._send(parts, silent)
        except TimeoutError:
            await self._retry(_RETRY)
        except TelegramError as failure:
            await self._failed(failure)
        else:
            await (self._settle("sent") if complete else self._refused())

    async def _send(self, parts: Sequence[Part], silent: bool) -> bool:
        done = len(self._claim.messages)
        for number, part in enumerate(parts[done:], done):
            sent = await self._sender.say(self._place, [part], silent=silent or number > 0)
            if not sent:
                return False
            await self._follow(sent[0])
            if not await asyncio.to_thread(self._store.note_part, self._claim, sent[0].message_id):
                log.warning("别的进程接手了这次提醒", extra={"chat": self._chat.id})
                return False
        if self._trouble.of("topic"):
            await self._leave_topic()
        return True

    async def _follow(self, message: Message) -> None:
        """Go on where the message went: a supergroup, or outside a topic that is gone."""
        if moved := self._trouble.of("moved"):
            await asyncio.to_thread(self._store.move, moved.chat, moved.to)
            self._claim = replace(self._claim, key=replace(self._claim.key, chat=moved.to))
        if self._trouble.of("topic"):
            self._place = replace(self._place, thread=None)
        self._place = replace(self._place, chat=message.chat.id)

    async def _leave_topic(self) -> None:
        """From now on the digests come outside the topic, and whoever reads them is told so."""
        now = self._clock()
        await asyncio.to_thread(self._store.leave_topic, self._place.chat, self._chat.topic, now)
        await self._sender.say(self._place, message_parts(_TOPIC_GONE), silent=True)

    async def _failed(self, failure: TelegramError) -> None:
        if isinstance(failure, RetryAfter):
            await self._retry(timedelta(seconds=seconds_to_wait(failure)))
        elif not may_have_arrived(failure):
            await self._retry(_RETRY)
        elif self._claim.interrupted:
            await self._settle("unknown")
        else:
            # As after a crash: taken over soon, and marked as a possible repeat.
            await self._settle("claimed", self._clock() + _DOUBTFUL)

    async def _refused(self) -> None:
        if self._trouble.of("blocked"):
            await asyncio.to_thread(self._store.set_active, self._place.chat, False)
        await self._retry(_RETRY)

    async def _retry(self, after: timedelta) -> None:
        wait = min(after * 2 ** min(self._claim.attempt - 1, 10), max(after, _LONGEST))
        await self._settle("failed", self._clock() + wait)

    async def _settle(self, status: Status, retry_at: datetime | None = None) -> None:
        await asyncio.to_thread(self._store.settle, self._claim, status, retry_at)
        log.info(
            "提醒",
            extra={
                "chat": self._claim.key.chat,
                "day": self._claim.key.day.isoformat(),
                "status": status,
                "attempt": self._claim.attempt,
            },
        )
