"""Tables as people leave them: blank cells for "as above", rows moved left where a cell was merged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from knowledge.reading.extract import Extract, Line, RawCell

_NUMBER = re.compile(r"[(（]?[\d一二三四五六七八九十]{1,4}[)）.、．]?$")
_DUE = re.compile(
    r"(?=.{1,24}$).*(?:\d\s?[年月日.-]|[一二三四]季度|年底|月底|年内|季末|长期|持续|每[年月季周日]|常态|适时|即时|全年)"
)
_UNITS = re.compile(
    r"(?:[^，。；]{2,24}(?:局|厅|委|办|部|院|室|府|署|会|队|中心|集团|公司|银行|部门|单位|站|行|处|街道|乡镇|县区)"
    r"(?:等)?(?:[、，;；,\s]|$))+"
)

_ANSWER = re.compile(r"单位|部门|牵头|责任|配合|时限|时间|期限|领导")
_HEADER_LENGTH = 12


def complete(extract: Extract) -> Extract:
    """The extract with the tables' moved rows put back and blank group cells filled from above.

    A filled cell has the range of the cell above it. Only cells left of the longest text are filled:
    a blank further right may mean that nobody takes part, or that there is no deadline.
    """
    if all(line.table is None for line in extract.lines):
        return extract
    lines: list[Line] = []
    for table, group in groupby(extract.lines, key=lambda line: line.table):
        rows = list(group)
        lines += rows if table is None else _complete(extract.raw, rows)
    return replace(extract, lines=tuple(lines))


def _complete(raw: str, rows: list[Line]) -> Iterator[Line]:
    width = max(len(row.cells) for row in rows)
    grid = [[raw[c.start : c.end] for c in row.cells] for row in rows]
    full = [cells for cells in grid[1:] if len(cells) == width and all(cells)]
    if width < 3 or not full:
        yield from rows
        return
    kinds = [_kind_of_column([cells[c] for cells in full]) for c in range(width)]
    main = max(range(width), key=lambda c: sum(len(cells[c]) for cells in full))
    main = min([main, *_answers(grid)])
    above: dict[int, RawCell] = {}
    for number, row in enumerate(rows):
        cells = row.cells if number == 0 else _put_back(raw, row, kinds, main)
        if number and _is_data(raw, cells, kinds):
            cells = tuple(_filled(c, cell, above, kinds, main) for c, cell in enumerate(cells))
        above = {c: cell for c, cell in enumerate(cells) if cell.end > cell.start} if number else {}
        yield replace(row, cells=cells)


def _answers(grid: Sequence[Sequence[str]]) -> Iterator[int]:
    """Columns whose header asks who or by when: there a blank is an answer."""
    for cells in grid[:3]:
        for column, text in enumerate(cells):
            if len(text) <= _HEADER_LENGTH and _ANSWER.search(text):
                yield column


def _kind(text: str) -> str:
    if _NUMBER.match(text):
        return "number"
    if _DUE.match(text):
        return "due"
    return "units" if _UNITS.fullmatch(text) else "text"


def _kind_of_column(cells: Sequence[str]) -> str:
    kinds = [_kind(cell) for cell in cells]
    return max(sorted(set(kinds)), key=kinds.count)


def _put_back(raw: str, row: Line, kinds: Sequence[str], main: int) -> tuple[RawCell, ...]:
    """A row whose first cells were merged away, so that all others moved left."""
    cells = list(row.cells)
    while cells and cells[-1].end == cells[-1].start:
        cells.pop()
    missing = len(kinds) - len(cells)
    if not 0 < missing <= main or not cells or cells[0].end == cells[0].start:
        return row.cells
    found = [_kind(raw[c.start : c.end]) for c in cells]
    here = sum(a == b for a, b in zip(found, kinds, strict=False))
    moved = sum(a == b for a, b in zip(found, kinds[missing:], strict=True))
    if moved <= here or moved < 0.6 * len(found):
        return row.cells
    blank = RawCell(start=row.start, end=row.start)
    return (*(blank,) * missing, *cells)


def _is_data(raw: str, cells: Sequence[RawCell], kinds: Sequence[str]) -> bool:
    """Whether a row is one of the table's own, not a remark under it."""
    written = [raw[c.start : c.end] for c in cells]
    if len(kinds) - sum(map(bool, written)) > max(2, len(kinds) // 2):
        return False
    if kinds[0] == "number" and written and written[0]:
        return _kind(written[0]) == "number"
    return True


def _filled(
    column: int, cell: RawCell, above: dict[int, RawCell], kinds: Sequence[str], main: int
) -> RawCell:
    over = above.get(column)
    if cell.end > cell.start or over is None or column >= main or kinds[column] != "text":
        return cell
    return RawCell(start=over.start, end=over.end, filled=True)
