"""A stretch of the calendar inside one year: 10月底, 三季度, 12月中旬, 上半年, 国庆节."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from knowledge.plans.numerals import SMALL, read_integer
from knowledge.plans.timing import festivals

Unit = Literal["years", "year", "half", "quarter", "month", "part", "week", "day", "season"]

S = " *"  # spaces that a line break or a scan left between the characters of a date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some days in a row. first, last: None where no year is known.

    edge: 底, 末, 初, 中 as written, or empty. season: name of a festival or season, or empty.
    said: which days are meant (`下月为2026年4月`); taken: which of them counts (`取该月最后一日`);
    both Chinese, for a person, and often empty. certain: false where the days are presumed.
    """

    unit: Unit
    first: date | None
    last: date | None
    edge: str = ""
    season: str = ""
    said: str = ""
    taken: str = ""
    certain: bool = True


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has none (民法典 202).

    Stays at the ends of the calendar where it would leave years 1 to 9999.
    """
    index = min(max(day.year * 12 + day.month - 1 + months, 12), 12 * 9999 + 11)
    last = month_end(index // 12, index % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def months(unit: Unit, year: int, low: int, high: int, taken: str) -> Stretch:
    """The months `low` to `high` of a year."""
    return Stretch(unit=unit, first=date(year, low, 1), last=month_end(year, high), taken=taken)


def whole_year(year: int) -> Stretch:
    """January to December."""
    return months("year", year, 1, 12, "取当年最后一日")


def one_day(year: int, month: int, day: int) -> Stretch | None:
    """One day; a day that the month does not have becomes its last, and is doubtful."""
    last = month_end(year, month)
    if not 1 <= day <= 31:
        return None
    if day > last.day:
        said = f"{year}年{month}月没有{day}日，按{last.day}日"
        return Stretch(unit="day", first=last, last=last, said=said, certain=False)
    exact = last.replace(day=day)
    return Stretch(unit="day", first=exact, last=exact)


# --- inside a month ---------------------------------------------------------------------------

_END = (
    r"(?=[前之以,，。;；、)）]|$)"  # 初 and 中 count only where nothing follows to belong to them
)
IN_MONTH = (
    rf"(?:{S}(?:(?P<day>{SMALL}){S}[日号](?![报志产])|(?P<third>[上中]?[上中下])旬"
    rf"|(?P<edge>月?[底末](?!数|图|线|稿|子|端)|初(?![步期中级始])|中{_END})))?"
)
_THIRDS = {"上": (1, 10), "初": (1, 10), "中": (11, 20), "下": (21, 31)}


def in_month(found: re.Match[str], year: int, month: int) -> Stretch | None:
    """A month with what `IN_MONTH` found behind it: a day, 上旬, 底 or nothing."""
    if found["day"]:
        return one_day(year, month, read_integer(found["day"]) or 0)
    edge = (found["edge"] or "")[-1:]
    third = found["third"] or (edge if edge in "初中" else "")
    whole = months("month", year, month, month, "取该月最后一日")
    if not third or whole.last is None:
        return replace(whole, edge=edge)
    low, high = _THIRDS[third[0]][0], _THIRDS[third[-1]][1]  # 中下旬
    last = whole.last.replace(day=min(high, whole.last.day))
    taken = f"{third}旬，取最后一日" if found["third"] else f"月{third}，按{last.day}日推定"
    certain = not edge
    first = last.replace(day=low)
    return replace(whole, unit="part", first=first, last=last, taken=taken, certain=certain)


def _month(found: re.Match[str], year: int) -> Stretch | None:
    month = read_integer(found["month"])
    return in_month(found, year, month) if month and 1 <= month <= 12 else None


# --- inside a year ----------------------------------------------------------------------------


def _half(found: re.Match[str], year: int) -> Stretch:
    upper = found[1] == "上"
    taken = "上半年，取6月30日" if upper else "下半年，取12月31日"
    half = months("half", year, 1 if upper else 7, 6 if upper else 12, taken)
    return replace(half, edge=found[2] or "")


def quarter(year: int, number: int, edge: str = "") -> Stretch:
    """The quarter 1 to 4 of a year."""
    taken = f"第{number}季度，取季末日"
    return replace(months("quarter", year, 3 * number - 2, 3 * number, taken), edge=edge)


def _quarter(found: re.Match[str], year: int) -> Stretch | None:
    number = read_integer(found[1]) or 0
    return quarter(year, number, found[2] or "") if 1 <= number <= 4 else None


def _quarters(found: re.Match[str], year: int) -> Stretch:
    number = read_integer(found[1]) or 1
    return months("quarter", year, 1, 3 * number, f"前{number}季度，取季末日")


def _year_edge(found: re.Match[str], year: int) -> Stretch:
    if found[1] == "中":
        return replace(months("half", year, 1, 6, "年中，取6月30日"), edge="中")
    if found[1] == "初":
        return replace(months("month", year, 1, 1, "年初，按1月推定"), edge="初", certain=False)
    return replace(whole_year(year), edge=found[1] or "")


_Reader = tuple[re.Pattern[str], Callable[[re.Match[str], int], Stretch | None]]
_PARTS: tuple[_Reader, ...] = (
    (re.compile(r"([上下])半年(末|底)?"), _half),
    (re.compile(rf"第?([一二三四1-4]){S}季(?:度)?(末|底)?"), _quarter),
    (re.compile(r"[qQ]([1-4])(末|底)?(?![0-9a-zA-Z])"), _quarter),
    (re.compile(r"前([一二两三])个?季度"), _quarters),
    (re.compile(rf"(?P<month>{SMALL}){S}月份?(?![牙饼]){IN_MONTH}"), _month),
)
# 年终 belongs to no task unless something is due before it.
_EDGES = rf"[底末](?!数|稿|端)|终(?=[前之以])|[中初]{_END}"
_AFTER_YEAR: _Reader = (re.compile(rf"年?[内度]?({_EDGES})|全年()"), _year_edge)
_BARE_YEAR: _Reader = (
    re.compile(rf"(?<![周学成半全多少整每去当丰光])年(?:({_EDGES})|度?(?=[之以]?内(?!容|部)))"),
    _year_edge,
)
_NUMERALS = "0123456789〇零一二三四五六七八九十."


def part_of_year(text: str, position: int, year: int, *, named: bool) -> tuple[int, Stretch] | None:
    """A stretch of `year` that begins at `position`, and where it ends in the text.

    named: the year stands right before it, so that 底 alone is 年底.
    """
    if not named and position and text[position - 1] in _NUMERALS:
        return None
    for pattern, read in (*_PARTS, _AFTER_YEAR if named else _BARE_YEAR):
        if (found := pattern.match(text, position)) and (stretch := read(found, year)):
            return found.end(), stretch
    return None


# --- festivals and seasons --------------------------------------------------------------------

_SEASON = re.compile(
    rf'(?<!寒)"?(?P<name>{festivals.PATTERN})"? *(?:国际)?(?:劳动|儿童|妇女|青年|建军|建党)?(?:节日|节)?'
    r'(?:假期|假日|长假|黄金周|小长假)?"?'
    r"(?=(?P<ending>结束|期?末)?(?:到来|来临|来)?之?(?P<how>以前|前夕|前|期间|内|末|底|起|开始|以?后))"
)


def season_at(text: str, position: int) -> re.Match[str] | None:
    """A festival or season at `position`, with 前, 期间, 起 or the like behind it."""
    if position and text[position - 1] in _NUMERALS:
        return None
    return _SEASON.match(text, position)


def season(found: re.Match[str], *, year: int | None, after: date | None) -> Stretch:
    """The days of what `season_at` found: in `year`, or the next time that is not over on `after`."""
    name = found["name"]
    ending = bool(found["ending"]) or found["how"] in ("末", "底", "内", "期间")
    span = None
    if year is not None:
        span = festivals.span_in(name, year)
    elif after is not None:
        span = festivals.next_span(name, after, ending=ending)
    return Stretch(
        unit="season",
        first=span[0] if span else None,
        last=span[1] if span else None,
        edge="末" if found["ending"] or found["how"] in ("末", "底") else "",
        season=name,
        said=f"“{name}”的日子为推定",
        certain=False,
    )
