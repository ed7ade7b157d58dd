"""Tab-separated text, as a sheet saved from Excel or copied out of it."""

from knowledge.reading.extract import Extract, Line, RawCell
from knowledge.reading.formats.plain import line_ranges


def read(text: str) -> Extract:
    """Each line with at least two filled cells is a row of a table; others are lines of text."""
    lines: list[Line] = []
    for number, (start, end) in enumerate(line_ranges(text), 1):
        row = text[start:end]
        cells: list[RawCell] = []
        at = start
        for cell in row.split("\t"):
            left = at + len(cell) - len(cell.lstrip())
            cells.append(RawCell(start=left, end=left + len(cell.strip())))
            at += len(cell) + 1
        while cells and cells[-1].start == cells[-1].end:
            cells.pop()
        full = [c for c in cells if c.end > c.start]
        if len(full) < 2:
            first = full[0] if full else RawCell(start=start, end=start)
            lines.append(Line(start=first.start, end=first.end))
        else:
            lines.append(Line(start=start, end=end, table=0, cells=tuple(cells), place=str(number)))
    return Extract(raw=text, lines=tuple(lines))
