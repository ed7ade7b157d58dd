"""What has changed in the plans between two digests. Pure.

A state of the plans is a list of rows, as compact as telling a change allows; it is kept as JSON.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Literal

from bot.store.records import TaskPrint
from knowledge.model import Deadline, Task

ChangeKind = Literal["added", "withdrawn", "deadline", "lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One task, as far as a change of it is told.

    title_print, text_print: of its words. when: the deadline as it is compared; words: as written.
    """

    id: str
    document: str
    title: str
    title_print: str
    text_print: str
    lead: tuple[str, ...]
    others: tuple[str, ...]
    when: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is different. before, now: the task; None where it did or does not exist."""

    kind: ChangeKind
    before: Row | None = None
    now: Row | None = None

    @property
    def row(self) -> Row:
        """The task as it is now, or was last."""
        row = self.now or self.before
        assert row is not None, "a change is of something"
        return row


def row_of(task: Task, document: str, known: TaskPrint) -> Row:
    """A task as a row. document: its title."""
    return Row(
        id=task.id,
        document=document,
        title=" ".join((task.title or task.text).split()),
        title_print=known.title,
        text_print=known.text,
        lead=task.lead,
        others=task.responsible,
        when=_when(task.deadline),
        words=task.deadline.text or "",
    )


def _when(deadline: Deadline) -> str:
    days = [deadline.date, *deadline.later] if deadline.date else []
    return "/".join([day.isoformat() for day in days]) or deadline.rule or deadline.kind


def to_json(rows: Iterable[Row]) -> list[Any]:
    """Rows as JSON holds them."""
    return [list(astuple(row)) for row in rows]


def from_json(content: Iterable[Sequence[Any]]) -> list[Row]:
    """Rows as they were kept; none of a form that this version does not know."""
    names = Row.__slots__
    found = (dict(zip(names, one, strict=False)) for one in content)
    return [
        Row(**row | {"lead": tuple(row["lead"]), "others": tuple(row["others"])})
        for row in found
        if row.keys() == set(names)
    ]


_Key = Callable[[Row], object]
# How a task is known again, best first.
_SAME: tuple[_Key, ...] = (
    lambda row: (row.text_print, row.id, row.when, row.lead),
    lambda row: (row.text_print, row.when, row.lead),
    lambda row: (row.text_print, row.id),
    lambda row: row.text_print,
    lambda row: (row.title_print, row.id),
    lambda row: row.title_print,
)


def changes(
    before: Sequence[Row], now: Sequence[Row], departments: Collection[str] = ()
) -> tuple[Change, ...]:
    """What differs, in the order of the plans; what was withdrawn stands last.

    departments: only what concerns one of these, as the plans print them; empty for all.
    """
    pairs = _pairs(before, now)
    found = [change for row in now for change in _compared(pairs.get(row.id), row)]
    kept = {old.id for old in pairs.values()}
    found += [Change(kind="withdrawn", before=row) for row in before if row.id not in kept]
    return tuple(one for one in found if not departments or _concerns(one, set(departments)))


def _pairs(before: Sequence[Row], now: Sequence[Row]) -> dict[str, Row]:
    """The row that each task was before, by its id now."""
    found: dict[str, Row] = {}
    old, new = list(before), list(now)
    for key in _SAME:
        then, later = _alone(old, key), _alone(new, key)
        found |= {later[value].id: then[value] for value in then.keys() & later.keys()}
        gone = {row.id for row in found.values()}
        old = [row for row in old if row.id not in gone]
        new = [row for row in new if row.id not in found]
    return found


def _alone(rows: Iterable[Row], key: _Key) -> dict[object, Row]:
    """Rows by their key, of those that share it with no other: of alike ones nobody can tell."""
    keyed = [(key(row), row) for row in rows]
    often = Counter(value for value, _ in keyed)
    return {value: row for value, row in keyed if often[value] == 1}


def _compared(before: Row | None, now: Row) -> Iterator[Change]:
    if before is None:
        yield Change(kind="added", now=now)
        return
    if before.when != now.when:
        yield Change(kind="deadline", before=before, now=now)
    if set(before.lead) != set(now.lead):
        yield Change(kind="lead", before=before, now=now)


def _concerns(change: Change, departments: Collection[str]) -> bool:
    rows = (row for row in (change.before, change.now) if row)
    return any(unit in departments for row in rows for unit in (*row.lead, *row.others))
