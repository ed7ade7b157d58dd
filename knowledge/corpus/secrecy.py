"""Marks of state secrecy on a document. A file that carries one is never taken in.

Source: 国家秘密定密管理, the mark `机密★1年` stands at the head of the first page; 密级 in a form.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LEVEL = r"(?:绝密|机密|秘密|絕密|機密)"
_TERM = r"(?:长期|長期|启用前|\d+年|\d+个月|[一二三四五六七八九十]+年)?"
_STAR = r"[★☆*✱✩⭐]"
# The mark itself, alone on its line or beside a serial number or 特急: never inside a sentence.
_MARK = re.compile(rf"{_LEVEL}{_STAR}{_TERM}|{_STAR}{_LEVEL}{_STAR}?")
_FIELD = re.compile(
    rf"(?:密级|密級|保密等级|秘密等级|涉密等级)(?:和保密期限)?[:：|\s]*{_LEVEL}(?![、/|□]|级)"
)
_ALONE = re.compile(rf"[【\[(〔]?{_LEVEL}[】\])〕]?{_TERM}")
MARK_LINE = 40  # characters; a longer line is a sentence that speaks of such marks
HEAD_LINES = 12  # lines from the top among which a level stands alone


def secrecy_mark(text: str) -> str:
    """The mark of secrecy in a document's text, as it is written; empty where there is none."""
    if "密" not in text:
        return ""
    lines = (line for line in map(_squeezed, text.split("\n")) if line)
    return next(_marks(lines), "")


def _squeezed(line: str) -> str:
    return "".join(unicodedata.normalize("NFKC", line).split())


def _marks(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if len(line) > MARK_LINE:
            continue
        found = _MARK.search(line) or _FIELD.match(line)
        if found is None and number < HEAD_LINES:
            found = _ALONE.fullmatch(line)
        if found:
            yield found[0]
