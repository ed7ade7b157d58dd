"""Full calendar dates as documents print them: 2026年3月20日, 二〇二六年三月二十日, 2026-03-20."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.reading.numbering import chinese

_DIGITS = "〇零○Ｏ0Oo一二三四五六七八九"
_FULL = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?:年|[-/.．])\s*(?P<m>\d{1,2})\s*(?:月|[-/.．])\s*(?P<d>\d{1,2})"
    r"(?:\s*[日号])?(?!\d|[.．]\d)"
    rf"|(?P<cy>[一二][{_DIGITS}]{{3}})\s*年\s*(?P<cm>[一二三四五六七八九十]{{1,2}})\s*月"
    r"\s*(?P<cd>[一二三四五六七八九十廿卅]{1,3})\s*[日号]"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and where it stands in the text."""

    date: datetime.date
    start: int
    end: int


def full_dates(text: str) -> Iterator[Dated]:
    """Every date with year, month and day that exists in the calendar, in order."""
    for found in _FULL.finditer(text):
        day = _date(found)
        if day is not None:
            yield Dated(day, found.start(), found.end())


def _date(found: re.Match[str]) -> date | None:
    try:
        if found["y"]:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        year = re.sub("[零○ＯOo0]", "〇", found["cy"])
        day = found["cd"].replace("廿", "二十").replace("卅", "三十")
        return date(chinese(year), chinese(found["cm"]), chinese(day))
    except ValueError:
        return None
