"""Pieces of text with their place on a page -> paragraphs in reading order.

A PDF knows neither lines nor paragraphs nor columns; they are read off the positions.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from unicodedata import east_asian_width

from knowledge.reading.extract import GridCell
from knowledge.reading.numbering import number_of

_PAGE_NUMBER = re.compile(
    r"^[\s\-–—_·•.~～]*(?:第?\s*\d{1,4}\s*页?|[ivxIVX]{1,6}|\d{1,4}\s*/\s*\d{1,4}|第?\s*\d{1,4}\s*页?\s*[,，/]?\s*共\s*\d{1,4}\s*页)[\s\-–—_·•.~～]*$"
)
_ENDS = tuple("。！？；;:：!?…")
_RUNNING_LENGTH = 40
_HEIGHT_STEP = 4  # points; running lines stand equally high on each page, nearly
_SENTENCE = tuple("。；，、：;,:")
_EDGE_LINES = 2  # at the top and bottom of a page, where headers, footers and page numbers stand


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text. x, y: where its base line begins, points from the lower left. size: of type."""

    text: str
    x: float
    y: float
    size: float

    @property
    def right(self) -> float:
        """Where it ends, about: a Chinese character is as wide as its type is high, others half."""
        wide = sum(1.0 if east_asian_width(char) in "WF" else 0.5 for char in self.text)
        return self.x + wide * self.size


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as printed: its fragments joined, from `x` to `right`."""

    text: str
    x: float
    right: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page, from height `top` down to `bottom`."""

    top: float
    bottom: float
    cells: list[list[GridCell]]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page: text, and tables from the top down."""

    fragments: Sequence[Fragment]
    tables: Sequence[PageTable] = ()


def blocks(pages: Sequence[Page]) -> Iterator[str | list[list[GridCell]]]:
    """Paragraphs and tables, page by page; headers, footers and page numbers left out."""
    rows = [line_rows(page.fragments) for page in pages]
    running = _running(rows)
    kept: list[PrintedLine] = []
    for page, lines in zip(pages, rows, strict=True):
        body = [row for n, row in enumerate(lines) if not _is_edge(lines, n, running)]
        for table in page.tables:
            above = [row for row in body if row[0].y > table.top]
            body = body[len(above) :]
            kept += _reading_order(above)
            if not all(cell.text == "" for row in table.cells for cell in row):
                yield from _joined(kept)
                kept = []
                yield table.cells
        kept += _reading_order(body)
    yield from _joined(kept)


def line_rows(page: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments on one base line together, from the top of the page, each row from the left."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(page, key=lambda f: (-f.y, f.x)):
        if not fragment.text.strip():
            continue
        if rows and abs(rows[-1][0].y - fragment.y) <= 0.45 * max(fragment.size, rows[-1][0].size):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda f: f.x) for row in rows]


def _reading_order(rows: list[list[Fragment]]) -> Iterator[PrintedLine]:
    """Rows as lines; where the page is set in two columns, the left one before the right one."""
    gutter = _gutter(rows)
    if gutter is None:
        yield from map(_line, rows)
        return
    left: list[PrintedLine] = []
    right: list[PrintedLine] = []
    for row in rows:
        if any(f.x < gutter < f.right for f in row) or _centred(row, gutter):
            yield from left + right
            left, right = [], []
            yield _line(row)
            continue
        sides = [f for f in row if f.x < gutter], [f for f in row if f.x >= gutter]
        for side, fragments in zip((left, right), sides, strict=True):
            if fragments:
                side.append(_line(fragments))
    yield from left + right


def _centred(row: list[Fragment], gutter: float) -> bool:
    return False if len(row) > 1 else row[0].x < gutter < row[0].right


def _gutter(rows: list[list[Fragment]]) -> float | None:
    """The middle of the white gap between two columns of prose; None for a page in one column."""
    pairs = [(row[i], row[i + 1]) for row in rows for i in range(len(row) - 1)]
    gaps = [(a, b) for a, b in pairs if b.x - a.right > 0.8 * a.size]
    if len(gaps) < 4:
        return None
    edge = median(b.x for _, b in gaps)
    aligned = [(a, b) for a, b in gaps if abs(b.x - edge) <= 3 * b.size]
    left = min(f.x for row in rows for f in row)
    filled = median(max(a.right for a, _ in aligned) - left for _ in (0,)) if aligned else 0.0
    full = [a for a, _ in aligned if a.right - a.x >= 0.7 * filled]
    # Prose fills its lines; the cells of a table are of any length, and there are more than two.
    alone = [row for row in rows if sum(1 for f in row if f.x >= edge - 3 * f.size) <= 2]
    if len(aligned) < 4 or len(full) < 0.6 * len(aligned) or len(alone) < 0.8 * len(rows):
        return None
    return edge - 0.4 * aligned[0][1].size


def _line(row: Sequence[Fragment]) -> PrintedLine:
    text = row[0].text.strip()
    for before, after in itertools.pairwise(row):
        gap = after.x - before.right
        text += (" " if gap > 0.3 * after.size else "") + after.text.strip()
    size = max(row, key=lambda f: len(f.text)).size
    return PrintedLine(text, row[0].x, row[-1].right, row[0].y, size)


def _running(pages: Sequence[Sequence[list[Fragment]]]) -> frozenset[str]:
    """Lines that stand at the edges of many pages."""
    counts = Counter(
        shape for page in pages for shape in {_shape(row) for row in _edges(page)} if shape
    )
    enough = max(2, len(pages) / 3)
    return frozenset(shape for shape, count in counts.items() if count >= enough)


def _shape(row: Sequence[Fragment]) -> str:
    """A running line with its height, without page number and spaces, so that it is the same on each
    page; empty for what cannot be one: a sentence, a long line."""
    text = re.sub(r"[\d\s]+", "", "".join(f.text for f in row))
    if not 1 < len(text) <= _RUNNING_LENGTH or text.endswith(_SENTENCE):
        return ""
    return f"{text}@{row[0].y / _HEIGHT_STEP:.0f}"


def _edges(page: Sequence[list[Fragment]]) -> list[list[Fragment]]:
    return [*page[:_EDGE_LINES], *page[max(_EDGE_LINES, len(page) - _EDGE_LINES) :]]


def _is_edge(page: Sequence[list[Fragment]], number: int, running: frozenset[str]) -> bool:
    if _EDGE_LINES <= number < len(page) - _EDGE_LINES:
        return False
    outermost = number in (0, len(page) - 1)
    text = " ".join(f.text for f in page[number])
    return _shape(page[number]) in running or (outermost and bool(_PAGE_NUMBER.match(text)))


def _joined(lines: Sequence[PrintedLine]) -> Iterator[str]:
    """Lines put together again where a paragraph was only broken to fit the page."""
    if not lines:
        return
    right = _margin(lines)
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        if _goes_on(before, line, right):
            text += glue(text, line.text) + line.text
        else:
            yield text
            text = line.text
    yield text


def _margin(lines: Sequence[PrintedLine]) -> dict[float, float]:
    """For each left edge (rounded), how far lines that begin there reach."""
    reach: dict[float, float] = {}
    for line in lines:
        edge = round(line.x / 20)
        reach[edge] = max(reach.get(edge, 0.0), line.right)
    return reach


def _goes_on(before: PrintedLine, line: PrintedLine, reach: dict[float, float]) -> bool:
    edge = round(before.x / 20)
    right = max(reach.get(edge + step, 0.0) for step in (-2, -1, 0, 1))
    # A line is full when not even the first word of the next one would have fitted.
    full = before.right >= right - 2.5 * before.size
    same = abs(before.size - line.size) <= 0.15 * max(before.size, line.size)
    indented = line.x - min(before.x, line.x) > 1.2 * line.size and not before.text.endswith("，")
    if not full or not same or number_of(line.text) is not None:
        return False
    if indented and before.text.endswith(_ENDS):
        return False
    return not (indented and line.x > before.x + 0.5 * line.size and _is_short(line, right))


def _is_short(line: PrintedLine, right: float) -> bool:
    return line.right < right - 6 * line.size


def glue(before: str, after: str) -> str:
    """A space between Latin words, nothing between Chinese characters."""
    return " " if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() else ""


def merge_twins(page: Sequence[Fragment]) -> list[Fragment]:
    """Without the second copy of text printed twice in one place to look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Fragment] = []
    for fragment in page:
        at = (fragment.text.strip(), round(fragment.x / 2), round(fragment.y / 2))
        if at not in seen:
            seen.add(at)
            kept.append(replace(fragment, size=fragment.size or 10.0))
    return kept
