"""`askplan new`: templates that can be filled at once, and pass `check` as they are."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from bot.commands.check import command as check
from bot.commands.new import command as new
from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN
from knowledge.corpus.folder import load_corpus
from knowledge.errors import BadFolder
from tests.corpus.folders import told

TABLES = (("faq.xlsx", FAQ), ("glossary.xlsx", GLOSSARY), ("plans/任务表.xlsx", PLAN))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sub" / "我的知识库"
    result = CliRunner().invoke(new, [str(made)], standalone_mode=False, catch_exceptions=False)
    assert "faq.xlsx" in result.output
    return made


def test_a_new_folder_passes_check_and_says_kindly_that_it_is_empty(folder: Path) -> None:
    result = CliRunner().invoke(check, [str(folder)], standalone_mode=False)
    assert result.return_value == 0
    assert "知识库还是空的" in result.output
    assert result.output.count("示例行") == 3
    assert result.output.splitlines()[-1].startswith("文件 0，段落 0，问答 0，任务 0")
    assert load_corpus(folder).title == "我的知识库"


@pytest.mark.parametrize(("name", "schema"), TABLES, ids=[name for name, _ in TABLES])
def test_every_template_has_headers_widths_a_frozen_row_and_an_explanation(
    folder: Path, name: str, schema: Any
) -> None:
    table, guide = openpyxl.load_workbook(folder / name).worksheets
    headers = [cell.value for cell in table[1]]
    wanted = [schema.header(field) for field in schema.fields if field != "place"]
    assert headers == wanted == [row[0].value for row in guide.iter_rows(2, len(wanted) + 1)]
    assert all(row[1].value for row in guide.iter_rows(2, len(wanted) + 1))
    assert table.freeze_panes == "A2"
    assert all(table.column_dimensions[cell.column_letter].width >= 8 for cell in table[1])
    assert all(cell.alignment.wrap_text for cell in table[2])


def test_fixed_values_drop_down(folder: Path) -> None:
    plan = openpyxl.load_workbook(folder / "plans/任务表.xlsx").worksheets[0]
    glossary = openpyxl.load_workbook(folder / "glossary.xlsx").worksheets[0]
    (status,) = plan.data_validations.dataValidation
    (kind,) = glossary.data_validations.dataValidation
    assert "进行中" in status.formula1
    assert kind.formula1 == '"部门,术语"'
    assert kind.showErrorMessage


def test_a_filled_template_is_knowledge_and_its_example_is_not(folder: Path) -> None:
    for name, row in (
        ("faq.xlsx", ["", "谁管河道", "", "市水务局"]),
        ("glossary.xlsx", ["市水务局", "水务局"]),
        ("plans/任务表.xlsx", ["", "清淤", "", "市水务局", "", "2026.6"]),
    ):
        book = openpyxl.load_workbook(folder / name)
        for column, text in enumerate(row, 1):
            book.worksheets[0].cell(3, column, text or None)
        book.save(folder / name)
    corpus = load_corpus(folder)
    assert [entry.answer for entry in corpus.faq] == ["市水务局"]
    assert [term.name for term in corpus.glossary] == ["市水务局"]
    assert [str(task.deadline.date) for task in corpus.tasks()] == ["2026-06-30"]
    assert not told(corpus.warnings, "空的")


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    for place, words in ((tmp_path, "已经有文件"), (tmp_path / "mine.txt", "同名的文件")):
        with pytest.raises(BadFolder, match=words):
            CliRunner().invoke(new, [str(place)], standalone_mode=False, catch_exceptions=False)
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]
