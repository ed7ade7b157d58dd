"""A department as somebody types it -> its tasks, or what to say instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.catalogue import Catalogue
from knowledge.model import Task
from knowledge.plans.plan import by_department

# Names offered where several fit.
_OFFERED = 6
# Characters; no department has a longer name.
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Tasks and the department they were chosen by. name: canonical, empty where none was found.

    reason: why there is none, for the one who typed it; empty otherwise.
    """

    tasks: Sequence[Task] = ()
    name: str = ""
    reason: str = ""


def tasks_of(catalogue: Catalogue, typed: str) -> Chosen:
    """The tasks in which a department leads or takes part, in printed order."""
    departments = catalogue.departments
    typed = typed.strip()[:_LONGEST]
    resolution = departments.resolve(typed)
    if resolution.kind == "ambiguous":
        names = "、".join(resolution.names[:_OFFERED])
        return Chosen(reason=f"“{typed}”可能是：{names}，请写全称")
    if resolution.kind == "unknown":
        return Chosen(reason=f"没有查到“{typed}”这个部门，请写方案里的全称")
    name = resolution.names[0]
    tasks = by_department(catalogue.tasks.values(), departments.variants(name), "any")
    return Chosen(tasks=tasks, name=name)
