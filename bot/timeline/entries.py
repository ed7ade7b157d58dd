"""Tasks -> what a timeline shows of them: state, days, words; grouped by department, in name order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.states import NEAR, State, state_of
from knowledge.answering.catalogue import Catalogue
from knowledge.model import Task
from knowledge.plans.deadlines import is_closed, next_day, next_occurrence

_NOBODY = "未写明单位"
_NAMED = 3
_ROUNDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One task on a timeline.

    days: on which it is due, ascending: one, the stages, or the rounds of the year to come.
    when: the words that stand beside the title: day, days left. due: the day it is sorted by.
    near: recurring work whose next round is near.
    """

    title: str
    state: State
    when: str
    days: tuple[date, ...] = ()
    due: date = date.max
    near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The entries of one department, or of several that lead together."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is shown. subtitle: number and date of the plan, or how many plans there are."""

    title: str
    subtitle: str
    today: date
    groups: tuple[Group, ...]

    @property
    def entries(self) -> list[Entry]:
        """All entries, group by group."""
        return [entry for group in self.groups for entry in group.entries]

    def count(self, *states: State) -> int:
        """How many entries are in one of these states."""
        return sum(entry.state in states for entry in self.entries)


def build_timeline(
    tasks: Sequence[Task], catalogue: Catalogue, today: date, *, department: str = ""
) -> Timeline:
    """The timeline of tasks on a day. department: whose view it is, canonical; empty for all."""
    groups: dict[tuple[bytes, str], list[Entry]] = {}
    for task in tasks:
        name = _side(task, catalogue, department) if department else _unit(task, catalogue)
        groups.setdefault((_order(name, department), name), []).append(entry_of(task, today))
    title, subtitle = _heading(tasks, catalogue)
    return Timeline(
        title=f"{title} · {department}" if department else title,
        subtitle=subtitle,
        today=today,
        groups=tuple(
            Group(name=key[1], entries=tuple(sorted(groups[key], key=_urgency)))
            for key in sorted(groups)
        ),
    )


_STATES: tuple[State, ...] = (
    "overdue",
    "behind",
    "near",
    "later",
    "recurring",
    "ongoing",
    "undated",
    "done",
)


def _urgency(entry: Entry) -> tuple[int, date]:
    first = _STATES.index("recurring")
    return max(first, _STATES.index(entry.state)), entry.due


def entry_of(task: Task, today: date) -> Entry:
    """What a timeline shows of one task."""
    title = " ".join(task.title.split())
    deadline = task.deadline
    days = () if deadline.date is None else (deadline.date, *deadline.later)
    if is_closed(task):
        return Entry(title=title, state="done", when=task.status, days=days)
    if days:
        return _dated(title, task, days, today)
    if deadline.kind == "recurring":
        return _recurring(title, task, today)
    state: State = "ongoing" if deadline.kind == "ongoing" else "undated"
    return Entry(title=title, state=state, when=deadline.text or "")


def _dated(title: str, task: Task, days: tuple[date, ...], today: date) -> Entry:
    # Of staged work the next stage counts; a task is overdue when its last one is over.
    due = next((day for day in days if day >= today), days[-1])
    left = (due - today).days
    state = state_of(task, left)
    when = f"{_day(due, today)} {_left(left)}"
    if not task.deadline.certain:
        when += "（待核）"
    return Entry(title=title, state=state, when=when, days=days, due=due)


def _recurring(title: str, task: Task, today: date) -> Entry:
    rule, words = task.deadline.rule, task.deadline.text or "定期"
    due = next_day(task, today)
    if rule is None or due is None:
        return Entry(title=title, state="recurring", when=words)
    days = [due]
    while len(days) < _ROUNDS and (day := next_occurrence(rule, days[-1])) <= _year_on(today):
        days.append(day)
    near = (due - today).days <= NEAR
    when = f"{words}，下次{_day(due, today)}"
    return Entry(title=title, state="recurring", when=when, days=tuple(days), due=due, near=near)


def _year_on(today: date) -> date:
    return today + timedelta(days=365)


def _day(day: date, today: date) -> str:
    words = f"{day.month}月{day.day}日"
    return words if day.year == today.year else f"{day.year}年{words}"


def _left(days: int) -> str:
    if days < 0:
        return f"逾期{-days}天"
    return f"还有{days}天" if days else "今天到期"


def _unit(task: Task, catalogue: Catalogue) -> str:
    """Who leads, canonical; where nobody is said to lead, who is responsible, and that it is so."""
    printed = task.lead or task.responsible
    if not printed:
        return _NOBODY
    names = [catalogue.departments.canonical(name) for name in printed]
    shown = "、".join(names[:_NAMED]) + (f"等{len(names)}家" if len(names) > _NAMED else "")
    return shown if task.lead else f"{shown}（责任单位）"


def _side(task: Task, catalogue: Catalogue, department: str) -> str:
    leads = [catalogue.departments.canonical(name) for name in task.lead]
    return f"{department}牵头" if department in leads else f"{department}参加"


def _order(name: str, department: str) -> bytes:
    """By name as a phone book has it. Leading before taking part, nobody last.

    GB 18030 keeps the common characters of GB 2312 in the order of their sound.
    """
    if department:
        return b"" if name.endswith("牵头") else b"z"
    return b"\xff" if name == _NOBODY else name.encode("gb18030", "replace")


def _heading(tasks: Iterable[Task], catalogue: Catalogue) -> tuple[str, str]:
    """Title and subtitle: of the plan if it is one, else of the knowledge."""
    names = list(dict.fromkeys(task.document for task in tasks))
    document = catalogue.document(names[0]) if len(names) == 1 else None
    fictional = catalogue.corpus.fictional or (document is not None and document.fictional)
    name = document.title if document is not None else catalogue.corpus.title
    mark = "【虚构示例】" if fictional and "虚构" not in name else ""
    if document is None:
        plans = f"{len(names)}份方案" if len(names) > 1 else ""
        return f"{mark}{name}", plans
    issued = (
        f"{document.date.year}年{document.date.month}月{document.date.day}日"
        if document.date
        else ""
    )
    about = " · ".join(part for part in (document.doc_no or "", issued) if part)
    return f"{mark}{name}", about
