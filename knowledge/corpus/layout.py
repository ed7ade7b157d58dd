"""How the tables look to the clerk who fills them: widths, choices, what each column is for."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN, Schema
from knowledge.corpus.excel import Column

STATUSES = ("未开始", "进行中", "已完成", "已取消")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What a clerk should know about one column. example: what the example row holds."""

    width: float
    purpose: str
    example: str = ""
    choices: tuple[str, ...] = ()
    strict: bool = False


_SOURCE = {
    "document": Guide(
        width=22,
        purpose="依据哪份文件。写 documents 文件夹里的文件名（可不带结尾）。没有文件就留空，这一行本身就是来源。",
        example="",
    ),
    "quote": Guide(
        width=50,
        purpose="文件里的原话，一字不差地复制过来，回答时显示给提问的人。没有就留空。",
    ),
}

GUIDES: Mapping[str, Mapping[str, Guide]] = {
    FAQ.kind: {
        "id": Guide(width=8, purpose="可留空。填了就不要重复，也不要再改。", example="示例"),
        "question": Guide(
            width=36,
            purpose="必填。群众或同事最常用的问法，一行一个问题。",
            example="老旧小区加装电梯谁牵头？",
        ),
        "similar": Guide(
            width=40,
            purpose="同一个问题的其他问法，一行一句（格内换行按 Alt+Enter），也可以用；或 | 隔开。越多越准。",
            example="装电梯归谁管\n加装电梯找哪个部门",
        ),
        "answer": Guide(
            width=50,
            purpose="必填。机器人原样回答这一格的内容。",
            example="由市住房城乡建设局牵头。",
        ),
        **_SOURCE,
        "tags": Guide(width=16, purpose="可留空。几个标签用、隔开。", example="住房、电梯"),
    },
    PLAN.kind: {
        "id": Guide(width=8, purpose="可留空。填了就不要重复，也不要再改。", example="示例"),
        "title": Guide(width=36, purpose="必填。一项任务一行。", example="完成老旧小区加装电梯"),
        "section": Guide(
            width=20,
            purpose="任务在方案的哪一部分，几级之间用 > 隔开。可留空。",
            example="二、重点任务",
        ),
        "lead": Guide(
            width=22,
            purpose="牵头的单位，几个用、隔开。方案没有写明就留空。",
            example="市住房城乡建设局",
        ),
        "responsible": Guide(
            width=30,
            purpose="其他责任、配合单位，几个用、隔开。牵头单位不用重复写。",
            example="市财政局、市市场监管局",
        ),
        "deadline": Guide(
            width=20,
            purpose="2026年12月31日、2026年12月底前、每季度末、长期坚持 等写法都可以。请写明年份。",
            example="2026年12月底前",
        ),
        "target": Guide(
            width=20, purpose="要达到的数，如 98%以上、不少于12座。可留空。", example="不少于200部"
        ),
        **_SOURCE,
        "status": Guide(
            width=10, purpose="从下拉列表里选，可留空。", example="未开始", choices=STATUSES
        ),
        "place": Guide(width=20, purpose="由程序填写：任务在原来的表格里的位置。不用改。"),
    },
    GLOSSARY.kind: {
        "name": Guide(
            width=30, purpose="必填。单位的规范名称，或术语。", example="【示例】市住房城乡建设局"
        ),
        "aliases": Guide(
            width=40,
            purpose="简称、俗称、曾用名，几个用、隔开。两个单位都在用的简称不要写。",
            example="市住建局、市建设局",
        ),
        "type": Guide(
            width=10,
            purpose="从下拉列表里选：部门或术语。留空就是部门。",
            example="部门",
            choices=("部门", "术语"),
            strict=True,
        ),
    },
}


def columns(schema: Schema, leave_out: frozenset[str] = frozenset()) -> dict[str, Column]:
    """The columns of a table by field, in order, ready to be written."""
    guides = GUIDES[schema.kind]
    return {
        name: Column(
            header=schema.header(name),
            width=guides[name].width,
            choices=guides[name].choices,
            strict=guides[name].strict,
            note=guides[name].purpose,
        )
        for name in schema.fields
        if name not in leave_out
    }
