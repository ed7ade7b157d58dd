"""Select, count and group tasks: the exact answers to "which", "how many" and "who most".

Every function keeps the printed order of the tasks it is given, unless it says that it sorts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal

from knowledge.model import Task

Role = Literal["lead", "responsible", "any"]


def takes_part(task: Task, department: str, role: Role) -> bool:
    """Whether the department (canonical name) has this role in the task."""
    leads, helps = department in task.lead, department in task.responsible
    return {"lead": leads, "responsible": helps and not leads, "any": leads or helps}[role]


def by_department(tasks: Iterable[Task], departments: Sequence[str], role: Role) -> list[Task]:
    """Tasks in which any of the departments has the role."""
    return [t for t in tasks if any(takes_part(t, d, role) for d in departments)]


def by_date(tasks: Iterable[Task], first: date | None, last: date | None) -> list[Task]:
    """Tasks with a calendar deadline in first..last, both included, earliest first.

    None leaves that side open. Recurring and ongoing tasks have no such day and are left out.
    """
    dated = [t for t in tasks if t.deadline.date is not None]
    inside = [t for t in dated if _within(t.deadline.date, first, last)]
    return sorted(inside, key=lambda t: t.deadline.date or date.max)


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    if day is None:
        return False
    return (first is None or first <= day) and (last is None or day <= last)


def next_due(tasks: Iterable[Task], today: date) -> list[Task]:
    """The task or tasks with the earliest deadline on or after `today`; empty when there is none."""
    ahead = by_date(tasks, today, None)
    return [t for t in ahead if t.deadline.date == ahead[0].deadline.date]


def group(tasks: Iterable[Task], keys: Callable[[Task], Iterable[str]]) -> dict[str, list[Task]]:
    """Tasks by key, keys in order of first appearance; a task with several keys stands under each."""
    out: dict[str, list[Task]] = {}
    for task in tasks:
        for key in keys(task):
            out.setdefault(key, []).append(task)
    return out


def load(tasks: Iterable[Task], role: Role) -> list[tuple[str, int]]:
    """How many tasks each department has in the role, most first, equal ones by name."""
    counted: Counter[str] = Counter()
    for task in tasks:
        names = {"lead": task.lead, "responsible": task.responsible}.get(
            role, (*task.lead, *task.responsible)
        )
        counted.update(set(names))
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def units(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Every department that leads or takes part anywhere, in order of first appearance."""
    seen: dict[str, None] = {}
    for task in tasks:
        seen.update(dict.fromkeys((*task.lead, *task.responsible)))
    return tuple(seen)
