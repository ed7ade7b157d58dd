"""`askplan import`: the difference first, nothing before yes, and what a clerk wrote is kept."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from bot.commands.check import command as check
from bot.commands.import_ import REPORT_FROM, command, excerpt
from knowledge.corpus.files import REPORT
from knowledge.corpus.folder import load_corpus
from knowledge.errors import BadFolder
from tests.corpus.folders import told, write
from tests.corpus.plans import PLAN
from tests.corpus.test_publishing import snapshot
from tests.workbooks import workbook

NEXT = (
    PLAN.replace("市生态环境局牵头，市水务局、", "市水务局牵头，市生态环境局、")
    .replace("2026年12月底前", "2026年10月底前")
    .replace(
        "(三)开展巡河护河。落实河长巡河制度，每季度末通报巡河情况。",
        "(三)组织节水宣传。开展节水宣传进校园活动。",
    )
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "knowledge"
    made.mkdir()
    return made


def run(folder: Path, *files: Path, yes: bool = True) -> Result:
    args = [*map(str, files), "--to", str(folder), *(["--yes"] if yes else [])]
    return CliRunner().invoke(command, args, standalone_mode=False, catch_exceptions=False)


def source(tmp_path: Path, text: str | bytes, name: str = "清水.md") -> Path:
    return write(tmp_path / "in", {name: text}) / name


def edit(path: Path, cells: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for address, text in cells.items():
        book["任务"][address] = text
    book.save(path)


def test_nothing_is_published_without_a_yes(tmp_path: Path, folder: Path) -> None:
    result = run(folder, source(tmp_path, PLAN), yes=False)
    assert result.return_value == 1
    assert "任务 3 项（新增 3" in result.output
    assert "没有发布" in result.output
    assert snapshot(folder) == {}


def test_an_import_is_knowledge_with_its_source(tmp_path: Path, folder: Path) -> None:
    assert run(folder, source(tmp_path, PLAN)).return_value == 0
    assert set(snapshot(folder)) == {"documents/清水.md", "plans/清水.xlsx"}
    corpus = load_corpus(folder)
    assert corpus.plans["清水"].reviewed
    assert [task.quote in corpus.documents["清水"].text for task in corpus.tasks()] == [True] * 3


def test_uncertain_cells_are_coloured_and_say_why(tmp_path: Path, folder: Path) -> None:
    run(folder, source(tmp_path, PLAN))
    sheet = openpyxl.load_workbook(folder / "plans/清水.xlsx")["任务"]
    marked = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows(2)
        for cell in row
        if cell.comment
    }
    assert list(marked) == ["D3"]
    assert "牵头" in marked["D3"]
    choices = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    assert "市水务局" in choices["D"].formula1
    assert "进行中" in choices["J"].formula1


def test_a_new_version_shows_leads_and_deadlines_first_and_keeps_the_clerks_words(
    tmp_path: Path, folder: Path
) -> None:
    run(folder, source(tmp_path, PLAN))
    edit(folder / "plans/清水.xlsx", {"E3": "市水务局、市财政局、市审计局", "J3": "进行中"})
    result = run(folder, source(tmp_path, NEXT))
    lines = [line.strip() for line in result.output.splitlines()]
    order = [line[0] for line in lines if line[:2] in ("~ ", "- ", "+ ")]
    assert order == ["~", "~", "-", "+"]
    assert "牵头单位：市生态环境局 → 市水务局" in lines
    assert "完成时限：2026年12月底前 → 2026年10月底前" in lines
    first, second, third = load_corpus(folder).plans["清水"].tasks
    assert first.lead == ("市水务局",)
    assert second.responsible == ("市水务局", "市财政局", "市审计局")
    assert (second.status, str(second.deadline.date)) == ("进行中", "2026-10-31")
    assert third.id == "清水/4"


def test_the_difference_is_bold_where_it_matters_most(tmp_path: Path, folder: Path) -> None:
    run(folder, source(tmp_path, PLAN))
    args = [str(source(tmp_path, NEXT)), "--to", str(folder)]
    result = CliRunner().invoke(command, args, standalone_mode=False, color=True)
    assert "\x1b[1m牵头单位：市生态环境局 → 市水务局" in result.output
    assert "\x1b[1m责任单位" not in result.output


def test_the_same_file_again_is_no_change(tmp_path: Path, folder: Path) -> None:
    run(folder, source(tmp_path, PLAN))
    edit(folder / "plans/清水.xlsx", {"J2": "已完成"})
    before = snapshot(folder)
    result = run(folder, source(tmp_path, PLAN))
    assert result.return_value == 0
    assert "没有可发布的改动" in result.output
    assert snapshot(folder) == before


def test_what_was_worked_on_and_lost_its_sentence_is_kept_and_flagged_by_check(
    tmp_path: Path, folder: Path
) -> None:
    run(folder, source(tmp_path, PLAN))
    edit(folder / "plans/清水.xlsx", {"J4": "进行中"})
    result = run(folder, source(tmp_path, NEXT))
    assert "因人工改过而保留" in result.output
    checked = CliRunner().invoke(check, [str(folder)], standalone_mode=False)
    assert checked.return_value == 0
    assert told(load_corpus(folder).warnings, "plans/清水.xlsx:任务!5 列K", "已经找不到")


def test_a_document_changed_behind_the_table_is_flagged_by_check(
    tmp_path: Path, folder: Path
) -> None:
    run(folder, source(tmp_path, PLAN))
    (folder / "documents/清水.md").write_text(PLAN + "\n附则\n", encoding="utf-8")
    checked = CliRunner().invoke(check, [str(folder)], standalone_mode=False)
    assert "plans/清水.xlsx: 提醒：导入之后 documents/清水.md 又改过" in checked.output


def test_a_table_of_a_persons_own_is_never_touched(tmp_path: Path, folder: Path) -> None:
    table = "任务,牵头单位,来源文件\n自己整理的任务,某局,清水.md\n"
    write(folder, {"plans/汇总.csv": table})
    result = run(folder, source(tmp_path, PLAN))
    assert "plans/汇总.csv 是人工填写的任务表" in result.output
    assert set(snapshot(folder)) == {"documents/清水.md", "plans/汇总.csv"}
    assert [task.title for task in load_corpus(folder).tasks()] == ["自己整理的任务"]


def test_columns_and_sheets_of_the_clerks_own_survive_a_new_version(
    tmp_path: Path, folder: Path
) -> None:
    run(folder, source(tmp_path, PLAN))
    path = folder / "plans/清水.xlsx"
    edit(path, {"K1": "联系人", "K2": "某某"})
    book = openpyxl.load_workbook(path)
    book.create_sheet("会议记录")["A1"] = "别丢"
    book.save(path)
    run(folder, source(tmp_path, NEXT))
    assert load_corpus(folder).plans["清水"].tasks[0].extra == (("联系人", "某某"),)
    assert openpyxl.load_workbook(path)["会议记录"]["A1"].value == "别丢"


def test_another_format_replaces_the_document_and_one_version_stays(
    tmp_path: Path, folder: Path
) -> None:
    run(folder, source(tmp_path, PLAN))
    run(folder, source(tmp_path, PLAN, "清水.txt"))
    assert set(snapshot(folder)) == {"documents/清水.txt", "plans/清水.xlsx"}
    assert len(list(load_corpus(folder).tasks())) == 3


def test_a_version_under_another_name_would_count_twice_and_is_warned_of(
    tmp_path: Path, folder: Path
) -> None:
    run(folder, source(tmp_path, PLAN))
    result = run(folder, source(tmp_path, NEXT, "清水（修订）.md"))
    assert "与 清水.md 的标题和文号（或日期）相同" in result.output
    assert "请改名为 清水.md 再导入" in result.output
    assert told(load_corpus(folder).warnings, "documents/清水（修订）.md", "重复计算")


def test_an_offices_list_becomes_a_table_with_file_and_row(tmp_path: Path, folder: Path) -> None:
    rows = [
        ["云岭市重点任务分工表"],
        ["序号", "重点任务", "牵头部门", "配合部门", "完成时间"],
        [1, "修建灌溉渠道20公里", "市水务局", "市财政局", "2026年6月底前"],
        [2, "清理河道淤泥", None, None, "2026年9月底前"],
    ]

    def merge(book: openpyxl.Workbook) -> None:
        for area in ("A1:E1", "C3:C4", "D3:D4"):
            book["分工"].merge_cells(area)

    result = run(folder, source(tmp_path, workbook({"分工": rows}, merge), "任务.xlsx"))
    assert result.return_value == 0, result.output
    assert set(snapshot(folder)) == {"plans/任务.xlsx"}
    first, second = load_corpus(folder).tasks()
    assert (first.id, first.place) == ("任务/1", "任务.xlsx 分工!3")
    assert (second.lead, str(second.deadline.date)) == (("市水务局",), "2026-09-30")
    assert "清理河道淤泥" in second.quote


def test_a_task_table_is_known_by_its_columns_and_goes_back_to_its_place(
    tmp_path: Path, folder: Path
) -> None:
    run(folder, source(tmp_path, PLAN))
    table = (folder / "plans/清水.xlsx").read_bytes()
    result = run(folder, source(tmp_path, table, "副本.xlsx"))
    assert "副本.xlsx → plans/清水.xlsx" in result.output
    assert "没有可发布的改动" in result.output


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("密.md", "机密★1年\n" + PLAN, "密级“机密★1年”"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Word"),
        ("空.txt", "", "空"),
        ("表.xlsx", workbook({"表": [["姓名", "电话"], ["甲", "1"]]}), "没有读到任务"),
    ],
)
def test_a_refused_file_has_its_reason_and_the_others_are_imported(
    tmp_path: Path, folder: Path, name: str, data: str | bytes, words: str
) -> None:
    result = run(folder, source(tmp_path, data, name), source(tmp_path, PLAN), tmp_path / "none.md")
    assert result.return_value == 1
    assert "2 个文件没有导入" in result.output
    assert any(
        line.startswith(f"  {name}") and words in line for line in result.output.splitlines()
    )
    assert set(snapshot(folder)) == {"documents/清水.md", "plans/清水.xlsx"}


def test_a_folder_of_files_and_a_long_list_of_refusals(tmp_path: Path, folder: Path) -> None:
    files: dict[str, str | bytes] = {f"{n}.doc": b"x" for n in range(REPORT_FROM)}
    write(tmp_path / "in", files | {"sub/清水.md": PLAN, "~$清水.docx": "x", ".hidden": "x"})
    result = run(folder, tmp_path / "in")
    assert f"{REPORT_FROM} 个文件没有导入" in result.output
    listed = (folder / REPORT).read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == REPORT_FROM
    assert load_corpus(folder).warnings == ()


def test_a_document_without_tasks_is_kept_as_a_document(tmp_path: Path, folder: Path) -> None:
    text = "# 关于调休的说明\n\n国庆节期间正常值班，请各科室相互转告。\n"
    result = run(folder, source(tmp_path, text))
    assert "没有读到任务，只存入文件" in result.output
    assert set(snapshot(folder)) == {"documents/清水.md"}


def test_the_folder_must_exist_and_is_never_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (str(tmp_path / "none"), "example"):
        with pytest.raises(BadFolder, match="没有这个文件夹"):
            run(Path(name), source(tmp_path, PLAN))


def test_of_long_cells_the_part_that_differs_is_shown() -> None:
    before = "开展排查" * 20 + "由市甲局牵头" + "建立台账" * 20
    after = before.replace("市甲局", "市乙局")
    shown = excerpt(before, after)
    assert "甲" in shown
    assert "乙" in shown
    assert len(shown) < 80
    assert excerpt("", "乙") == "（空） → 乙"
