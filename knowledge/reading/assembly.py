"""Cleaned lines to one text, with ranges for everything in it and the way back to the raw text."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import Cell, Repair, Row, Table
from knowledge.reading.cleaned import Cleaned, CleanLine, Mended
from knowledge.reading.sections import TextLine
from knowledge.reading.traced import Traced, join, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """The text of a document and the ranges in it."""

    text: str
    lines: tuple[TextLine, ...]
    tables: tuple[Table, ...]
    trace: tuple[tuple[int, int, int], ...]
    repairs: tuple[Repair, ...]


def assemble(raw: str, cleaned: Cleaned) -> Assembly:
    """Put the lines together, one newline between them, cells with ` | ` between them."""
    kept = [line for line in cleaned.lines if line.text.strip()]
    pieces: list[tuple[int, Traced]] = []
    lines: list[TextLine] = []
    rows: dict[int, list[Row]] = {}
    placed: _Placed = {}
    at = 0
    for line in kept:
        piece, row = _place(line, at, placed)
        end = at + len(piece.text)
        pieces.append((at, piece))
        lines.append(TextLine(start=at, end=end, heading=line.source.heading, row=row is not None))
        if row is not None and line.source.table is not None:
            rows.setdefault(line.source.table, []).append(row)
        at = end + 1
    text = "\n".join(piece.text for _, piece in pieces)
    trace = tuple(runs(pieces))
    return Assembly(
        text=text,
        lines=tuple(lines),
        tables=tuple(Table(rows=tuple(r), start=r[0].start, end=r[-1].end) for r in rows.values()),
        trace=trace,
        repairs=tuple(map(_Places(text, trace).repair, cleaned.mended)),
    )


# Raw range of a cell -> range in the text.
_Placed = dict[tuple[int, int], tuple[int, int]]


def _place(line: CleanLine, at: int, placed: _Placed) -> tuple[Traced, Row | None]:
    """The line's piece and, for a row of a table, its cells as they stand from `at` on."""
    if line.source.table is None:
        return line.piece, None
    own = [Traced("", ()) if cell.filled else cell.piece for cell in line.cells]
    last = max((n for n, piece in enumerate(own) if piece.text), default=-1)
    piece = join(own[: last + 1], " | ")
    cells: list[Cell] = []
    start = at
    for number, cell in enumerate(line.cells):
        end = start + len(own[number].text)
        source = line.source.cells[number]
        here = placed.setdefault((source.start, source.end), (start, end))
        span = here if cell.filled else (start, end)
        cells.append(Cell(text=cell.piece.text, start=span[0], end=span[1], filled=cell.filled))
        start = end + (len(" | ") if number < last else 0)
    row = Row(cells=tuple(cells), start=at, end=at + len(piece.text), place=line.source.place)
    return piece, row


class _Places:
    """From ranges of the raw text to ranges of the text."""

    def __init__(self, text: str, trace: Sequence[tuple[int, int, int]]) -> None:
        self.text = text
        self.trace = trace
        self.raws = [run[1] for run in trace]

    def repair(self, mended: Mended) -> Repair:
        """What was done, with the range where its result stands."""
        start, end = self._range(mended.start, mended.end)
        return Repair(
            kind=mended.kind,
            raw_start=mended.start,
            raw_end=mended.end,
            start=start,
            end=end,
            certain=mended.certain,
        )

    def _range(self, start: int, end: int) -> tuple[int, int]:
        """Between what came before the raw range and what came after it."""
        low, high = self._after(start), self._before(end)
        while low < high and self.text[low] in " |\n":
            low += 1
        while high > low and self.text[high - 1] in " |\n":
            high -= 1
        return low, max(low, high)

    def _after(self, start: int) -> int:
        """Where in the text the last character ends that came from before `start`."""
        index = bisect_left(self.raws, start) - 1
        if index < 0:
            return 0
        clean, raw, length = self.trace[index]
        return clean + min(length, start - raw)

    def _before(self, end: int) -> int:
        """Where in the text the first character begins that came from `end` or later."""
        index = bisect_left(self.raws, end)
        if index:
            clean, raw, length = self.trace[index - 1]
            if raw < end < raw + length:
                return clean + end - raw
        return self.trace[index][0] if index < len(self.trace) else len(self.text)
