"""What is exported reads back as it was."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.corpus.excel import CELL_LIMIT
from knowledge.corpus.exporting import export_workbook
from knowledge.corpus.folder import load_corpus
from knowledge.model import Corpus, FaqEntry, Task
from tests.corpus.folders import jsonl, write
from tests.corpus.plans import PLAN

ROWS = (
    {"编号": "1", "任务": "修好水闸", "牵头单位": ["市水务局"], "责任单位": ["市财政局"]},
    {
        "编号": "2",
        "任务": "=1+1 的台账",
        "完成时限": "2026年9月底前",
        "状态": "进行中",
        "科室": "办公室",
    },
    {"任务": "巡查河道", "完成时限": "每季度末", "目标": "不少于4次"},
)
FAQ = (
    {"问题": "水闸归谁管", "答案": "归市水务局。", "相似问法": ["谁管水闸", "水闸, 谁管"]},
    {
        "编号": "排口",
        "问题": "-2 是什么",
        "答案": "+好",
        "来源文件": "qingshui",
        "标签": ["河", "水"],
    },
)


def _again(corpus: Corpus, folder: Path, files: Mapping[str, str | bytes]) -> Corpus:
    data = export_workbook(corpus).data
    tables = dict.fromkeys(("plans/任务表.xlsx", "faq.xlsx", "glossary.xlsx"), data)
    return load_corpus(write(folder, {**files, **tables}))


def _of_task(task: Task) -> Task:
    """What a task is, whatever row it stands in."""
    numbers = tuple(replace(number, start=None, end=None) for number in task.numbers)
    return replace(task, document="", quote="", place="", numbers=numbers, doubts=(), grounds=())


def _of_entry(entry: FaqEntry) -> FaqEntry:
    return replace(entry, file="", place="")


@pytest.fixture
def papers() -> dict[str, str | bytes]:
    return {"documents/qingshui.txt": PLAN}


def test_what_is_exported_reads_back_as_it_was(
    tmp_path: Path, papers: dict[str, str | bytes]
) -> None:
    tables = {
        "plans/任务表.jsonl": jsonl(*ROWS),
        "faq.jsonl": jsonl(*FAQ),
        "glossary.jsonl": jsonl({"标准名称": "市水务局", "别名": ["水利局", "市水利局"]}),
    }
    corpus = load_corpus(write(tmp_path / "a", {**papers, **tables}))
    again = _again(corpus, tmp_path / "b", papers)
    assert len(list(corpus.tasks())) > len(ROWS)
    assert [_of_task(t) for t in again.tasks()] == [_of_task(t) for t in corpus.tasks()]
    assert [_of_entry(e) for e in again.faq] == [_of_entry(e) for e in corpus.faq]
    assert again.glossary == corpus.glossary


def test_a_task_read_from_a_document_keeps_its_sentence(
    tmp_path: Path, papers: dict[str, str | bytes]
) -> None:
    corpus = load_corpus(write(tmp_path / "a", papers))
    again = _again(corpus, tmp_path / "b", papers)
    assert [t.quote for t in again.tasks()] == [t.quote for t in corpus.tasks()]
    assert [t.document for t in again.tasks()] == ["qingshui"] * len(list(corpus.tasks()))


def test_two_tables_that_number_alike_stay_two_in_one_workbook(tmp_path: Path) -> None:
    tables = {
        "plans/水.jsonl": jsonl({"编号": "1", "任务": "修水闸"}),
        "plans/路.jsonl": jsonl({"编号": "1", "任务": "补路面"}),
    }
    corpus = load_corpus(write(tmp_path / "a", tables))
    again = _again(corpus, tmp_path / "b", {})
    assert sorted(t.title for t in again.tasks()) == ["修水闸", "补路面"]
    assert len({t.id for t in again.tasks()}) == 2


def test_only_the_chosen_tasks_are_written_and_counted(tmp_path: Path) -> None:
    corpus = load_corpus(write(tmp_path, {"plans/任务表.jsonl": jsonl(*ROWS)}))
    assert export_workbook(corpus).tasks == len(ROWS)
    assert export_workbook(corpus, list(corpus.tasks())[:1]).tasks == 1


def test_nothing_in_the_workbook_is_a_formula_or_longer_than_a_cell(tmp_path: Path) -> None:
    import io

    from openpyxl import load_workbook

    rows = [{"任务": f"{sign}HYPERLINK(1)"} for sign in "=+-@"] + [{"任务": "长" * 40_000}]
    corpus = load_corpus(write(tmp_path, {"plans/t.jsonl": jsonl(*rows)}))
    book = load_workbook(io.BytesIO(export_workbook(corpus).data))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert max(len(cell.value) for cell in cells) == CELL_LIMIT
