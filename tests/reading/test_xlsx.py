"""Excel files as offices make them: what is shown is what is read, and what is not Excel is named."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableFile
from knowledge.reading.formats.xlsx import OWN_SHEET, read_workbook
from knowledge.reading.grid import Filled, Grid, Number
from tests.corpus.folders import told
from tests.workbooks import by_hand, cell, workbook, zipped


def one(data: bytes) -> Grid:
    (grid,) = read_workbook("a.xlsx", data)
    return grid


def texts(data: bytes) -> list[list[str]]:
    return [list(line.cells) for line in one(data).lines]


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        list(read_workbook("a.xlsx", data))
    return str(refused.value)


def test_numbers_and_dates_read_as_they_are_shown() -> None:
    row = [
        12.0,
        0.1 + 0.2,
        2026.6,
        date(2026, 12, 31),
        datetime(2026, 1, 2, 8, 30),  # noqa: DTZ001 a sheet has no zone
        time(9, 5),
        True,
    ]

    def style(book: Any) -> None:
        sheet = book["表"]
        for column, value, code in (
            (8, 0.98, "0%"),
            (9, 7, "000"),
            (10, 46387, 'yyyy"年"m"月"d"日"'),
            (11, 46357, 'yyyy"年"m"月"'),
            (12, 46357, "mmm-yy"),
        ):
            sheet.cell(1, column, value).number_format = code

    (cells,) = texts(workbook({"表": [row]}, style))
    assert cells == [
        *("12", "0.3", "2026.6", "2026-12-31", "2026-01-02 08:30", "09:05", "TRUE"),
        *("98%", "007", "2026-12-31", "2026年12月", "2026年12月"),
    ]
    assert isinstance(cells[2], Number)


def test_dates_counted_from_1904_are_the_same_days() -> None:
    def late(book: Any) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904

    assert texts(workbook({"表": [[date(2026, 12, 31)]]}, late)) == [["2026-12-31"]]


def test_formatting_down_to_the_last_row_costs_no_rows() -> None:
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(3, 60_000))
    last = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    data = by_hand(f'<sheetData><row r="2">{cell("C2", "甲")}</row>{rows}{last}</sheetData>')
    grid = one(data)
    assert [(line.number, list(line.cells)) for line in grid.lines] == [(2, ["", "", "甲"])]


def test_merged_cells_fill_downwards_and_banners_are_seen() -> None:
    def merge(book: Any) -> None:
        sheet = book["表"]
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("C2:D2")

    rows = [["任务分工表"], ["1", "甲局", "乙"], ["2", None, "丙"], ["3", None, "丁", "戊"], ["末"]]
    grid = one(workbook({"表": rows}, merge))
    assert [list(line.cells) for line in grid.lines] == [
        ["任务分工表"],
        ["1", "甲局", "乙"],
        ["2", "甲局", "丙"],
        ["3", "甲局", "丁", "戊"],
        ["末"],
    ]
    assert [line.banner for line in grid.lines] == [True, False, False, False, False]
    assert isinstance(grid.lines[2].cells[1], Filled)


def test_a_merged_range_as_large_as_the_sheet_is_no_work() -> None:
    rows = f'<row r="1">{cell("A1", "甲")}</row><row r="9">{cell("B9", "乙")}</row>'
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="oops"/></mergeCells>'
    assert texts(by_hand(f"<sheetData>{rows}</sheetData>{merged}")) == [["甲"], ["甲", "乙"]]


def test_a_formula_reads_as_its_cached_value_and_without_one_is_reported() -> None:
    row = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>2x</v></c>'
        '<c r="C1"><f>NOW()</f><v/></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1" t="e"><f>#REF!</f><v>#REF!</v></c>'
    )
    grid = one(by_hand(f'<sheetData><row r="1">{row}</row></sheetData>'))
    assert list(grid.lines[0].cells) == ["2", "2x"]
    assert told(grid.notes, "a.xlsx:表!C1", "公式没有保存计算结果")
    assert told(grid.notes, "a.xlsx:表!E1", "#REF!")
    assert len(grid.notes) == 2


def test_runs_are_joined_readings_left_out_and_codes_read() -> None:
    strings = [
        "<r><t>市</t></r><r><rPr><b/></rPr><t>甲局</t></r><rPh sb='0' eb='1'><t>shi</t></rPh>",
        "<t>两_x000D_\n行</t>",
    ]
    row = '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>乙</t><rPh><t>yi</t></rPh></is></c>'
    data = by_hand(f"<sheetData><row>{row}</row></sheetData>", strings=strings)
    assert texts(data) == [["市甲局", "两\n行", "乙"]]


def test_hidden_sheets_are_marked_and_the_programs_own_left_out() -> None:
    def hide(book: Any) -> None:
        book["旧"].sheet_state = "veryHidden"

    data = workbook({"新": [["甲"]], "旧": [["乙"]], OWN_SHEET: [["丙"]]}, hide)
    grids = list(read_workbook("a.xlsx", data))
    assert [(grid.name, grid.hidden) for grid in grids] == [("新", False), ("旧", True)]
    assert len(list(read_workbook("a.xlsx", data, own=True))) == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "旧版 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("\ufeff<html><table>".encode(), "网页"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04 cut short", "损坏"),
        (zipped({"word/document.xml": "<x/>"}), "Word 文件"),
        (zipped({"META-INF/manifest.xml": "<x/>"}), "OpenDocument"),
        (zipped({"照片.jpg": b"x"}), "压缩包"),
        (by_hand("", more={"xl/vbaProject.bin": "x"}), "宏"),
        (by_hand("<sheetData><row><c"), "损坏"),
        (by_hand('<sheetData><row><c t="s"><v>9</v></c></row></sheetData>'), "损坏"),
        (by_hand("", more={"xl/_rels/workbook.xml.rels": "<x/>"}), "损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(data: bytes, words: str) -> None:
    text = refusal(data)
    assert text.startswith("a.xlsx: ")
    assert words in text


def test_entity_bombs_are_refused_unread() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert refusal(by_hand("", more={"xl/worksheets/sheet1.xml": bomb}))
    assert refusal(by_hand("", more={"xl/styles.xml": bomb}))


def test_a_part_that_unpacks_to_a_multitude_is_refused() -> None:
    assert "异常" in refusal(by_hand("<sheetData/>" + " " * 20_000_000))


def test_a_file_cut_short_anywhere_is_refused_and_never_half_read() -> None:
    whole = workbook({"表": [[f"第{n}行" for n in range(9)] for _ in range(50)]})
    for end in range(0, len(whole) - 1, 997):
        assert refusal(whole[:end])


@given(st.binary(max_size=200))
def test_no_bytes_make_a_traceback(data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data):
        with pytest.raises(UnreadableFile):
            list(read_workbook("a.xlsx", content))


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(
                    codec="utf-8",
                    exclude_categories=("Cc", "Cs"),
                    exclude_characters="\ufffe\uffff",
                )
            ),
            min_size=1,
            max_size=4,
        ),
        max_size=4,
    )
)
def test_what_openpyxl_wrote_is_read_back(rows: list[list[str]]) -> None:
    def as_text(book: Any) -> None:
        for row in book["表"].iter_rows():
            for item in row:
                item.data_type = "s" if item.value else item.data_type

    lines = {line.number: list(line.cells) for line in one(workbook({"表": rows}, as_text)).lines}
    for number, row in enumerate(rows, 1):
        wanted = [text.strip() for text in row]
        got = lines.get(number, [])
        assert got + [""] * (len(wanted) - len(got)) == wanted


def test_a_damaged_zip_entry_is_refused() -> None:
    data = bytearray(by_hand("<sheetData>" + "<row/>" * 500 + "</sheetData>"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as file:
        info = file.getinfo("xl/worksheets/sheet1.xml")
        start = info.header_offset + 30 + len(info.filename)
    data[start + 5 : start + 15] = b"\xff" * 10
    assert "损坏" in refusal(bytes(data))
