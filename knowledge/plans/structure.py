"""A document as a plan is read: headings and items, each with the paragraphs that are its own.

Sections come from the reading floor; here they get their zone (goals, tasks, duties, notes), because
a number means one thing under 主要目标 and another under 重点任务.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from knowledge.model import Document, Section

Zone = Literal["preface", "goal", "task", "duty", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the document's text: `document.text[start:end]`, no white space around it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]


@dataclass(slots=True, kw_only=True)
class Group:
    """A heading or numbered item with its own paragraphs, those of its subsections left out.

    index: of the section in `Document.sections`; None for what stands before the first one.
    head: the item's own first paragraph, after its number; None for a heading.
    title: of the section, as printed. path: titles of the sections around it, outermost first.
    """

    index: int | None
    section: Section | None
    zone: Zone
    title: str = ""
    path: tuple[str, ...] = ()
    head: Stretch | None = None
    paragraphs: list[Stretch] = field(default_factory=list)
    has_children: bool = False
    parent: int | None = None

    @property
    def numbered(self) -> bool:
        """Whether the group is an item of a numbered list, or a numbered leaf of the outline."""
        return self.section is not None and bool(self.section.number)


_BRACKETED_END = re.compile(
    r"\s*[（(〔\[【][^（）()〔〕\[\]【】]*(?:牵头|负责|责任|单位|配合)[^（）()〔〕\[\]【】]*[)）〕\]】]\s*$"
)
_LABELLED_END = re.compile(r"[\s，,;；。]*(?:牵头|责任|主办|配合)(?:单位|部门)\s*[:：].*$")

_ZONES: tuple[tuple[Zone, re.Pattern[str]], ...] = (
    (
        "note",
        re.compile(
            r"说明$|^(?:有关|使用|填表|名词)?(?:说明|解释)|名词|术语|释义|附则|^附件|解读|背景|联系方式|^附[:：]|相关(?:新闻|链接)"
        ),
    ),
    ("duty", re.compile(r"保障(?:措施|机制|工作|体系)?$|^(?:组织|工作)?保障")),
    (
        "task",
        re.compile(
            r"任务|措施|举措|清单|分工|分解|工作(?:内容|重点|安排|要点)|重点(?:工作|事项|内容)|主要(?:工作|内容)|实施(?:内容|步骤)|整治(?:内容|重点)"
        ),
    ),
    ("goal", re.compile(r"目标|指标|总体(?:要求|思路|考虑|安排)|指导思想|基本原则|工作原则")),
    (
        "duty",
        re.compile(
            r"组织(?:实施|领导|推进|推动|机构|体系|管理)|(?:工作|有关|几点|相关|纪律)要求|^要求|督办|督导|督查|督促|问责|问效|考核|监督|有关事项|工作机制|推进机制|责任落实|强化落实|抓好落实|宣传|加强领导|协调"
        ),
    ),
)
_GOALS_AND_TASKS = re.compile(r"目标任务$")
_GOAL_ONLY = re.compile(rf"目标$|指标$|{_GOALS_AND_TASKS.pattern}")


def zone_of(title: str) -> Zone | None:
    """What a heading announces; None where it could be anything.

    目标任务 announces goals where it stands above plain paragraphs; see `_zones`.
    """
    title = plain_title(title)
    if _GOAL_ONLY.search(title):
        return "goal"
    return next((zone for zone, pattern in _ZONES if pattern.search(title)), None)


def plain_title(title: str) -> str:
    """A heading without the responsibility clause that it carries."""
    return _LABELLED_END.sub("", _BRACKETED_END.sub("", title)).strip(" \t\u3000。：:")


def _is_document_title(section: Section, document: Document) -> bool:
    """Whether a heading is the document's own title, which is no part of any path."""
    return (
        not section.number
        and section.parent is None
        and bool(
            document.title in section.title
            or section.title in document.title
            or "关于印发" in section.title
        )
    )


def _zones(document: Document) -> list[Zone]:
    """The zone of each section: its own, else that of the section around it, else tasks."""
    zones: list[Zone] = []
    parents = {section.parent for section in document.sections}
    for index, section in enumerate(document.sections):
        own = None if section.item and len(section.title) > 12 else zone_of(section.title)
        if own == "goal" and index in parents and _GOALS_AND_TASKS.search(section.title):
            own = "task"
        around = zones[section.parent] if section.parent is not None else None
        if around in ("goal", "note", "duty") and own == "task" and section.item:
            own = around
        if own == "duty" and around == "task" and section.parent is not None:
            # 加强食品安全监督 under 重点任务 is a task like its neighbours.
            own = (
                around
                if not _is_document_title(document.sections[section.parent], document)
                else own
            )
        zones.append(own or around or "task")
    return zones


def _path(document: Document, index: int | None) -> tuple[str, ...]:
    titles: list[str] = []
    while index is not None:
        section = document.sections[index]
        if not _is_document_title(section, document) and section.title:
            titles.append(plain_title(section.title))
        index = section.parent
    return tuple(reversed(titles))


def _lines(document: Document) -> Iterator[Stretch]:
    """The lines of the text that stand outside tables."""
    position = 0
    for line in document.text.split("\n"):
        start, end = position, position + len(line)
        position = end + 1
        inside = any(t.start <= start < max(t.end, t.start + 1) for t in document.tables)
        if line.strip() and not inside:
            yield Stretch(
                start=start + len(line) - len(line.lstrip()), end=start + len(line.rstrip())
            )


def outline(document: Document) -> list[Group]:
    """The document as groups in printed order; the first holds what stands before any section."""
    zones = _zones(document)
    groups = [Group(index=None, section=None, zone="preface")]
    for i, section in enumerate(document.sections):
        # What stands under the document's own title and before the first real heading is preface.
        title_only = _is_document_title(section, document)
        groups.append(
            Group(
                index=i,
                section=section,
                zone="preface" if title_only else zones[i],
                title=section.title,
                path=_path(document, section.parent),
                parent=section.parent,
            )
        )
        if section.parent is not None:
            groups[section.parent + 1].has_children = True
    starts = [s.start for s in document.sections]
    for line in _lines(document):
        _place(line, groups, starts)
    for group in groups:
        _close_brackets(group, document.text)
    return groups


def _close_brackets(group: Group, text: str) -> None:
    """Join lines that a bracket was broken across."""
    whole: list[Stretch] = []
    for line in (*([group.head] if group.head else []), *group.paragraphs):
        if whole and _open(whole[-1].of(text)) > 0 > _open(line.of(text)):
            whole[-1] = Stretch(start=whole[-1].start, end=line.end)
        else:
            whole.append(line)
    if group.head:
        group.head = whole.pop(0)
    group.paragraphs = whole


def _open(text: str) -> int:
    """How many brackets are opened and not closed; below 0: closed and not opened."""
    return len(re.findall(r"[（(〔\[【]", text)) - len(re.findall(r"[）)〕\]】]", text))


def _place(line: Stretch, groups: list[Group], starts: list[int]) -> None:
    """Give a line to the section that began last before it."""
    group = groups[bisect_right(starts, line.end - 1)]
    section = group.section
    if section is None or not section.start <= line.start <= section.end:
        group.paragraphs.append(line)
    elif (
        section.start < line.end
        and line.start <= section.start + 1
        and not group.paragraphs
        and group.head is None
    ):
        if section.item and section.body < line.end:
            group.head = Stretch(start=section.body, end=line.end)
        elif section.body < line.end:
            group.paragraphs.append(Stretch(start=section.body, end=line.end))
    else:
        group.paragraphs.append(line)
