"""What is due, near or overdue on a day. Pure: the day is an argument.

A deadline day itself is on time. Recurring work comes due again and again and is never overdue;
ongoing work is never due at all.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from knowledge.model import Task
from knowledge.plans.timing.occurrences import next_occurrence, occurrences

__all__ = ["Due", "between", "due", "is_closed", "near", "next_day", "next_occurrence", "overdue"]

_CLOSED = re.compile(r"已?(?:全部)?(?:完成|办结|销号|取消|终止|结束)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A task and one day on which it is due. left: days from today, negative when it is over."""

    task: Task
    day: date
    left: int


def is_closed(task: Task) -> bool:
    """Whether the clerk's table says that nothing is left to do (已完成, 办结, 取消)."""
    return bool(_CLOSED.match(task.status.strip()))


def _stages(task: Task) -> list[date]:
    """Every calendar day of a task's deadline, ascending; empty unless it has a date."""
    deadline = task.deadline
    return [deadline.date, *deadline.later] if deadline.date else []


def next_day(task: Task, today: date) -> date | None:
    """The next day on which the task is due, today included; None where there is none.

    Of staged work the next stage, of recurring work the next round.
    """
    deadline = task.deadline
    if stages := _stages(task):
        return next((day for day in stages if day >= today), None)
    if deadline.kind != "recurring" or deadline.rule is None:
        return None
    first = max(today, deadline.start or today)
    return next_occurrence(deadline.rule, first - timedelta(days=1))


def _days(task: Task, first: date, last: date) -> Iterator[date]:
    if stages := _stages(task):
        yield from (day for day in stages if first <= day <= last)
    elif task.deadline.kind == "recurring" and task.deadline.rule:
        begin = max(first, task.deadline.start or first)
        yield from takewhile(lambda day: day <= last, occurrences(task.deadline.rule, begin))


def between(tasks: Iterable[Task], first: date, last: date, *, today: date) -> list[Due]:
    """Every day in first..last, both included, on which an open task is due, earliest first.

    Recurring work stands under each of its rounds; equal days keep the order of the tasks.
    """
    found = [
        Due(task=task, day=day, left=(day - today).days)
        for task in tasks
        if not is_closed(task)
        for day in _days(task, first, last)
    ]
    return sorted(found, key=lambda due: due.day)


def due(tasks: Iterable[Task], today: date) -> list[Due]:
    """What is due today."""
    return between(tasks, today, today, today=today)


def near(tasks: Iterable[Task], today: date, lead_days: Collection[int]) -> list[Due]:
    """What is due in exactly one of `lead_days` days (30, 7, 3, 1 ...), earliest first.

    0 and negative numbers of days are left to `due` and `overdue`.
    """
    ahead = [days for days in lead_days if days > 0]
    if not ahead:
        return []
    found = between(
        tasks, today + timedelta(days=1), today + timedelta(days=max(ahead)), today=today
    )
    return [item for item in found if item.left in ahead]


def overdue(tasks: Iterable[Task], today: date) -> list[Due]:
    """Open tasks whose last calendar day is over, longest overdue first."""
    found = [
        Due(task=task, day=stages[-1], left=(stages[-1] - today).days)
        for task in tasks
        if not is_closed(task) and (stages := _stages(task)) and stages[-1] < today
    ]
    return sorted(found, key=lambda item: item.day)
