"""The period that a question asks about: 本月, 7天内, 九月底前, 下周, 逾期 -> first and last day.

The same calendar as in documents, plus what only askers say (15号, 周五前, 最近, 快到期的). A question
that asks for the date itself (什么时候, 几月底) is about no period.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from knowledge.plans.numerals import CHINESE, SMALL, fold, read_integer
from knowledge.plans.timing.moments import Frame, Moment, moment_at, starts
from knowledge.plans.timing.relations import due_day, relation_at
from knowledge.plans.timing.stretches import S, Stretch, add_months, month_end

NEAR = timedelta(days=30)  # 近期, 最近, 快到期

_When = Literal["by", "in", "on", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A period of days, both ends included. `text` equals `question[start:end]`.

    relation: `by` a day (first is None), `in` a stretch, `on` one day, `after` a day (last is None).
    """

    text: str
    start: int
    end: int
    first: date | None
    last: date | None
    relation: _When


# Questions for the date itself.
_ASKS = re.compile(
    r"(?:什么|甚么|神马|啥|何)(?:时候|时侯|时间|时|日子|日期)|多会儿?|几时|哪[一]?[天日年月]|几[月号日年]|多久|多长时间"
    r"|(?:还有|剩|还剩|剩下)(?:几|多少)(?:天|个月|日)|(?:日期|期限|时限)是(?:多少|什么|哪)"
)
_OVERDUE = re.compile(
    r"逾期|过期|超期|超时|已到期|超过(?:期限|时限)|到期未|没按时|未按时|拖期|延误"
)
_SOON = re.compile(
    r"近期|最近|近一段时间|快(?:要)?到期|马上(?:要)?到期|即将到期|临近到期|临期|要到期|快到(?:时间|期)"
)
_COUNT = rf"(?:[0-9]+|{CHINESE}|半)"
_AHEAD = re.compile(
    rf"(?:未来|今后|接下来|往后|最近|近|这)?的?{S}(?<![0-9第年月])(?P<count>{_COUNT}){S}(?P<unit>天|日|周|个?星期|个?礼拜|个月|年)"
    rf"{S}(?P<tail>之内|以内|内|里|后|之后|以后)?"
)
_MONTH_DAY = re.compile(
    rf"(?<![0-9月一二三四五六七八九十])(?P<day>{SMALL})(?:号|日)(?![线楼文院店机令召码])"
)
_WEEKDAY = re.compile(
    r"(?<![本这下上每个])(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![期报次到])"
)
_DIGITS_ONLY = re.compile(
    r"(?<![0-9.])(1[0-2]|0?[1-9])[-./](3[01]|[12][0-9]|0?[1-9])(?![0-9.%])(?=号|日|前|之前|以前|$)"
)


def _ahead(found: re.Match[str], today: date) -> Period | None:
    """7天内, 未来三个月, 一周内: from today on. 三天后 is one day."""
    opened = not found[0].startswith(found["count"])
    if not found["tail"] and not opened:
        return None
    half = found["count"] == "半"
    number = 0 if half else read_integer(found["count"])
    if number is None or number > 400:
        return None
    last = _later(today, number, half, found["unit"])
    first = today
    if found["tail"] and found["tail"].endswith("后"):
        first = last
    return _period(found.start(), found.end(), "on" if first == last else "in", first, last)


def _later(today: date, number: int, half: bool, unit: str) -> date:
    if "月" in unit:
        return today + timedelta(days=15) if half else add_months(today, number)
    if "年" in unit:
        return add_months(today, 6 if half else 12 * number)
    days = 7 if ("周" in unit or "期" in unit or "拜" in unit) else 1
    return today + timedelta(days=days * number)


def _period(start: int, end: int, relation: _When, first: date | None, last: date | None) -> Period:
    return Period(text="", start=start, end=end, first=first, last=last, relation=relation)


def _overdue(found: re.Match[str], today: date) -> Period:
    return _period(found.start(), found.end(), "by", None, today - timedelta(days=1))


def _soon(found: re.Match[str], today: date) -> Period:
    return _period(found.start(), found.end(), "in", today, today + NEAR)


_Word = tuple[re.Pattern[str], Callable[[re.Match[str], date], Period | None]]
_WORDS: tuple[_Word, ...] = ((_OVERDUE, _overdue), (_AHEAD, _ahead), (_SOON, _soon))


def _asked_days(text: str, today: date) -> Iterator[Moment]:
    """15号, 周五, 10.15前: days that askers name without a month, or in digits only."""
    for found in _MONTH_DAY.finditer(text):
        day = read_integer(found["day"]) or 0
        if 1 <= day <= month_end(today.year, today.month).day:
            yield _one_day(found, today.replace(day=day))
    for found in _WEEKDAY.finditer(text):
        ahead = ("一二三四五六日".index(found["day"].replace("天", "日")) - today.weekday()) % 7
        yield _one_day(found, today + timedelta(days=ahead))
    for found in _DIGITS_ONLY.finditer(text):
        month, day = int(found[1]), int(found[2])
        yield _one_day(
            found,
            min(date(today.year, month, 1) + timedelta(days=day - 1), month_end(today.year, month)),
        )


def _one_day(found: re.Match[str], day: date) -> Moment:
    stretch = Stretch(unit="day", first=day, last=day)
    return Moment(start=found.start(), end=found.end(), stretch=stretch)


def _calendar(text: str, frame: Frame) -> Iterator[Moment]:
    position = 0
    for start in starts(text):
        if start >= position and (moment := moment_at(text, start, frame)):
            position = moment.end
            yield moment


def _related(text: str, moment: Moment) -> Period | None:
    relation, end = relation_at(text, moment)
    last = due_day(moment, relation)
    if moment.first is None or last is None:
        return None
    if not relation and moment.stretch.edge in ("底", "末") and moment.stretch.unit == "month":
        # 9月底要完的 asks for September; only 9月底前 for everything until then.
        return _period(moment.start, end, "in", last.replace(day=1), last)
    if relation == "before" or (moment.stretch.edge in ("底", "末") and relation != "from"):
        return _period(moment.start, end, "by", None, last)
    if relation in ("from", "after", "since"):
        first = moment.first if relation != "after" else _after(moment)
        return _period(moment.start, end, "after", first, None)
    one = moment.first == moment.last
    return _period(moment.start, end, "on" if one else "in", moment.first, moment.last)


def _after(moment: Moment) -> date | None:
    return moment.last and moment.last + timedelta(days=1)


def find_period(question: str, *, today: date, year: int | None = None) -> Period | None:
    """The first period that a question names, or None; never raises on any text.

    year: of a phrase that names none (9月底前), usually the plan's; None: the year of `today`.
    今年 and 本月 always count from `today`. Simplified characters are expected.
    """
    text = fold(question)
    if _ASKS.search(text):
        return None
    frame = Frame(today=today, year=year, asked=True)
    found = [
        word for pattern, read in _WORDS for m in pattern.finditer(text) if (word := read(m, today))
    ]
    moments = [*_calendar(text, frame), *_asked_days(text, today)]
    found += [period for moment in moments if (period := _related(text, moment))]
    best = min(found, key=lambda p: (p.start, -p.end), default=None)
    return best and replace(best, text=question[best.start : best.end])


def describe(day: date, today: date) -> str:
    """How far off a deadline is, as people say it: 剩12天, 明天到期, 今天到期, 已过期3天."""
    left = (day - today).days
    if left < 0:
        return f"已过期{-left}天"
    return {0: "今天到期", 1: "明天到期"}.get(left, f"剩{left}天")
