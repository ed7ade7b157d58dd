"""Passages: what is found and quoted as one. A paragraph, part of a long one, or a few short ones.

Sections and passages are ranges of the same text; nothing is copied or reworded.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from knowledge.model import Passage, Section
from knowledge.reading.sections import TextLine

LENGTH = 300  # characters; the longest passage
_CITED_TITLE = 40
_STOP = re.compile(r"[。！？!?](?:[”’」』）)〕】》]|\.)*|[；;](?=\s|$)|[；;]")
_SOFT = re.compile(r"[，,、：:；;\s]")
# Lines that say who, by when about the item before them.
_FIELD = re.compile(
    r"[【〔\[(（]?(?:牵头|责任|配合|协同|协办|主办|参与|参加|承办|落实|分管|包抓|完成|时限|进度|部门分工"
    r"|职责分工|工作分工|目标|措施)[\w（）()、]{0,10}[:：]"
)


def build(text: str, lines: Sequence[TextLine], sections: Sequence[Section]) -> tuple[Passage, ...]:
    """The passages of a document in order, each with the headings above it."""
    spans = [part for group in _groups(text, lines, sections) for part in _split(text, *group)]
    paths = _Paths(sections)
    return tuple(
        Passage(number=number, start=a, end=b, text=text[a:b], section=paths.at(a))
        for number, (a, b) in enumerate(spans)
    )


class _Paths:
    """Section paths by position."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = sections
        self.starts = [section.start for section in sections]

    def at(self, position: int) -> tuple[str, ...]:
        """Headings around `position`, outermost first, as cited; not the item that begins there."""
        index: int | None = bisect_right(self.starts, position) - 1
        path: list[str] = []
        while index is not None and index >= 0:
            section = self.sections[index]
            if section.end > position and section.start < position and _cited(section):
                path.append(section.heading)
            index = section.parent if section.parent is not None else None
        return tuple(reversed(path))


def _cited(section: Section) -> bool:
    return bool(section.heading) and len(section.title) <= _CITED_TITLE


def _groups(
    text: str, lines: Sequence[TextLine], sections: Sequence[Section]
) -> Iterator[tuple[int, int]]:
    """Ranges of lines that belong together and fit into one passage, headings left out."""
    headings = {s.start for s in sections if not s.item}
    opening = {s.start for s in sections}
    start = end = -1
    for line in lines:
        content = text[line.start : line.end]
        if not content.strip():
            continue
        together = (
            start >= 0
            and not line.row
            and line.end - start <= LENGTH
            and line.start not in headings
            and _continues(text[start:end], content, line.start in opening, first=start == 0)
        )
        if not together and start >= 0:
            yield start, end
            start = -1
        if line.start in headings:
            continue
        if line.row:
            yield line.start, line.end
            continue
        start, end = (start, line.end) if together else (line.start, line.end)
    if start >= 0:
        yield start, end


def _continues(before: str, content: str, opens: bool, *, first: bool) -> bool:
    """Whether a line goes on with what stands before it: a field of an item, a list, the head."""
    if _FIELD.match(content) and not opens:
        return True
    if before.endswith(("：", ":")):
        return True
    last = before.rsplit("\n", 1)[-1]
    if opens:
        return last.endswith(("；", ";", "，", ",", "、")) and "\n" in before
    return last.endswith(("；", ";", "，", ",", "、")) or (first and len(content) <= 60)


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of at most LENGTH characters, cut after sentences, else after commas, else anywhere."""
    while end - start > LENGTH:
        cut = _cut(text, start, start + LENGTH)
        yield _bare(text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield _bare(text, start, end)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int, limit: int) -> int:
    for pattern in (_STOP, _SOFT):
        ends = [
            m.end() for m in pattern.finditer(text, start, limit) if m.end() > start + LENGTH // 4
        ]
        if ends:
            return ends[-1]
    return limit
