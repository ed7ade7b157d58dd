"""Grids of cells -> records: the header row is found, columns are named, every row keeps its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from knowledge.corpus.columns import SCHEMAS, Schema, split_names, split_wordings, unique
from knowledge.errors import Problem
from knowledge.reading.grid import Grid, GridRow, letters

# Title, unit, date and remark lines stand above a header; more than this is no header any more.
HEADER_WITHIN = 30
EXAMPLE = "示例"
GUIDE_SHEETS = ("说明", "填写说明", "使用说明", "readme", "guide")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row under its header. values: field -> text, or a tuple where the file gave a list.

    columns: field -> column as a person finds it (`C`, or the key). section: the banner above.
    extra: (header, text) of the columns that are not known.
    """

    file: str
    place: str
    values: Mapping[str, str | tuple[str, ...]]
    columns: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def text(self, name: str) -> str:
        """The text of a field, without blanks around it; empty where there is none."""
        value = self.values.get(name, "")
        return value.strip() if isinstance(value, str) else "；".join(value)

    def names(self, name: str) -> tuple[str, ...]:
        """The names in a field."""
        value = self.values.get(name, "")
        return split_names(value) if isinstance(value, str) else unique(value)

    def wordings(self, name: str) -> tuple[str, ...]:
        """The sentences in a field."""
        value = self.values.get(name, "")
        return split_wordings(value) if isinstance(value, str) else unique(value)

    def problem(
        self,
        what: str,
        remedy: str,
        name: str = "",
        level: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem of this row, or of one field of it."""
        column = self.columns.get(name, "")
        place = f"{self.place} 列{column}" if column else self.place
        return Problem(file=self.file, place=place, what=what, remedy=remedy, level=level)

    def is_example(self) -> bool:
        """Whether the row is the example that a template carries: its first text says 示例."""
        first = next((self.text(name) for name in self.values if self.text(name)), "")
        return first == EXAMPLE or first.startswith(
            (f"【{EXAMPLE}】", f"{EXAMPLE}：", f"{EXAMPLE}:")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header row of a grid. index: of its line. fields, others: column -> field, or its text."""

    index: int
    fields: Mapping[int, str]
    others: Mapping[int, str]


def find_header(grid: Grid, schema: Schema) -> Header | None:
    """The row that names the most columns of the schema, the required one among them.

    Of two that name equally many (a header of two merged rows) the first; the second then reads as
    a repeat of it. None where no row near the top names the required column.
    """
    best: Header | None = None
    for index, line in enumerate(grid.lines[:HEADER_WITHIN]):
        found = schema.match(line.cells)
        if schema.required not in found.values() or (best and len(found) <= len(best.fields)):
            continue
        texts = ((column, cell.strip()) for column, cell in enumerate(line.cells))
        others = {column: text for column, text in texts if text and column not in found}
        best = Header(index=index, fields=found, others=others)
    return best


def _values(line: GridRow, header: Header, schema: Schema) -> tuple[dict[str, str], dict[str, str]]:
    """Field -> text, field -> column letter; two columns of a field that holds several are joined."""
    values: dict[str, str] = {}
    columns: dict[str, str] = {}
    for column, name in header.fields.items():
        cell = line.cells[column] if column < len(line.cells) else ""
        before = values.get(name, "")
        if before and cell and name in schema.plural | schema.wordings:
            values[name] = f"{before}\n{cell}"
        elif not before:
            values[name], columns[name] = cell, letters(column)
    return values, columns


def _is_header(line: GridRow, header: Header, schema: Schema) -> bool:
    """Whether the header stands here again, as lists that are printed page by page have it."""
    return schema.match(line.cells).keys() >= header.fields.keys()


def read_grid(file: str, grid: Grid, header: Header, schema: Schema) -> Iterator[Record]:
    """The records under a header, in order; banners become the section of what follows."""
    section = ""
    for line in grid.lines[header.index + 1 :]:
        if line.blank() or _is_header(line, header, schema):
            continue
        if line.banner:
            section = next(cell for cell in line.cells if cell).strip()
            continue
        values, columns = _values(line, header, schema)
        if not any(values.values()):
            continue
        cells = dict(enumerate(line.cells))
        extra = ((name, cells.get(column, "").strip()) for column, name in header.others.items())
        yield Record(
            file=file,
            place=f"{grid.name}!{line.number}" if grid.name else str(line.number),
            values=values,
            columns=columns,
            section=section,
            extra=tuple((name, text) for name, text in extra if text),
        )


def _nameless(grid: Grid, header: Header) -> list[str]:
    """Columns that hold text under a header that has none."""
    known = header.fields.keys() | header.others.keys()
    lines = grid.lines[header.index + 1 :]
    found = {i for line in lines for i, cell in enumerate(line.cells) if cell and i not in known}
    return [letters(column) for column in sorted(found)]


def header_problems(file: str, grid: Grid, header: Header, schema: Schema) -> Iterator[Problem]:
    """What a person should know about the columns of a sheet: unknown, nameless and doubled ones."""
    row = grid.lines[header.index].number
    place = f"{grid.name}!{row}" if grid.name else str(row)
    for column, text in header.others.items():
        yield unknown_column(file, f"{place} 列{letters(column)}", text, schema)
    for letter in _nameless(grid, header):
        what = f"第 {letter} 列有内容但没有表头，这一列没有读入"
        yield Problem(
            file=file, place=place, what=what, remedy="请补上表头，或删去这一列", level="warning"
        )
    seen: dict[str, int] = {}
    for column, name in header.fields.items():
        if name in seen and name not in schema.plural | schema.wordings:
            both = f"{letters(seen[name])} 列和 {letters(column)} 列"
            what = f"{both}都是“{schema.header(name)}”，只用先有内容的一列"
            yield Problem(file=file, place=place, what=what, remedy="请只留一列", level="warning")
        seen.setdefault(name, column)


def unknown_column(file: str, place: str, name: str, schema: Schema) -> Problem:
    """The note that a column is kept but means nothing to the program."""
    known = "、".join(schema.header(field) for field in schema.fields)
    return Problem(
        file=file,
        place=place,
        what=f"不认识的列“{name}”，内容保留，但不用于回答",
        remedy=f"若是表头写错，请改成：{known}",
        level="warning",
    )


def headerless(file: str, grids: Iterable[Grid], schema: Schema) -> Problem:
    """No sheet of a file has the header of its kind: what was found instead, and what to write."""
    lines = [(grid, line) for grid in grids for line in grid.lines[:1]]
    for grid, _ in lines:
        other = next((s for s in SCHEMAS if s is not schema and find_header(grid, s)), None)
        if other is not None:
            what = f"这是{other.kind}的表头，不是{schema.kind}"
            return Problem(file=file, place=grid.name, what=what, remedy=_expected(schema))
    first = "、".join(cell for _, line in lines[:1] for cell in line.cells[:6] if cell)
    return Problem(
        file=file, what=f"没有找到表头行（开头是“{first[:40]}”）", remedy=_expected(schema)
    )


def _expected(schema: Schema) -> str:
    names = "、".join(schema.header(field) for field in schema.fields)
    return f"第一行请写列名：{names}（“{schema.header(schema.required)}”必须有）"
