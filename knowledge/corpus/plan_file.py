"""plans/NAME.xlsx as `import` writes it: the table for the clerk, and what was read in a hidden sheet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.corpus.columns import PLAN, split_names
from knowledge.corpus.excel import Column, Mark, Sheet, write_workbook
from knowledge.corpus.layout import columns
from knowledge.corpus.merging import Merged, OutRow, TableRow
from knowledge.corpus.records import Record, find_header
from knowledge.corpus.tables import read_table
from knowledge.corpus.templates import GUIDE_SHEET, guide_sheet
from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.formats.xlsx import OWN_SHEET, read_workbook

TASKS_SHEET = "任务"
FORMAT = 1
# More names than anybody would look through in a drop-down.
OFFERED = 300
_KEPT_COLOUR = "F8CBAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a table was made from. file: its name. sha256: of its content. listed: it is a list of
    tasks that the knowledge does not keep as a document."""

    file: str
    title: str
    doc_no: str
    date: str
    sha256: str
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A table as it stands. origin, base: None, {} where no program wrote it: it is a person's own."""

    rows: tuple[TableRow, ...]
    origin: Origin | None
    base: Mapping[str, Mapping[str, str]]


def read_origin(file: str, data: bytes) -> tuple[Origin | None, Mapping[str, Mapping[str, str]]]:
    """What the hidden sheet of a workbook says; None, {} where it has none, or an unknown one."""
    grid = next(read_workbook(file, data, only=OWN_SHEET), None)
    if grid is None or not grid.lines:
        return None, {}
    try:
        head, *rows = (json.loads(row.cells[0]) for row in grid.lines)
        if head.pop("format") != FORMAT:
            return None, {}
        return Origin(**head), {row["id"]: row for row in rows}
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None, {}


def read_plan_file(file: str, data: bytes) -> PlanFile:
    """A table of plans/ with the program's notes about it. Raises UnreadableFile."""
    origin, base = read_origin(file, data)
    rows = []
    for item in read_table(file, data, PLAN):
        if isinstance(item, Record):
            values = {name: item.text(name) for name in PLAN.fields}
            rows.append(TableRow(values=values, extra=item.extra))
        elif isinstance(item, Problem) and item.level == "error":
            raise UnreadableFile(item)
    return PlanFile(rows=tuple(rows), origin=origin, base=base)


def write_plan_file(
    merged: Merged, origin: Origin, units: Sequence[str] = (), *, old: bytes | None = None
) -> bytes:
    """The table of a plan. units: names to offer in the columns of departments.

    old: the workbook that it replaces; sheets in it that are no table of tasks stay.
    """
    own = sorted({header for row in merged.rows for header, _ in row.extra})
    leave_out = frozenset() if _has_places(merged.rows) else frozenset({"place"})
    fields = columns(PLAN, leave_out)
    offered = _offered(merged.rows, units)
    shown = [
        _offering(column, offered) if name in ("lead", "responsible") else column
        for name, column in fields.items()
    ]
    table = Sheet(
        name=TASKS_SHEET,
        columns=[*shown, *(Column(header=header, width=20) for header in own)],
        rows=[_cells(row, fields, own) for row in merged.rows],
        marks=dict(_marks(merged.rows, list(fields))),
    )
    sheets = [table, guide_sheet(PLAN), _notes(merged, origin)]
    keep = () if old is None else _foreign_sheets(origin.file, old)
    return write_workbook(sheets, old=old, keep=keep)


def _foreign_sheets(file: str, data: bytes) -> tuple[str, ...]:
    """Names of the sheets that a person put beside the tasks."""
    return tuple(
        grid.name
        for grid in read_workbook(file, data)
        if grid.name != GUIDE_SHEET and find_header(grid, PLAN) is None
    )


def _has_places(rows: Iterable[OutRow]) -> bool:
    return any(row.values.get("place") for row in rows)


def _offered(rows: Iterable[OutRow], units: Sequence[str]) -> tuple[str, ...]:
    named = (
        n
        for row in rows
        for field in ("lead", "responsible")
        for n in split_names(row.values.get(field, ""))
    )
    return tuple(dict.fromkeys([*named, *units]))[:OFFERED]


def _offering(column: Column, choices: tuple[str, ...]) -> Column:
    return Column(header=column.header, width=column.width, choices=choices, note=column.note)


def _cells(row: OutRow, fields: Iterable[str], own: Iterable[str]) -> list[str]:
    extra = dict(row.extra)
    return [*(row.values.get(name, "") for name in fields), *(extra.get(name, "") for name in own)]


def _marks(rows: Sequence[OutRow], fields: Sequence[str]) -> Iterable[tuple[tuple[int, int], Mark]]:
    for number, row in enumerate(rows):
        for name, reason in row.doubts.items():
            yield (number, fields.index(name)), Mark(reason=reason)
        for name, read in row.kept.items():
            reason = f"保留了人工填写的内容。新版文件里读到的是：{read or '（空）'}"
            yield (number, fields.index(name)), Mark(reason=reason, colour=_KEPT_COLOUR)


def _notes(merged: Merged, origin: Origin) -> Sheet:
    """The hidden sheet: what was read, so that a person's changes can be told from it next time."""
    head = {
        "format": FORMAT,
        "file": origin.file,
        "title": origin.title,
        "doc_no": origin.doc_no,
        "date": origin.date,
        "sha256": origin.sha256,
        "listed": origin.listed,
    }
    rows = [[json.dumps(values, ensure_ascii=False)] for values in merged.base.values()]
    first = Column(header=json.dumps(head, ensure_ascii=False), width=60)
    return Sheet(name=OWN_SHEET, columns=[first], rows=rows, hidden=True)
