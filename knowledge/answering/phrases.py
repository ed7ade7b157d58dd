"""The bot's own words: how tasks, deadlines, targets and lists are said. Simplified Chinese; pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from knowledge.model import Deadline, Target, Task
from knowledge.plans.periods import describe

SEPARATOR = "、"
_HEDGES = {
    ">=": "不低于",
    ">": "超过",
    "<=": "不超过",
    "<": "低于",
    "~": "左右",
    "=": "",
    "range": "",
}
_AFTER = {"~"}


def names(units: Sequence[str], nothing: str = "原文没有写明") -> str:
    """Departments in a row."""
    return SEPARATOR.join(units) or nothing


def said_lead(task: Task) -> str:
    """Who leads, or that the source does not say so."""
    if task.lead:
        return f"牵头单位：{names(task.lead)}"
    if task.responsible:
        return f"责任单位：{names(task.responsible)}（原文没有写明牵头单位）"
    return "原文没有写明牵头单位和责任单位"


def said_deadline(deadline: Deadline, today: date | None = None) -> str:
    """By when: the original words, the calendar day, and the days left where `today` is given."""
    words = deadline.text or ""
    if deadline.kind == "none":
        return "原文没有写明完成时限"
    if deadline.date is None:
        note = {"ongoing": "没有截止日", "recurring": "周期性工作"}.get(deadline.kind, "")
        begins = f"，{said_day(deadline.start)}起" if deadline.start else ""
        return f"{words}（{note}{begins}）" if words else note
    day = said_day(deadline.date)
    notes = [] if day in words else [day]
    notes += [describe(deadline.date, today)] if today else []
    notes += [] if deadline.certain else ["推定"]
    if not words:
        words, notes = day, notes[1:]
    said = f"{words}（{'，'.join(notes)}）" if notes else words
    return (
        f"{said}；之后：{names([said_day(d) for d in deadline.later])}" if deadline.later else said
    )


def said_inline(deadline: Deadline, today: date | None = None) -> str:
    """The same inside brackets of its own, so that brackets do not nest."""
    return said_deadline(deadline, today).replace("（", "，").replace("）", "")


def said_day(day: date) -> str:
    """A calendar day as printed in documents."""
    return f"{day.year}年{day.month}月{day.day}日"


def said_value(target: Target) -> str:
    """A value with its comparator and unit: `不低于98%`, `6%左右`, `2-3家`."""
    value = "/".join(f"{v}{target.unit}" for v in target.value.split("/"))
    if target.comparator in _AFTER:
        return f"{value}{_HEDGES[target.comparator]}"
    return f"{_HEDGES[target.comparator]}{value}"


def card(task: Task, today: date) -> Iterable[str]:
    """The lines about one task that were not asked for but come next: who else, by when."""
    if task.lead and task.responsible:
        yield f"责任单位：{names(task.responsible)}"
    yield f"完成时限：{said_deadline(task.deadline, today)}"


def numbered(lines: Iterable[str]) -> str:
    """A numbered list."""
    return "\n".join(f"{i}. {line}" for i, line in enumerate(lines, 1))


def brief(task: Task, *, role_of: Sequence[str] = (), today: date | None = None) -> str:
    """A task in one line of a list: title, the role of the departments asked about, deadline."""
    parts = []
    roles = [
        ("牵头" if d in task.lead else "责任")
        for d in role_of
        if d in task.lead or d in task.responsible
    ]
    if roles:
        parts.append("/".join(dict.fromkeys(roles)))
    elif not role_of:
        parts.append(
            f"{names(task.lead)}牵头" if task.lead else names(task.responsible, "未写明单位")
        )
    if task.deadline.kind != "none":
        parts.append(said_inline(task.deadline, today))
    return f"{task.title}（{'；'.join(parts)}）" if parts else task.title
