"""A simulated stretch of a year: chats, a Telegram that refuses, processes that die, and the account.

Real parts everywhere: the tick, the sender, the store on a real database. Only the clock, Telegram
itself and death are invented. Every message that Telegram takes is kept, and `check` compares them
with what was owed.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from telegram import Chat as TelegramChat
from telegram import Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.reminders.schedule import is_wanted, moment_of
from bot.reminders.tick import Parts, Reminders
from bot.sending import TelegramSender
from bot.store.connection import Database
from bot.store.database import Store
from bot.store.opening import open_engine
from bot.store.records import ReminderSettings
from knowledge.plans.workdays import WorkCalendar
from tests.bot.small_plans import corpus, task

# One with summer time in each half of the world, one of half hours, one of three quarters.
ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Auckland",
)
TIMES = (time(8, 30), time(0, 0), time(23, 50), time(2, 30))
# Something is due on every day.
PLAN = corpus(task(f"每周{day}报送", rule=f"FREQ=WEEKLY;BYDAY={day}") for day in
              ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))  # fmt: skip
CALENDAR = WorkCalendar()
MINUTE = timedelta(minutes=1)
# A digest that failed is tried again after so long at most; whoever was free for longer got it.
PATIENT = timedelta(hours=3, minutes=30)


class Kill(BaseException):
    """The process ends here, without another word."""


@dataclass(kw_only=True)
class Room:
    """One chat, or one topic of it, as the simulation knows it. shut: when it could not be reached.

    id: as Telegram knows it now. wanted: the settings from each moment on.
    """

    number: int
    id: int
    topic: int
    settings: ReminderSettings
    blocked_until: datetime | None = None
    flooded_until: datetime | None = None
    topic_gone: bool = False
    wanted: list[tuple[datetime, ReminderSettings]] = field(default_factory=list)
    shut: list[tuple[datetime, datetime]] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """A digest that Telegram took. now: the true time; at: the machine's. order: among events."""

    room: int
    day: date
    now: datetime
    at: datetime
    order: int
    repeat: bool
    late: bool


class World:
    """Telegram, the machine, and what goes wrong with them, from one seed."""

    def __init__(self, seed: int, rooms: int, start: datetime) -> None:
        self.dice = Random(seed)
        self.start = self.now = start
        self.step = timedelta()
        self.rooms = [self._room(number, start) for number in range(rooms)]
        self.moved: dict[int, int] = {}
        self.taken: list[Taken] = []
        self.cuts: list[int] = []
        self.counts: Counter[str] = Counter()
        self.net_until = self.base_until = self.down_until = start
        self.outages: list[tuple[datetime, datetime]] = []
        self.order = 0
        # Telegram's other answer about a group that has become a supergroup.
        self.deleted = False

    def _room(self, number: int, start: datetime) -> Room:
        settings = ReminderSettings(
            on=True,
            at=TIMES[number % len(TIMES)],
            zone=ZONES[(number // len(TIMES)) % len(ZONES)],
            lead_days=(0,),
            workdays=number % 5 == 0,
            since=start,
        )
        topic = 7 if number % 8 == 3 else 0
        group = -(1000 + number) if number % 3 else 1000 + number
        room = Room(number=number, id=group if not topic else -(1000 + number), topic=topic,
                    settings=settings)  # fmt: skip
        room.wanted.append((start, settings))
        return room

    def clock(self) -> datetime:
        """The machine's clock; now and then somebody sets it."""
        return self.now + self.step

    def room_of(self, id: int) -> Room | None:
        return next((room for room in self.rooms if room.id == id), None)

    def tick_of_events(self) -> int:
        self.order += 1
        return self.order

    def shut(self, until: datetime, what: str) -> datetime:
        """Note that nothing can be sent from now until then."""
        self.outages.append((self.now, until))
        self.counts[what] += 1
        return until


@dataclass
class Process:
    """One running bot. killed: it does nothing any more.

    fuse: calls until it is killed. doomed: it is killed when Telegram has taken its next message.
    """

    world: World
    address: str
    killed: bool = False
    fuse: int | None = None
    doomed: bool = False

    def __post_init__(self) -> None:
        self.store = Store(Frail(self))
        self.reminders = Reminders(
            Parts(
                store=self.store,
                corpus=lambda: PLAN,
                calendar=lambda: CALENDAR,
                clock=self.world.clock,
                sender=lambda told: TelegramSender(
                    Line(self),  # type: ignore[arg-type]
                    pauses=(),
                    unknown=0,
                    sleep=_no_pause,
                    told=told,
                ),
                admins=(7_000_001,),
                sleep=_no_pause,
            )
        )

    def live(self) -> None:
        """Between any two steps the process may be killed; from then on it does nothing."""
        if self.fuse is not None and not self.killed:
            self.fuse -= 1
            if self.fuse <= 0:
                self.kill()
        if self.killed:
            raise Kill

    def kill(self) -> None:
        """As kill -9 does."""
        self.killed = True
        self.world.counts["kills"] += 1
        self.world.cuts.append(self.world.tick_of_events())

    async def tick(self) -> None:
        """One tick with everything that it begins; whatever is left of it when it is killed."""
        try:
            await self.reminders.tick()
        except Kill:
            pass
        except OperationalError:
            self.world.counts["ticks without a database"] += 1
        work = list(self.reminders._busy.values())
        await asyncio.gather(*work, return_exceptions=True)

    def close(self) -> None:
        self.store.close()


async def _no_pause(_: float) -> None:
    return


class Frail(Database):
    """A database that may be away, used by a process that may die before and after each commit."""

    def __init__(self, process: Process) -> None:
        super().__init__(open_engine(process.address))
        self._process = process

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        world = self._process.world
        self._process.live()
        if world.now < world.base_until:
            world.cuts.append(world.tick_of_events())
            raise OperationalError("away", None, Exception("away"))
        with super().transaction() as connection:
            yield connection
        self._process.live()


class Line:
    """Telegram's Bot API, as far as digests use it."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def send_message(
        self, *, chat_id: int, message_thread_id: int | None, text: str, **_: Any
    ) -> Message:
        process, world = self._process, self._process.world
        process.live()
        await asyncio.sleep(0)
        self._refuse(world, chat_id, message_thread_id)
        number = world.tick_of_events()
        self._keep(world, chat_id, text, number)
        if world.dice.random() < 0.002:
            # It has arrived, and nobody is told so.
            world.cuts.append(world.tick_of_events())
            world.counts["answers lost on the way"] += 1
            raise TimedOut
        if process.killed:
            # It was on its way when the process died.
            world.cuts.append(world.tick_of_events())
        if process.doomed and not process.killed:
            world.counts["kills between sending and recording"] += 1
            process.kill()
        await asyncio.sleep(0)
        process.live()
        group = TelegramChat(chat_id, "supergroup")
        return Message(number, world.clock(), group, message_thread_id=message_thread_id)

    def _refuse(self, world: World, chat: int, topic: int | None) -> None:
        if world.now < world.net_until:
            raise NetworkError("down")
        if chat in world.moved:
            if world.deleted:
                raise Forbidden("the group chat was deleted")
            world.counts["refused: has become a supergroup"] += 1
            raise ChatMigrated(world.moved[chat])
        room = world.room_of(chat)
        if room is None:
            return
        if room.blocked_until:
            world.counts["refused: blocked"] += 1
            raise Forbidden("bot was kicked from the group chat")
        if room.flooded_until and world.now < room.flooded_until:
            world.counts["refused: 429"] += 1
            raise RetryAfter(int((room.flooded_until - world.now).total_seconds()) + 1)
        if topic and room.topic_gone:
            world.counts["refused: topic is gone"] += 1
            raise BadRequest("message thread not found")

    def _keep(self, world: World, chat: int, text: str, number: int) -> None:
        room = world.room_of(chat)
        first = text.split("\n")[0]
        found = re.search(r"(\d+)月(\d+)日（周.）任务提醒", first)
        if room is None or found is None:
            world.counts["notices to administrators"] += 1
            return
        month, day = map(int, found.groups())
        local = world.clock().astimezone(room.settings.tz).date()
        year = local.year + (month == 1 and local.month == 12) - (month == 12 and local.month == 1)
        world.taken.append(
            Taken(
                room=room.number,
                day=date(year, month, day),
                now=world.now,
                at=world.clock(),
                order=number,
                repeat="可能与前一条重复" in text,
                late="补发" in first,
            )
        )


@dataclass(kw_only=True)
class Year:
    """The simulation. replicas: processes on one database. harm: how often things go wrong."""

    address: str
    seed: int = 20261123
    rooms: int = 200
    days: int = 365
    replicas: int = 1
    start: date = date(2026, 1, 1)
    harm: float = 1.0

    def __post_init__(self) -> None:
        begin = datetime.combine(self.start, time(), UTC)
        self.world = World(self.seed, self.rooms, begin)
        self.end = begin + timedelta(days=self.days)
        self.processes: list[Process | None] = [self._process() for _ in range(self.replicas)]
        self.back: list[datetime] = [begin] * self.replicas
        self.planned: list[tuple[datetime, str]] = []
        self.troubled = begin
        for room in self.world.rooms:
            self._store.save(room.id, room.topic, room.settings)

    def _process(self) -> Process:
        return Process(self.world, self.address)

    @property
    def _store(self) -> Store:
        """What an administrator's command or a service message reaches, past all faults."""
        if not hasattr(self, "_own"):
            self._own = Store(Database(open_engine(self.address)))
        return self._own

    async def run(self) -> None:
        """From the first day to the last."""
        world = self.world
        today = None
        while world.now < self.end:
            if world.now.date() != today:
                today = world.now.date()
                self._plan_day()
            self._strike()
            self._revive()
            await asyncio.gather(*(one.tick() for one in self.processes if one))
            world.counts["ticks"] += 1
            self._bury()
            world.now = self._next()
        for process in self.processes:
            if process:
                process.close()
        self._store.close()

    # What goes wrong, and what people do

    def _plan_day(self) -> None:
        dice, day = self.world.dice, self.world.now
        for name, chance in _CHANCES.items():
            for _ in range(10):
                if dice.random() < chance * self.harm / 10:
                    self.planned.append((day + MINUTE * dice.randrange(24 * 60), name))
        # Most kills come when digests are on their way.
        for name in ("kill", "restart"):
            if dice.random() < min(0.9, 0.6 * self.harm):
                room = dice.choice(self.world.rooms)
                local = day.astimezone(room.settings.tz).date()
                moment = moment_of(local, room.settings)
                self.planned.append((max(moment, day), name))
        self.planned.sort()

    def _strike(self) -> None:
        while self.planned and self.planned[0][0] <= self.world.now:
            getattr(self, f"_{self.planned.pop(0)[1]}")()
        for room in self.world.rooms:
            if room.blocked_until and room.blocked_until <= self.world.now:
                room.blocked_until = None
                self._store.set_active(room.id, True)

    def _span(self, least: int, most: int) -> timedelta:
        return MINUTE * self.world.dice.randint(least, most)

    def _kill(self) -> None:
        for process in self.processes:
            if process and process.fuse is None and not process.doomed:
                process.doomed = self.world.dice.random() < 0.5
                process.fuse = None if process.doomed else self.world.dice.randint(1, 150)
                return

    def _revive(self) -> None:
        for number, process in enumerate(self.processes):
            if process is None and self.back[number] <= self.world.now:
                self.processes[number] = self._process()

    def _restart(self) -> None:
        for number, process in enumerate(self.processes):
            if process:
                process.close()
                self.processes[number] = self._process()
        self.world.counts["restarts"] += 1

    def _network(self) -> None:
        self.world.net_until = self.world.shut(self.world.now + self._span(2, 300), "network away")

    def _database(self) -> None:
        away = self.world.now + self._span(2, 200)
        self.world.base_until = self.world.shut(away, "database away")

    def _long(self) -> None:
        """The machine is off for a day or more."""
        until = self.world.shut(self.world.now + self._span(1000, 6000), "machine off")
        for number, process in enumerate(self.processes):
            if process:
                process.close()
            self.processes[number], self.back[number] = None, until

    def _clock(self) -> None:
        world = self.world
        if world.step:
            return
        world.step = MINUTE * world.dice.choice((-180, -45, -10, 10, 45, 180))
        until = world.shut(world.now + self._span(30, 400), "clock set wrong")
        self.planned.append((until, "right"))
        self.planned.sort()

    def _right(self) -> None:
        self.world.step = timedelta()

    def _flood(self) -> None:
        world = self.world
        world.counts["429 storms"] += 1
        for room in world.rooms:
            if world.dice.random() < 0.5:
                room.flooded_until = world.now + self._span(1, 40)
                room.shut.append((world.now, room.flooded_until))

    def _block(self) -> None:
        room = self.world.dice.choice(self.world.rooms)
        if room.blocked_until is None:
            room.blocked_until = self.world.now + self._span(60, 8000)
            room.shut.append((self.world.now, room.blocked_until))
            self.world.counts["blocks"] += 1

    def _migrate(self) -> None:
        world = self.world
        room = world.dice.choice(world.rooms)
        # Of a group that becomes a supergroup without it, a bot learns nothing at all.
        if room.id > 0 or room.topic or room.id < -1_000_000 or room.blocked_until:
            return
        old, room.id = room.id, room.id - 1_000_000_000_000
        world.moved[old] = room.id
        world.counts["migrations"] += 1
        if world.dice.random() < 0.5:
            # The service message comes first; else the next digest finds out.
            self._store.move(old, room.id)

    def _topic(self) -> None:
        room = self.world.dice.choice(self.world.rooms)
        if room.topic and not room.topic_gone:
            room.topic_gone = True
            self.world.counts["topics deleted"] += 1

    def _pause(self) -> None:
        room = self.world.dice.choice(self.world.rooms)
        local = self.world.clock().astimezone(room.settings.tz).date()
        days = timedelta(days=self.world.dice.randint(1, 20))
        self._set(room, paused_until=local + days)
        self.world.counts["pauses"] += 1

    def _off(self) -> None:
        room = self.world.dice.choice(self.world.rooms)
        self._set(room, on=not room.settings.on)
        self.world.counts["switched on or off"] += 1

    def _set(self, room: Room, **fields: Any) -> None:
        """As `/remind` does; not in a chat that is blocked, where nobody can write."""
        if room.blocked_until or room.topic_gone or room.id in self.world.moved.values():
            return
        settings = room.settings.changed(**fields, since=self.world.clock())
        room.settings = settings
        room.wanted.append((self.world.now, settings))
        self._store.save(room.id, room.topic, settings)

    def _bury(self) -> None:
        for number, process in enumerate(self.processes):
            if process and process.killed:
                process.close()
                gap = self._span(0, 30)
                self.processes[number], self.back[number] = None, self.world.now + gap
                if not any(self.processes):
                    self.world.outages.append((self.world.now, self.world.now + gap))
                self.troubled = self.world.now

    # Time

    def _next(self) -> datetime:
        """The next minute at which something can happen: just before, at and after each digest."""
        world = self.world
        found = world.now + timedelta(hours=2)
        troubles = (self.troubled, world.net_until, world.base_until)
        flooded = any(r.flooded_until and r.flooded_until > world.now for r in world.rooms)
        if flooded or world.now < max(troubles) + PATIENT or world.step:
            found = world.now + timedelta(minutes=10)
        if self.planned:
            found = min(found, max(self.planned[0][0], world.now + MINUTE))
        for moment in self._moments(world.clock().date()):
            for near in (moment - MINUTE, moment, moment + MINUTE):
                if (when := near - world.step) > world.now:
                    found = min(found, when)
        return found

    def _moments(self, day: date) -> list[datetime]:
        if day not in self._known:
            kinds = {(r.settings.at, r.settings.zone): r.settings for r in self.world.rooms}
            self._known[day] = sorted(
                moment_of(day + timedelta(days=shift), settings)
                for settings in kinds.values()
                for shift in (-1, 0, 1)
            )
        return self._known[day]

    _known: dict[date, list[datetime]] = field(default_factory=dict)


# The account


@dataclass(frozen=True, kw_only=True)
class Account:
    """What came of it. wrong: a line for each promise that was broken; empty if none was."""

    figures: dict[str, int]
    wrong: list[str]

    def __str__(self) -> str:
        return "\n".join(f"{name:<42} {number:>8}" for name, number in self.figures.items())


def account(year: Year) -> Account:
    """Compare what was taken with what was owed."""
    world = year.world
    wrong: list[str] = []
    figures: Counter[str] = Counter()
    sent: dict[tuple[int, date], list[Taken]] = {}
    for one in world.taken:
        sent.setdefault((one.room, one.day), []).append(one)
    for room in world.rooms:
        for number in range(-1, year.days + 2):
            day = year.start + timedelta(days=number)
            mine = sent.pop((room.number, day), [])
            _judge(year, room, day, mine, figures, wrong)
    wrong += [f"nobody asked for {key}" for key in sent]
    names = ("owed", "sent", "sent late, and said so", "folded into the next", "repeated, marked")
    table = {"chats": len(world.rooms), "days": year.days, "replicas": year.replicas}
    table |= {f"digests {name}": figures[name] for name in names}
    table |= dict(sorted(world.counts.items()))
    table["broken promises"] = len(wrong)
    return Account(figures=table, wrong=wrong)


def _judge(
    year: Year, room: Room, day: date, mine: list[Taken], figures: Counter[str], wrong: list[str]
) -> None:
    where = f"chat {room.number}, {day}"
    for one in mine:
        settings = [known for at, known in room.wanted if at <= one.now][-1]
        if not is_wanted(day, settings, CALENDAR):
            wrong.append(f"{where}: sent though it was paused, off or no working day")
        if one.at < moment_of(day, settings):
            wrong.append(f"{where}: sent before its time")
        local = one.at.astimezone(settings.tz)
        if local.date() != day and one.at - moment_of(day, settings) > timedelta(hours=3):
            wrong.append(f"{where}: sent on another day")
        late = one.at - moment_of(day, settings) > timedelta(minutes=16)
        if late and not (one.late or one.repeat):
            wrong.append(f"{where}: late, and did not say so")
        figures["sent late, and said so"] += one.late
    for before, after in pairwise(mine):
        figures["repeated, marked"] += after.repeat
        if not any(before.order <= cut <= after.order for cut in year.world.cuts):
            wrong.append(f"{where}: sent twice for no reason")
        if not after.repeat:
            wrong.append(f"{where}: a repeat that was not marked")
    moment = moment_of(day, room.wanted[0][1])
    settings = [room.wanted[0][1], *(known for at, known in room.wanted if at <= moment)][-1]
    moment = moment_of(day, settings)
    if not year.world.start <= moment < year.end or not is_wanted(day, settings, CALENDAR):
        return
    figures["owed"] += 1
    figures["sent"] += bool(mine)
    if not mine:
        figures["folded into the next"] += 1
        if _was_free(year, room, day, moment, settings):
            wrong.append(f"{where}: never sent, though nothing stood in the way")


def _was_free(
    year: Year, room: Room, day: date, moment: datetime, settings: ReminderSettings
) -> bool:
    """Whether a digest had a fair chance: long enough without trouble before its day was over."""
    midnight = datetime.combine(day + timedelta(days=1), time(), settings.tz).astimezone(UTC)
    last = max(midnight, moment + timedelta(hours=3)) - MINUTE
    if last > year.end or any(moment - PATIENT < at < last for at, _ in room.wanted[1:]):
        return False
    shut = sorted((*year.world.outages, *room.shut))
    if not any(begin < moment + 30 * MINUTE and end > moment - 30 * MINUTE for begin, end in shut):
        return True
    free = moment
    for begin, end in shut:
        if begin < last and end > free:
            if begin - free >= PATIENT:
                return True
            free = max(free, end)
    return last - free >= PATIENT


# How often a day, on average.
_CHANCES = {
    "network": 0.15,
    "database": 0.1,
    "long": 0.01,
    "clock": 0.1,
    "flood": 0.2,
    "block": 0.3,
    "migrate": 0.15,
    "topic": 0.03,
    "pause": 0.5,
    "off": 0.3,
    "kill": 0.3,
}
