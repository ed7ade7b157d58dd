"""What a timeline says of each task: its state on the day, its words, its place among the others."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.states import NEAR
from bot.timeline.entries import Timeline, build_timeline, entry_of
from bot.timeline.wording import summary, text_timeline
from knowledge.model import Deadline, Task
from tests.bot.plans import MONTHLY, ONGOING, TODAY, WEEKLY, catalogue, many, on, task

DAY = timedelta(days=1)


def timeline(*tasks: Task, department: str = "") -> Timeline:
    return build_timeline(tasks, catalogue(tasks), TODAY, department=department)


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (-1, "overdue", "11月21日 逾期1天"),
        (0, "near", "11月22日 今天到期"),
        (NEAR, "near", "12月22日 还有30天"),
        (NEAR + 1, "later", "12月23日 还有31天"),
        (60, "later", "2027年1月21日 还有60天"),
    ],
)
def test_a_deadline_day_itself_is_not_overdue(days: int, state: str, words: str) -> None:
    entry = entry_of(task(1, on(TODAY + days * DAY)), TODAY)
    assert (entry.state, entry.when) == (state, words)


def test_only_the_clerk_says_that_work_is_behind() -> None:
    soon = on(TODAY + 5 * DAY)
    assert entry_of(task(1, soon, status="进展缓慢"), TODAY).state == "behind"
    assert entry_of(task(1, soon, status="未开始"), TODAY).state == "near"
    assert entry_of(task(1, on(TODAY - DAY), status="滞后"), TODAY).state == "overdue"
    assert entry_of(task(1, on(TODAY - DAY), status="已完成"), TODAY).state == "done"


def test_staged_work_is_due_at_its_next_stage_and_overdue_after_its_last() -> None:
    staged = on(TODAY - 9 * DAY, later=(TODAY + 9 * DAY,))
    entry = entry_of(task(1, staged), TODAY)
    assert (entry.state, entry.due, len(entry.days)) == ("near", TODAY + 9 * DAY, 2)
    assert entry_of(task(1, staged), TODAY + 10 * DAY).state == "overdue"


def test_recurring_work_shows_its_rounds_and_the_next_one() -> None:
    entry = entry_of(task(1, MONTHLY), TODAY)
    assert entry.when == "每月28日前，下次11月28日"
    assert len(entry.days) == 12
    assert entry.near
    assert entry_of(task(1, WEEKLY), TODAY).state == "recurring"


def test_a_doubtful_day_is_marked() -> None:
    doubtful = on(TODAY, certain=False)
    assert entry_of(task(1, doubtful), TODAY).when.endswith("（待核）")


def test_departments_stand_in_name_order_and_nobody_last() -> None:
    units = ["市住房城乡建设局", "市财政局", "市水务局", "市教育局", "市民政局"]
    tasks = [task(n, on(TODAY), unit) for n, unit in enumerate(units)]
    tasks += [task(8, on(TODAY), lead=()), task(9, on(TODAY), lead=(), responsible=("甲局",))]
    names = [group.name for group in timeline(*tasks).groups]
    order = ["市财政局", "市教育局", "市民政局", "市水务局", "市住房城乡建设局"]
    assert names == ["甲局（责任单位）", *order, "未写明单位"]


def test_within_a_department_what_presses_most_stands_first() -> None:
    later, past, soon = (task(n, on(TODAY + d * DAY)) for n, d in ((1, 99), (2, -3), (3, 3)))
    [group] = timeline(task(4, ONGOING), task(5, Deadline()), later, past, soon).groups
    assert [e.state for e in group.entries] == ["overdue", "near", "later", "ongoing", "undated"]


def test_the_view_of_a_department_tells_leading_from_taking_part() -> None:
    own = task(1, on(TODAY), "市民政局")
    other = task(2, on(TODAY), "市财政局", responsible=("市民政局",))
    shown = timeline(other, own, department="市民政局")
    assert [group.name for group in shown.groups] == ["市民政局牵头", "市民政局参加"]
    assert shown.title.endswith("· 市民政局")


@given(st.integers(0, 80))
def test_every_task_is_counted_once_and_stands_in_the_text(count: int) -> None:
    shown = timeline(*many(count))
    text = text_timeline(shown)
    assert len(shown.entries) == count
    assert all(one.title in text for one in many(count))
    assert summary(shown).startswith(f"共{count}项任务")
