"""A person's own tables, imported by their header: merged, or in the place of what was there."""

import io
from pathlib import Path

import openpyxl

from knowledge.corpus.exporting import export_workbook
from knowledge.corpus.folder import load_corpus
from knowledge.corpus.importing import Imported, Importer
from knowledge.corpus.publishing import staging
from tests.corpus.folders import write
from tests.workbooks import workbook

PLAN = "# 清水县方案\n\n一、任务\n（一）修建公路20公里。2026年6月底前完成。（县交通局牵头，县财政局配合）\n（二）清理河道。（县水利局牵头）\n"


def take(folder: Path, name: str, data: bytes, *, replace: bool = False) -> Imported:
    with staging(folder) as stage:
        imported = Importer(stage, replace=replace).take(name, data)
        if not stage.empty:
            stage.publish("2026-11-22 09:00", ["导入"])
    return imported


def test_a_csv_of_questions_is_merged_into_the_workbook(tmp_path: Path) -> None:
    rows = [["问题", "答案", "经办人"], ["甲", "1", "老李"], ["乙", "2", "老王"]]
    folder = write(tmp_path, {"faq.xlsx": workbook({"问答": rows})})
    imported = take(folder, "新的.csv", "问题,答案\n乙？,二\n丙,3\n".encode("gb18030"))
    [table] = imported.tables
    assert [(c.kind, c.title) for c in table.changes] == [("changed", "乙？"), ("added", "丙")]
    faq = load_corpus(folder).faq
    assert [(e.question, e.answer) for e in faq] == [("甲", "1"), ("乙？", "二"), ("丙", "3")]
    assert faq[1].extra == (("经办人", "老王"),)


def test_names_are_merged_and_their_other_names_replaced(tmp_path: Path) -> None:
    folder = write(tmp_path, {"glossary.csv": "标准名称,别名\n市教育局,教育局\n市财政局,财政\n"})
    rows = [["标准名称", "别名"], ["市教育局", "教育局、教委"]]
    take(folder, "名称.xlsx", workbook({"名称": rows}))
    glossary = load_corpus(folder).glossary
    assert [(t.name, t.aliases) for t in glossary] == [
        ("市教育局", ("教育局", "教委")),
        ("市财政局", ("财政",)),
    ]
    take(folder, "名称.xlsx", workbook({"名称": rows}), replace=True)
    assert [t.name for t in load_corpus(folder).glossary] == ["市教育局"]


def test_an_export_comes_back_without_a_change_and_with_one_where_it_was_edited(
    tmp_path: Path,
) -> None:
    faq = "问题,答案\n甲,1\n"
    folder = write(tmp_path, {"documents/清水.md": PLAN, "faq.csv": faq})
    corpus = load_corpus(folder)
    assert take(folder, "表.xlsx", export_workbook(corpus).data).unchanged
    assert not (folder / "plans").exists()

    book = openpyxl.load_workbook(io.BytesIO(export_workbook(corpus).data))
    book["任务"]["D2"] = "县公路局"
    out = io.BytesIO()
    book.save(out)
    imported = take(folder, "表.xlsx", out.getvalue())
    assert [t.file for t in imported.tables if t.differs] == ["plans/表.xlsx"]
    after = load_corpus(folder)
    assert [t.lead for t in after.tasks()] == [("县公路局",), ("县水利局",)]
    assert after.plans["清水"].reviewed
    assert after.warnings == corpus.warnings
    # The next export stands for the table that came of this one.
    again = take(folder, "表2.xlsx", export_workbook(corpus).data)
    assert [t.superseded for t in again.tables if t.differs] == [("plans/表.xlsx",)]
    assert next(t.lead for t in load_corpus(folder).tasks()) == ("县交通局",)


def test_a_list_of_tasks_without_sources_is_still_read_as_a_list(tmp_path: Path) -> None:
    rows = [["序号", "重点任务", "牵头部门"], ["1", "修建公路20公里", "县交通局"]]
    imported = take(write(tmp_path, {"knowledge.toml": ""}), "分工.xlsx", workbook({"表": rows}))
    assert imported.tables == ()
    assert imported.table == "plans/分工.xlsx"
