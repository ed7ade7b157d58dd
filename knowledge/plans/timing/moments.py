"""A stretch of the calendar as a text names it: with its year, its place, and ranges.

This is the noun of a date phrase. What the words around it make of it (前, 起, 每, 较) is the
business of `relations`, `recurrence` and `dates`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.plans.numerals import SMALL, YEAR, read_integer
from knowledge.plans.timing import festivals
from knowledge.plans.timing.nearby import nearby
from knowledge.plans.timing.stretches import (
    S,
    Stretch,
    Unit,
    add_months,
    months,
    one_day,
    part_of_year,
    quarter,
    season,
    season_at,
    whole_year,
)

FIRST_YEAR, LAST_YEAR = 1949, 2099
JUST_PASSED = timedelta(days=60)  # 国庆前, asked in November, is the one that was


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a phrase counts from. today: the document's date, or the day a question is asked.

    year: the year of a phrase that names none; None: the year of `today`.
    asked: in a question; a festival may then have just passed, in a document it is still to come.
    """

    today: date | None
    year: int | None = None
    asked: bool = False

    @property
    def default_year(self) -> int | None:
        """The year that a phrase without one belongs to; None where nothing tells."""
        return self.year or (self.today.year if self.today else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A stretch of days that a text names. start, end: its range in the text.

    year_named: the text itself names the year, if only as 明年 or 下月. ranged: it has two ends.
    """

    start: int
    end: int
    stretch: Stretch
    year_named: bool = False
    ranged: bool = False

    @property
    def unit(self) -> Unit:
        """Year, month, day ..."""
        return self.stretch.unit

    @property
    def first(self) -> date | None:
        """The first day, or None where no year is known."""
        return self.stretch.first

    @property
    def last(self) -> date | None:
        """The last day, or None where no year is known."""
        return self.stretch.last


def _unknown(stretch: Stretch) -> Stretch:
    """The stretch of a year that nothing tells."""
    return replace(stretch, first=None, last=None)


# --- with a year ------------------------------------------------------------------------------

_NEAR_YEARS = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "来年": 1, "后年": 2}
_NEAR_YEARS |= {"次年": 1, "翌年": 1, "去年": -1, "上年": -1, "前年": -2}
_TELLING = rf"{S}年{S}(?:年?底|末|{SMALL}月|[上下]半年|第?[一二三四]季)"  # makes 26年 a year
_YEAR = re.compile(
    rf"(?:(?P<year>(?<![0-9.]){YEAR}|(?<![0-9.])2[0-9](?={_TELLING})){S}年"
    rf"|(?P<word>{'|'.join(_NEAR_YEARS)}))(?:度(?!假))?(?:{S}(?:的|[之以]?内)(?=.))?"
)


def _year(found: re.Match[str], frame: Frame) -> int | None:
    if found["year"]:
        number = read_integer(found["year"]) or 0
        return 2000 + number if number < 100 else number
    base = frame.today.year if frame.today else None
    # 当年 is the year that was named before, where one was.
    if found["word"] == "当年":
        base = frame.default_year
    return None if base is None else base + _NEAR_YEARS[found["word"]]


def _with_year(text: str, position: int, frame: Frame) -> Moment | None:
    """今年10月底, 2027年三季度, 2026年: a year and what stands behind it."""
    found = _YEAR.match(text, position)
    year = _year(found, frame) if found else None
    if not found or (year is not None and not FIRST_YEAR <= year <= LAST_YEAR):
        return None
    behind = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip(" "))
    end, stretch = _within(text, behind, year) or (_trimmed(text, found), whole_year(year or 2000))
    if found["word"] and year:
        said = f"{found['word']}为{year}年"
        stretch = replace(stretch, said="；".join(filter(None, (said, stretch.said))))
    if year is None:
        stretch = _unknown(stretch)
    return Moment(start=position, end=end, stretch=stretch, year_named=True)


def _trimmed(text: str, found: re.Match[str]) -> int:
    """The end of a bare year, without 的 or 内 behind it."""
    return found.start() + len(re.sub(r" *(?:的|[之以]?内)$", "", found[0]))


def _within(text: str, position: int, year: int | None) -> tuple[int, Stretch] | None:
    """What stands behind a year: a part of it, a range of its months, a festival."""
    assumed = year or 2000
    if elided := _elided(text, position, Frame(today=None, year=assumed)):
        return elided.end, elided.stretch
    if part := part_of_year(text, position, assumed, named=True):
        return part
    if found := season_at(text, position):
        return found.end(), season(found, year=year, after=None)
    return None


# --- without a year ---------------------------------------------------------------------------


def _without_year(text: str, position: int, frame: Frame) -> Moment | None:
    """10月底, 三季度, 年底前, 国庆节前: the year is the frame's."""
    year = frame.default_year
    if part := part_of_year(text, position, year or 2000, named=False):
        end, stretch = part
        return Moment(start=position, end=end, stretch=stretch if year else _unknown(stretch))
    found = season_at(text, position)
    if not found:
        return None
    after = frame.today and frame.today - (JUST_PASSED if frame.asked else timedelta(0))
    stretch = season(found, year=None if after else year, after=after)
    return Moment(start=position, end=found.end(), stretch=stretch)


def _nearby(text: str, position: int, frame: Frame) -> Moment | None:
    found = nearby(text, position, frame.today, asked=frame.asked)
    return found and Moment(start=position, end=found[0], stretch=found[1], year_named=True)


# --- in digits, and by five-year plan ---------------------------------------------------------

_ISO = re.compile(
    r"(?<![0-9.])((?:19|20)[0-9]{2})([-./])([0-9]{1,2})\2([0-9]{1,2})"
    r"(?:[ T]+[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?(?![0-9])"
)


def _iso(text: str, position: int, frame: Frame) -> Moment | None:
    """2026-10-31, 2026.10.31, 2026/10/31."""
    found = _ISO.match(text, position)
    day = (
        one_day(int(found[1]), int(found[3]), int(found[4]))
        if found and _is_month(found[3])
        else None
    )
    if not found or day is None:
        return None
    return Moment(start=position, end=found.end(), stretch=day, year_named=True)


def _is_month(number: str) -> bool:
    return 1 <= int(number) <= 12


# 十四五 was 2021 to 2025: a five-year plan every five years.
_PLANS = {"十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031, "十七五": 2036}
_PLAN = re.compile(rf'"?({"|".join(_PLANS)})"?(?:时期)?(期?末)?')


def _five_years(text: str, position: int, frame: Frame) -> Moment | None:
    found = _PLAN.match(text, position)
    if not found:
        return None
    year = _PLANS[found[1]]
    stretch = Stretch(
        unit="years",
        first=date(year, 1, 1),
        last=date(year + 4, 12, 31),
        edge=found[2] or "",
        said=f"“{found[1]}”为{year}—{year + 4}年",
    )
    return Moment(start=position, end=found.end(), stretch=stretch, year_named=True)


def _single(text: str, position: int, frame: Frame) -> Moment | None:
    for read in (_iso, _five_years, _with_year, _nearby, _without_year):
        if moment := read(text, position, frame):
            return moment
    return None


# --- ranges -----------------------------------------------------------------------------------

# The hour and (含当日) that may stand behind a day.
HOUR = (
    r"(?: *(?:上午|下午|晚上|晚)? *[0-9]{1,2}(?:时|点|:[0-9]{2})(?:[0-9]{1,2}分|整)?)?"
    r"(?: *[(（]含[^)）]{0,4}[)）])?"
)
_RANGE = "一段时间，取其末日"
_JOIN = re.compile(rf"{HOUR}{S}(?:起|开始)?{S}(?:-+|至|到){S}")
_ONLY_DAY = re.compile(rf"({SMALL}){S}[日号]")
_ELIDED = re.compile(
    rf"(?<![0-9.一-十])({YEAR}|{SMALL}){S}(?:-+|至|到){S}(?={YEAR}{S}年|{SMALL}{S}[月季])"
)


def _to(moment: Moment, *, start: int, first: date | None, unit: Unit) -> Moment:
    """The moment as the end of a range that begins earlier."""
    stretch = replace(moment.stretch, first=first, unit=unit, taken=_RANGE)
    return replace(moment, start=start, stretch=stretch, ranged=True)


def _with_end(text: str, start: Moment, frame: Frame) -> Moment:
    """`start` extended by 至, 到 or a dash and a later moment, where one follows."""
    joined = _JOIN.match(text, start.end)
    if not joined or start.unit == "season":
        return start
    end = _single(text, joined.end(), naming(frame, start)) or _day_only(text, joined.end(), start)
    if end is None or end.unit == "season":
        return start
    last = end.last
    if start.first and last and last < start.first:
        if end.year_named:
            return start
        last = add_months(last, 12)
    unit: Unit = "years" if start.unit == end.unit == "year" else end.unit
    end = replace(end, stretch=replace(end.stretch, last=last))
    extended = _to(end, start=start.start, first=start.first, unit=unit)
    certain = start.stretch.certain and end.stretch.certain
    named = start.year_named or end.year_named
    return replace(extended, year_named=named, stretch=replace(extended.stretch, certain=certain))


def _day_only(text: str, position: int, start: Moment) -> Moment | None:
    """The 15日 of 9月1日至15日."""
    found = _ONLY_DAY.match(text, position) if start.unit == "day" else None
    if not found or not start.first:
        return None
    day = one_day(start.first.year, start.first.month, read_integer(found[1]) or 0)
    return Moment(start=position, end=found.end(), stretch=day) if day else None


def _elided(text: str, position: int, frame: Frame) -> Moment | None:
    """2025-2027年, 3至6月: the unit stands once, behind the second number."""
    found = _ELIDED.match(text, position)
    end = _single(text, found.end(), frame) if found else None
    low = read_integer(found[1]) if found else None
    if end is None or low is None or not end.last:
        return None
    first = _elided_start(end, low)
    unit: Unit = "years" if end.unit == "year" else end.unit
    return _to(end, start=position, first=first, unit=unit) if first else None


def _elided_start(end: Moment, low: int) -> date | None:
    """The first day of the range that ends with `end` and begins with the bare number `low`."""
    assert end.last
    year = end.last.year
    if end.unit == "year":
        return date(low, 1, 1) if FIRST_YEAR <= low <= year else None
    if end.unit in ("month", "part", "day") and 1 <= low <= 12:
        return date(year - (low > end.last.month), low, 1)
    if end.unit == "quarter" and 1 <= low <= 4:
        return quarter(year, low).first
    return None


def naming(frame: Frame, moment: Moment) -> Frame:
    """The frame for what follows a moment that names its year: that year goes on counting."""
    last = moment.last
    return replace(frame, year=last.year) if last and moment.year_named else frame


# --- anywhere in a text -----------------------------------------------------------------------


def moment_at(text: str, position: int, frame: Frame) -> Moment | None:
    """The longest moment that begins at `position`, ranges included; None where there is none."""
    found = _elided(text, position, frame) or _single(text, position, frame)
    return _with_end(text, found, frame) if found else None


_BEGIN = re.compile(
    '[0-9〇零一二两三四五六七八九十今明来次翌后去上前下本这当大昨第年月季qQ"]|' + festivals.PATTERN
)


def starts(text: str) -> Iterator[int]:
    """The positions at which a moment may begin, ascending."""
    for found in _BEGIN.finditer(text):
        yield found.start()


_CELL = re.compile(
    rf"{S}(?:(?P<compact>(?:19|20)[0-9]{{6}})|(?P<year>(?:19|20)[0-9]{{2}})(?:{S}[-./]{S}(?P<month>[0-9]{{1,2}}))?"
    rf"|(?P<month2>1[0-2]|0?[1-9])[-./](?P<day>3[01]|[12][0-9]|0?[1-9]))(?P<behind>{S}(?:底|之?前|以前|底前)?){S}"
)


def cell_moment(text: str, frame: Frame) -> Moment | None:
    """A whole cell in digits only, which elsewhere is a number: 2026, 2026.6, 20260630, 6.30前."""
    found = _CELL.fullmatch(text)
    if not found:
        return None
    stretch = _cell_stretch(found, frame.default_year)
    named = bool(found["compact"] or found["year"])
    start, end = found.start(), found.start("behind")
    start += len(text) - len(text.lstrip(" "))
    return Moment(start=start, end=end, stretch=stretch, year_named=named) if stretch else None


def _cell_stretch(found: re.Match[str], year: int | None) -> Stretch | None:
    compact = found["compact"]
    if compact:
        month = compact[4:6]
        return one_day(int(compact[:4]), int(month), int(compact[6:])) if _is_month(month) else None
    if found["day"]:
        return one_day(year, int(found["month2"]), int(found["day"])) if year else None
    if not found["month"]:
        return whole_year(int(found["year"]))
    month = int(found["month"])
    if not 1 <= month <= 12:
        return None
    return months("month", int(found["year"]), month, month, "取该月最后一日")
