"""The calendar file: every deadline on its own day, wherever it is opened, and told once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ics import ALARMS, write_calendar
from knowledge.model import Deadline, Task
from knowledge.plans.timing.occurrences import occurrences
from tests.bot.plans import MONTHLY, ONGOING, TODAY, WEEKLY, catalogue, on, task

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SOON = TODAY + timedelta(days=10)


def events(*tasks: Task, now: datetime = NOW) -> list[Any]:
    """The events of a calendar, as another program reads them."""
    data = write_calendar(tasks, catalogue(tasks), now=now).data
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_deadline_is_an_all_day_event_that_ends_the_next_day(day: date) -> None:
    [event] = events(task(1, on(day)))
    assert event.decoded("dtstart") == day
    assert event.decoded("dtend") == day + timedelta(days=1)
    assert type(event.decoded("dtstart")) is date
    assert event["dtstart"].params["VALUE"] == "DATE"


def test_a_title_names_the_task_first_and_who_leads_and_the_text_its_source() -> None:
    [event] = events(task(1, on(SOON), title="修好水闸", quote="由市财政局牵头；修好水闸"))
    assert event["summary"] == "修好水闸（市财政局牵头）"
    assert "原文：“由市财政局牵头；修好水闸”" in event["description"]
    assert "——《青山市城市管理提升实施方案》青政办发〔2026〕3号" in event["description"]


def test_a_unit_that_only_takes_part_is_not_said_to_lead() -> None:
    [event] = events(task(1, on(SOON), lead=(), responsible=("甲局", "乙局", "丙局")))
    assert event["summary"].endswith("（甲局、乙局等3家）")
    assert "牵头" not in event["summary"] + event["description"]


def test_a_later_file_changes_the_events_that_are_there() -> None:
    before = events(task(1, on(SOON)), task(2, MONTHLY))
    after = events(
        task(2, MONTHLY), task(1, on(SOON + timedelta(days=9))), now=NOW + timedelta(days=400)
    )
    assert {e["uid"] for e in before} == {e["uid"] for e in after}
    assert len({e["uid"] for e in before}) == 2


def test_every_stage_has_an_event_of_its_own() -> None:
    stages = events(task(1, on(SOON, later=(SOON + timedelta(days=30),))))
    assert [e.decoded("dtstart") for e in stages] == [SOON, SOON + timedelta(days=30)]
    assert len({e["uid"] for e in stages}) == 2


@pytest.mark.parametrize("deadline", [MONTHLY, WEEKLY])
def test_recurring_work_begins_on_a_day_of_its_rule_not_before_the_plan(deadline: Deadline) -> None:
    [event] = events(task(1, deadline))
    start = event.decoded("dtstart")
    assert event["rrule"].to_ical().decode() == deadline.rule
    assert start == next(occurrences(str(deadline.rule), date(2026, 3, 1)))


def test_alarms_ring_for_days_to_come_and_not_for_weekly_or_finished_work() -> None:
    rung = {
        "ahead": task(1, on(SOON)),
        "monthly": task(2, MONTHLY),
        "today": task(3, on(TODAY)),
        "past": task(4, on(TODAY - timedelta(days=1))),
        "weekly": task(5, WEEKLY),
        "done": task(6, on(SOON), status="已完成"),
    }
    alarms = {name: events(one)[0].walk("VALARM") for name, one in rung.items()}
    assert {name for name, found in alarms.items() if found} == {"ahead", "monthly", "today"}
    assert [a.decoded("trigger") for a in alarms["ahead"]] == list(ALARMS)


def test_what_is_done_or_called_off_says_so() -> None:
    done, off = events(task(1, on(SOON), status="已完成"), task(2, on(SOON), status="已取消"))
    assert done["summary"].startswith("【已完成】")
    assert (done["status"], off["status"]) == ("CONFIRMED", "CANCELLED")


def test_what_names_no_day_is_counted_not_invented() -> None:
    tasks = (task(1, ONGOING), task(2, Deadline()), task(3, on(SOON)), task(4, MONTHLY))
    calendar = write_calendar(tasks, catalogue(tasks), now=NOW)
    assert (calendar.dated, calendar.recurring, calendar.left_out) == (1, 1, 2)
    assert calendar.data.count(b"BEGIN:VEVENT") == 2


def test_lines_are_folded_at_75_bytes_without_breaking_a_character() -> None:
    one = task(1, on(SOON), title="水" * 300)
    lines = write_calendar([one], catalogue([one]), now=NOW).data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)


def test_a_doubtful_day_says_why() -> None:
    doubtful = replace(on(SOON), certain=False, reason="年份是推定的")
    [event] = events(task(1, doubtful))
    assert "时限请核对：年份是推定的" in event["description"]


def test_the_stamp_is_universal_time() -> None:
    [event] = events(task(1, on(SOON)))
    assert event.decoded("dtstamp") == NOW.astimezone(UTC)
