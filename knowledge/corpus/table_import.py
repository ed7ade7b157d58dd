"""Tables that a person filled, taken into a folder: FAQ, names, reviewed tasks; each known by its header.

FAQ and names are merged row by row, or replace the table that is there; a table of tasks stands for
the tables of the documents that it names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN, Schema, bare
from knowledge.corpus.documents import document_id
from knowledge.corpus.editing import only_sheets, table_of
from knowledge.corpus.faq_changes import open_table, tables_named
from knowledge.corpus.files import Found, files_inside, read_bytes
from knowledge.corpus.folder import DOCUMENTS, PLANS
from knowledge.corpus.merging import Change, FieldChange
from knowledge.corpus.plan_file import read_origin
from knowledge.corpus.plan_rows import task_rows
from knowledge.corpus.publishing import Stage
from knowledge.corpus.records import GUIDE_SHEETS, Record, find_header
from knowledge.corpus.secrecy import secrecy_mark
from knowledge.corpus.tables import SUFFIXES, read_csv, read_table
from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.encoding import decode
from knowledge.reading.formats.xlsx import OWN_SHEET, read_workbook
from knowledge.reading.grid import Grid

# Rows at the top of a sheet in which a mark of secrecy would stand.
_HEAD = 5


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


def kinds_in(name: str, data: bytes) -> dict[TableKind, list[str]]:
    """The kinds of table that a file holds, with the names of their sheets. Raises UnreadableFile.

    A list of tasks counts only where it says where they come from: any other is read as a source.
    """
    suffix = name[name.rfind(".") :].lower()
    if suffix not in SUFFIXES:
        return {}
    if suffix not in (".xlsx", ".csv"):
        return _kinds_listed(name, data)
    found: dict[TableKind, list[str]] = {}
    ours = False
    for grid in _grids(name, suffix, data):
        ours |= grid.name == OWN_SHEET
        kind = None if grid.hidden else _kind_of(grid)
        if kind is not None:
            _refuse_secret(name, grid)
            found.setdefault(kind, []).append(grid.name)
    return {
        kind: names for kind, names in found.items() if kind.stem or ours or _sourced(name, data)
    }


def _grids(name: str, suffix: str, data: bytes) -> Iterable[Grid]:
    if suffix == ".xlsx":
        return list(read_workbook(name, data, own=True))
    return [read_csv(name, decode(data, file=name).text)]


def _kinds_listed(name: str, data: bytes) -> dict[TableKind, list[str]]:
    for kind in KINDS:
        records = [r for r in read_table(name, data, kind.schema) if isinstance(r, Record)]
        if any(kind.needed <= record.values.keys() for record in records):
            return {kind: []}
    return {}


def _kind_of(grid: Grid) -> TableKind | None:
    if grid.name.strip().lower() in GUIDE_SHEETS or grid.name.startswith(OWN_SHEET):
        return None
    for kind in KINDS:
        header = find_header(grid, kind.schema)
        if header is not None and kind.needed <= set(header.fields.values()):
            return kind
    return None


def _refuse_secret(name: str, grid: Grid) -> None:
    """A mark of secrecy stands above the table, where there is one."""
    head = "\n".join(cell for line in grid.lines[:_HEAD] for cell in line.cells if cell)
    if mark := secrecy_mark(head):
        remedy = "涉密文件不得导入，请按保密规定处理；若已解密，请先去掉密级标志"
        raise UnreadableFile(Problem(file=name, what=f"文件标有密级“{mark}”", remedy=remedy))


def _sourced(name: str, data: bytes) -> bool:
    """Whether a table of tasks has the columns that only a table of this program's kind has."""
    suffix = name[name.rfind(".") :].lower()
    for grid in _grids(name, suffix, data):
        header = find_header(grid, PLAN)
        if header is not None and {"document", "quote"} & set(header.fields.values()):
            return True
    return False


def take_tables(
    stage: Stage, name: str, data: bytes, kinds: Mapping[TableKind, list[str]], *, replace: bool
) -> Iterator[TableImported]:
    """Stage every table of a file. replace: rows that it lacks go. Raises UnreadableFile."""
    for kind, sheets in kinds.items():
        records = _read(name, data, kind.schema)
        part = (
            only_sheets(data, _with_own(name, data, sheets, kind))
            if sheets and name.lower().endswith(".xlsx")
            else None
        )
        if kind.stem:
            yield _take_named(stage, kind, records, part, replace=replace)
        else:
            yield _take_plan(stage, kind, name, data if part is None else part, records)


def _with_own(name: str, data: bytes, sheets: Sequence[str], kind: TableKind) -> list[str]:
    """The sheets of a kind; with a table of tasks go the program's notes about it."""
    own = (
        []
        if kind.stem
        else [g.name for g in read_workbook(name, data, own=True) if g.name.startswith(OWN_SHEET)]
    )
    return [*sheets, *own]


def _read(name: str, data: bytes, schema: Schema) -> list[Record]:
    """The rows of a file; a row that cannot be read is an error, never left out."""
    records = []
    for item in read_table(name, data, schema):
        if isinstance(item, Record):
            records.append(item)
        elif item.level == "error":
            raise UnreadableFile(item)
    return records


# FAQ and names


def _take_named(
    stage: Stage,
    kind: TableKind,
    records: Sequence[Record],
    workbook: bytes | None,
    *,
    replace: bool,
) -> TableImported:
    old = list(_rows_of(stage, kind))
    changes, removed = compare(kind, old, records)
    if replace:
        file = (
            _replace(stage, kind, records, workbook) if changes or removed else f"{kind.stem}.xlsx"
        )
    else:
        file = _merge(stage, kind, records) if changes else f"{kind.stem}.xlsx"
    return TableImported(
        kind=kind,
        file=file,
        rows=len(records),
        changes=tuple(changes),
        removed=tuple(removed),
        values=_values(kind, records),
        replaced=replace,
    )


def _rows_of(stage: Stage, kind: TableKind) -> Iterator[Record]:
    for found in tables_named(stage.folder, kind.stem):
        yield from _read(found.name, read_bytes(found.path, found.name), kind.schema)


def _replace(
    stage: Stage, kind: TableKind, records: Sequence[Record], workbook: bytes | None
) -> str:
    """Put the person's own workbook, looks and all, in the place of the tables that are there."""
    file = f"{kind.stem}.xlsx"
    stage.put(file, workbook or table_of(kind.schema, kind.title, records))
    for found in tables_named(stage.folder, kind.stem):
        if found.name != file:
            stage.remove(found.name)
    return file


def _merge(stage: Stage, kind: TableKind, records: Sequence[Record]) -> str:
    """Write what differs into the table that is there; nothing in it goes."""
    file, book = open_table(stage, kind.stem, kind.schema, kind.title)
    pairs = dict(_pairs(kind, book.rows, records))
    for number, record in enumerate(records):
        before = pairs.get(number)
        if before is None:
            texts = {f: _text(kind, record, f) for f in kind.schema.fields}
            book.add({f: text for f, text in texts.items() if text}, record.extra)
            continue
        for cell in _cells(kind, before, record):
            book.set(before, cell.name, cell.after)
    stage.put(file, book.save())
    return file


def compare(
    kind: TableKind, old: Sequence[Record], new: Sequence[Record]
) -> tuple[list[Change], list[Change]]:
    """What is added or changed, and what the new rows lack."""
    pairs = dict(_pairs(kind, old, new))
    changes = []
    for number, record in enumerate(new):
        before = pairs.get(number)
        title = record.text(kind.key)
        if before is None:
            changes.append(Change(kind="added", id=record.text("id"), title=title))
        elif cells := tuple(_cells(kind, before, record)):
            changes.append(Change(kind="changed", id=before.text("id"), title=title, cells=cells))
    met = {id(record) for record in pairs.values()}
    gone = [record for record in old if id(record) not in met]
    removed = [Change(kind="removed", id=one.text("id"), title=one.text(kind.key)) for one in gone]
    return changes, removed


def _pairs(
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


def _cells(kind: TableKind, before: Record, after: Record) -> Iterator[FieldChange]:
    """The fields that the new row has a column for, and fills in another way."""
    for name in kind.schema.fields:
        if name == "id" or name not in after.values:
            continue
        old, new = _text(kind, before, name), _text(kind, after, name)
        if old != new:
            yield FieldChange(name=name, before=old, after=new)


def _text(kind: TableKind, record: Record, name: str) -> str:
    if name in kind.schema.wordings:
        return "\n".join(record.wordings(name))
    return "、".join(record.names(name)) if name in kind.schema.plural else record.text(name)


def _values(kind: TableKind, records: Iterable[Record]) -> dict[str, Mapping[str, str]]:
    return {
        record.text(kind.key): {f: _text(kind, record, f) for f in kind.schema.fields}
        for record in records
    }


# Tasks


def _take_plan(
    stage: Stage, kind: TableKind, name: str, data: bytes, records: Sequence[Record]
) -> TableImported:
    """A reviewed table: it stands for those that say something of the same documents."""
    file = _place_of(stage, name, data)
    mine = {_subject(record) for record in records}
    old: list[Record] = []
    superseded = []
    for found in _plan_tables(stage):
        rows = _read(found.name, read_bytes(found.path, found.name), PLAN)
        theirs = {_subject(row) for row in rows}
        if found.name == file or (rows and theirs <= mine):
            old += rows
            superseded += [] if found.name == file else [found.name]
        elif both := theirs & mine:
            what = f"“{sorted(both)[0][1]}”的任务也在 {found.name} 里，两张表会重复"
            remedy = f"请以 {found.name.rpartition('/')[2]} 为名发来，替换那张表"
            raise UnreadableFile(Problem(file=name, what=what, remedy=remedy))
    covered = {subject for row in old if (subject := _subject(row))[0] == "document"}
    read = list(_understood(stage, {name for what, name in mine - covered if what == "document"}))
    changes, removed = compare(kind, [*old, *read], records)
    if changes or removed:
        stage.put(file, data)
        for one in superseded:
            stage.remove(one)
    return TableImported(
        kind=kind,
        file=file,
        rows=len(records),
        changes=tuple(changes),
        removed=tuple(removed),
        superseded=tuple(superseded) if stage.staged(file) else (),
        values=_values(kind, records),
        replaced=True,
    )


def _understood(stage: Stage, names: set[str]) -> Iterator[Record]:
    """What the program itself reads in documents that no table stands for."""
    from knowledge.plans.extraction import extract
    from knowledge.reading.documents import read_document

    for found in files_inside(stage.folder, DOCUMENTS):
        if isinstance(found, Problem) or bare(document_id(found)) not in names:
            continue
        document = read_document(found.name, read_bytes(found.path, found.name))
        for row in task_rows(document, extract(document), listed=False):
            yield Record(file=found.name, place="", values=row.values)


def _subject(record: Record) -> tuple[str, str]:
    """What a row belongs to: its document; or, where it names none, itself."""
    document = record.text("document")
    kept = bare(document.rpartition(".")[0] or document)
    return ("document", kept) if document else ("task", bare(record.text("title")))


def _plan_tables(stage: Stage) -> list[Found]:
    found = (f for f in files_inside(stage.folder, PLANS) if isinstance(f, Found))
    return [one for one in found if one.suffix in SUFFIXES]


def _place_of(stage: Stage, name: str, data: bytes) -> str:
    """The file that the table replaces: made from the same source, or of the same name."""
    origin = read_origin(name, data)[0] if name.lower().endswith(".xlsx") else None
    for found in _plan_tables(stage):
        if origin is not None and found.suffix == ".xlsx":
            other = read_origin(found.name, read_bytes(found.path, found.name))[0]
            if other is not None and (other.file, other.listed) == (origin.file, origin.listed):
                return found.name
        if found.path.name == name:
            return found.name
    return f"{PLANS}/{name}"
