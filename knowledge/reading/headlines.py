"""Headlines of other articles that a page lists under its text, with dates or after 相关新闻."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from knowledge.reading.dating import full_dates
from knowledge.reading.numbering import number_of

_MARKER = re.compile(
    r"^[\s【\[■◆●▍|]*(?:相关|热点|最新|热门|推荐|延伸|更多|其他|其它|往期|精彩)(?:新闻|链接|阅读|文章|信息|报道|资讯|内容|动态|推荐|文件|稿件|热点|政策|解读|要闻|专题)"
    r"[\s】\]:：>»|…·.]*$|^[\s【\[]*猜你喜欢[\s】\]:：]*$"
)
_BULLET = re.compile(r"^[\s\u3000]*[-–—·•●○■□◆◇▪*>»►▶]+[\s\u3000]*")
_DATE_END = re.compile(
    r"[\s\u3000(（\[【]*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{2}[-/]\d{2}[-/]\d{2}|\d{2}-\d{2})(?:\s?\d{1,2}:\d\d(?::\d\d)?)?[\s)）\]】]*$"
)
_LISTED = 16  # lines below a marker that are looked at
_SHORT = 45  # characters of a headline without a date
_LENGTH = 90  # characters of a headline with its date


def first(lines: Sequence[str]) -> int:
    """Number of the line with which the headlines begin, up to the end; len(lines) for none.

    A list after a marker line is taken as headlines; without one, at least two lines with full dates
    at their ends that fall somewhere, as those of a schedule would not.
    """
    end = _without_blanks(lines, len(lines))
    listed = _listed(lines, end)
    if listed is not None:
        return _without_blanks(lines, listed)
    start = end
    while start and (_belongs(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    marker = next((n for n in range(start, end) if _MARKER.match(lines[n])), None)
    if marker is not None:
        return _without_blanks(lines, marker)
    while start < end and not _DATE_END.search(lines[start]):
        start += 1
    dated = [line for line in lines[start:end] if line.strip()]
    if len(dated) < 2 or not _falls(dated):
        return end
    return _without_blanks(lines, start)


def _listed(lines: Sequence[str], end: int) -> int | None:
    """Number of a marker line with nothing but a few short lines below it that end no sentence."""
    for number in range(end - 1, max(-1, end - _LISTED), -1):
        line = lines[number].strip()
        if _MARKER.match(lines[number]):
            return number if number < end - 1 else None
        if len(line) > _SHORT or number_of(line) or re.search(r"[。；;|:：]", line):
            return None
    return None


def _without_blanks(lines: Sequence[str], end: int) -> int:
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _belongs(line: str) -> bool:
    return bool(_MARKER.match(line)) or _is_headline(line)


def _is_headline(line: str) -> bool:
    if len(line) > 2 * _LENGTH:
        return False
    bare = _BULLET.sub("", line.strip())
    title = _DATE_END.sub("", bare)
    if not 6 <= len(title) <= _LENGTH or title.endswith(("。", "；", ";", "：", ":", ")", "）")):
        return False
    if number_of(bare) or "|" in bare or re.search(r"[。；]", title):
        return False
    return title != bare or bool(_BULLET.match(line))


def _falls(lines: Sequence[str]) -> bool:
    days: list[date] = [d.date for line in lines if (d := next(full_dates(line[-24:]), None))]
    return len(days) == len(lines) and any(a > b for a, b in pairwise(days))
