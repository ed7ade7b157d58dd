"""Lines broken in the middle of a sentence, because somebody's window was only so wide."""

import re
from collections.abc import Sequence

from knowledge.reading.numbering import number_of
from knowledge.reading.spacing import crosses
from knowledge.text import is_han

_OPEN_END = re.compile(r"[，,、（(“‘《〈]$")
_CLOSED_START = re.compile(r"[，。、；：！？）”’》〉,;:!?)]")
_HAN_END = re.compile("[\u3400-\u9fff0-9A-Za-z%％》”）)]$")
_HAN_START = re.compile("[\u3400-\u9fff0-9A-Za-z“《（(]")
_FIELD = re.compile(r"[【〔\[(（]?[\u4e00-\u9fff]{2,8}[:：]|[-–—·•●■◆*☆★]")
_NARROWEST, _WIDEST = 30, 120  # columns; narrower lines are headings and lists
_RAGGED = 5  # columns by which a full line may fall short: a wide character and its punctuation
_INDENT = 4  # columns that the first line of a paragraph leaves blank
_FULL_LINES = 3
_STRAY = 5  # one line in so many may be wider
_PROSE = 15  # characters
_BLANKS = 3  # a line of prose has no more of them


def breaks(lines: Sequence[str], *, starts: Sequence[bool]) -> set[int]:
    """Numbers of the lines that go on with the line before them.

    lines: none of them blank. starts: lines that open a paragraph by their markup
    or their indent.
    """
    width = _width(lines)
    return {
        number
        for number in range(1, len(lines))
        if not starts[number]
        and _goes_on(
            lines[number - 1], lines[number], width, indent=_INDENT if starts[number - 1] else 0
        )
    }


def columns(line: str) -> int:
    """How wide a line shows: two columns for a Chinese character, one for others; nearly."""
    return len(line.encode("gb18030", "replace"))


def _width(lines: Sequence[str]) -> int | None:
    """The width at which the text was wrapped; None where it was not.

    Wrapped text has many lines of nearly the same width that break off inside a sentence. Hardly any
    is wider: the head and the foot of the page, which stand beside the wrapped text.
    """
    widths = [columns(line) for line in lines]
    broken = [
        width
        for width, line, after in zip(widths, lines, lines[1:], strict=False)
        if _NARROWEST <= width <= _WIDEST
        and _HAN_END.search(line)
        and _HAN_START.match(after)
        and not number_of(after)
        and not _is_row(line)
    ]
    for width in sorted(set(broken), reverse=True):
        full = sum(width - _RAGGED <= w <= width for w in widths)
        here = sum(width - _RAGGED <= w <= width for w in broken)
        wider = sum(w > width for w in widths)
        if here >= _FULL_LINES and 2 * here >= full and wider * _STRAY <= len(lines):
            return width
    return None


def _is_row(line: str) -> bool:
    """Whether a line is words in a row, as the head of a page has them: 首页 政务公开 政策文件."""
    return line.strip().count(" ") > _BLANKS


def _goes_on(before: str, line: str, width: int | None, *, indent: int) -> bool:
    if _is_markup(before, line):
        return False
    if len(before) >= _PROSE and (_tears_bracket(before, line) or _tears_date(before, line)):
        return True
    if number_of(line) or _FIELD.match(line):
        return False
    if _OPEN_END.search(before):
        return len(before) >= _PROSE or before.count("，") + before.count(",") > 1
    if _CLOSED_START.match(line):
        return True
    if not _HAN_END.search(before) or not _HAN_START.match(line):
        return False
    full = width is not None and columns(before) + indent >= width - _RAGGED
    if full and not _is_row(before):
        return True
    if width is not None and crosses(before, line):
        return True
    prose = len(before) >= _PROSE and len(line) >= _PROSE and re.search("[，。,]", before)
    within = is_han(before[-1]) and is_han(line[0]) and prose and re.search("[，。,；]", line)
    return bool(within) and crosses(before, line)


_DATE = re.compile(
    r"\d{1,4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日|[底上中下初末])|\d{1,2}日前|\d{4}年[底初末]"
)


def _tears_date(before: str, line: str) -> bool:
    """Whether a date runs over the break: 2027年3 / 月底前."""
    end, start = before[-8:], line[:8]
    return any(found.start() < len(end) < found.end() for found in _DATE.finditer(end + start))


def _tears_bracket(before: str, line: str) -> bool:
    """Whether a bracket that is open at the break is closed behind it, before another one opens."""
    if before.count("（") + before.count("(") <= before.count("）") + before.count(")"):
        return False
    first = re.search("[（()）]", line)
    return first is not None and first[0] in "）)" and not number_of(line)


def _is_markup(before: str, line: str) -> bool:
    return "|" in before or "|" in line or "\t" in line


def glue(before: str, after: str) -> str:
    """What stands between two joined lines: a space between Latin words, else nothing."""
    latin = before[-1:].isascii() and after[:1].isascii()
    return " " if latin and before[-1:].isalnum() and after[:1].isalnum() else ""
