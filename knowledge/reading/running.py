"""What printed pages repeat and a copy of the text caught: page numbers, the number of the document."""

import re
from collections.abc import Iterator, Sequence

from knowledge.reading.spacing import crosses

DOC_NO = re.compile(
    r"[\u4e00-\u9fff]{1,14}\s?[〔［\[(（﹝【〖]\s?(?:19|20)\d\d\s?[〕］\])）﹞】〗]\s?第?\s?\d{1,4}\s?号"
)
_PAGE = re.compile(
    r"\s*(?:[-–—－]+\s*\d{1,3}\s*[-–—－]+|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*"
)
_RULE = re.compile(r"[\s\-=*_━─—~～＿·.•]{3,}")
_HAN_BEFORE, _HAN_AFTER = r"(?<=[\u4e00-\u9fff])", r"(?=[\u4e00-\u9fff])"
_HEAD = 12  # lines


def running_lines(lines: Sequence[str]) -> Iterator[int]:
    """Numbers of the lines that hold nothing but a page number, a rule, or the document's own number
    a second time."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if not line:
            continue
        if _PAGE.fullmatch(line) or _RULE.fullmatch(line):
            yield number
        elif len(line) < 40 and DOC_NO.fullmatch(line):
            if line in seen:
                yield number
            seen.add(line)


def own_number(lines: Sequence[str]) -> str | None:
    """The document's number, where it stands on a line of its own at the top."""
    return next((line for line in lines[:_HEAD] if DOC_NO.fullmatch(line)), None)


def caught(text: str, number: str) -> Iterator[tuple[int, int]]:
    """Ranges where the document's own number, perhaps with a page number, cuts a word in two."""
    if number not in text or text == number:
        return
    pattern = rf"{_HAN_BEFORE}\s*{re.escape(number)}(?:{_PAGE.pattern})?\s*{_HAN_AFTER}"
    for found in re.finditer(pattern, text):
        if crosses(text[: found.start()][-20:], text[found.end() :][:20]):
            yield found.span()
