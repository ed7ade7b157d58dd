"""CSV tables as spreadsheets write them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.corpus.columns import FAQ, PLAN
from knowledge.corpus.records import Record
from knowledge.corpus.tables import read_csv, read_table
from knowledge.errors import Problem
from tests.corpus.folders import told


def read(data: str | bytes, name: str = "faq.csv") -> tuple[list[Record], list[Problem]]:
    content = data.encode() if isinstance(data, str) else data
    items = list(read_table(name, content, FAQ if "faq" in name else PLAN))
    return (
        [item for item in items if isinstance(item, Record)],
        [item for item in items if isinstance(item, Problem)],
    )


@pytest.mark.parametrize(
    "text",
    [
        "问题,答案\n甲,乙\n",
        "\ufeff问题;答案\r\n甲;乙\r\n",
        "sep=;\n问题;答案\n甲;乙",
        "问题\t答案\n甲\t乙\n",
    ],
)
def test_every_separator_and_mark_of_a_spreadsheet_is_understood(text: str) -> None:
    (record,), problems = read(text)
    assert (record.text("question"), record.text("answer")) == ("甲", "乙")
    assert problems == []


def test_title_blank_rows_and_columns_do_not_hide_the_header() -> None:
    text = "某市任务表,,,\n填报单位：,某办,,\n,,,\n,序号,任务,牵头单位\n,1,甲,某局\n,,,\n,序号,任务,牵头单位\n,2,乙,某局\n"
    records, problems = read(text, "plans/a.csv")
    assert [(r.place, r.text("id"), r.text("title")) for r in records] == [
        ("5", "1", "甲"),
        ("8", "2", "乙"),
    ]
    assert problems == []


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    records, _ = read('问题,答案\n甲,"两\n行"\n乙,丙\n')
    assert [record.place for record in records] == ["2", "3"]


def test_a_quotation_mark_left_open_is_named_with_its_row() -> None:
    records, problems = read('问题,答案\n甲,乙\n丙,"丁\n戊,己\n')
    assert records == []
    assert told(problems, "faq.csv:3", "引号")


def test_no_header_and_the_wrong_header_say_what_to_write() -> None:
    assert told(read("甲,乙\n丙,丁\n")[1], "没有找到表头行", "问题、相似问法、答案")
    assert told(read("任务,牵头单位\n甲,某局\n")[1], "任务表", "不是问答表")


def test_unknown_nameless_and_doubled_columns_are_reported() -> None:
    records, problems = read("问题,答案,联系人,,答案\n甲,乙,某某,丙,丁\n")
    assert records[0].extra == (("联系人", "某某"),)
    assert records[0].text("answer") == "乙"
    assert told(problems, "faq.csv:1 列C", "联系人")
    assert told(problems, "第 D 列", "没有表头")
    assert told(problems, "B 列和 E 列")


def test_several_columns_of_further_wordings_are_joined() -> None:
    (record,), _ = read("问题,相似问法1,相似问法2,答案\n甲,乙,丙,丁\n")
    assert record.wordings("similar") == ("乙", "丙")


def test_the_apostrophe_that_marks_text_is_not_part_of_it() -> None:
    (record,), _ = read("编号,问题,答案\n'012,'一带一路'是什么,'=1\n")
    assert (record.text("id"), record.text("answer")) == ("012", "=1")
    assert record.text("question").startswith("'一带一路'")


def test_an_office_file_under_the_name_of_a_csv_is_refused() -> None:
    assert told(read(b"PK\x03\x04rest")[1], "其实是 Excel")


def test_cells_longer_than_the_csv_module_allows_are_read() -> None:
    (record,), _ = read(f"问题,答案\n甲,{'乙' * 200_000}\n")
    assert len(record.text("answer")) == 200_000


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="'\0")), min_size=2, max_size=4
        ),
        max_size=5,
    )
)
def test_what_the_csv_module_wrote_is_read_back(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["问题", "答案,", "甲,", "乙,"])
    writer.writerows(rows)
    grid = read_csv("a.csv", out.getvalue())
    wanted = [[cell.strip() for cell in row] for row in rows]
    assert [list(line.cells) for line in grid.lines[1:]] == [row for row in wanted if any(row)]
