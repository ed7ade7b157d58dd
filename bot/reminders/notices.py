"""What administrators are told once: a topic that is gone, holidays that are not published yet."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from telegram.error import TelegramError

from bot.reminders.schedule import is_wanted
from bot.render import message_parts
from bot.sending import Place, Refusal, Sender
from bot.store.database import Store
from bot.store.records import Chat, Key, ReminderSettings
from knowledge.plans.workdays import WorkCalendar

log = logging.getLogger(__name__)

HOLIDAYS = "holidays"
# From this month on, working days of the next year matter to whoever plans ahead.
NEXT_YEAR = 11
# Nobody wants to read of it at night. The digest's own time is waited for, too.
_FIRST, _LAST = time(8), time(21)
_LEASE, _RETRY = timedelta(minutes=10), timedelta(hours=1)
_UNPUBLISHED = (
    "📅 {year}年的节假日和调休安排尚未公布，或者本机的日历还没有收进去。"
    "“只在法定工作日”的提醒先按周末和法定节假日推算，调休上班的周末可能收不到提醒。\n"
    "公布以后，请管理员升级 chinesecalendar，或在知识库里放 holidays.toml。"
    "在那以前，每个月提醒一次。"
)
TOPIC_GONE = (
    "原来接收提醒的话题已经不在了，提醒改发到这里。管理员可以在想要的话题里发 /remind on 重新设置。"
)
_TOPIC_GONE_IN = "群 {chat} 里接收提醒的话题（编号 {topic}）已经不在了，提醒改发到群的主话题。"

MakeSender = Callable[[Callable[[Refusal], None]], Sender]


def missing_year(today: date, calendar: WorkCalendar) -> int | None:
    """The year whose working days ought to be known by now, and are not."""
    years = (today.year, today.year + 1) if today.month >= NEXT_YEAR else (today.year,)
    return next((year for year in years if not calendar.is_published(year)), None)


class Notices:
    """Messages to administrators, each sent once. admins: ids of users, for all chats."""

    def __init__(
        self,
        store: Store,
        calendar: Callable[[], WorkCalendar],
        sender: MakeSender,
        admins: Sequence[int],
        zone: str,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._sender = sender
        self._admins = tuple(admins)
        self._settled: set[Key] = set()
        self._theirs = ReminderSettings(on=True, zone=zone)

    def owed(self, now: datetime, chats: Sequence[Chat]) -> list[Key]:
        """Whom to tell this month that working days are not known, and has not been told."""
        return [
            key
            for chat, settings in self._listeners(chats)
            if (key := self._key(chat, settings, now)) and key not in self._settled
        ]

    def _listeners(self, chats: Sequence[Chat]) -> Iterator[tuple[int, ReminderSettings]]:
        """Who plans by working days: once a chat, not once a topic."""
        found = {chat.id: chat.settings for chat in chats if chat.settings.workdays}
        found |= dict.fromkeys(self._admins, self._theirs)
        yield from found.items()

    def _key(self, chat: int, settings: ReminderSettings, now: datetime) -> Key | None:
        local = now.astimezone(settings.tz)
        if missing_year(local.date(), self._calendar()) is None:
            return None
        if not (max(_FIRST, min(settings.at, _LAST)) <= local.time() <= time(22)):
            return None
        if not is_wanted(local.date(), settings, self._calendar()):
            return None
        return Key(chat=chat, topic=0, day=local.date().replace(day=1), kind=HOLIDAYS)

    def settled(self, key: Key) -> None:
        """That one is told, here or by another replica."""
        self._settled.add(key)

    async def tell_holidays(self, key: Key, now: datetime) -> None:
        """Tell one chat or administrator, unless another replica does."""
        claim = await asyncio.to_thread(self._store.claim, key, now, _LEASE, late=False)
        year = missing_year(max(key.day, now.date()), self._calendar())
        if claim is None or year is None:
            return
        place = Place(chat=key.chat, private=key.chat > 0)
        parts = message_parts(_UNPUBLISHED.format(year=year))
        try:
            sent = await self._sender(_unheard).say(place, parts, silent=True)
        except TelegramError as failure:
            log.info("没有通知成", extra={"chat": key.chat, "why": type(failure).__name__})
            await asyncio.to_thread(self._store.settle, claim, "failed", now + _RETRY)
            return
        await asyncio.to_thread(self._store.settle, claim, "sent" if sent else "quiet")
        self.settled(key)

    async def tell_topic_gone(self, place: Place, topic: int) -> None:
        """Say it where the digests come now, and to the administrators of the bot."""
        told = [(place, TOPIC_GONE)]
        for admin in self._admins:
            words = _TOPIC_GONE_IN.format(chat=place.chat, topic=topic)
            told.append((Place(chat=admin, private=True), words))
        for where, text in told:
            try:
                await self._sender(_unheard).say(where, message_parts(text), silent=True)
            except TelegramError as failure:
                log.info("没有通知成", extra={"chat": where.chat, "why": type(failure).__name__})


def _unheard(_: Refusal) -> None:
    """Whoever cannot be told is not asked again; the digests deal with the chat itself."""
