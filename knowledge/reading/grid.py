"""Sheets of cells as they are read from a spreadsheet or a CSV file, before anyone knows the columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.errors import Problem


class Number(str):
    """Text of a cell that held a number, as a spreadsheet would show it."""

    __slots__ = ()


class Filled(str):
    """Text that stands in this cell only because it is merged with the one above."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row of a grid. number: as a spreadsheet counts, from 1.

    banner: the only text of the row is merged across it, as a heading inside a table is.
    """

    number: int
    cells: Sequence[str]
    banner: bool = False

    def blank(self) -> bool:
        """Whether no cell holds text."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows of one sheet that hold anything. name: of the sheet, empty for a CSV file.

    notes: what reading it ran into (a formula without a value, an error in a cell).
    """

    name: str = ""
    hidden: bool = False
    lines: Sequence[GridRow] = ()
    notes: Sequence[Problem] = ()


def letters(column: int) -> str:
    """A column number, from 0, as a spreadsheet names it: 0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
