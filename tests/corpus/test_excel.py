"""Excel files as they are written: text stays text, whatever it begins with."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.corpus.excel import CELL_LIMIT, Column, Mark, Sheet, write_workbook
from knowledge.reading.formats.xlsx import read_workbook


def write(*rows: list[str], **more: Any) -> bytes:
    columns = [Column(header=f"列{n}") for n in range(max(map(len, rows), default=1))]
    return write_workbook([Sheet(name="表", columns=columns, rows=rows, **more)])


def book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5%", "@SUM(A1)", "'012", "=cmd|' /C calc'!A0", "\t=1"]
)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    data = write([text])
    cell = book(data)["表"]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    (grid,) = read_workbook("a.xlsx", data)
    assert list(grid.lines[1].cells) == [text.strip()]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3),
        max_size=3,
    )
)
def test_any_text_is_read_back_unchanged(rows: list[list[str]]) -> None:
    (grid,) = read_workbook("a.xlsx", write(*rows))
    lines = {line.number: list(line.cells) for line in grid.lines}
    for number, row in enumerate(rows, 2):
        wanted = [cleaned(text) for text in row]
        got = lines.get(number, [])
        assert got + [""] * (len(wanted) - len(got)) == wanted


def cleaned(text: str) -> str:
    text = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_a_cell_never_exceeds_what_a_spreadsheet_can_open() -> None:
    assert len(book(write(["长" * 40_000]))["表"]["A2"].value) == CELL_LIMIT


def test_a_mark_colours_its_cell_and_says_why() -> None:
    sheet = book(write(["甲", "乙"], marks={(0, 1): Mark(reason="请核对")}))["表"]
    assert sheet["A2"].comment is None
    assert "请核对" in sheet["B2"].comment.text
    assert sheet["B2"].fill.fgColor.rgb.endswith("FFF2CC")


def test_long_lists_drop_down_from_a_hidden_sheet_that_is_not_read() -> None:
    names = tuple(f"云岭市第{n}局" for n in range(100))
    columns = [Column(header="任务"), Column(header="牵头单位", choices=names)]
    data = write_workbook([Sheet(name="表", columns=columns, rows=[["甲", names[0]]])])
    (rule,) = book(data)["表"].data_validations.dataValidation
    assert "_askplan_lists" in rule.formula1
    assert not rule.showErrorMessage  # several names in one cell are allowed
    assert [grid.name for grid in read_workbook("a.xlsx", data)] == ["表"]


def test_rows_are_high_enough_for_their_text() -> None:
    sheet = book(write(["短"], ["长" * 200]))["表"]
    assert sheet.row_dimensions[3].height > 10 * sheet.row_dimensions[2].height / 2


def test_sheets_of_a_persons_own_stay(tmp_path: Path) -> None:
    old = openpyxl.Workbook()
    old.active.title = "我的备注"
    old.active["B2"] = "别丢"
    out = io.BytesIO()
    old.save(out)
    new = write_workbook(
        [Sheet(name="任务", columns=[Column(header="任务")])], old=out.getvalue(), keep=["我的备注"]
    )
    assert book(new).sheetnames == ["任务", "我的备注"]
    assert book(new)["我的备注"]["B2"].value == "别丢"
