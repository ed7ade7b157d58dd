"""A workbook as a document: what stands above its tables as lines, every row of a table with its place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from knowledge.errors import Problem
from knowledge.reading.extract import Extract, Line, RawCell
from knowledge.reading.formats.xlsx import read_workbook
from knowledge.reading.grid import Filled, Grid, GridRow, Number, letters

SERIALS = range(36_526, 73_051)  # 2000-01-01 to 2100-01-01, as a spreadsheet counts days
_DAY_ZERO = date(1899, 12, 30)
_DATE_HEADER = re.compile(r".*(?:时限|期限|时间|日期|节点)[^。，]{0,6}")
_UNCLEAR_MONTH = re.compile(r"20\d\d\.1")
# Names that a program gave to a sheet say nothing about what is in it.
_GIVEN_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)


def read(file: str, data: bytes) -> Extract:
    """The visible sheets of an .xlsx file, one table each. Raises UnreadableFile."""
    return from_grids(file, read_workbook(file, data))


def from_grids(file: str, grids: Iterable[Grid]) -> Extract:
    """Sheets as text: a row of at least two cells is a row of a table, another is a line.

    Cells of a row are separated by a tab, merged ones refer to the first of them. Hidden sheets
    are left out. The place of a row is `SHEET!7`.
    """
    page = _Page()
    visible = [grid for grid in grids if not grid.hidden and grid.lines]
    for number, grid in enumerate(visible):
        if number and not _GIVEN_NAME.fullmatch(grid.name):
            page.line(grid.name, heading=1)
        page.sheet(number, grid)
    problems = tuple(problem for grid in visible for problem in grid.notes)
    return Extract(
        raw="".join(page.parts),
        lines=tuple(page.lines),
        problems=(*problems, *_unclear_months(file, visible)),
    )


def _unclear_months(file: str, grids: Iterable[Grid]) -> Iterator[Problem]:
    """Cells in which October and January look the same, as 2026.1 and 2026.10 do for a number."""
    for grid in grids:
        for row in grid.lines:
            for column, text in enumerate(row.cells):
                if isinstance(text, Number) and _UNCLEAR_MONTH.fullmatch(text):
                    yield Problem(
                        file=file,
                        place=f"{grid.name}!{letters(column)}{row.number}",
                        what=f"{text} 存成了数字，若是日期则分不清1月还是10月，暂按1月",
                        remedy=f"请改成文字，如 {text[:4]}年1月 或 {text[:4]}年10月",
                        level="warning",
                    )


def in_words(text: str, *, date_column: bool) -> str:
    """The text of a cell; a day's bare number under a heading of dates is that day."""
    if date_column and isinstance(text, Number) and text.isdigit() and int(text) in SERIALS:
        day = _DAY_ZERO + timedelta(days=int(text))
        return f"{day.year}年{day.month}月{day.day}日"
    return text


@dataclass(slots=True)
class _Page:
    """The text being put together; length: characters so far."""

    parts: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    length: int = 0

    def line(self, text: str, *, heading: int = 0) -> None:
        """Add a paragraph for every line of `text`."""
        for part in text.split("\n"):
            if stripped := part.strip():
                start, end = self._put(stripped)
                self.lines.append(Line(start=start, end=end, heading=heading))
                self._put("\n")

    def sheet(self, number: int, grid: Grid) -> None:
        """Add the rows of a sheet; a heading inside a table is a line, and the table goes on."""
        above: list[RawCell] = []
        dated: set[int] = set()
        for row in grid.lines:
            filled = [cell for cell in row.cells if cell]
            if row.banner or len(filled) < 2:
                self.line(filled[0])
                continue
            place = f"{grid.name}!{row.number}" if grid.name else str(row.number)
            start = self.length
            dated |= {i for i, cell in enumerate(row.cells) if _DATE_HEADER.fullmatch(cell)}
            above = self._cells(row, above, dated)
            self.lines.append(
                Line(start=start, end=self.length, table=number, cells=tuple(above), place=place)
            )
            self._put("\n")

    def _cells(self, row: GridRow, above: Sequence[RawCell], dated: set[int]) -> list[RawCell]:
        """The cells of a row; one that is filled from above has the range of the one there."""
        cells: list[RawCell] = []
        for column, text in enumerate(row.cells):
            if column:
                self._put("\t")
            if isinstance(text, Filled) and column < len(above):
                cells.append(RawCell(start=above[column].start, end=above[column].end, filled=True))
            else:
                shown = in_words(text, date_column=column in dated)
                start, end = self._put(" ".join(shown.split()))
                cells.append(RawCell(start=start, end=end))
        return cells

    def _put(self, text: str) -> tuple[int, int]:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length
