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
    """Tasks with a calendar deadline, or a stage of one, in first..last, both included, earliest first.

    None leaves that side open. Recurring and ongoing tasks have no such day and are left out.
    """
    inside = ((_days(task, first, last), task) for task in tasks)
    dated = [(days[0], task) for days, task in inside if days]
    return [task for _, task in sorted(dated, key=lambda found: found[0])]


def _days(task: Task, first: date | None, last: date | None) -> list[date]:
    """The days of a task's deadline in first..last, ascending."""
    days = (task.deadline.date, *task.deadline.later) if task.deadline.date else ()
    return sorted(d for d in days if d and (not first or first <= d) and (not last or d <= last))


def next_due(tasks: Iterable[Task], today: date) -> list[Task]:
    """The task or tasks with the earliest day on or after `today`; empty when there is none."""
    ahead = by_date(tasks, today, None)
    return [t for t in ahead if _days(t, today, None)[0] == _days(ahead[0], today, None)[0]]


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
