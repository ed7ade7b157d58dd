"""A named stretch of the calendar: 2026年10月底, 三季度, 下月, 国庆节 -> its first and last day.

This is the noun of a date phrase. What the words around it make of it (前, 起, 每, 较) is the
business of `dates`, `recurrence` and `periods`. All texts here are folded (`numerals.fold`).
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from knowledge.plans import festivals
from knowledge.plans.numerals import SMALL, YEAR, read_integer

Unit = Literal["years", "year", "half", "quarter", "month", "part", "week", "day", "season"]

S = " *"  # spaces that a line break or a scan left between the characters of a date
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

    first, last: None where no year is known. year_named: the text itself names the year.
    edge: 底, 末, 初, 中 as written, or empty. following: 次年 or 次月, whose base stands elsewhere.
    season: a festival or season, so only presumed. why: how it was read, Chinese.
    """

    start: int
    end: int
    unit: Unit
    first: date | None = None
    last: date | None = None
    year_named: bool = False
    edge: str = ""
    following: bool = False
    season: str = ""
    why: str = ""
    certain: bool = True


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has none (民法典 202)."""
    index = day.year * 12 + day.month - 1 + months
    last = month_end(index // 12, index % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def _stretch(unit: Unit, year: int, low: int, high: int, **more: str) -> Moment:
    """The months `low` to `high` of a year."""
    first, last = date(year, low, 1), month_end(year, high)
    return Moment(start=0, end=0, unit=unit, first=first, last=last, **more)  # type: ignore[arg-type]


def _half(found: re.Match[str], year: int) -> Moment | None:
    upper = found[1] == "上"
    why = "上半年，取6月30日" if upper else "下半年，取12月31日"
    return _stretch(
        "half", year, 1 if upper else 7, 6 if upper else 12, edge=found[2] or "", why=why
    )


def _quarter(found: re.Match[str], year: int) -> Moment | None:
    number = read_integer(found[1])
    if number is None or not 1 <= number <= 4:
        return None
    why = f"第{number}季度，取季末日"
    return _stretch("quarter", year, 3 * number - 2, 3 * number, edge=found[2] or "", why=why)


def _quarters(found: re.Match[str], year: int) -> Moment | None:
    last = 3 * (read_integer(found[1]) or 1)
    return _stretch("quarter", year, 1, last, why=f"前{last // 3}季度，取季末日")


_THIRDS = {"上": (1, 10), "中": (11, 20), "下": (21, 0)}


def _in_month(found: re.Match[str], year: int, month: int) -> Moment | None:
    """A month with what stands behind it: a day, 上旬, 底 or nothing."""
    whole = _stretch("month", year, month, month, why="取该月最后一日")
    assert whole.first
    assert whole.last
    if found["day"]:
        return _day(year, month, read_integer(found["day"]) or 0)
    if found["third"]:
        low, high = _THIRDS[found["third"]]
        last = whole.last.replace(day=high) if high else whole.last
        why = f"{found['third']}旬，取最后一日"
        return replace(whole, unit="part", first=whole.first.replace(day=low), last=last, why=why)
    edge = (found["edge"] or "")[-1:]
    if edge in ("初", "中"):
        low, high = _THIRDS["上" if edge == "初" else "中"]
        first, last = whole.first.replace(day=low), whole.first.replace(day=high)
        why = f"月{edge}，按{'上' if edge == '初' else '中'}旬末日推定"
        return replace(whole, unit="part", first=first, last=last, why=why, certain=False)
    return replace(whole, edge=edge)


def _day(year: int, month: int, day: int) -> Moment | None:
    """One day; a day that the month does not have becomes its last, and is doubtful."""
    last = month_end(year, month)
    if not 1 <= day <= 31:
        return None
    if day > last.day:
        why = f"{year}年{month}月没有{day}日，按{last.day}日"
        return Moment(start=0, end=0, unit="day", first=last, last=last, why=why, certain=False)
    exact = last.replace(day=day)
    return Moment(start=0, end=0, unit="day", first=exact, last=exact)


def _month(found: re.Match[str], year: int) -> Moment | None:
    month = read_integer(found["month"])
    return _in_month(found, year, month) if month and 1 <= month <= 12 else None


_BEHIND = (
    rf"(?:{S}(?:(?P<day>{SMALL}){S}[日号](?![报志产])|(?P<third>[上中下])旬"
    r"|(?P<edge>月?[底末](?!数|图|线|稿|子|端)|初(?![步期中级始])|中(?=[前之以,，。;；、)）]|$))))?"
)
_Tail = tuple[re.Pattern[str], Callable[[re.Match[str], int], Moment | None]]
# Stretches inside a year that the words before them name, or that nobody names.
_TAILS: tuple[_Tail, ...] = (
    (re.compile(r"([上下])半年(末|底)?"), _half),
    (re.compile(rf"第?([一二三四1-4]){S}季(?:度)?(末|底)?"), _quarter),
    (re.compile(r"[qQ]([1-4])(末|底)?(?![0-9a-zA-Z])"), _quarter),
    (re.compile(r"前([一二两三])个?季度"), _quarters),
    (re.compile(rf"(?P<month>{SMALL}){S}月份?(?!牙)(?!饼){_BEHIND}"), _month),
)


def _year_edge(found: re.Match[str], year: int) -> Moment:
    if found[1] == "中":
        return _stretch("half", year, 1, 6, edge="中", why="年中，取6月30日")
    if found[1] == "初":
        return replace(_stretch("month", year, 1, 1, why="年初，按1月推定"), certain=False)
    return _stretch("year", year, 1, 12, edge=found[1] or "", why="取当年最后一日")


# 年终 is as good as 年底; 中 and 初 only count where nothing follows that they could belong to.
_YEAR_EDGE = re.compile(
    r"年?(?:[内度])?([底末](?!数|稿|端)|终(?=[前之以])|[中初](?=[前之以,，。;；、)）]|$))"
)
_BARE_YEAR_EDGE = re.compile(
    r"(?<![周学成半全多少整每去当丰光])年([底末](?!数|稿|端)|终(?=[前之以])|中(?=[前之以,，。;；、)）]|$)|(?=[之以]?内(?!容|部)))"
)
_SEASON_TAIL = r'"? *(?:国际)?(?:劳动|儿童|妇女|青年|建军|建党)?(?:节日|节)?(?:假期|假日|长假|黄金周|小长假)?"?'
_SEASON = re.compile(
    rf'(?<!寒)"?(?P<name>{festivals.PATTERN}){_SEASON_TAIL}'
    r"(?=(?P<ending>结束|期?末)?(?P<before>到来|来临|来)?之?(?P<how>以前|前夕|前|期间|内|末|底|起|开始|以?后))"
)


def _season(found: re.Match[str], frame: Frame, year: int | None) -> Moment | None:
    name, ending = (
        found["name"],
        bool(found["ending"] or found["how"] in ("末", "底", "内", "期间")),
    )
    if year is not None:
        span = festivals.span_in(name, year)
    else:
        since = frame.today and frame.today - (JUST_PASSED if frame.asked else timedelta(0))
        span = festivals.next_span(name, since, ending=ending) if since else None
    return Moment(
        start=0,
        end=0,
        unit="season",
        first=span[0] if span else None,
        last=span[1] if span else None,
        edge="末" if found["ending"] or found["how"] in ("末", "底") else "",
        season=name,
        why=f"“{name}”的日子为推定",
        certain=False,
    )


_YEARS = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "来年": 1, "次年": 1, "翌年": 1, "后年": 2}
_YEARS |= {"去年": -1, "上年": -1, "前年": -2}
_YEAR = re.compile(
    rf"(?P<year>(?<![0-9.]){YEAR}|(?<![0-9.])2[0-9](?={S}年{S}(?:年?底|末|{SMALL}月|[上下]半年|第?[一二三四]季)))"
    rf"{S}年(?:度(?!假))?|(?P<word>{'|'.join(_YEARS)})(?:度(?!假))?"
)


def _with_year(text: str, position: int, frame: Frame) -> Moment | None:
    """今年10月底, 2027年三季度, 2026年: a year and what stands behind it."""
    found = _YEAR.match(text, position)
    if not found:
        return None
    year = _year_number(found, frame)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    inner = re.compile(rf"{S}(?:的|内|之内)?{S}").match(text, found.end())
    behind = inner.end() if inner else found.end()
    result = _inside(text, behind, frame, year)
    if result is None:
        result = (found.end(), replace(_stretch("year", year or 1, 1, 12), why="取当年最后一日"))
    end, moment = result
    if year is None:
        moment = replace(moment, first=None, last=None)
    word = found["word"] or ""
    why = f"{word}为{year}年" if word and year else ""
    return replace(
        moment,
        start=position,
        end=end,
        year_named=bool(found["year"]) or word not in ("次年", "翌年", "当年"),
        following=word in ("次年", "翌年"),
        why="；".join(filter(None, (why, moment.why))),
    )


def _year_number(found: re.Match[str], frame: Frame) -> int | None:
    if found["year"]:
        number = read_integer(found["year"])
        return 2000 + number if number is not None and number < 100 else number
    base = frame.year if found["word"] in ("次年", "翌年", "当年") else None
    base = base or (frame.today.year if frame.today else None)
    return None if base is None else base + _YEARS[found["word"]]


def _inside(text: str, position: int, frame: Frame, year: int | None) -> tuple[int, Moment] | None:
    """A stretch inside a year that has just been named; its end in the text, and the stretch."""
    for pattern, read in _TAILS:
        if (found := pattern.match(text, position)) and (moment := read(found, year or 2000)):
            return found.end(), moment
    if found := _YEAR_EDGE.match(text, position):
        return found.end(), _year_edge(found, year or 2000)
    if (found := _SEASON.match(text, position)) and (moment := _season(found, frame, year)):
        return found.end(), moment
    return None


def _without_year(text: str, position: int, frame: Frame) -> Moment | None:
    """10月底, 三季度, 年底前, 国庆节前: the year is the frame's."""
    if position and text[position - 1] in "0123456789〇零一二三四五六七八九十.":
        return None
    year = frame.default_year
    tails = (*_TAILS, (_BARE_YEAR_EDGE, _year_edge))
    for pattern, read in tails:
        if (found := pattern.match(text, position)) and (moment := read(found, year or 2000)):
            if year is None:
                return replace(moment, start=position, end=found.end(), first=None, last=None)
            return replace(moment, start=position, end=found.end())
    found = _SEASON.match(text, position)
    moment = _season(found, frame, None if frame.today else year) if found else None
    return replace(moment, start=position, end=found.end()) if found and moment else None


_NEAR = {"本": 0, "这": 0, "当": 0, "下": 1, "次": 1, "下下": 2, "上": -1}
_DAYS = {"大后天": 3, "后天": 2, "明天": 1, "明日": 1, "今天": 0, "今日": 0, "昨天": -1, "昨日": -1}
_WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6, "末": 6}


def _near_month(found: re.Match[str], today: date) -> Moment | None:
    there = add_months(today.replace(day=1), _NEAR[found["near"]])
    moment = _in_month(found, there.year, there.month)
    said = f"{found['near']}月为{there.year}年{there.month}月"
    return moment and replace(moment, why="；".join(filter(None, (said, moment.why))))


def _near_quarter(found: re.Match[str], today: date) -> Moment | None:
    index = today.year * 4 + (today.month - 1) // 3 + _NEAR[found["near"]]
    year, quarter = divmod(index, 4)
    why = f"{found['near']}季度为{year}年第{quarter + 1}季度"
    return _stretch("quarter", year, 3 * quarter + 1, 3 * quarter + 3, edge=found[2] or "", why=why)


def week(monday: date) -> Moment:
    """Monday to Sunday."""
    return Moment(start=0, end=0, unit="week", first=monday, last=monday + timedelta(days=6))


def _near_week(found: re.Match[str], today: date) -> Moment | None:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_NEAR[found["near"]])
    if not found["weekday"]:
        return week(monday)
    day = monday + timedelta(days=_WEEKDAYS[found["weekday"]])
    first = monday + timedelta(days=5) if found["weekday"] == "末" else day
    return Moment(start=0, end=0, unit="day", first=first, last=day)


def _near_day(found: re.Match[str], today: date) -> Moment | None:
    day = today + timedelta(days=_DAYS[found[0]])
    return Moment(start=0, end=0, unit="day", first=day, last=day)


def _this_month_end(found: re.Match[str], today: date) -> Moment | None:
    why = "未写月份，按当月"
    month = _stretch("month", today.year, today.month, today.month, edge="底", why=why)
    return replace(month, certain=False)


def _this_quarter_end(found: re.Match[str], today: date) -> Moment | None:
    last = (today.month + 2) // 3 * 3
    why = "未写季度，按当季"
    return replace(
        _stretch("quarter", today.year, last - 2, last, edge="末", why=why), certain=False
    )


_Near = tuple[re.Pattern[str], Callable[[re.Match[str], date], Moment | None]]
_WEEK = r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?"
# Stretches that count from the day itself.
_NEARBY: tuple[_Near, ...] = (
    (re.compile(rf"(?P<near>下下|[本这当下次上])个?月(?!份?[0-9])份?{_BEHIND}"), _near_month),
    (re.compile(r"(?P<near>[本这当下次上])个?季度?(末|底)?(?!节)"), _near_quarter),
    (re.compile(rf"(?P<near>下下|[本这下上])个?{_WEEK}"), _near_week),
    (re.compile("|".join(_DAYS)), _near_day),
    (re.compile(r"(?<![0-9一-十个本当下次上这])月[底末]"), _this_month_end),
    (re.compile(r"(?<!一)季度?[底末]"), _this_quarter_end),
)


def _nearby(text: str, position: int, frame: Frame) -> Moment | None:
    for pattern, read in _NEARBY:
        if found := pattern.match(text, position):
            moment = read(found, frame.today or date(2000, 1, 1))
            if moment is None:
                return None
            if frame.today is None:
                moment = replace(moment, first=None, last=None, why="")
            following = found.groupdict().get("near") == "次"
            named = {
                "start": position,
                "end": found.end(),
                "year_named": True,
                "following": following,
            }
            return replace(moment, **named)  # type: ignore[arg-type]
    return None


_ISO = re.compile(
    r"(?<![0-9.])((?:19|20)[0-9]{2})([-./])([0-9]{1,2})(?:\2([0-9]{1,2}))?"
    r"(?: +[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?(?![0-9])"
)


def _iso(text: str, position: int, frame: Frame, *, short: bool = False) -> Moment | None:
    """2026-10-31; with `short` also 2026.10, which elsewhere is a number."""
    found = _ISO.match(text, position)
    if not found or not (short or found[4]):
        return None
    year, month = int(found[1]), int(found[3])
    if not 1 <= month <= 12:
        return None
    whole = _stretch("month", year, month, month, why="取该月最后一日")
    moment = _day(year, month, int(found[4])) if found[4] else whole
    return moment and replace(moment, start=position, end=found.end(), year_named=True)


# 十四五 was 2021 to 2025: a five-year plan every five years.
_PLANS = {"十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031, "十七五": 2036}
_PLAN = re.compile(rf'"?({"|".join(_PLANS)})"?(?:时期|期间)?(期?末)?')


def _five_years(text: str, position: int, frame: Frame) -> Moment | None:
    found = _PLAN.match(text, position)
    if not found:
        return None
    year = _PLANS[found[1]]
    return Moment(
        start=position,
        end=found.end(),
        unit="years",
        first=date(year, 1, 1),
        last=date(year + 4, 12, 31),
        year_named=True,
        edge=found[2] or "",
        why=f"“{found[1]}”为{year}—{year + 4}年",
    )


def _single(text: str, position: int, frame: Frame) -> Moment | None:
    for read in (_iso, _five_years, _with_year, _nearby, _without_year):
        if moment := read(text, position, frame):
            return moment
    return None


_JOIN = re.compile(rf"{S}(?:起|开始|止)?{S}(?:-+|至|到){S}")
_ONLY_DAY = re.compile(rf"({SMALL}){S}[日号]")
_ELIDED = re.compile(
    rf"(?<![0-9.一-十])({YEAR}|{SMALL}){S}(?:-+|至|到){S}(?={YEAR}{S}年|{SMALL}{S}[月季])"
)


def _with_end(text: str, start: Moment, frame: Frame) -> Moment:
    """`start` extended by 至, 到 or a dash and a later moment, where one follows."""
    joined = _JOIN.match(text, start.end)
    if not joined or start.unit == "season":
        return start
    base = replace_year(frame, start)
    end = _single(text, joined.end(), base)
    if end is None and start.unit == "day" and start.first:
        only = _ONLY_DAY.match(text, joined.end())
        last = only and _day(start.first.year, start.first.month, read_integer(only[1]) or 0)
        end = last and only and replace(last, end=only.end())
    if end is None:
        return start
    if start.first and end.last and end.last < start.first and not end.year_named:
        end = replace(end, last=add_months(end.last, 12))
    unit: Unit = "years" if start.unit == end.unit == "year" else end.unit
    return replace(
        end,
        start=start.start,
        unit=unit,
        first=start.first,
        year_named=start.year_named or end.year_named,
        why="；".join(filter(None, ("一段时间，取其末日", end.why))),
        certain=start.certain and end.certain,
    )


def _elided(text: str, position: int, frame: Frame) -> Moment | None:
    """2025-2027年, 3至6月: the unit stands once, behind the second number."""
    found = _ELIDED.match(text, position)
    end = _single(text, found.end(), frame) if found else None
    low = read_integer(found[1]) if found else None
    if not found or end is None or low is None or not end.first:
        return None
    first = end.first
    if end.unit == "year" and FIRST_YEAR <= low <= first.year:
        first, unit = first.replace(year=low), "years"
    elif end.unit in ("month", "part", "day") and 1 <= low <= 12:
        first = date(first.year - (low > first.month), low, 1)
        unit = end.unit
    elif end.unit == "quarter" and 1 <= low <= 4:
        first, unit = date(first.year, 3 * low - 2, 1), end.unit
    else:
        return None
    why = "；".join(filter(None, ("一段时间，取其末日", end.why)))
    return replace(end, start=position, first=first, unit=unit, why=why)  # type: ignore[arg-type]


def replace_year(frame: Frame, moment: Moment) -> Frame:
    """The frame for what follows a moment that names its year: that year goes on counting."""
    last = moment.last
    return replace(frame, year=last.year) if last and moment.year_named else frame


def moment_at(text: str, position: int, frame: Frame, *, short: bool = False) -> Moment | None:
    """The longest moment that begins at `position`, ranges included; None where there is none.

    text: folded. short: also read 2026.10 and 2026-10 as a month (a cell holds no decimals).
    """
    found = _elided(text, position, frame) or _single(text, position, frame)
    if found is None and short:
        found = _iso(text, position, frame, short=True)
    return _with_end(text, found, frame) if found else None


Relation = Literal["before", "within", "from", "after", "since", "about", ""]
_RELATIONS: tuple[tuple[re.Pattern[str], Relation], ...] = (
    (re.compile(r" *以来"), "since"),
    (re.compile(r" *(?:前后|左右)"), "about"),
    (
        re.compile(
            r" *(?:结束)?(?:到来|来临|来)?(?:之前|以前|前夕|前(?!景|沿|提|期|置|端|述|列|瞻|三|[0-9一二两三四]+(?:名|位|季)|往|身|台|线))"
        ),
        "before",
    ),
    (re.compile(r" *(?:结束|期)?末"), "within"),
    (re.compile(r" *(?:期间|之内|以内|内(?!容|部|外|涵|在|设)|为止|止)"), "within"),
    (re.compile(r" *(?:起(?!草|步|点|到|来|诉|重|降|伏|源|底)(?:施行|实施|执行)?|开始)"), "from"),
    (re.compile(r" *(?:之后|以后|后(?!续|勤|备|台|期|方))"), "after"),
)


def relation_at(text: str, moment: Moment) -> tuple[Relation, int]:
    """What the word behind a moment makes of it, and where that word ends."""
    for pattern, relation in _RELATIONS:
        if found := pattern.match(text, moment.end):
            return relation, found.end()
    return "", moment.end


def due_day(moment: Moment, relation: Relation) -> date | None:
    """The last day that is on time.

    Before a day, month or year includes it, as offices use 前 (X日前 is that day); before a
    festival or season ends on the eve of its first day.
    """
    if moment.season and relation == "before" and not moment.edge and moment.first:
        return moment.first - timedelta(days=1)
    return moment.last


_BEGIN = re.compile(
    '[0-9〇一二两三四五六七八九十今明来次翌后去上前本下这当大昨第年月季qQ"]|' + festivals.PATTERN
)


def starts(text: str) -> Iterator[int]:
    """The positions at which a moment may begin, ascending."""
    for found in _BEGIN.finditer(text):
        yield found.start()
