"""A new reading of a document against its table: ids stay, what the clerk wrote wins.

Three sides: what was read last time (`base`, kept in the table's hidden sheet), what the table says
now (`mine`, with the clerk's changes), what is read today (`theirs`). A cell that still says what
was read last time follows the new reading; every other cell is the clerk's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.corpus.columns import bare, split_names
from knowledge.corpus.plan_rows import FIELDS, TaskRow
from knowledge.corpus.plan_table import LOST_QUOTE

# Dice coefficient of character pairs from which two sentences are versions of one.
SAME_FROM = 0.6
_NAMES = frozenset({"lead", "responsible"})
# What a row says of its source: it follows the document, and is no change that a person must see.
_QUIET = frozenset({"id", "document", "place"})
_MERGED = tuple(name for name in FIELDS if name != "id")

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row of a table as a person left it. extra: (header, text) of the columns of their own."""

    values: Mapping[str, str]
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The id in the row; empty where the clerk gave none."""
        return self.values.get("id", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One cell: what it said and says."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One task in the difference between two states of a table."""

    kind: Kind
    id: str
    title: str
    cells: tuple[FieldChange, ...] = ()

    @property
    def weighty(self) -> bool:
        """Whether who leads or by when has changed."""
        return any(cell.name in ("lead", "deadline") for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutRow:
    """A row to be written. doubts: field -> why to look there. kept: field -> what is read instead."""

    values: Mapping[str, str]
    extra: tuple[tuple[str, str], ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The table to be written. base: id -> what was read this time, also of rows a clerk deleted.

    orphans: ids of rows that stay for the clerk's sake although the document has lost them.
    """

    rows: tuple[OutRow, ...]
    base: Mapping[str, Mapping[str, str]]
    changes: tuple[Change, ...]
    orphans: tuple[str, ...] = ()

    @property
    def kept(self) -> Iterator[tuple[OutRow, str, str]]:
        """(row, field, what is read instead) for every cell of the clerk's that was not followed."""
        for row in self.rows:
            for name, read in row.kept.items():
                yield row, name, read


def same(name: str, one: str, other: str) -> bool:
    """Whether two cells of a field say the same: names in any writing, blanks apart."""
    if name in _NAMES:
        return split_names(one) == split_names(other)
    return "".join(one.split()) == "".join(other.split())


def first_table(theirs: Iterable[TaskRow]) -> Merged:
    """The table of a document that had none."""
    rows = tuple(OutRow(values=row.values, doubts=row.doubts) for row in theirs)
    base = {row.values["id"]: row.values for row in rows}
    changes = tuple(
        Change(kind="added", id=row.values["id"], title=row.values["title"]) for row in rows
    )
    return Merged(rows=rows, base=base, changes=changes)


def merge(
    theirs: Sequence[TaskRow], base: Mapping[str, Mapping[str, str]], mine: Sequence[TableRow]
) -> Merged:
    """The new table out of the three sides; `changes` are against `mine`."""
    named = _with_ids(theirs, base, mine)
    read = dict(named)
    present = {row.id for row in mine}
    rows: list[OutRow] = []
    orphans: list[str] = []
    for row in mine:
        if row.id in read:
            rows.append(_merged_row(row, base[row.id], read[row.id]))
        elif row.id not in base:
            rows.append(OutRow(values=row.values, extra=row.extra))
        elif _edited(row, base[row.id]):
            orphans.append(row.id)
            rows.append(_orphan(row))
    for position, (name, new) in enumerate(named):
        if name not in present and name not in base:
            fresh = OutRow(values={**new.values, "id": name}, doubts=new.doubts)
            rows.insert(_place(rows, [n for n, _ in named[:position]]), fresh)
    return Merged(
        rows=tuple(rows),
        base={name: {**row.values, "id": name} for name, row in named},
        changes=tuple(difference(mine, rows)),
        orphans=tuple(orphans),
    )


def _place(rows: Sequence[OutRow], before: Sequence[str]) -> int:
    """Where a new row belongs: after the nearest row that stands before it in the document."""
    at = {row.values.get("id", ""): index for index, row in enumerate(rows)}
    return next((at[name] + 1 for name in reversed(before) if name in at), 0)


def _merged_row(row: TableRow, base: Mapping[str, str], read: TaskRow) -> OutRow:
    values: dict[str, str] = {"id": row.id}
    kept: dict[str, str] = {}
    doubts: dict[str, str] = {}
    for name in _MERGED:
        was, now, new = base.get(name, ""), row.values.get(name, ""), read.values[name]
        if same(name, now, was):
            values[name] = new
            if name in read.doubts:
                doubts[name] = read.doubts[name]
            continue
        values[name] = now
        if not same(name, new, was) and not same(name, new, now):
            kept[name] = new
    return OutRow(values=values, extra=row.extra, doubts=doubts, kept=kept)


def _edited(row: TableRow, base: Mapping[str, str]) -> bool:
    """Whether a person changed anything in the row, or wrote into a column of their own."""
    cells = any(not same(name, row.values.get(name, ""), base.get(name, "")) for name in _MERGED)
    return cells or bool(row.extra)


def _orphan(row: TableRow) -> OutRow:
    """A row whose sentence the new version no longer holds, with the quote moved out of its way."""
    quote = row.values.get("quote", "")
    values = dict(row.values)
    if quote:
        values |= {"quote": "", "place": f"{LOST_QUOTE}{quote}"}
    reason = "新版文件里找不到这一行的原文：要保留就补上新的原文，不保留就删去这一行"
    return OutRow(values=values, extra=row.extra, doubts={"quote": reason})


# --- which task is which ---------------------------------------------------------------------------


def _with_ids(
    theirs: Sequence[TaskRow], base: Mapping[str, Mapping[str, str]], mine: Sequence[TableRow]
) -> list[tuple[str, TaskRow]]:
    """Every task read today with its id: of the same task last time, or one never used before."""
    ids = dict(_pairs(theirs, base))
    used = [*base, *(row.id for row in mine)]
    numbers = [int(found[0]) for name in used if (found := re.match(r"\d+", name))]
    fresh = max(numbers, default=0)
    named = []
    for index, row in enumerate(theirs):
        if index not in ids:
            fresh += 1
            ids[index] = str(fresh)
        named.append((ids[index], row))
    return named


def _pairs(
    theirs: Sequence[TaskRow], base: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[int, str]]:
    """(index in theirs, id in base) of the same tasks: same sentence, same title, then the likest."""
    left, right = set(range(len(theirs))), set(base)
    for name in ("quote", "title"):
        for pair in list(_equal(name, theirs, base, left, right)):
            left.discard(pair[0])
            right.discard(pair[1])
            yield pair
    for _, index, key in sorted(_likeness(theirs, base, left, right), reverse=True):
        if index in left and key in right:
            left.discard(index)
            right.discard(key)
            yield index, key


def _equal(
    name: str,
    theirs: Sequence[TaskRow],
    base: Mapping[str, Mapping[str, str]],
    left: set[int],
    right: set[str],
) -> Iterator[tuple[int, str]]:
    """Pairs whose field is the same text, where that text is unique on both sides."""
    new: dict[str, list[int]] = {}
    old: dict[str, list[str]] = {}
    for index in sorted(left):
        new.setdefault(bare(theirs[index].values[name]), []).append(index)
    for key in base:
        if key in right:
            old.setdefault(bare(base[key].get(name, "")), []).append(key)
    for text, indexes in new.items():
        keys = old.get(text, [])
        if text and len(indexes) == len(keys) == 1:
            yield indexes[0], keys[0]


def _likeness(
    theirs: Sequence[TaskRow],
    base: Mapping[str, Mapping[str, str]],
    left: Iterable[int],
    right: Iterable[str],
) -> Iterator[tuple[float, int, str]]:
    old = {key: _pairs_of_characters(base[key]) for key in right}
    for index in left:
        pairs = _pairs_of_characters(theirs[index].values)
        for key, others in old.items():
            score = 2 * len(pairs & others) / max(1, len(pairs) + len(others))
            if score >= SAME_FROM:
                yield score, index, key


def _pairs_of_characters(values: Mapping[str, str]) -> set[str]:
    text = bare(values.get("quote", "") or values.get("title", ""))
    return {text[i : i + 2] for i in range(len(text) - 1)}


# --- what differs ----------------------------------------------------------------------------------


def difference(before: Sequence[TableRow], after: Sequence[OutRow]) -> list[Change]:
    """What a person should see: changes of lead or deadline first, then removed, added, the rest."""
    old = {row.id: row for row in before if row.id}
    new = {row.values.get("id", ""): row for row in after}
    changes = [_change(old[name], row) for name, row in new.items() if name in old]
    removed = [
        Change(kind="removed", id=name, title=row.values.get("title", ""))
        for name, row in old.items()
        if name not in new
    ]
    added = [
        Change(kind="added", id=name, title=row.values.get("title", ""))
        for name, row in new.items()
        if name and name not in old
    ]
    changed = [change for change in changes if change is not None]
    weighty = [change for change in changed if change.weighty]
    return [*weighty, *removed, *added, *(change for change in changed if not change.weighty)]


def _change(old: TableRow, new: OutRow) -> Change | None:
    cells = [
        FieldChange(name=name, before=old.values.get(name, ""), after=new.values.get(name, ""))
        for name in FIELDS
        if name not in _QUIET and not same(name, old.values.get(name, ""), new.values.get(name, ""))
    ]
    if not cells:
        return None
    cells.sort(key=lambda cell: cell.name not in ("lead", "deadline"))
    return Change(kind="changed", id=old.id, title=old.values.get("title", ""), cells=tuple(cells))
