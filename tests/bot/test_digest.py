"""The digest of a day: what stands in it, in what order, and when it says nothing."""

import re
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest import Digest, Span, compose, department, span_of
from bot.reminders.message import digest_parts
from bot.richtext import MAX_UNITS, units
from bot.states import MARKS, state_of
from knowledge.model import Task
from knowledge.plans.workdays import WorkCalendar
from tests.bot.small_plans import corpus, task
from tests.botapi import parse_html

TODAY = date(2026, 11, 25)  # a Wednesday
LEAD = (30, 7, 3, 1, 0)
UNITS = ("市水务局", "市教育局", "市公安局", "市财政局")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def plans(draw: st.DrawFn) -> list[Task]:
    offsets = draw(st.lists(st.integers(-60, 60), max_size=12))
    return [
        task(
            f"任务{number}",
            TODAY + timedelta(days=offset),
            lead=tuple(draw(st.lists(st.sampled_from(UNITS), max_size=2, unique=True))),
        )
        for number, offset in enumerate(offsets)
    ]


def names(digest: Digest) -> dict[str, list[str]]:
    parts = {"due": digest.due, "near": digest.near, "overdue": digest.overdue}
    return {key: [item.task.title for item in items] for key, items in parts.items()}


def of(tasks: list[Task], today: date = TODAY, lead: tuple[int, ...] = LEAD) -> Digest:
    return compose(tasks, Span.of(today), lead_days=lead)


@given(st.integers(-90, 90))
@settings(deadline=None)
def test_one_task_is_listed_on_its_lead_days_and_on_its_day(left: int) -> None:
    digest = of([task("河道清淤", TODAY + timedelta(days=left))])
    assert bool(digest.due) == (left == 0)
    assert bool(digest.near) == (left in (30, 7, 3, 1))
    if left >= 0:
        assert not digest.overdue


def test_the_deadline_day_itself_is_not_overdue_and_the_day_after_is() -> None:
    late = [task("河道清淤", TODAY)]
    assert names(of(late)) == {"due": ["河道清淤"], "near": [], "overdue": []}
    assert names(of(late, TODAY + timedelta(days=1)))["overdue"] == ["河道清淤"]


@given(DAYS)
def test_an_overdue_task_is_told_the_day_after_and_then_once_a_week(day: date) -> None:
    late = [task("河道清淤", day)]
    told = [day + timedelta(days=n) for n in range(1, 60) if of(late, day + timedelta(days=n))]
    assert told[0] == day + timedelta(days=1)
    assert all(one.weekday() == 0 for one in told[1:])
    gaps = [(after - before).days for before, after in pairwise(told)]
    assert all(gap <= 7 for gap in gaps)
    assert set(gaps[1:]) == {7}


@given(plans(), st.integers(1, 9), st.integers(0, 40))
def test_digests_after_an_outage_hold_all_that_the_missed_ones_held(
    tasks: list[Task], missed: int, start: int
) -> None:
    today = TODAY + timedelta(days=start)
    last = today - timedelta(days=missed)
    folded = compose(tasks, Span(today=today, since=last, until=today), lead_days=LEAD)
    held = {item.task.id for item in (*folded.due, *folded.near, *folded.overdue)}
    for n in range(1, missed + 1):
        ordinary = of(tasks, last + timedelta(days=n))
        for item in (*ordinary.due, *ordinary.near, *ordinary.overdue):
            assert item.task.id in held


@given(plans())
def test_departments_stand_in_name_order_and_each_task_once(tasks: list[Task]) -> None:
    digest = compose(tasks, Span.overview(TODAY), lead_days=(60, 0))
    for items in (digest.due, digest.near, digest.overdue):
        headings = [department(item.task) for item in items]
        # Each heading in one place only: nothing is ranked or torn apart.
        changes = [headings[0], *(b for a, b in pairwise(headings) if a != b)] if headings else []
        assert len(changes) == len(set(changes))
    listed = [item.task.id for item in (*digest.due, *digest.near, *digest.overdue)]
    assert sorted(listed) == sorted(one.id for one in tasks)


def test_names_are_ordered_as_a_chinese_dictionary_does() -> None:
    tasks = [task(unit, TODAY, lead=(unit,)) for unit in UNITS]
    assert names(of(tasks))["due"] == ["市财政局", "市公安局", "市教育局", "市水务局"]


@given(plans(), st.lists(st.sampled_from(UNITS), min_size=1, unique=True))
def test_a_bound_chat_hears_of_its_departments_only(tasks: list[Task], ours: list[str]) -> None:
    digest = compose(tasks, Span.overview(TODAY), lead_days=(60, 0), departments=ours)
    for item in (*digest.due, *digest.near, *digest.overdue):
        assert set(ours) & {*item.task.lead, *item.task.responsible}


def test_a_unit_that_only_takes_part_is_reminded_too() -> None:
    shared = [task("河道清淤", TODAY, responsible=("市教育局",))]
    assert compose(shared, Span.of(TODAY), lead_days=LEAD, departments=["市教育局"]).due


@pytest.mark.parametrize(
    ("rule", "lead_days"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", {3, 1, 0}),
        ("FREQ=MONTHLY;BYMONTHDAY=28", {7, 3, 1, 0}),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", {30, 7, 3, 1, 0}),
        ("FREQ=DAILY", set()),
    ],
)
def test_recurring_work_comes_back_and_never_nags_for_the_round_after_next(
    rule: str, lead_days: set[int]
) -> None:
    again = [task("报送进展", rule=rule)]
    found = set()
    for n in range(120):
        digest = of(again, date(2026, 4, 1) + timedelta(days=n))
        assert not digest.overdue
        assert len(digest.due) + len(digest.near) <= 1
        found |= {item.left for item in (*digest.due, *digest.near)}
    assert found == lead_days


def test_closed_and_ongoing_tasks_are_left_out() -> None:
    tasks = [task("河道清淤", TODAY, status="已完成"), task("日常巡查")]
    assert not compose(tasks, Span.overview(TODAY), lead_days=LEAD)


def test_before_a_holiday_the_last_digest_looks_ahead_to_the_next() -> None:
    calendar = WorkCalendar()
    eve = date(2026, 9, 30)
    span = span_of(eve, date(2026, 9, 29), calendar, workdays=True)
    assert span.until == date(2026, 10, 7)
    inside = [task("假日值守", date(2026, 10, 5)), task("节后总结", date(2026, 10, 8))]
    assert names(compose(inside, span, lead_days=(0,)))["near"] == ["假日值守"]


def test_only_what_is_due_or_overdue_is_worth_a_sound() -> None:
    assert not of([task("河道清淤", TODAY + timedelta(days=7))]).loud
    assert of([task("河道清淤", TODAY)]).loud
    assert of([task("河道清淤", TODAY - timedelta(days=1))]).loud


def test_nothing_to_say_is_no_message() -> None:
    digest = of([task("河道清淤", TODAY + timedelta(days=8))])
    assert not digest
    assert digest_parts(digest, corpus(())) == ()


def test_a_digest_reads_as_an_office_would_write_it() -> None:
    tasks = [
        task("河道清淤", TODAY, responsible=("市财政局",)),
        task("<雨污>分流", TODAY + timedelta(days=7)),
        task("泵站改造", TODAY - timedelta(days=1), lead=("市住建局",)),
        task("跨年任务", TODAY + timedelta(days=60)),
    ]
    digest = compose(tasks, Span.of(TODAY), lead_days=(60, 7, 0))
    [part] = digest_parts(digest, corpus(tasks), late_from=time(8, 30))
    assert parse_html(part.html)[0] == part.text
    assert (
        part.text
        == """\
📌 11月25日（周三）任务提醒　补发（原定08:30）
今天到期1项，即将到期2项，已经逾期1项

【今天到期】
市水务局
🔵 河道清淤
时限：“11月25日前”，11月25日，今天到期
配合：市财政局
📄 二、主要任务

【即将到期】
市水务局
🔵 <雨污>分流
时限：“12月2日前”，12月2日，还有7天
📄 二、主要任务
⚪ 跨年任务
时限：“1月24日前”，2027年1月24日，还有60天
📄 二、主要任务

【已经逾期】
市住建局
🔴 泵站改造
时限：“11月24日前”，11月24日，已逾期1天
📄 二、主要任务

📄 以上出自《清河市治水方案》 清政发〔2026〕9号"""
    )


@given(st.integers(1, 120), st.integers(1, 400))
@settings(max_examples=25)
def test_long_digests_are_split_between_tasks_and_lose_none(count: int, length: int) -> None:
    tasks = [task(f"任务{n:03}" + "长" * length, TODAY) for n in range(count)]
    parts = digest_parts(of(tasks), corpus(tasks))
    assert all(units(part.text) <= MAX_UNITS for part in parts)
    text = "".join(part.text for part in parts)
    assert re.findall(r"🔵 任务(\d{3})", text) == [f"{n:03}" for n in range(count)]
    for part in parts:
        # A task's own lines stay in one message.
        assert part.text.count("🔵") == part.text.count("📄 二、")
    assert text.count("《") == 1


@given(st.integers(-400, 400), st.sampled_from(["", "进展滞后", "正在推进"]))
def test_colours_are_those_of_offices(left: int, status: str) -> None:
    mark = MARKS[state_of(task("河道清淤", TODAY + timedelta(days=left), status=status), left)]
    behind = "🟡" if status == "进展滞后" else "🔵" if left <= 30 else "⚪"
    assert mark == ("🔴" if left < 0 else behind)
