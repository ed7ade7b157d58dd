"""Ruled tables on a page: the lines that are drawn say which cells there are, the text falls into them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from knowledge.reading.extract import GridCell
from knowledge.reading.formats.page_layout import Fragment, PageTable, glue, line_rows

_SNAP = 3.0  # points; lines that near are one line, drawn thick or in pieces
_SEGMENTS = 4_000  # lines on a page; more are a picture
_WORK = 4_000_000  # cells times lines; more is no table that anyone could read
_PAINTED = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_STROKED = _PAINTED - {b"f", b"F", b"f*"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` is its height or its place from the left, `low` to `high` its extent."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Drawing:
    """Collects the horizontal and vertical lines of a page as its drawing commands come by."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    path: list[tuple[float, float, float, float, bool]] = field(default_factory=list)
    point: tuple[float, float] = (0.0, 0.0)

    def see(self, operator: bytes, operands: Sequence[Any], matrix: Sequence[float]) -> None:
        """One drawing command, with the matrix that holds for it."""
        if operator == b"m" and len(operands) == 2:
            self.point = _placed(operands, matrix)
        elif operator == b"l" and len(operands) == 2:
            end = _placed(operands, matrix)
            self.path.append((*self.point, *end, False))
            self.point = end
        elif operator == b"re" and len(operands) == 4:
            x, y, width, height = map(float, operands)
            corners = _placed((x, y), matrix), _placed((x + width, y + height), matrix)
            self.path.append((*corners[0], *corners[1], True))
        elif operator in _PAINTED:
            self._paint(stroked=operator in _STROKED)
        elif operator == b"n":
            self.path.clear()  # only clips

    def _paint(self, *, stroked: bool) -> None:
        for x0, y0, x1, y1, box in self.path:
            if len(self.across) + len(self.down) > _SEGMENTS:
                break
            left, right, low, high = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
            if high - low <= _SNAP:
                self.across.append(Rule((low + high) / 2, left, right))
            elif right - left <= _SNAP:
                self.down.append(Rule((left + right) / 2, low, high))
            elif box and stroked:
                self.across += [Rule(low, left, right), Rule(high, left, right)]
                self.down += [Rule(left, low, high), Rule(right, low, high)]
        self.path.clear()


def _placed(operands: Sequence[Any], matrix: Sequence[float]) -> tuple[float, float]:
    x, y = float(operands[0]), float(operands[1])
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def find(drawing: Drawing, fragments: Sequence[Fragment]) -> tuple[list[PageTable], list[Fragment]]:
    """The tables of a page from its top, and the text that stands in none of them.

    A table has at least two columns and two rows.
    """
    tables: list[PageTable] = []
    rest = list(fragments)
    for low, high in _bands(drawing.down):
        down = [rule for rule in drawing.down if low - _SNAP <= rule.low <= high]
        across = [rule for rule in drawing.across if low - _SNAP <= rule.at <= high + _SNAP]
        xs, ys = _places(down), _places(across)[::-1]
        if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) * len(down + across) > _WORK:
            continue
        inside = [f for f in rest if _within(f, xs, ys)]
        if inside:
            rest = [f for f in rest if not _within(f, xs, ys)]
            cells = _cells(xs, ys, across, down, inside)
            tables.append(PageTable(top=ys[0], bottom=ys[-1], cells=cells))
    return sorted(tables, key=lambda table: -table.top), rest


def _bands(down: Iterable[Rule]) -> Iterator[tuple[float, float]]:
    """Heights that vertical lines cover without a gap: one table each."""
    low = high = None
    for rule in sorted(down, key=lambda rule: rule.low):
        if low is None or high is None:
            low, high = rule.low, rule.high
        elif rule.low <= high + _SNAP:
            high = max(high, rule.high)
        else:
            yield low, high
            low, high = rule.low, rule.high
    if low is not None and high is not None:
        yield low, high


def _places(rules: Iterable[Rule]) -> list[float]:
    """Where lines stand, ascending, those close together as one."""
    places: list[float] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if not places or rule.at - places[-1] > _SNAP:
            places.append(rule.at)
    return places


def _within(fragment: Fragment, xs: Sequence[float], ys: Sequence[float]) -> bool:
    return xs[0] - _SNAP <= fragment.x <= xs[-1] and ys[-1] - _SNAP <= fragment.y <= ys[0]


def _cells(
    xs: Sequence[float],
    ys: Sequence[float],
    across: Sequence[Rule],
    down: Sequence[Rule],
    fragments: Sequence[Fragment],
) -> list[list[GridCell]]:
    """The grid; cells with no line between them are one, and refer to the first of them."""
    columns, rows = list(pairwise(xs)), list(pairwise(ys))
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for r, (top, bottom) in enumerate(rows):
        for c, (left, right) in enumerate(columns):
            owner = (r, c)
            if r and not _drawn(across, top, (left + right) / 2):
                owner = owners[r - 1, c]
            elif c and not _drawn(down, left, (top + bottom) / 2):
                owner = owners[r, c - 1]
            owners[r, c] = owner
    held: dict[tuple[int, int], list[Fragment]] = {}
    for fragment in fragments:
        r = next(
            (n for n, (_, bottom) in enumerate(rows) if fragment.y >= bottom - 1), len(rows) - 1
        )
        middle = min((fragment.x + fragment.right) / 2, fragment.x + fragment.size)
        c = next((n for n, (_, right) in enumerate(columns) if middle <= right), len(columns) - 1)
        held.setdefault(owners[r, c], []).append(fragment)
    return [
        [
            GridCell(_text(held.get((r, c), ())))
            if owners[r, c] == (r, c)
            else GridCell("", owners[r, c])
            for c in range(len(columns))
        ]
        for r in range(len(rows))
    ]


def _drawn(rules: Sequence[Rule], at: float, middle: float) -> bool:
    """Whether one of the lines at `at` runs past `middle`."""
    return any(abs(rule.at - at) <= _SNAP and rule.low <= middle <= rule.high for rule in rules)


def _text(fragments: Sequence[Fragment]) -> str:
    text = ""
    for row in line_rows(fragments):
        line = "".join(f.text.strip() for f in row)
        text += glue(text, line) + line
    return text


def joined(grids: Sequence[list[list[GridCell]]]) -> Iterator[list[list[GridCell]]]:
    """Tables that follow one another with the same number of columns as one, its header once."""
    for _, group in groupby(grids, key=lambda grid: len(grid[0])):
        whole: list[list[GridCell]] = []
        for grid in group:
            again = bool(whole) and [c.text for c in grid[0]] == [c.text for c in whole[0]]
            offset = len(whole) - again
            whole += [[_moved(cell, offset) for cell in row] for row in grid[again:]]
        yield whole


def _moved(cell: GridCell, rows: int) -> GridCell:
    if cell.same_as is None:
        return cell
    return GridCell(cell.text, (cell.same_as[0] + rows, cell.same_as[1]))
