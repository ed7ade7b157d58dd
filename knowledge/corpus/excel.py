"""Records -> .xlsx as a clerk wants to find it: text stays text, widths fit, choices drop down.

Nothing that begins with = + - @ can become a formula: every cell is written as a string, and marked
as one, so that a spreadsheet keeps it a string when it is edited.
"""

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

from knowledge.reading.formats.xlsx import OWN_SHEET
from knowledge.reading.grid import letters

# What a cell holds at most, in characters (Excel); longer text is cut, and its cell says so.
CELL_LIMIT = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "'")
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LAST_ROW = 1_048_576
_INLINE_LIMIT = 250  # characters of a list inside the rule itself
# The sheet that holds the choices of drop-downs; like all of its kind it is passed over in reading.
OFFERS_SHEET = f"{OWN_SHEET}_lists"
_LINE_HEIGHT, _HIGHEST = 15.0, 405.0  # points; no row can be higher
_COMMENT_SIZE = {"width": 320, "height": 120}  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet to be written. width: in characters. choices: what its cells may hold.

    strict: nothing but the choices is accepted; else they are an offer. note: shown at the header.
    """

    header: str
    width: float = 14
    choices: tuple[str, ...] = ()
    strict: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell that a person should look at: coloured, with the reason as its comment."""

    reason: str
    colour: str = "FFF2CC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet to be written. marks: (row of `rows`, column), both from 0 -> why to look there.

    faint: rows of `rows` printed in grey, such as an example. hidden: a person never sees it.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]] = ()
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    faint: frozenset[int] = frozenset()
    hidden: bool = False


def write_workbook(
    sheets: Iterable[Sheet], *, old: bytes | None = None, keep: Collection[str] = ()
) -> bytes:
    """An .xlsx file of these sheets, in order, then of those of `old` that are named in `keep`."""
    from openpyxl import Workbook, load_workbook

    book: Any = load_workbook(io.BytesIO(old)) if old is not None and keep else Workbook()
    for page in book.worksheets:
        if page.title not in keep:
            book.remove(page)
    kept = list(book.worksheets)
    offers: dict[tuple[str, ...], str] = {}
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet, offers)
    if offers:
        _write_offers(book.create_sheet(OFFERS_SHEET), offers)
    for page in kept:
        book.move_sheet(page, len(book.worksheets))
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(page: Any, sheet: Sheet, offers: dict[tuple[str, ...], str]) -> None:
    _write_header(page, sheet.columns)
    for row, texts in enumerate(sheet.rows):
        for column, text in enumerate(texts):
            if text:
                put_text(page.cell(row + 2, column + 1), text)
        _style_row(page, row, sheet)
        page.row_dimensions[row + 2].height = _height(texts, sheet.columns)
    for column, spec in enumerate(sheet.columns):
        if spec.choices:
            _offer(page, letters(column), spec, offers)
    page.freeze_panes = "A2"
    # Printed: all columns on one page across, the header on every page.
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    if sheet.hidden:
        page.sheet_state = "veryHidden"


def put_text(cell: Any, text: str) -> None:
    """Write `text` into an openpyxl cell so that it reads back unchanged and never runs.

    Longer text than a cell can hold is cut at `CELL_LIMIT`.
    """
    written = _CODE.sub("_x005F_", _NO_XML.sub("\ufffd", text))
    written = _CONTROL.sub(lambda char: f"_x{ord(char[0]):04X}_", written)
    cell.value = written[:CELL_LIMIT]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_FORMULA)


def _write_header(page: Any, columns: Sequence[Column]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, spec in enumerate(columns):
        cell = page.cell(1, column + 1)
        put_text(cell, spec.header)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="2F5597")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        if spec.note:
            cell.comment = Comment(spec.note, "askplan", **_COMMENT_SIZE)
        width = page.column_dimensions[letters(column)]
        width.width = spec.width
        # Text, down to the last row: a spreadsheet then leaves 2026.10 and 007 as they are typed.
        width.number_format = "@"
        width.alignment = Alignment(vertical="top", wrap_text=True)


def _style_row(page: Any, row: int, sheet: Sheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for column in range(len(sheet.columns)):
        cell = page.cell(row + 2, column + 1)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.number_format = "@"
        if row in sheet.faint:
            cell.font = Font(italic=True, color="808080")
        if mark := sheet.marks.get((row, column)):
            cell.fill = PatternFill("solid", fgColor=mark.colour)
            cell.comment = Comment(mark.reason, "askplan", **_COMMENT_SIZE)


def _height(texts: Sequence[str], columns: Sequence[Column]) -> float:
    """The height, in points, in which the longest cell of a row shows; not every program fits it."""
    lines = max(
        (
            sum(
                max(1, -(-_width(part) // max(1, int(column.width) - 1)))
                for part in text.split("\n")
            )
            for text, column in zip(texts, columns, strict=False)
            if text
        ),
        default=1,
    )
    return min(lines * _LINE_HEIGHT + 3, _HIGHEST)


def _width(text: str) -> int:
    """Width in columns of a terminal, which is close to that of a sheet: Chinese counts two."""
    return sum(1 + (east_asian_width(char) in "WF") for char in text)


def _offer(page: Any, column: str, spec: Column, offers: dict[tuple[str, ...], str]) -> None:
    """A drop-down for every cell of a column; long lists stand in a sheet of their own."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(spec.choices)
    if len(listed) > _INLINE_LIMIT or '"' in listed:
        place = offers.setdefault(spec.choices, letters(len(offers)))
        source = f"'{OFFERS_SHEET}'!${place}$1:${place}${len(spec.choices)}"
    else:
        source = f'"{listed}"'
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.showErrorMessage = spec.strict
    rule.error, rule.errorTitle = f"请填：{'、'.join(spec.choices)[:200]}", spec.header
    rule.add(f"{column}2:{column}{_LAST_ROW}")
    page.add_data_validation(rule)


def _write_offers(page: Any, offers: Mapping[tuple[str, ...], str]) -> None:
    for column, choices in enumerate(offers):
        for row, choice in enumerate(choices, 1):
            put_text(page.cell(row, column + 1), choice)
    page.sheet_state = "veryHidden"
