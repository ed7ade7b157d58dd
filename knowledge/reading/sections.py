"""The section tree: which numbered heading or item stands inside which.

A level is not a kind of number: what counts is in which order the kinds are met. `1.` may stand right
under `一、`, or two levels below it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import Section
from knowledge.reading.numbering import Number, number_of

_HEADING_LENGTH = 50  # characters; the longest headings name three tasks
_TITLE_LENGTH = 40
_PHRASE_LENGTH = 25
# Kinds of numbers that count what is to be done, more often than they count chapters.
_ITEM_STYLES = frozenset({"1.", "(1)", "1)", "①", "条"})
_SENTENCE_END = re.compile("[。！？；;!?]")
_FIRST_STOP = re.compile("[。！？!?]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line of the cleaned text. heading: 1 to 6 where the markup says so. row: of a table."""

    start: int
    end: int
    heading: int = 0
    row: bool = False


@dataclass(slots=True)
class _Open:
    """A section that may still grow."""

    style: str
    heading: int
    number: str
    title: str
    start: int
    body: int
    own_text: bool
    level: int
    parent: int | None
    end: int
    grown: bool = False


def build(text: str, lines: Sequence[TextLine], *, title: str = "") -> tuple[Section, ...]:
    """The sections of a document, in order; `title` is the document's own and is no section."""
    found: list[_Open] = []
    stack: list[int] = []
    for line in lines:
        content = text[line.start : line.end]
        if not content.strip():
            continue
        opened = None if line.row else _opening(content, line, title)
        if opened is None:
            _grow(found, stack, line.end)
            continue
        _close(found, stack, opened)
        if stack:
            opened.parent = stack[-1]
            opened.level = found[stack[-1]].level + 1
        _grow(found, stack, line.end)
        stack.append(len(found))
        found.append(opened)
    return tuple(map(_section, found))


def _grow(found: list[_Open], stack: list[int], end: int) -> None:
    for index in stack:
        found[index].end = end
        found[index].grown = True


def _opening(content: str, line: TextLine, title: str) -> _Open | None:
    """The section that a line opens; None for a plain paragraph."""
    number = number_of(content)
    if number is None and not line.heading:
        return None
    if number is None and content.strip() == title:
        return None
    after = number.end if number else 0
    rest = content[after:]
    after += len(rest) - len(rest.lstrip())
    heading, own_text = _heading(content[after:].rstrip(), number)
    return _Open(
        style=number.style if number else f"h{line.heading}",
        heading=line.heading,
        number=number.text if number else "",
        title=heading,
        start=line.start,
        body=line.start + after if own_text else line.end,
        own_text=own_text,
        level=1,
        parent=None,
        end=line.end,
    )


def _heading(content: str, number: Number | None) -> tuple[str, bool]:
    """The title, and whether the line also carries text of its own."""
    stop = _FIRST_STOP.search(content)
    bare = content.rstrip("。：: ")
    if len(bare) <= _HEADING_LENGTH and not _SENTENCE_END.search(bare):
        return bare, content.endswith("。") and _is_sentence(bare, number)
    if (
        number is not None
        and number.style == "条"
        and (stop is None or stop.start() > _TITLE_LENGTH)
    ):
        return "", True
    return (content[: stop.start()] if stop else content), True


def _is_sentence(bare: str, number: Number | None) -> bool:
    """Whether a short line that ends with a full stop says something, and is not merely a heading."""
    if number is not None and number.style in _ITEM_STYLES:
        return True
    return len(bare) > _PHRASE_LENGTH or bool(re.search("[，,]", bare))


def _close(found: list[_Open], stack: list[int], opened: _Open) -> None:
    """Leave the sections that the new one does not stand in."""
    if opened.heading:
        while stack and 0 < opened.heading <= found[stack[-1]].heading:
            stack.pop()
    styles = [found[index].style for index in stack]
    if opened.style in styles:
        del stack[styles.index(opened.style) :]
    elif opened.style in ("附件", "编", "章"):
        stack.clear()


def _section(opened: _Open) -> Section:
    """A heading with nothing below it is an item: its own words are all it says."""
    leaf = not opened.grown
    return Section(
        number=opened.number,
        title=opened.title,
        level=opened.level,
        start=opened.start,
        end=opened.end,
        body=opened.body,
        item=opened.own_text or (leaf and bool(opened.number)),
        parent=opened.parent,
    )
