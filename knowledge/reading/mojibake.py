"""Text decoded with the wrong table as a whole: 璁″垝 and è®¡åˆ’ and ¼Æ»® are all 计划.

The wrong reading is written back to bytes and read with the right table; it counts only where what
comes out reads better by far.
"""

import re
from collections.abc import Iterator

from knowledge.reading.frequency import LOST, likelihood

_GAIN = 1.0
_READABLE = 1.4
_WESTERN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
# Every Chinese character in UTF-8 begins with E4 to E9, which GBK pairs with the byte behind: one of
# these, all of them rare, in every two characters.
_PAIRED = "".join(
    bytes((lead, second)).decode("gb18030")
    for lead in range(0xE4, 0xEA)
    for second in (*range(0x80, 0xC0),)
)
# A few such characters are no evidence.
_SUSPECT = re.compile(rf"(?:{_WESTERN.pattern}.*){{3}}|[{_PAIRED}].{{0,3}}[{_PAIRED}]")
_CHINESE = re.compile("[\u3400-\u9fff]")


def mend(line: str) -> str:
    """The line as it was meant; the line itself where it reads well or nothing reads better.

    A character of which a byte was lost becomes □.
    """
    if not _SUSPECT.search(line) or (now := likelihood(line)) > _READABLE:
        return line
    best, text = max(((likelihood(t), t) for t in _readings(line)), default=(now, line))
    return text if best > max(_READABLE, now + _GAIN) else line


def _readings(line: str) -> Iterator[str]:
    western = len(_WESTERN.findall(line))
    if western > len(_CHINESE.findall(line)):
        data = b"".join(map(_western_byte, line))
        yield from _decoded(data, "utf-8")
        yield from _decoded(data, "gb18030")
    else:
        data = b"".join(map(_chinese_byte, line))
        yield from _decoded(data, "utf-8")


def _western_byte(char: str) -> bytes:
    if char == "\ufffd":
        return b"\xff"
    for table in ("cp1252", "latin-1"):
        try:
            return char.encode(table)
        except UnicodeEncodeError:
            continue
    return b"?"


def _chinese_byte(char: str) -> bytes:
    if char == "€":
        return b"\x80"  # how the wrong table shows a byte that it does not have
    return b"\xff" if char == "\ufffd" else char.encode("gb18030", "replace")


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    """The bytes read with `encoding`; nothing where more than one character in four is damaged."""
    text = data.decode(encoding, "replace")
    # The wrong table often took the following `?` or space for the byte that it could not show.
    text = re.sub("\ufffd+\\??", LOST, text)
    if text.count(LOST) * 4 <= len(text):
        yield text
