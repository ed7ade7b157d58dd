"""Tables that a person filled, taken into a folder: FAQ, names, reviewed tasks; each known by its header.

FAQ and names are merged row by row, or replace the table that is there; a table of tasks stands for
the tables of the documents that it names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge.corpus.columns import PLAN
from knowledge.corpus.editing import only_sheets, table_of
from knowledge.corpus.faq_changes import open_table, tables_named
from knowledge.corpus.files import read_bytes
from knowledge.corpus.plan_import import take_plan
from knowledge.corpus.publishing import Stage
from knowledge.corpus.records import GUIDE_SHEETS, Record, find_header
from knowledge.corpus.secrecy import secrecy_mark
from knowledge.corpus.table_differences import (
    KINDS,
    TableImported,
    TableKind,
    cells,
    compare,
    pairs,
    rows_of,
    text_of,
    values_of,
)
from knowledge.corpus.tables import SUFFIXES, read_csv, read_table
from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.encoding import decode
from knowledge.reading.formats.xlsx import OWN_SHEET, read_workbook
from knowledge.reading.grid import Grid

# Rows at the top of a sheet in which a mark of secrecy would stand.
_HEAD = 5


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
        records = rows_of(name, data, kind.schema)
        part = (
            only_sheets(data, _with_own(name, data, sheets, kind))
            if sheets and name.lower().endswith(".xlsx")
            else None
        )
        if kind.stem:
            yield _take_named(stage, kind, records, part, replace=replace)
        else:
            yield take_plan(stage, kind, name, data if part is None else part, records)


def _with_own(name: str, data: bytes, sheets: Sequence[str], kind: TableKind) -> list[str]:
    """The sheets of a kind; with a table of tasks go the program's notes about it."""
    own = (
        []
        if kind.stem
        else [g.name for g in read_workbook(name, data, own=True) if g.name.startswith(OWN_SHEET)]
    )
    return [*sheets, *own]


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
        values=values_of(kind, records),
        replaced=replace,
    )


def _rows_of(stage: Stage, kind: TableKind) -> Iterator[Record]:
    for found in tables_named(stage.folder, kind.stem):
        yield from rows_of(found.name, read_bytes(found.path, found.name), kind.schema)


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
    known = dict(pairs(kind, book.rows, records))
    for number, record in enumerate(records):
        before = known.get(number)
        if before is None:
            texts = {f: text_of(kind, record, f) for f in kind.schema.fields}
            book.add({f: text for f, text in texts.items() if text}, record.extra)
            continue
        for cell in cells(kind, before, record):
            book.set(before, cell.name, cell.after)
    stage.put(file, book.save())
    return file
