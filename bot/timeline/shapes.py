"""What a picture is made of: shapes at places, in pixels from the top left corner; and its colours."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

# Width in pixels of a text at a font size.
Measure = Callable[[str, int], float]
Style = Literal["solid", "dashed"]

INK, FAINT_INK, PAPER = "#1F2933", "#6B7683", "#FFFFFF"
BAND, GRID, TODAY = "#EEF2F7", "#E3E8EE", "#3E4C59"
RED, YELLOW, BLUE, GREY, PALE = "#D93025", "#F2A900", "#1A73E8", "#9AA5B1", "#CBD2D9"
# Text in yellow or grey needs more contrast than a bar.
DARK_YELLOW = "#9A6700"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text; x, y: its left end and the top of its line. bold: drawn a little thicker."""

    x: float
    y: float
    text: str
    size: int
    colour: str = INK
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str
    width: int = 2
    style: Style = "solid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A circle around x, y; a hollow one is a ring."""

    x: float
    y: float
    radius: float
    colour: str
    hollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A triangle at x, y that points to what lies outside: to the left or to the right."""

    x: float
    y: float
    size: float
    colour: str
    left: bool


Shape = Text | Line | Box | Dot | Arrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One picture: its size in pixels, and its shapes in the order in which they are drawn."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


# What may not stand at the start of a line.
_CLOSING = "、，。；：！？）》」』”’%,.;:!?)"


def wrap(text: str, width: float, size: int, measure: Measure, lines: int) -> list[str]:
    """The text in at most so many lines that fit; what does not fit ends in …."""
    rest = text
    found: list[str] = []
    while rest:
        if len(found) == lines - 1:
            return [*found, shorten(rest, width, size, measure)]
        cut = _fitting(rest, width, size, measure)
        while 1 < cut < len(rest) and rest[cut] in _CLOSING:
            cut -= 1
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return found


def shorten(text: str, width: float, size: int, measure: Measure) -> str:
    """The text, or as much of it as fits, with … at its end."""
    if measure(text, size) <= width:
        return text
    return text[: _fitting(text, width - measure("…", size), size, measure)].rstrip() + "…"


def _fitting(text: str, width: float, size: int, measure: Measure) -> int:
    """How many characters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle], size) <= width else (low, middle - 1)
    return low
