"""Which column is which: the headers of the three kinds of table, in Chinese, English and synonyms.

The first name of every field is the one that the interfaces page gives and that templates carry.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The columns of one kind of table.

    fields: field -> its header names, the Chinese one first, the English one second.
    required: the field without which a sheet is not such a table. plural: fields that hold several
    names. wordings: fields that hold several sentences, which may contain commas of their own.
    """

    kind: str
    fields: Mapping[str, tuple[str, ...]]
    required: str
    plural: frozenset[str]
    wordings: frozenset[str] = frozenset()

    @cached_property
    def by_header(self) -> Mapping[str, str]:
        """Every header as `simple` leaves it -> its field."""
        return {simple(name): field for field, names in self.fields.items() for name in names}

    def header(self, field: str) -> str:
        """The Chinese header of a field."""
        return self.fields[field][0]

    def field(self, header: str) -> str | None:
        """The field that a header means, or None where the header is not known."""
        key = simple(header)
        found = self.by_header.get(key)
        if found is None:
            found = self.by_header.get(key.rstrip("0123456789"))
            found = found if found in self.plural | self.wordings else None
        return found

    def match(self, cells: Sequence[str]) -> dict[int, str]:
        """Column -> field, for the cells of a row that might be the header."""
        found = ((column, self.field(cell)) for column, cell in enumerate(cells) if cell)
        return {column: field for column, field in found if field is not None}


_REMARK = re.compile(r"[(\[【<〔].*?[)\]】>〕]")


def simple(header: str) -> str:
    """A header as it is compared: NFKC, lower case, no blanks, marks or remarks in brackets."""
    text = _REMARK.sub("", unicodedata.normalize("NFKC", header).lower())
    return "".join(char for char in text if char.isalnum())


_SOURCE = {
    "document": ("来源文件", "document", "来源", "来源文档", "文件", "出处", "依据文件", "source"),
    "quote": ("来源原文", "quote", "原文", "原文依据", "依据原文", "原文摘录"),
}

FAQ = Schema(
    kind="问答表",
    fields={
        "id": ("编号", "id", "序号", "no", "number"),
        "question": ("问题", "question", "标准问题", "标准问", "主问题"),
        "similar": ("相似问法", "similar", "相似问题", "相似问", "其他问法", "扩展问法", "扩展问"),
        "answer": ("答案", "answer", "回答", "答复", "标准答案"),
        **_SOURCE,
        "tags": ("标签", "tags", "tag", "分类", "类别", "category"),
    },
    required="question",
    plural=frozenset({"tags"}),
    wordings=frozenset({"similar"}),
)

PLAN = Schema(
    kind="任务表",
    fields={
        "id": ("编号", "id", "序号", "任务编号", "no", "number"),
        "title": (
            "任务",
            "title",
            "任务名称",
            "工作任务",
            "重点任务",
            "主要任务",
            "任务内容",
            "工作内容",
            "任务事项",
            "工作事项",
            "重点工作",
            "事项",
            "task",
        ),
        "section": ("章节", "section", "任务类别", "工作类别", "所属章节"),
        "lead": ("牵头单位", "lead", "牵头部门", "牵头责任单位", "主办单位", "牵头", "主责单位"),
        "responsible": (
            "责任单位",
            "responsible",
            "配合单位",
            "责任部门",
            "配合部门",
            "参与单位",
            "协办单位",
            "协同单位",
            "协同责任单位",
            "落实单位",
        ),
        "deadline": (
            "完成时限",
            "deadline",
            "完成时间",
            "时限",
            "时间节点",
            "截止时间",
            "截止日期",
            "完成期限",
            "办结时限",
            "时限要求",
            "due",
        ),
        "target": ("目标", "target", "目标值", "工作目标", "预期目标", "任务目标"),
        **_SOURCE,
        "status": ("状态", "status", "办理状态", "完成状态"),
        "place": ("出处", "place", "原表位置"),
    },
    required="title",
    plural=frozenset({"lead", "responsible"}),
)

GLOSSARY = Schema(
    kind="名称表",
    fields={
        "name": ("标准名称", "name", "名称", "全称", "规范名称", "部门名称", "单位名称"),
        "aliases": ("别名", "aliases", "alias", "简称", "别称", "曾用名", "其他名称", "俗称"),
        "type": ("类型", "type", "类别"),
    },
    required="name",
    plural=frozenset({"aliases"}),
)

SCHEMAS = (FAQ, PLAN, GLOSSARY)

_OPEN, _CLOSE = "(（[【〔<《", ")）]】〕>》"
_NAME_ENDS = frozenset("、;；,，\n\r")
_WORDING_ENDS = re.compile(r"[；;|｜\r\n]+")
# How people fill a cell in which nothing belongs.
BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "none", "null", "n/a"})


def split_names(text: str) -> tuple[str, ...]:
    """The names in one cell, cut at 、;；，, and line breaks, but not inside brackets.

    `各县（市、区）政府` stays one name. Repeats are left out, order is kept.
    """
    parts, depth, begin = [], 0, 0
    for position, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in _NAME_ENDS and (depth <= 0 or char in "\r\n"):
            parts.append(text[begin:position])
            begin, depth = position + 1, 0
    return unique([*parts, text[begin:]])


def split_wordings(text: str) -> tuple[str, ...]:
    """The wordings in one cell, cut at ；;| and line breaks; commas belong to the sentence."""
    return unique(_WORDING_ENDS.split(text))


def unique(parts: Iterable[str]) -> tuple[str, ...]:
    """The parts without blanks around them, each once, in order, placeholders such as — left out."""
    cleaned = (part.strip() for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part.lower() not in BLANKS))


def bare(text: str) -> str:
    """Letters and digits alone, NFKC, lower case: what makes two texts the same."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(filter(str.isalnum, folded.lower()))
