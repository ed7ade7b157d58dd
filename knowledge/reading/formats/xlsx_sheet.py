"""The XML of one worksheet -> a grid, and of the shared strings -> texts, cell by cell as it streams.

Cells without a value cost next to nothing, so formatting down to row 1,048,576 does no harm; a
formula and its cached value, an error and a merged range are all seen in one pass.
Source: ECMA-376 part 1, chapter 18 (SpreadsheetML).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from xml.parsers import expat

from knowledge.errors import Problem
from knowledge.reading.formats.xlsx_numbers import Format, shown
from knowledge.reading.grid import Filled, Grid, GridRow, Number, letters

# A heading inside a table is merged across at least so many columns.
BANNER_COLUMNS = 3
NOTES_SHOWN = 20
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_CHUNK = 1 << 18

Merged = tuple[int, int, int, int]


def stream(
    read: Callable[[int], bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Parse what `read` gives; the callbacks get names without their namespace prefix.

    A document type definition is refused: no office program writes one, entity bombs need one.
    Raises expat.ExpatError or ValueError.
    """
    names = _LocalNames()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(names[name], attributes)
    parser.EndElementHandler = lambda name: end(names[name])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    while chunk := read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise ValueError("document type definition")


class _LocalNames(dict[str, str]):
    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def unescape(text: str) -> str:
    """Control characters as the format writes them (`_x000D_`); line ends as LF."""
    if "_x" in text:
        text = _CODE.sub(lambda code: chr(int(code[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_strings(read: Callable[[int], bytes]) -> list[str]:
    """The shared strings: runs joined, readings (拼音) above the characters left out."""
    strings: list[str] = []
    parts: list[str] = []
    state = {"t": False, "rPh": False}

    def start(name: str, _: dict[str, str]) -> None:
        if name in state:
            state[name] = True
        elif name == "si":
            parts.clear()

    def end(name: str) -> None:
        if name in state:
            state[name] = False
        elif name == "si":
            strings.append(unescape("".join(parts)).strip())

    def text(data: str) -> None:
        if state["t"] and not state["rPh"]:
            parts.append(data)

    stream(read, start, end, text)
    return strings


class SheetReader:
    """One sheet on its way from XML to a grid; read once.

    file, name: of the workbook and the sheet, for problems. shared: its shared strings.
    formats: by style number. epoch: the day of serial 0.
    """

    def __init__(
        self,
        file: str,
        name: str,
        shared: Sequence[str],
        formats: Sequence[Format],
        epoch: datetime,
    ) -> None:
        self._file, self._name = file, name
        self._shared, self._formats, self._epoch = shared, formats, epoch
        self._rows: dict[int, list[str]] = {}
        self._merged: list[Merged] = []
        self._notes: list[Problem] = []
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._formula = self._held = False
        self._wanted = self._reading = False  # inside <v> or <t>; inside a reading above characters
        self._parts: list[str] = []

    def read(self, read: Callable[[int], bytes], *, hidden: bool) -> Grid:
        """The rows that hold anything, and what a person should know about their cells."""
        stream(read, self._start, self._end, self._text)
        banners = _banners(self._rows, self._merged)
        _fill(self._rows, self._merged)
        lines = [
            GridRow(number=number, cells=self._rows[number], banner=number in banners)
            for number in sorted(self._rows)
        ]
        return Grid(name=self._name, hidden=hidden, lines=lines, notes=self._notes)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell = attributes
            self._formula = self._held = False
            self._parts = []
            reference = attributes.get("r")
            self._column = self._column + 1 if reference is None else column_of(reference)
        elif name in ("v", "t"):
            self._wanted = self._held = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = -1
        elif name == "mergeCell":
            self._merged += _range(attributes.get("ref", ""))
        elif name == "rPh":
            self._reading = True

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._wanted = False
        elif name == "c" and (self._parts or self._formula):
            self._put(self._shown("".join(self._parts)))
        elif name == "rPh":
            self._reading = False

    def _put(self, text: str) -> None:
        if text:
            cells = self._rows.setdefault(self._row, [])
            cells += [""] * (self._column - len(cells))
            cells[self._column : self._column + 1] = [text]

    def _text(self, data: str) -> None:
        if self._wanted and not self._reading:
            self._parts.append(data)

    def _shown(self, text: str) -> str:
        """What the cell shows, without blanks around it."""
        kind = self._cell.get("t", "n")
        if not text:
            if not (kind == "str" and self._held):
                remedy = "请用 Excel 打开并保存一次，或改成文字"
                self._note("公式没有保存计算结果，读成空白", remedy)
            return ""
        if kind == "s":
            return self._shared[int(text)]
        if kind == "n":
            style = int(self._cell.get("s", 0))
            form = self._formats[style] if style < len(self._formats) else Format()
            return Number(shown(float(text), form, self._epoch))
        if kind == "e":
            self._note(f"单元格是错误值 {text}", "请改正公式，或改成文字")
            return ""
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        return unescape(text).strip()

    def _note(self, what: str, remedy: str) -> None:
        if len(self._notes) < NOTES_SHOWN:
            place = f"{self._name}!{letters(self._column)}{self._row}"
            self._notes.append(
                Problem(file=self._file, place=place, what=what, remedy=remedy, level="warning")
            )


def column_of(reference: str) -> int:
    """The column of `C7`, from 0."""
    number = 0
    for char in reference:
        if not char.isalpha():
            break
        number = number * 26 + ord(char.upper()) - 64
    return number - 1


def _range(reference: str) -> list[Merged]:
    """`B2:C9` as (first row, first column, last row, last column), columns from 0; [] if unclear."""
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return []
    return [(int(ends[0][2]), column_of(ends[0][1]), int(ends[1][2]), column_of(ends[1][1]))]


def _banners(rows: Mapping[int, list[str]], merged: Sequence[Merged]) -> set[int]:
    """Rows whose only text is merged across several columns."""
    return {
        top
        for top, left, _, right in merged
        if right - left + 1 >= BANNER_COLUMNS
        and top in rows
        and [column for column, text in enumerate(rows[top]) if text] == [left]
    }


def _fill(rows: Mapping[int, list[str]], merged: Sequence[Merged]) -> None:
    """Give every row that a merged range covers the text of the range, in its first column."""
    numbers = sorted(rows)
    for top, left, bottom, _ in merged:
        if bottom == top or top not in rows or left >= len(rows[top]) or not rows[top][left]:
            continue
        text = Filled(rows[top][left])
        for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]:
            cells = rows[number]
            cells += [""] * (left + 1 - len(cells))
            cells[left] = cells[left] or text
