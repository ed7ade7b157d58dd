"""Tab-separated text, as a sheet saved from Excel or copied out of it."""

import re
from collections.abc import Iterator

from knowledge.reading.extract import Extract, Line, RawCell

# Excel quotes a cell that holds a tab, a quotation mark or a line break.
_CELL = re.compile(r'"(?P<quoted>(?:[^"]|"")*)"(?=[\t\r\n]|$)|(?P<bare>[^\t\r\n]*)')


def read(text: str) -> Extract:
    """Each row with at least two filled cells is a row of a table; others are lines of text.

    Between two tables stands text; a line alone may also be a heading inside one, whose rows go on
    as wide as before.
    """
    lines: list[Line] = []
    table, width, between = 0, 0, False
    for number, row in enumerate(_rows(text), 1):
        cells = list(row)
        while cells and cells[-1].start == cells[-1].end:
            cells.pop()
        full = [c for c in cells if c.end > c.start]
        if len(full) > 1:
            table += between and abs(len(cells) - width) > 1
            width, between = len(cells), False
            lines.append(
                Line(
                    start=row[0].start,
                    end=row[-1].end,
                    table=table,
                    cells=tuple(cells),
                    place=str(number),
                )
            )
        else:
            only = full[0] if full else row[0]
            between = between or bool(full)
            lines.append(Line(start=only.start, end=only.end))
    return Extract(raw=text, lines=tuple(lines))


def _rows(text: str) -> Iterator[list[RawCell]]:
    """Rows of cells, as ranges without quotation marks and white space around the content."""
    row: list[RawCell] = []
    at = 0
    while at <= len(text):
        found = _CELL.match(text, at)
        if found is None:
            return
        row.append(_trimmed(text, *found.span(found.lastgroup or 0)))
        at = found.end()
        if text.startswith("\t", at):
            at += 1
            continue
        yield row
        row = []
        at += 2 if text.startswith("\r\n", at) else 1


def _trimmed(text: str, start: int, end: int) -> RawCell:
    content = text[start:end]
    left = start + len(content) - len(content.lstrip())
    return RawCell(start=left, end=max(left, start + len(content.rstrip())))
