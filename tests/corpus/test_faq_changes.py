"""Wordings and entries that are added to the FAQ of a folder."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from knowledge.corpus.faq_changes import FaqChange, apply, changed_faq
from knowledge.corpus.folder import load_corpus
from knowledge.corpus.publishing import JOURNAL, published, staging, undo
from knowledge.corpus.quoting import find_quote
from knowledge.corpus.templates import create_folder
from knowledge.errors import BadFolder, UnreadableFile
from knowledge.model import Corpus
from tests.corpus.folders import jsonl, write
from tests.workbooks import workbook

NEW = FaqChange(question="停车费多少钱", wordings=("停车咋收费",), answer="每小时三元。")


def publish(folder: Path, change: FaqChange) -> None:
    with staging(folder) as stage:
        apply(stage, change)
        stage.publish("2026-11-22 09:00", [f"{change.described()}（管理员 7）"])


def test_a_new_entry_goes_into_a_new_table_where_there_is_none(tmp_path: Path) -> None:
    folder = write(tmp_path, {"knowledge.toml": ""})
    publish(folder, NEW)
    [entry] = load_corpus(folder).faq
    assert (entry.question, entry.similar, entry.answer) == (NEW.question, NEW.wordings, NEW.answer)
    assert (entry.file, entry.place) == ("faq.xlsx", "问答!2")


def test_the_template_of_a_new_folder_takes_an_entry_that_is_not_grey(tmp_path: Path) -> None:
    create_folder(tmp_path / "库")
    publish(tmp_path / "库", NEW)
    page = openpyxl.load_workbook(tmp_path / "库" / "faq.xlsx")["问答"]
    assert not page["B3"].font.italic
    assert [entry.question for entry in load_corpus(tmp_path / "库").faq] == [NEW.question]


def test_the_clerks_looks_columns_and_sheets_stay(tmp_path: Path) -> None:
    def touch(book: Any) -> None:
        page = book["问题库"]
        for cell in page[4]:
            cell.fill = PatternFill("solid", fgColor="FFCC00")
        page.column_dimensions["C"].width = 61
        page.add_table(Table(displayName="T", ref="A3:E4"))

    rows = [
        ["2026年常见问题"],
        [],
        ["序号", "标准问题", "答复", "经办人", "相似问法"],
        ["1", "图书馆几点开门", "早上九点。", "老王", "图书馆啥时候开"],
    ]
    data = workbook({"问题库": rows, "备忘": [["别删"]]}, touch)
    folder = write(tmp_path, {"faq.xlsx": data})
    publish(folder, FaqChange(entry="图书馆几点开门", wordings=("图书馆几点开", "图书馆啥时候开")))
    publish(folder, NEW)
    book = openpyxl.load_workbook(folder / "faq.xlsx")
    page = book["问题库"]
    assert page["E4"].value == "图书馆啥时候开\n图书馆几点开"
    assert [cell.value for cell in page[5]][:3] == ["2", NEW.question, NEW.answer]
    assert page["B5"].fill.fgColor.rgb == "00FFCC00"
    assert page.column_dimensions["C"].width == 61
    assert page.tables["T"].ref == "A3:E5"
    assert book["备忘"]["A1"].value == "别删"
    first, _ = load_corpus(folder).faq
    assert first.extra == (("经办人", "老王"),)


@pytest.mark.parametrize("name", ["faq.csv", "faq.jsonl", "faq.yaml"])
def test_a_faq_in_another_format_becomes_a_workbook_with_all_its_rows(
    tmp_path: Path, name: str
) -> None:
    content = {
        "faq.csv": "编号,问题,答案,经办人\na,甲,1,老李\nb,乙,2,\n",
        "faq.jsonl": jsonl(
            {"编号": "a", "问题": "甲", "答案": "1", "经办人": "老李"},
            {"编号": "b", "问题": "乙", "答案": "2"},
        ),
        "faq.yaml": "- {编号: a, 问题: 甲, 答案: '1', 经办人: 老李}\n- {编号: b, 问题: 乙, 答案: '2'}\n",
    }[name]
    folder = write(tmp_path, {name: content})
    publish(folder, NEW)
    assert not (folder / name).exists()
    faq = load_corpus(folder).faq
    assert [(e.id, e.question) for e in faq[:2]] == [("a", "甲"), ("b", "乙")]
    assert faq[0].extra == (("经办人", "老李"),)
    undo(folder)
    assert (folder / name).read_text(encoding="utf-8") == content
    assert not (folder / "faq.xlsx").exists()


def test_what_would_contradict_is_refused_before_it_is_written(tmp_path: Path) -> None:
    folder = write(tmp_path, {"faq.csv": "问题,答案\n停车费 多少钱？,免费\n"})
    with staging(folder) as stage, pytest.raises(UnreadableFile, match="已经有"):
        apply(stage, NEW)
    with staging(folder) as stage, pytest.raises(UnreadableFile, match="不在了"):
        apply(stage, FaqChange(entry="没有这条", wordings=("甲",)))
    source = FaqChange(question="丁", answer="1", document="没有.txt", quote="没有")
    with staging(folder) as stage:
        apply(stage, source)
        with pytest.raises(BadFolder, match="没有来源文件"):
            changed_faq(stage, Corpus(title=""))
    assert published(folder) == []


def test_a_formula_in_an_answer_stays_text(tmp_path: Path) -> None:
    folder = write(tmp_path, {"knowledge.toml": ""})
    publish(folder, FaqChange(question="=1+1等于几", answer='=HYPERLINK("http://x")'))
    book = openpyxl.load_workbook(io.BytesIO((folder / "faq.xlsx").read_bytes()))
    row = [cell for cell in book["问答"][2] if cell.value]
    assert {cell.data_type for cell in row} == {"s"}
    assert load_corpus(folder).faq[0].answer == '=HYPERLINK("http://x")'


def test_a_change_is_taken_back_only_while_it_is_the_last(tmp_path: Path) -> None:
    folder = write(tmp_path, {"knowledge.toml": ""})
    publish(folder, NEW)
    publish(folder, FaqChange(entry=NEW.question, wordings=("停车几块钱",)))
    first, second = published(folder)
    assert undo(folder, only=first.mark) is None
    assert undo(folder, only=second.mark) is not None
    assert undo(folder, only=second.mark) is None
    assert undo(folder, only=first.mark, at="2026-11-22 10:00 撤销（管理员 8）") is not None
    journal = (folder / ".askplan" / JOURNAL).read_text(encoding="utf-8").splitlines()
    assert len(journal) == 4
    assert "管理员 7" in journal[0]
    assert "管理员 8" in journal[3]


def test_a_preview_is_the_folder_after_the_change_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path, {"faq.csv": "问题,答案\n甲,1\n", "documents/a.txt": "一些文字内容。"})
    with staging(folder) as stage:
        apply(stage, NEW)
        with stage.preview() as place:
            assert len(load_corpus(place).faq) == 2
            assert not (place / "faq.csv").exists()
        assert not place.exists()
    assert len(load_corpus(folder).faq) == 1


def test_copied_words_are_found_whatever_was_lost_in_copying(tmp_path: Path) -> None:
    text = "一、任务\n居民小区充电服务费每度不高于四角五分，由市发展改革委\n定期公布。\n"
    folder = write(tmp_path, {"documents/a.txt": text, "documents/b.txt": "别的内容也有一些。"})
    documents = load_corpus(folder).documents.values()
    found = find_quote(documents, " 充电服务费每度不高于四角五分,由市发展改革委定期公布")
    assert found is not None
    document, quote = found
    assert document.id == "a"
    assert quote in document.text
    assert quote.endswith("定期公布。")
    assert find_quote(documents, "市发展改革委定期公布别的什么") is None
    assert find_quote(documents, "一、任务") is None
