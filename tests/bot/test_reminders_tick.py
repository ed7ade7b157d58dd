"""The tick, on both databases: what is due is sent once, whatever happens in between."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import httpx
import pytest
from telegram import Chat as TelegramChat
from telegram import InlineKeyboardMarkup, Message
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot.reminders.schedule import is_wanted
from bot.reminders.tick import LEASE, Parts, Reminders
from bot.richtext import Part
from bot.sending import Place, Refusal
from bot.store.database import Store, open_store
from bot.store.records import Claim, Key, ReminderSettings
from knowledge.model import Corpus
from knowledge.plans.workdays import WorkCalendar
from tests.bot.fakes import FakeClock
from tests.bot.small_plans import corpus, task

START = date(2026, 11, 23)  # a Monday
ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
)
DAILY = corpus(task(f"任务{n}", START + timedelta(days=n)) for n in range(-3, 30))


class Kill(BaseException):
    """The process ends here, without another word."""


@dataclass
class Telegram:
    """Takes messages, or does to them what a test wants. taken: (chat, topic, first line)."""

    clock: FakeClock
    taken: list[tuple[int, int | None, str, bool]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    before: Callable[[Place], Any] = lambda place: None
    after: Callable[[Place], Any] = lambda place: None
    told: Callable[[Refusal], None] = lambda refusal: None

    def sender(self, told: Callable[[Refusal], None]) -> "Telegram":
        """The same chats, with somebody to tell of refusals."""
        return _Line(self, told)

    def days(self, chat: int) -> list[str]:
        ours = [text for one, _, text, _ in self.taken if one == chat and text[0] == "📌"]
        return [text.split("（")[0].strip("📌 ") for text in ours]


class _Line(Telegram):
    def __init__(self, telegram: Telegram, told: Callable[[Refusal], None]) -> None:
        self.telegram, self.told = telegram, told

    async def say(
        self,
        place: Place,
        parts: Sequence[Part],
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        silent: bool = False,
    ) -> tuple[Message, ...]:
        found = self.telegram.before(place)
        if asyncio.iscoroutine(found):
            found = await found
        if isinstance(found, Refusal):
            self.told(found)
            if found.kind in ("blocked", "rejected"):
                return ()
            moved = {"moved": {"chat": found.to}, "topic": {"thread": None}}[found.kind]
            place = replace(place, **moved)  # type: ignore[arg-type]
        for part in parts:
            first = part.text.split("\n")[0]
            self.telegram.taken.append((place.chat, place.thread, first, silent))
            self.telegram.texts.append(part.text)
        self.telegram.heard.set()
        self.telegram.after(place)
        number = len(self.telegram.taken)
        group = TelegramChat(place.chat, "supergroup")
        return (Message(number, self.telegram.clock(), group, message_thread_id=place.thread),)


def daily(zone: str = ZONES[0], at: time = time(8, 30), **fields: Any) -> ReminderSettings:
    return ReminderSettings(on=True, zone=zone, at=at, **fields)


class House:
    """A clock, a database and a bot that can be killed and started again."""

    def __init__(
        self, address: str, knowledge: Corpus = DAILY, now: str = "2026-11-23T00:00"
    ) -> None:
        self.address = address
        self.knowledge = knowledge
        self.clock = FakeClock(datetime.fromisoformat(now).replace(tzinfo=UTC))
        self.telegram = Telegram(self.clock)
        self.store = open_store(address)
        self.reminders = self.start()

    def start(self, kind: type[Store] = Store) -> Reminders:
        self.store.close()
        self.store = open_store(self.address)
        self.store.__class__ = kind
        self.reminders = Reminders(
            Parts(
                store=self.store,
                corpus=lambda: self.knowledge,
                calendar=WorkCalendar,
                clock=self.clock,
                sender=self.telegram.sender,
            )
        )
        return self.reminders

    async def tick(self, **later: int) -> None:
        self.clock.move(timedelta(**later))
        await self.reminders.tick()
        await self.reminders.finish()


@pytest.fixture
def house(address: str) -> Any:
    built = House(address)
    yield built
    built.store.close()


async def test_every_chat_gets_its_digest_once_a_day_at_its_own_time(house: House) -> None:
    start = house.clock()
    chats = {
        n: daily(zone, time(hour, 10 * n % 60), workdays=n % 5 == 0, since=start)
        for n, (zone, hour) in enumerate(((z, h) for z in ZONES for h in (0, 8, 23)), 1)
    }
    for n, settings in chats.items():
        house.store.save(n, 0, settings)
    while house.clock() < start + timedelta(days=3):
        before = len(house.telegram.taken)
        await house.tick(minutes=10)
        for chat, _, line, _ in house.telegram.taken[before:]:
            if line.startswith("📅"):
                continue
            local = house.clock().astimezone(chats[chat].tz)
            assert f"{local.month}月{local.day}日" in line
            assert "补发" not in line
            late = local.hour * 60 + local.minute
            assert 0 <= late - chats[chat].at.hour * 60 - chats[chat].at.minute < 10
    for n, settings in chats.items():
        expected = [
            f"{day.month}月{day.day}日"
            for day in (START + timedelta(days=d) for d in range(-1, 5))
            if is_wanted(day, settings, WorkCalendar())
            and start <= datetime.combine(day, settings.at, settings.tz) <= house.clock()
        ]
        assert house.telegram.days(n) == expected


async def test_kills_at_every_point_repeat_one_message_at_most(address: str) -> None:
    dice = Random(20261123)

    class Mortal(Store):
        """Dies now and then, before or after what it was asked for."""

        def claim(self, *args: Any, **fields: Any) -> Claim | None:
            return self._perhaps(lambda: Store.claim(self, *args, **fields))

        def note_part(self, *args: Any) -> bool:
            return bool(self._perhaps(lambda: Store.note_part(self, *args)))

        def settle(self, *args: Any) -> bool:
            return bool(self._perhaps(lambda: Store.settle(self, *args)))

        def _perhaps(self, act: Callable[[], Any]) -> Any:
            if dice.random() < 0.1:
                kills.append("before")
                raise Kill
            done = act()
            if dice.random() < 0.1:
                kills.append("after")
                raise Kill
            return done

    house = House(address)
    kills: list[str] = []
    for n in range(1, 9):
        house.store.save(n, 0, daily(ZONES[n % 6]))
    for _ in range(3 * 24 * 6):
        house.clock.move(timedelta(minutes=10))
        before = len(kills)
        await house.reminders.tick()
        tasks = list(house.reminders._busy.values())
        await asyncio.gather(*tasks, return_exceptions=True)
        if len(kills) > before or house.store.__class__ is Store:
            house.start(Mortal)
    house.store.close()
    count = Counter((chat, line.split("（")[0]) for chat, _, line, _ in house.telegram.taken)
    assert len(kills) > 10
    assert sum(count.values()) - len(count) <= len(kills)
    for n in range(1, 9):
        days = {line for chat, line in count if chat == n}
        # Three days, and whatever was owed when it all began.
        assert 3 <= len(days) <= 4
    marked = sum("可能与前一条重复" in text for text in house.telegram.texts)
    assert marked >= sum(count.values()) - len(count)


@pytest.mark.parametrize("point", ["before", "after"])
async def test_a_kill_around_the_send_is_made_good_after_the_lease(
    house: House, point: str
) -> None:
    house.store.save(1, 0, daily())

    def die(_: Place) -> None:
        raise Kill

    setattr(house.telegram, point, die)
    house.clock.move(timedelta(minutes=30))
    await house.reminders.tick()
    [attempt] = house.reminders._busy.values()
    with pytest.raises(Kill):
        await attempt
    setattr(house.telegram, point, lambda place: None)
    house.start()
    await house.tick(seconds=int(LEASE.total_seconds()) - 1)
    assert len(house.telegram.taken) == (point == "after")
    await house.tick(seconds=1)
    assert len(house.telegram.taken) == 1 + (point == "after")
    assert "可能与前一条重复" in house.telegram.texts[-1]
    await house.tick(hours=1)
    assert len(house.telegram.taken) == 1 + (point == "after")


async def test_two_replicas_never_send_the_same_digest(address: str) -> None:
    first = House(address)
    for n in range(1, 21):
        first.store.save(n, 0, daily())
    second = House(address)
    second.telegram, second.clock = first.telegram, first.clock
    second.start()
    first.clock.move(timedelta(minutes=31))
    await asyncio.gather(first.reminders.tick(), second.reminders.tick())
    await asyncio.gather(first.reminders.finish(), second.reminders.finish())
    assert sorted(chat for chat, *_ in first.telegram.taken) == list(range(1, 21))
    first.store.close()
    second.store.close()


async def test_after_an_outage_todays_digest_comes_late_and_says_so_and_no_older_one(
    house: House,
) -> None:
    house.store.save(1, 0, daily())
    await house.tick(minutes=30)
    # Four days later, at noon.
    await house.tick(days=4, hours=3)
    assert [line for _, _, line, _ in house.telegram.taken] == [
        "📌 11月23日（周一）任务提醒",
        "📌 11月27日（周五）任务提醒　补发（原定08:30）",
    ]
    # What became overdue in between is told in the one that came.
    for missed in ("任务1", "任务2", "任务3"):
        assert f"🔴 {missed}\n" in house.telegram.texts[1]


async def test_one_chat_that_has_to_wait_delays_no_other(house: House) -> None:
    house.store.save(1, 0, daily())
    house.store.save(2, 0, daily())
    free = asyncio.Event()
    house.telegram.before = lambda place: free.wait() if place.chat == 1 else None
    house.clock.move(timedelta(minutes=30))
    await house.reminders.tick()
    await house.telegram.heard.wait()
    assert [chat for chat, *_ in house.telegram.taken] == [2]
    # While it waits, no second attempt begins.
    assert await house.reminders.tick() == 0
    free.set()
    await house.reminders.finish()
    assert [chat for chat, *_ in house.telegram.taken] == [2, 1]


async def test_one_refused_chat_does_not_silence_the_others(house: House) -> None:
    for n in (1, 2, 3):
        house.store.save(n, 0, daily())

    def refuse(place: Place) -> Refusal | None:
        if place.chat == 2:
            raise ValueError("whatever nobody has foreseen")
        return Refusal(kind="rejected", chat=1) if place.chat == 1 else None

    house.telegram.before = refuse
    await house.tick(minutes=30)
    assert [chat for chat, *_ in house.telegram.taken] == [3]


async def test_a_blocked_chat_is_left_alone_until_the_bot_is_back(house: House) -> None:
    house.store.save(-1, 0, daily())
    asked: list[int] = []

    def blocked(place: Place) -> Refusal:
        asked.append(place.chat)
        return Refusal(kind="blocked", chat=place.chat)

    house.telegram.before = blocked
    for _ in range(30):
        await house.tick(hours=1)
    assert asked == [-1]
    house.telegram.before = lambda place: None
    house.store.set_active(-1, True)
    await house.tick(hours=1)
    assert len(house.telegram.taken) == 1


async def test_a_supergroup_gets_what_its_group_was_to_get_and_all_that_follows(
    house: House,
) -> None:
    house.store.save(-7, 0, daily())
    house.telegram.before = lambda place: (
        Refusal(kind="moved", chat=-7, to=-1007) if place.chat == -7 else None
    )
    await house.tick(minutes=30)
    await house.tick(minutes=30)
    await house.tick(days=1)
    assert [chat for chat, *_ in house.telegram.taken] == [-1007, -1007]
    assert house.store.moved_to(-7) == -1007


async def test_a_vanished_topic_falls_back_once_and_says_so(house: House) -> None:
    house.store.save(-7, 5, daily())
    house.telegram.before = lambda place: (
        Refusal(kind="topic", chat=-7) if place.thread == 5 else None
    )
    await house.tick(minutes=30)
    await house.tick(hours=1)
    await house.tick(days=1)
    lines = [(topic, line.split("（")[0]) for _, topic, line, _ in house.telegram.taken]
    assert lines[0] == (None, "📌 11月23日")
    assert "话题已经不在" in lines[1][1]
    assert lines[2:] == [(None, "📌 11月24日")]


async def test_a_message_that_may_have_arrived_is_repeated_once_and_marked(house: House) -> None:
    house.store.save(1, 0, daily())

    def lost(_: Place) -> None:
        raise TimedOut

    house.telegram.after = lost
    for _ in range(40):
        await house.tick(minutes=10)
    assert len(house.telegram.taken) == 2
    assert ["可能与前一条重复" in text for text in house.telegram.texts] == [False, True]
    found = house.store.delivery(Key(chat=1, topic=0, day=START))
    assert found is not None
    assert found.status == "unknown"


def _not_connected() -> TelegramError:
    failure = TimedOut()
    failure.__cause__ = httpx.ConnectTimeout("")
    return failure


@pytest.mark.parametrize(
    "failure", [NetworkError("down"), RetryAfter(1200), _not_connected()], ids=str
)
async def test_what_was_not_sent_is_sent_later_the_same_day_and_once(
    house: House, failure: TelegramError
) -> None:
    house.store.save(1, 0, daily())
    failures = [failure] * 3

    def fail(_: Place) -> None:
        if failures:
            raise failures.pop()

    house.telegram.before = fail
    for _ in range(24 * 6 - 4):
        await house.tick(minutes=10)
    assert len([line for _, _, line, _ in house.telegram.taken if "11月23日" in line]) == 1


async def test_a_long_digest_goes_on_where_it_was_cut_off(address: str) -> None:
    many = corpus(task(f"任务{n:03}" + "长" * 150, START) for n in range(60))
    house = House(address, many)
    house.store.save(1, 0, daily())
    count = 0

    def die_at_third(_: Place) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise Kill

    house.telegram.before = die_at_third
    house.clock.move(timedelta(minutes=30))
    await house.reminders.tick()
    await asyncio.gather(*house.reminders._busy.values(), return_exceptions=True)
    assert len(house.telegram.taken) == 2
    house.start()
    await house.tick(minutes=20)
    text = "".join(house.telegram.texts)
    assert [f"任务{n:03}" in text for n in range(60)] == [True] * 60
    assert text.count("🔵") == 60
    # Only the first of several messages makes a sound.
    assert [silent for *_, silent in house.telegram.taken].count(False) == 1
    house.store.close()


async def test_a_day_with_nothing_to_say_is_silent_and_settled(address: str) -> None:
    house = House(address, corpus([task("河道清淤", START + timedelta(days=20))]))
    house.store.save(1, 0, daily())
    await house.tick(minutes=30)
    await house.tick(minutes=30)
    assert house.telegram.taken == []
    found = house.store.delivery(Key(chat=1, topic=0, day=START))
    assert found is not None
    assert (found.status, found.attempts) == ("quiet", 1)
    house.store.close()


async def test_a_clock_that_is_set_back_sends_nothing_twice(house: House) -> None:
    house.store.save(1, 0, daily())
    await house.tick(minutes=30)
    await house.tick(hours=-3)
    await house.tick(hours=3)
    await house.tick(hours=1)
    assert len(house.telegram.taken) == 1
