"""Lines after cleaning, and what was changed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.reading.extract import Line
from knowledge.reading.traced import Traced

RepairKind = Literal["pinyin", "shifted", "traditional", "repeat", "chrome", "headline", "space"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A change by cleaning, as a range of the raw text."""

    kind: RepairKind
    start: int
    end: int
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanCell:
    """A cell of a row after cleaning; a filled one repeats the piece that it is merged with."""

    piece: Traced
    filled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanLine:
    """A line after cleaning; a row of a table has cells and no piece of its own."""

    piece: Traced
    source: Line
    cells: tuple[CleanCell, ...] = ()

    @property
    def text(self) -> str:
        """The line as a reader sees it."""
        if self.source.table is None:
            return self.piece.text
        return row_text([c.piece.text if not c.filled else "" for c in self.cells])


def row_text(cells: Sequence[str]) -> str:
    """Cells in one line, empty ones at its end left out."""
    return " | ".join(cells).rstrip(" |")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The lines that stay, what was changed, and the label lines that were taken out."""

    lines: tuple[CleanLine, ...]
    mended: tuple[Mended, ...] = ()
    labels: tuple[str, ...] = ()
