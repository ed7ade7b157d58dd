"""What sets two states of a table apart, row by row, and the kinds of table there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN, Schema, bare
from knowledge.corpus.merging import Change, FieldChange
from knowledge.corpus.records import Record
from knowledge.corpus.tables import read_table
from knowledge.errors import UnreadableFile


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableKind:
    """A kind of table. stem: of its file at the top of a folder; empty for tables of tasks.

    needed: fields without which a sheet is not taken for one. key: the field that names a row.
    """

    schema: Schema
    title: str
    needed: frozenset[str]
    key: str
    stem: str = ""


KINDS = (
    TableKind(
        schema=FAQ,
        title="问答",
        stem="faq",
        needed=frozenset({"question", "answer"}),
        key="question",
    ),
    TableKind(schema=PLAN, title="任务", needed=frozenset({"title"}), key="title"),
    TableKind(
        schema=GLOSSARY,
        title="名称",
        stem="glossary",
        needed=frozenset({"name", "aliases"}),
        key="name",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableImported:
    """What a table would change. file: that is written. rows: how many it gives.

    removed: rows that the file lacks: replacing the table removes them, merging keeps them.
    values: title -> row, for those that are added.
    """

    kind: TableKind
    file: str
    rows: int
    changes: tuple[Change, ...]
    removed: tuple[Change, ...] = ()
    superseded: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]]
    replaced: bool = False

    @property
    def differs(self) -> bool:
        """Whether anything would change."""
        return bool(self.changes or self.superseded or (self.replaced and self.removed))


def rows_of(name: str, data: bytes, schema: Schema) -> list[Record]:
    """The rows of a file; a row that cannot be read is an error, never left out."""
    records = []
    for item in read_table(name, data, schema):
        if isinstance(item, Record):
            records.append(item)
        elif item.level == "error":
            raise UnreadableFile(item)
    return records


def compare(
    kind: TableKind, old: Sequence[Record], new: Sequence[Record]
) -> tuple[list[Change], list[Change]]:
    """What is added or changed, and what the new rows lack."""
    known = dict(pairs(kind, old, new))
    changes = []
    for number, record in enumerate(new):
        before = known.get(number)
        title = record.text(kind.key)
        if before is None:
            changes.append(Change(kind="added", id=record.text("id"), title=title))
        elif found := tuple(cells(kind, before, record)):
            changes.append(Change(kind="changed", id=before.text("id"), title=title, cells=found))
    met = {id(record) for record in known.values()}
    gone = [record for record in old if id(record) not in met]
    removed = [Change(kind="removed", id=one.text("id"), title=one.text(kind.key)) for one in gone]
    return changes, removed


def pairs(
    kind: TableKind, old: Sequence[Record], new: Sequence[Record]
) -> Iterator[tuple[int, Record]]:
    """(number of the new row, the row that it was): by what it is called, then by its id."""
    by_name: dict[str, list[Record]] = {}
    for record in reversed(old):
        by_name.setdefault(bare(record.text(kind.key)), []).append(record)
    rest = []
    for number, record in enumerate(new):
        if same := by_name.get(bare(record.text(kind.key))):
            yield number, same.pop()
        else:
            rest.append((number, record))
    left = [one for records in by_name.values() for one in records]
    by_id = {one.text("id"): one for one in left if one.text("id")}
    for number, record in rest:
        if found := by_id.pop(record.text("id"), None):
            yield number, found


def cells(kind: TableKind, before: Record, after: Record) -> Iterator[FieldChange]:
    """The fields that the new row has a column for, and fills in another way."""
    for name in kind.schema.fields:
        if name == "id" or name not in after.values:
            continue
        old, new = text_of(kind, before, name), text_of(kind, after, name)
        if old != new:
            yield FieldChange(name=name, before=old, after=new)


def text_of(kind: TableKind, record: Record, name: str) -> str:
    if name in kind.schema.wordings:
        return "\n".join(record.wordings(name))
    return "、".join(record.names(name)) if name in kind.schema.plural else record.text(name)


def values_of(kind: TableKind, records: Iterable[Record]) -> dict[str, Mapping[str, str]]:
    return {
        record.text(kind.key): {f: text_of(kind, record, f) for f in kind.schema.fields}
        for record in records
    }
