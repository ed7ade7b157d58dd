"""What the columns of a plan's table hold, read from its header row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.model import Row, Table

Column = Literal[
    "number",
    "category",
    "task",
    "lead",
    "responsible",
    "units",
    "deadline",
    "person",
    "indicator",
    "value",
    "unit",
    "note",
]

# First match wins; matched against a header without white space and brackets.
_HEADERS: tuple[tuple[Column, str], ...] = (
    ("number", r"序号|编号|项目编号|任务编号|No\.?|顺序|序"),
    ("person", r".*(?:领导|责任人|负责人|联系人|联络员|电话|联系方式)"),
    (
        "lead",
        r"(?:总)?(?:牵头|主办|主责|主管|第一责任|牵头责任|牵头负责)(?:负责|责任)?(?:单位|部门|处室|科室|机构)?(?:及.*)?",
    ),
    (
        "responsible",
        r"(?:主要|共同|其他|其它|具体|相关)?(?:责任|配合|协同|参与|参加|协办|协助|落实|承办|实施|支持|负责|承担|执行)(?:责任|落实|实施)?(?:单位|部门|处室|科室|机构|主体|股室)?(?:\(.*\))?|责任单位.*|负责单位|配合单位.*|单位|部门|责任主体",
    ),
    ("units", r"(?:责任|部门|任务|职责|工作)分工|分工"),
    (
        "deadline",
        r".*(?:时限|期限|时间(?:节点|安排|要求|进度)?|完成日期|截止日期|进度(?:安排|要求|节点)?|时间表|日期|节点)|(?:计划)?(?:完成|上线|办结|启动|整改).*(?:时间|日期)",
    ),
    (
        "value",
        r".*(?:目标值|指标值|数值|年度目标|目标数|计划数|任务数|\d{4}年(?:目标|计划|预期)?(?:值)?|目标任务数|预期值|达到值)|到?\d{4}年底?",
    ),
    ("indicator", r".*指标(?:名称|内容|项目)?|目标名称"),
    ("unit", r"(?:计量|计算)?单位\(.*\)|计量单位|量纲"),
    (
        "note",
        r"备注|说明|进展.*|完成情况.*|(?:指标)?属性|指标性质|类型|成果形式|.*依据|.*形式|.*来源|.*标准|资金.*|投资.*|是否.*|现状.*|基期.*|.*基数",
    ),
    (
        "category",
        r".*(?:方面|领域|板块|类别|专项|链条)|类别|类型|领域|板块|专项|分类|方面|重点领域|工作类别|任务类别|一级.*|阶段|环节|工作板块|改革领域|专题|大类|所属.*|(?:工作|总体|主要|整改)?目标|目标任务|目标要求",
    ),
    (
        "task",
        r".*(?:任务|措施|举措|内容|事项|要求|项目|要点|清单|工作|做法|行动|名称|一件事|问题|安排|重点|办法|部署|计划|职责|需求|主题|场景|服务|条款)",
    ),
)
_COMPILED = tuple((column, re.compile(pattern)) for column, pattern in _HEADERS)


def column_of(header: str) -> Column | None:
    """What a header cell announces; None where it is not a header's word."""
    plain = re.sub(r"[\s:：*]", "", header).replace("（", "(").replace("）", ")")
    if not plain or len(plain) > 24 or re.search(r"[。；;，,]", plain):
        return None
    for form in (plain, re.sub(r"\(.*?\)$", "", plain)):
        found = next((c for c, p in _COMPILED if p.fullmatch(form)), None)
        if found:
            return found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a table. below: index of the first row under the header."""

    columns: Mapping[int, Column]
    titles: Mapping[int, str] = field(default_factory=dict)
    below: int = 0

    def of(self, *kinds: Column) -> list[int]:
        """Columns of these kinds, from the left."""
        return [i for i, column in sorted(self.columns.items()) if column in kinds]

    @property
    def has_tasks(self) -> bool:
        """Whether the rows are tasks: there is a task, and who does it or by when."""
        return bool(
            self.of("task", "category") and self.of("lead", "responsible", "units", "deadline")
        ) and not (self.of("indicator") and not self.of("task"))

    @property
    def has_indicators(self) -> bool:
        """Whether the rows are indicators with a value to reach."""
        return bool(self.of("indicator", "task") and self.of("value"))


def _read(row: Row) -> dict[int, Column]:
    found = {}
    for i, cell in enumerate(row.cells):
        column = column_of(cell.text)
        if column:
            found[i] = column
    return found


def _is_header(row: Row, columns: Mapping[int, Column]) -> bool:
    filled = [c for c in row.cells if c.text.strip()]
    kinds = set(columns.values())
    telling = kinds & {"lead", "responsible", "units", "deadline", "value", "person"}
    return (
        len(kinds) >= 2
        and bool(telling)
        and len(columns) * 3 >= len(filled) * 2
        and len({c.text for c in filled}) > 1
    )


def find_header(table: Table) -> Header | None:
    """The header of a table, within its first eight rows; None for a table that is no list.

    A second header row (责任单位 over 牵头 and 配合) refines the first.
    """
    for i, row in enumerate(table.rows[:8]):
        columns = _read(row)
        if not _is_header(row, columns):
            continue
        below = i + 1
        if below < len(table.rows) and _is_second_header(row, table.rows[below]):
            columns |= _read(table.rows[below])
            below += 1
        titles = {k: row.cells[k].text.strip() for k in columns if k < len(row.cells)}
        return Header(columns=_settled(columns, titles), titles=titles, below=below)
    return None


def _is_second_header(first: Row, second: Row) -> bool:
    """Whether every cell of the second row repeats the one above it or names a column too."""
    named = _read(second)
    same = {
        i
        for i, (a, b) in enumerate(zip(first.cells, second.cells, strict=False))
        if a.text == b.text and a.text
    }
    filled = {i for i, c in enumerate(second.cells) if c.text.strip()}
    return (
        bool(filled)
        and filled <= set(named) | same
        and bool(set(named) - same)
        and not any(column_of(second.cells[i].text) == "category" and i not in same for i in filled)
    )


def _settled(columns: Mapping[int, Column], titles: Mapping[int, str]) -> dict[int, Column]:
    """The columns in view of one another: a bare 单位 beside values is a unit of measure; without a
    task column, the last category column holds the tasks.
    """
    settled = dict(columns)
    if "value" in settled.values():
        settled |= {
            i: "unit" for i in settled if re.fullmatch(r"(?:计量)?单\s*位", titles.get(i, ""))
        }
    if "task" not in settled.values() and "indicator" not in settled.values():
        last = max((i for i, c in settled.items() if c == "category"), default=None)
        if last is not None:
            settled[last] = "task"
    return settled


def is_repeated_header(row: Sequence[str], header: Header) -> bool:
    """Whether a row says the header again, as at the top of a printed page."""
    titles = set(header.titles.values())
    filled = [cell for cell in row if cell]
    return len(filled) > 1 and all(cell in titles for cell in filled)
