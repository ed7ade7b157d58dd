"""Cleaned lines to one text, with ranges for everything in it and the way back to the raw text."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import Cell, Repair, Row, Table
from knowledge.reading.cleaning import Cleaned, CleanLine, Mended
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
    pieces: list[Traced] = []
    lines: list[TextLine] = []
    rows: dict[int, list[Row]] = {}
    placed: _Placed = {}
    at = 0
    for line in kept:
        piece, row = _place(line, at, placed)
        end = at + len(piece.text)
        pieces.append(piece)
        lines.append(TextLine(start=at, end=end, heading=line.source.heading, row=row is not None))
        if row is not None and line.source.table is not None:
            rows.setdefault(line.source.table, []).append(row)
        at = end + 1
    whole = join(pieces, "\n")
    trace = runs(whole)
    return Assembly(
        text=whole.text,
        lines=tuple(lines),
        tables=tuple(Table(rows=tuple(r), start=r[0].start, end=r[-1].end) for r in rows.values()),
        trace=trace,
        repairs=tuple(_repair(whole.text, trace, mended) for mended in cleaned.mended),
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


def _repair(text: str, trace: Sequence[tuple[int, int, int]], mended: Mended) -> Repair:
    start, end = _range(text, trace, mended.start, mended.end)
    return Repair(
        kind=mended.kind,
        raw_start=mended.start,
        raw_end=mended.end,
        start=start,
        end=end,
        certain=mended.certain,
    )


def _range(
    text: str, trace: Sequence[tuple[int, int, int]], start: int, end: int
) -> tuple[int, int]:
    """Where in the text the raw range went: between what came before it and what came after it."""
    raws = [run[1] for run in trace]
    before = bisect_left(raws, start) - 1
    low = 0
    if before >= 0:
        clean, raw, length = trace[before]
        low = clean + min(length, start - raw)
    after = bisect_left(raws, end)
    high = trace[after][0] if after < len(trace) else len(text)
    if after:
        clean, raw, length = trace[after - 1]
        if raw < end < raw + length:
            high = clean + end - raw
    while low < high and text[low] in " |\n":
        low += 1
    while high > low and text[high - 1] in " |\n":
        high -= 1
    return low, max(low, high)
