"""A table in .xlsx changed cell by cell: formatting, columns of the clerk's own and other sheets stay."""

import io
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

from knowledge.corpus.columns import Schema, simple
from knowledge.corpus.excel import Column, Sheet, put_text, write_workbook
from knowledge.corpus.layout import columns
from knowledge.corpus.records import GUIDE_SHEETS, Header, Record, find_header, read_grid
from knowledge.corpus.tables import read_table
from knowledge.corpus.templates import guide_sheet
from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.formats.xlsx import read_workbook
from knowledge.reading.grid import Grid

# Filled by the program alone, and only in tables of tasks.
_LEAVE_OUT = frozenset({"place"})


def table_of(schema: Schema, title: str, records: Iterable[Record]) -> bytes:
    """A new .xlsx table of these rows, with the columns of their own and a page that explains it."""
    rows = list(records)
    fields = columns(schema, _LEAVE_OUT)
    own = list(dict.fromkeys(header for row in rows for header, _ in row.extra))
    sheet = Sheet(
        name=title,
        columns=[*fields.values(), *(Column(header=header, width=20) for header in own)],
        rows=[
            [
                *(_cell_text(row, name, schema) for name in fields),
                *(dict(row.extra).get(h, "") for h in own),
            ]
            for row in rows
        ],
    )
    return write_workbook([sheet, guide_sheet(schema)])


def _cell_text(record: Record, name: str, schema: Schema) -> str:
    if name in schema.wordings:
        return "\n".join(record.wordings(name))
    return "、".join(record.names(name)) if name in schema.plural else record.text(name)


def only_sheets(data: bytes, names: Sequence[str]) -> bytes:
    """The workbook with these sheets alone."""
    from openpyxl import load_workbook

    book: Any = load_workbook(io.BytesIO(data))
    for page in list(book.worksheets):
        if page.title not in names:
            book.remove(page)
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TableBook:
    """One .xlsx table, open for changes. file: its name in problems.

    rows: its records as they were when it was opened. Raises UnreadableFile where it cannot be
    changed without loss.
    """

    def __init__(self, file: str, data: bytes, schema: Schema) -> None:
        self.file = file
        self._schema = schema
        self._grid, self._header = self._find(data)
        self.rows: list[Record] = [
            item for item in read_table(file, data, schema) if isinstance(item, Record)
        ]
        self._book: Any = self._open(data)
        self._page: Any = self._book[self._grid.name]
        self._last = max((line.number for line in self._grid.lines), default=1)
        self._columns = {
            name: column for column, name in reversed(tuple(self._header.fields.items()))
        }
        self._others = {simple(text): column for column, text in self._header.others.items()}
        used = [*self._header.fields, *self._header.others]
        self._width = max(used) + 1

    def _refuse(self, what: str, remedy: str, place: str = "") -> UnreadableFile:
        return UnreadableFile(Problem(file=self.file, place=place, what=what, remedy=remedy))

    def _find(self, data: bytes) -> tuple[Grid, Header]:
        for grid in read_workbook(self.file, data):
            header = find_header(grid, self._schema)
            guide = grid.name.strip().lower() in GUIDE_SHEETS
            if header is not None and not grid.hidden and not guide:
                return grid, header
        raise self._refuse(
            f"没有{self._schema.kind}的表头，改不了", "请补上表头，或删去这个文件，会新建一个"
        )

    def _open(self, data: bytes) -> Any:
        from openpyxl import load_workbook

        try:
            return load_workbook(io.BytesIO(data))
        # A file of some other program's that the library trips over, wherever it does.
        except Exception:
            what = "这个 Excel 文件的写法特殊，改不了"
            raise self._refuse(what, "请用 Excel 或 WPS 打开，另存一份 .xlsx 替换它") from None

    def extend(self, record: Record, name: str, lines: Sequence[str]) -> None:
        """Add lines to what a field of a row says. Raises UnreadableFile as `set` does."""
        sheet, _, row = record.place.rpartition("!")
        column = self._column(name) if sheet == self._grid.name else _column_in(record, name)
        held = self._book[sheet].cell(int(row), column + 1).value if column is not None else None
        before = "" if held is None else str(held).strip()
        self.set(record, name, "\n".join([*([before] if before else []), *lines]))

    def set(self, record: Record, name: str, text: str) -> None:
        """Write one field of a row. Raises UnreadableFile where its cell is part of a merged one."""
        sheet, _, row = record.place.rpartition("!")
        page = self._book[sheet]
        column = self._column(name) if sheet == self._grid.name else _column_in(record, name)
        if column is None:
            remedy = f"请在表里加上“{self._schema.header(name)}”一列"
            raise self._refuse("这个工作表没有要填的列", remedy, record.place)
        cell = page.cell(int(row), column + 1)
        if type(cell).__name__ == "MergedCell":
            raise self._refuse(
                "这一格和别的格合并了，改不了", "请用 Excel 取消合并单元格", record.place
            )
        put_text(cell, text)
        height = page.row_dimensions[int(row)].height
        if height is not None:
            lines = text.count("\n") + 1
            page.row_dimensions[int(row)].height = max(height, min(15.0 * lines + 3, 405.0))

    def add(self, values: Mapping[str, str], extra: Iterable[tuple[str, str]] = ()) -> str:
        """Add a row below the last one; its place. extra: (header, text) of columns of their own."""
        before, self._last = self._last, self._last + 1
        model = self._model(before)
        for column in range(self._width):
            self._dress(self._page.cell(self._last, column + 1), model, column)
        for name, text in values.items():
            if text:
                put_text(self._page.cell(self._last, self._column(name) + 1), text)
        for header, text in extra:
            put_text(self._page.cell(self._last, self._other(header) + 1), text)
        self._widen_tables(before)
        return f"{self._grid.name}!{self._last}"

    def _model(self, before: int) -> int | None:
        """The row whose looks a new one takes over: the one above it, if it is a row of the table."""
        records = read_grid(self.file, self._grid, self._header, self._schema)
        rows = [int(one.place.rpartition("!")[2]) for one in records if not one.is_example()]
        if before in rows:
            return before
        return before if before > max((one.number for one in self._grid.lines), default=1) else None

    def _dress(self, cell: Any, model: int | None, column: int) -> None:
        from openpyxl.styles import Alignment

        if model is not None:
            cell._style = copy(self._page.cell(model, column + 1)._style)
            return
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.number_format = "@"

    def _column(self, name: str) -> int:
        """The column of a field; a new one at the right where the table has none."""
        if name not in self._columns:
            self._columns[name] = self._new_column(self._schema.header(name))
        return self._columns[name]

    def _other(self, header: str) -> int:
        if simple(header) not in self._others:
            self._others[simple(header)] = self._new_column(header)
        return self._others[simple(header)]

    def _new_column(self, header: str) -> int:
        row = self._grid.lines[self._header.index].number
        column, self._width = self._width, self._width + 1
        cell = self._page.cell(row, column + 1)
        cell._style = copy(self._page.cell(row, column)._style)
        put_text(cell, header)
        return column

    def _widen_tables(self, before: int) -> None:
        """A range that was made a table in the spreadsheet, or filtered, takes the new row in."""
        for table in self._page.tables.values():
            first, _, last = table.ref.partition(":")
            if last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(before):
                letters = last.rstrip("0123456789")
                table.ref = f"{first}:{letters}{self._last}"
                if table.autoFilter is not None:
                    table.autoFilter.ref = table.ref

    def save(self) -> bytes:
        """The workbook with its changes."""
        out = io.BytesIO()
        self._book.save(out)
        return out.getvalue()


def _column_in(record: Record, name: str) -> int | None:
    """The column of a field in a further sheet of the workbook, as the record found it there."""
    from openpyxl.utils import column_index_from_string

    found = record.columns.get(name)
    return int(column_index_from_string(found)) - 1 if found else None
