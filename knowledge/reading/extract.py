"""What a format gives: the raw text line by line, and what the markup says about each line.

Past this module it no longer matters whether a document came as a page, a table or a PDF.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCell:
    """Range of one cell in the raw text. filled: it is the range of the cell this one is merged with."""

    start: int
    end: int
    filled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the raw text: a paragraph, a heading, a table row.

    start, end: range in the raw text. heading: 1 to 6 where the markup says heading, else 0.
    table: number of the table that the line is a row of, with its cells; place as `model.Row`.
    opens: the line surely begins a paragraph (it is indented, say). An empty line is a blank one.
    """

    start: int
    end: int
    heading: int = 0
    opens: bool = False
    table: int | None = None
    cells: tuple[RawCell, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """A file as text. raw: lines with a newline after each. wrapped: lines may break in a sentence.

    markdown: marks of emphasis, links and the like stand in the text.

    meta: what the file says about itself, by the names of front matter: title, issuer, doc_no, date,
    url. problems: warnings.
    """

    raw: str
    lines: tuple[Line, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    wrapped: bool = False
    markdown: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Writer:
    """Builds an Extract line by line; for formats whose text has to be put together first."""

    parts: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    length: int = 0
    tables: int = 0

    def _put(self, text: str) -> tuple[int, int]:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def line(self, text: str, *, heading: int = 0) -> None:
        """Add a paragraph, or several where `text` has line breaks."""
        for part in text.split("\n"):
            start, end = self._put(part.replace("\r", ""))
            self.lines.append(Line(start=start, end=end, heading=heading))
            self._put("\n")

    def table(self, grid: Sequence[Sequence["GridCell"]], places: Sequence[str] = ()) -> None:
        """Add a table; rows may differ in length. A merged cell refers to the first of its cells."""
        written: dict[tuple[int, int], RawCell] = {}
        for number, row in enumerate(grid):
            start = self.length
            cells: list[RawCell] = []
            for column, cell in enumerate(row):
                if column:
                    self._put("\t")
                cells.append(self._cell(cell, (number, column), written))
            place = places[number] if number < len(places) else ""
            self.lines.append(
                Line(
                    start=start,
                    end=self.length,
                    table=self.tables,
                    cells=tuple(cells),
                    place=place,
                )
            )
            self._put("\n")
        self.tables += 1

    def _cell(
        self, cell: "GridCell", at: tuple[int, int], written: dict[tuple[int, int], RawCell]
    ) -> RawCell:
        if cell.same_as is not None and cell.same_as in written:
            first = written[cell.same_as]
            return RawCell(start=first.start, end=first.end, filled=True)
        start, end = self._put(" ".join(cell.text.split()))
        written[at] = RawCell(start=start, end=end)
        return written[at]

    def extract(
        self,
        *,
        meta: Mapping[str, str] | None = None,
        wrapped: bool = False,
        problems: tuple[Problem, ...] = (),
    ) -> Extract:
        """The finished extract."""
        return Extract(
            raw="".join(self.parts),
            lines=tuple(self.lines),
            meta=meta or {},
            wrapped=wrapped,
            problems=problems,
        )


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table being read; `same_as` (row, column) names the cell it is merged with."""

    text: str = ""
    same_as: tuple[int, int] | None = None
