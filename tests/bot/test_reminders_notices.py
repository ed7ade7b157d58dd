"""What is told once: months without published working days, lost topics, a database that is away."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.reminders.outline import Outline
from bot.reminders.tick import Health, Reminders
from bot.sending import Refusal
from bot.store.records import Mark
from knowledge.plans.workdays import WorkCalendar, YearSchedule
from tests.bot.small_plans import corpus, task
from tests.bot.test_reminders_tick import START, House, daily

ADMIN = 7_000_001
KNOWN = WorkCalendar.of([YearSchedule(year=2027, holidays=frozenset({date(2027, 1, 1)}))])


@pytest.fixture
def house(address: str) -> Iterator[House]:
    built = House(address)
    yield built
    built.store.close()


def with_admin(house: House, calendar: WorkCalendar | None = None) -> None:
    """Start it again with an administrator of the whole bot."""
    parts = replace(house.reminders._parts, admins=(ADMIN,))
    house.reminders = Reminders(
        replace(parts, calendar=(lambda: calendar) if calendar else parts.calendar)
    )


def said(house: House, sign: str) -> list[int]:
    return [chat for chat, _, line, _ in house.telegram.taken if line.startswith(sign)]


async def test_from_november_on_unpublished_working_days_are_told_once_a_month(
    house: House,
) -> None:
    house.store.save(-1, 0, daily(workdays=True))
    house.store.save(-1, 4, daily(workdays=True))
    house.store.save(-2, 0, daily())
    with_admin(house)
    for _ in range(2 * 24):
        await house.tick(hours=1)
        # In the group once, in its general topic; never where days of the week do not matter.
        assert sorted(said(house, "📅")) in ([], [-1], [ADMIN], [-1, ADMIN])
    assert sorted(said(house, "📅")) == [-1, ADMIN]
    assert "2027年的节假日和调休安排尚未公布" in "".join(house.telegram.texts)
    assert [topic for _, topic, line, _ in house.telegram.taken if line[0] == "📅"] == [None, None]
    house.start()
    with_admin(house)
    for _ in range(8 * 24):
        await house.tick(hours=1)
    # December has come.
    assert sorted(said(house, "📅")) == [-1, -1, ADMIN, ADMIN]


async def test_nobody_is_told_before_november_or_of_a_year_that_is_known(address: str) -> None:
    house = House(address, now="2026-10-01T00:00")
    house.store.save(-1, 0, daily(workdays=True))
    with_admin(house)
    for _ in range(25):
        await house.tick(days=1, hours=3)
    assert said(house, "📅") == []
    with_admin(house, KNOWN)
    for _ in range(40):
        await house.tick(days=1, hours=3)
    assert house.clock() > datetime(2026, 12, 1, tzinfo=UTC)
    assert said(house, "📅") == []
    house.store.close()


async def test_two_replicas_tell_it_once(address: str) -> None:
    first, second = House(address), House(address)
    first.store.save(-1, 0, daily(workdays=True))
    second.telegram, second.clock = first.telegram, first.clock
    second.start()
    for house in (first, second):
        with_admin(house)
    first.clock.move(timedelta(hours=2))
    for _ in range(3):
        await asyncio.gather(first.tick(), second.tick())
    assert sorted(said(first, "📅")) == [-1, ADMIN]
    first.store.close()
    second.store.close()


async def test_a_lost_topic_is_told_in_the_group_and_to_the_administrators_once(
    house: House,
) -> None:
    house.store.save(-7, 5, daily())
    with_admin(house, KNOWN)
    house.telegram.before = lambda place: (
        Refusal(kind="topic", chat=-7) if place.thread == 5 else None
    )
    for _ in range(30):
        await house.tick(hours=2)
    told = [(chat, line) for chat, _, line, _ in house.telegram.taken if "话题" in line]
    assert [chat for chat, _ in told] == [-7, ADMIN]
    assert "群 -7" in told[1][1]


def test_a_database_that_is_away_is_one_line_and_its_return_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    health = Health()
    with caplog.at_level(logging.INFO, "bot.reminders.tick"):
        for _ in range(5):
            health.note(OperationalError("away", None, Exception("away")))
        health.over()
        health.over()
    assert [record.getMessage() for record in caplog.records] == [
        "提醒暂停：数据库用不了，会一直重试",
        "提醒恢复正常",
    ]
    assert not any(record.exc_info for record in caplog.records)


async def test_what_was_sent_while_the_database_was_away_is_recorded_and_not_sent_again(
    house: House,
) -> None:
    house.store.save(1, 0, daily())
    note, failures = house.store.note_part, [1, 2, 3]

    def note_part(*given: object) -> bool:
        if failures:
            failures.pop()
            raise OperationalError("away", None, Exception("away"))
        return note(*given)  # type: ignore[arg-type]

    async def no_pause(_: float) -> None:
        return

    house.store.note_part = note_part  # type: ignore[method-assign]
    house.reminders = Reminders(replace(house.reminders._parts, sleep=no_pause))
    for _ in range(6):
        await house.tick(minutes=30)
    assert len(house.telegram.taken) == 1


async def test_a_quiet_week_is_told_on_its_first_day_where_that_is_wanted(address: str) -> None:
    house = House(address, corpus([task("河道清淤", START + timedelta(days=44))]))
    house.store.save(1, 0, daily(allclear=True))
    house.store.save(2, 0, daily())
    house.clock.move(timedelta(minutes=30))
    for _ in range(13):
        await house.tick(days=1)
    lines = [(chat, line) for chat, _, line, _ in house.telegram.taken]
    assert lines == [(1, "📌 11月30日（周一）任务提醒")]
    assert "本周平安" in house.telegram.texts[0]
    assert "最近的一项：河道清淤，2027年1月6日，还有37天" in house.telegram.texts[0]
    # Nothing to be alarmed at, so no sound.
    assert house.telegram.taken[0][3]
    house.store.close()


async def test_a_change_of_the_plans_is_told_once_and_survives_a_restart(house: House) -> None:
    before = corpus([task("河道清淤", START + timedelta(days=20))])
    house.knowledge = before
    house.store.save(1, 0, daily())
    await house.tick(hours=1)
    assert house.telegram.texts == []
    house.start()
    house.knowledge = corpus([task("河道清淤", START + timedelta(days=40))])
    await house.tick(days=1)
    assert "✏️ 时限改了：河道清淤\n原来“12月13日前”，现在“1月2日前”" in house.telegram.texts[0]
    await house.tick(days=1)
    assert len(house.telegram.texts) == 1


async def test_a_task_that_is_done_is_gone_from_every_later_digest_and_from_what_is_overdue(
    house: House,
) -> None:
    late, next_one = task("泵站改造", START - timedelta(days=5)), task("河道清淤", START)
    house.knowledge = corpus([late, next_one])
    house.store.save(1, 0, daily(at=time(8)))
    known = Outline(house.knowledge).prints[late.id]
    house.store.marks.set(Mark(chat=1, task=known, made=house.clock()))
    for _ in range(15):
        await house.tick(days=1)
    assert house.telegram.texts
    assert not any("泵站改造" in text for text in house.telegram.texts)
    # It is the chat's own mark: the plan is as it was.

    assert late.status == ""
