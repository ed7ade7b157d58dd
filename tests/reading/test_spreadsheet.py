"""Workbooks as documents: an office's task list, read as it stands."""

from datetime import date
from typing import Any

from knowledge.plans.extraction import extract
from knowledge.reading.documents import read_document
from tests.workbooks import workbook

ROWS = [
    ["云岭市2026年重点任务分工表"],
    [],
    ["序号", "重点任务", "牵头部门", "配合部门", "完成时间", "备注"],
    ["一、水利工程"],
    [1, "修建灌溉渠道20公里", "市水务局", "市财政局、审计局", date(2026, 6, 30), "新增"],
    [2, "清理河道淤泥", None, None, "2026年9月底前", None],
    [],
    ["二、交通建设"],
    [3, "改造农村公路", "市交通运输局", None, 46387, None],
]
SECOND = [["序号", "工作事项", "责任单位", "时限"], [1, "开展安全巡查", "市应急管理局", "每季度末"]]


def merge(book: Any) -> None:
    for area in ("A1:F1", "A4:F4", "A8:F8", "C5:C6", "D5:D6"):
        book["分工"].merge_cells(area)
    book["旧稿"].sheet_state = "hidden"


def the_list() -> bytes:
    return workbook({"分工": ROWS, "第二批": SECOND, "旧稿": ROWS}, merge)


def test_an_offices_list_becomes_tasks_with_sheet_and_row() -> None:
    tasks = extract(read_document("任务.xlsx", the_list())).tasks
    assert [(task.title, task.place) for task in tasks] == [
        ("修建灌溉渠道20公里", "分工!5"),
        ("清理河道淤泥", "分工!6"),
        ("改造农村公路", "分工!9"),
        ("开展安全巡查", "第二批!2"),
    ]
    assert [task.lead for task in tasks[:3]] == [("市水务局",), ("市水务局",), ("市交通运输局",)]
    assert [task.deadline.date for task in tasks] == [
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
        None,
    ]
    assert tasks[1].section_path == ("水利工程",)


def test_every_cell_is_its_range_of_the_text_and_merged_ones_share_it() -> None:
    document = read_document("任务.xlsx", the_list())
    assert document.title == "云岭市2026年重点任务分工表"
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    own = [cell for cell in cells if not cell.filled]
    assert all(document.text[cell.start : cell.end] == cell.text for cell in own)
    assert {cell.text for cell in cells if cell.filled} == {"市水务局", "市财政局、审计局"}


def test_a_number_that_may_be_january_or_october_is_reported() -> None:
    rows = [["任务", "牵头单位", "完成时限"], ["修路", "市交通运输局", 2026.1]]
    (problem,) = read_document("任务.xlsx", workbook({"表": rows})).problems
    assert problem.place == "表!C2"
    assert "1月还是10月" in problem.what
