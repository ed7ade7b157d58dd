"""Plan tables: a clerk's rows become tasks word for word, and replace what was read."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.corpus.folder import load_corpus, survey
from knowledge.corpus.plan_table import worded
from tests.corpus.folders import told, write
from tests.corpus.plans import PLAN
from tests.workbooks import workbook

HEAD = "编号,任务,牵头单位,责任单位,完成时限,来源文件,来源原文\n"
QUOTE = "新建水质自动监测站12座。"


def test_a_table_replaces_the_tasks_that_were_read_and_keeps_the_targets(tmp_path: Path) -> None:
    read = load_corpus(write(tmp_path / "a", {"documents/清水.md": PLAN}))
    assert len(read.plans["清水"].tasks) == 3
    table = HEAD + f"7,建站,市水务局,市财政局、各县（区）政府,2026年11月底前,清水.md,{QUOTE}\n"
    files = {"documents/清水.md": PLAN, "plans/清水.csv": table}
    corpus = load_corpus(write(tmp_path / "b", files))
    plan = corpus.plans["清水"]
    (task,) = plan.tasks
    assert plan.reviewed
    assert plan.targets == read.plans["清水"].targets != ()
    assert (task.id, task.document, task.lead) == ("清水/7", "清水", ("市水务局",))
    assert task.responsible == ("市财政局", "各县（区）政府")
    assert task.deadline.date == date(2026, 11, 30)
    assert task.text == QUOTE == corpus.documents["清水"].text[task.start : task.end]
    assert task.section_path[0] == "二、重点任务"


def test_a_missing_year_is_the_documents_and_a_year_nobody_wrote_is_an_error(
    tmp_path: Path,
) -> None:
    table = HEAD + "1,甲,,市水务局,6月底前,清水,\n2,乙,,市水务局,6月底前,,\n"
    files = {"documents/清水.md": PLAN, "plans/p.csv": table}
    corpus, problems = survey(write(tmp_path, files))
    assert corpus.plans["清水"].tasks[0].deadline.date == date(2026, 6, 30)
    assert told(problems, "plans/p.csv:3 列E", "没有写年份")
    assert len(problems) == 1


def test_a_row_without_document_is_its_own_source(tmp_path: Path) -> None:
    table = HEAD + "1,清理垃圾,某街道,,2026-12-31,,\n,清理河道,某街道,,—,,\n"
    corpus = load_corpus(write(tmp_path, {"plans/街道.csv": table}))
    first, second = corpus.plans["街道"].tasks
    assert (first.id, first.document, first.place) == ("街道/1", "街道.csv", "2")
    assert first.quote == "清理垃圾 | 某街道 | 2026-12-31"
    assert second.id == "街道/row3"
    assert second.deadline.kind == "none"


def test_rows_of_their_own_never_share_ids_with_a_document_of_that_name(tmp_path: Path) -> None:
    files = {"documents/清水.md": PLAN, "plans/清水.csv": HEAD + "1,自加任务,某局,,,,\n"}
    corpus = load_corpus(write(tmp_path, files))
    ids = [task.id for task in corpus.tasks()]
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,,某局,,,,", ("列B", "没有任务")),
        ("1,甲,某局,,下个世纪,,", ("列E", "下个世纪", "2026年12月31日")),
        ("1,甲,某局,,2026年6月底前,污水.md,", ("列F", "污水.md", "清水.md")),
        ("1,甲,某局,,,清水,新建水质自动监测站20座。", ("列G", "找不到", "新建水质自动监测站12座")),
    ],
)
def test_every_wrong_cell_is_named_with_its_column_and_remedy(
    tmp_path: Path, row: str, words: tuple[str, ...]
) -> None:
    files = {"documents/清水.md": PLAN, "plans/p.csv": f"{HEAD}{row}\n"}
    _, problems = survey(write(tmp_path, files))
    assert told(problems, "plans/p.csv:2", *words)
    assert len(problems) == 1


def test_one_id_twice_is_an_error_across_tables(tmp_path: Path) -> None:
    row = "1,甲,某局,,,清水,\n"
    files = {"documents/清水.md": PLAN, "plans/a.csv": HEAD + row, "plans/b.csv": HEAD + row}
    _, problems = survey(write(tmp_path, files))
    assert told(problems, "plans/b.csv:2", "plans/a.csv:2", "编号“1”")


def test_a_table_of_an_office_is_read_with_its_banners_and_merged_cells(tmp_path: Path) -> None:
    rows = [
        ["云岭市2026年重点任务分工表"],
        ["序号", "重点任务", "牵头部门", "配合部门", "完成时间", "备注"],
        ["一、水利"],
        [1, "修渠", "市水务局", "市财政局", date(2026, 6, 30), "新增"],
        [2, "清淤", None, None, 2026.9, None],
        ["二、交通"],
        [3, "修路", "市交通运输局", None, 46387, None],
    ]

    def merge(book: Any) -> None:
        for area in ("A1:F1", "A3:F3", "A6:F6", "C4:C5", "D4:D5"):
            book["分工"].merge_cells(area)

    data = workbook({"封面": [["内部使用"]], "分工": rows}, merge)
    corpus = load_corpus(write(tmp_path, {"plans/分工.xlsx": data}))
    first, second, third = corpus.plans["分工"].tasks
    assert first.section_path == second.section_path == ("一、水利",)
    assert (second.lead, second.responsible) == (("市水务局",), ("市财政局",))
    assert [t.deadline.date for t in (first, second, third)] == [
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]
    assert third.section_path == ("二、交通",)
    assert first.extra == (("备注", "新增"),)
    assert first.place == "分工!4"
    assert told(corpus.warnings, "plans/分工.xlsx:封面", "没有读入")


def test_a_month_that_a_number_cannot_tell_is_asked_about(tmp_path: Path) -> None:
    rows = [["任务", "完成时限"], ["甲", 2026.1], ["乙", "2026.1"], ["丙", "2026.10"]]
    corpus, problems = survey(write(tmp_path, {"plans/p.xlsx": workbook({"表": rows})}))
    assert told(problems, "plans/p.xlsx:表!2 列B", "1月还是10月")
    _, second, third = corpus.plans["p"].tasks
    assert (second.deadline.date, third.deadline.date) == (date(2026, 1, 31), date(2026, 10, 31))


def test_an_id_merged_over_two_rows_names_two_tasks(tmp_path: Path) -> None:
    rows = [["编号", "任务"], ["1", "甲"], [None, "乙"]]
    data = workbook({"表": rows}, lambda book: book["表"].merge_cells("A2:A3"))
    corpus = load_corpus(write(tmp_path, {"plans/p.xlsx": data}))
    assert [task.id for task in corpus.plans["p"].tasks] == ["p/1", "p/1-3"]


def test_numbers_in_the_target_column_are_the_tasks(tmp_path: Path) -> None:
    table = "任务,目标\n提高水质优良率,92%以上\n其他,基本建成\n"
    first, second = load_corpus(write(tmp_path, {"plans/p.csv": table})).plans["p"].tasks
    (number,) = first.numbers
    assert (number.value, number.unit, number.comparator) == ("92", "%", ">=")
    assert number.start is None
    assert second.numbers == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026", "2026年"),
        ("2026.6", "2026年6月"),
        ("2026-06", "2026年6月"),
        ("2026/6/5", "2026年6月5日"),
        ("2026-06-05 08:30:00", "2026年6月5日"),
        ("202612", "2026年12月"),
        ("20261231", "2026年12月31日"),
        ("46387", "2026年12月31日"),
        ("2026年底", "2026年底"),
        ("12", "12"),
    ],
)
def test_dates_typed_as_digits_are_dates(typed: str, said: str) -> None:
    assert worded(typed) == said
