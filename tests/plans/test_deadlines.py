"""What is due on a day: today counts, rounds come back, closed work is silent."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Deadline, Task
from knowledge.plans.dates import read_deadline
from knowledge.plans.deadlines import between, due, near, next_day, overdue

TODAY = date(2026, 6, 30)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def task(words: str, status: str = "") -> Task:
    deadline = read_deadline(words, reference=date(2026, 3, 1), cell=True)
    return Task(
        id=f"d/{words}", title=words, text=words, document="d", deadline=deadline, status=status
    )


def dated(day: date, *later: date) -> Task:
    deadline = Deadline(kind="date", date=day, later=later)
    return Task(id=f"d/{day}", title="", text="", document="d", deadline=deadline)


@given(day=DAYS, today=DAYS)
def test_a_dated_task_is_ahead_due_or_overdue_and_only_one_of_them(day: date, today: date) -> None:
    tasks = [dated(day)]
    ahead = near(tasks, today, range(1, 40000))
    assert [len(ahead), len(due(tasks, today)), len(overdue(tasks, today))] == [
        int(day > today),
        int(day == today),
        int(day < today),
    ]


def test_the_deadline_day_itself_is_not_overdue() -> None:
    tasks = [dated(TODAY)]
    assert [item.left for item in due(tasks, TODAY)] == [0]
    assert overdue(tasks, TODAY) == []
    assert [item.left for item in overdue(tasks, TODAY + timedelta(days=1))] == [-1]


def test_near_means_exactly_the_lead_days() -> None:
    tasks = [dated(TODAY + timedelta(days=days)) for days in range(40)]
    assert [item.left for item in near(tasks, TODAY, (30, 7, 3, 1, 0))] == [1, 3, 7, 30]
    assert near(tasks, TODAY, ()) == near(tasks, TODAY, (0,)) == []


def test_recurring_work_comes_due_again_and_is_never_overdue() -> None:
    tasks = [task("每季度末")]
    assert [str(item.day) for item in between(tasks, TODAY, date(2026, 12, 31), today=TODAY)] == [
        "2026-06-30",
        "2026-09-30",
        "2026-12-31",
    ]
    assert overdue(tasks, date(2030, 1, 1)) == []
    assert next_day(tasks[0], TODAY) == TODAY
    assert next_day(tasks[0], TODAY + timedelta(days=1)) == date(2026, 9, 30)


def test_recurring_work_does_not_begin_before_its_start() -> None:
    deadline = Deadline(kind="recurring", rule="FREQ=MONTHLY;BYMONTHDAY=-1", start=date(2026, 9, 1))
    later = Task(id="d/1", title="", text="", document="d", deadline=deadline)
    assert next_day(later, TODAY) == date(2026, 9, 30)
    assert between([later], TODAY, date(2026, 8, 31), today=TODAY) == []


def test_of_staged_work_every_stage_comes_due_and_only_the_last_makes_it_overdue() -> None:
    staged = dated(TODAY, date(2026, 9, 30))
    assert next_day(staged, TODAY + timedelta(days=1)) == date(2026, 9, 30)
    assert overdue([staged], date(2026, 9, 30)) == []
    assert [str(item.day) for item in overdue([staged], date(2026, 10, 1))] == ["2026-09-30"]


def test_ongoing_work_and_work_without_a_day_is_never_due() -> None:
    tasks = [task("长期坚持"), task("定期"), task("—"), task("2026年1月1日起")]
    assert between(tasks, date(2020, 1, 1), date(2040, 1, 1), today=TODAY) == []
    assert [next_day(item, TODAY) for item in tasks] == [None] * 4


def test_closed_work_is_silent() -> None:
    tasks = [
        task("5月底前", "已完成"),
        task("5月底前", "未完成"),
        task("5月底前", "办结"),
        task("5月底前"),
    ]
    assert [item.task.status for item in overdue(tasks, TODAY)] == ["未完成", ""]


@given(days=st.lists(DAYS, max_size=8), first=DAYS, length=st.integers(0, 400))
def test_between_is_complete_and_in_order(days: list[date], first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = between([dated(day) for day in days], first, last, today=first)
    assert [item.day for item in found] == sorted(day for day in days if first <= day <= last)
    assert all(item.left == (item.day - first).days for item in found)
