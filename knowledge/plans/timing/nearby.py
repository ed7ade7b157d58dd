"""A stretch of the calendar that counts from a day: 下月底, 本季度末, 下周三, 明天, 今明两年."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from knowledge.plans.timing.stretches import (
    IN_MONTH,
    Stretch,
    add_months,
    in_month,
    months,
    quarter,
    whole_year,
)

_NEAR = {"本": 0, "这": 0, "当": 0, "下": 1, "次": 1, "下下": 2, "上": -1}
_DAYS = {"大后天": 3, "后天": 2, "明天": 1, "明日": 1, "今天": 0, "今日": 0, "昨天": -1, "昨日": -1}
_WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6, "末": 6}


def _month(found: re.Match[str], today: date) -> Stretch | None:
    there = add_months(today.replace(day=1), _NEAR[found["near"]])
    stretch = in_month(found, there.year, there.month)
    said = f"{found['near']}月为{there.year}年{there.month}月"
    return stretch and replace(stretch, said="；".join(filter(None, (said, stretch.said))))


def _quarter(found: re.Match[str], today: date) -> Stretch:
    year, index = divmod(today.year * 4 + (today.month - 1) // 3 + _NEAR[found["near"]], 4)
    said = f"{found['near']}季度为{year}年第{index + 1}季度"
    return replace(quarter(year, index + 1, found[2] or ""), said=said)


def _days(first: date, last: date) -> Stretch:
    return Stretch(unit="day" if first == last else "week", first=first, last=last)


def _week(found: re.Match[str], today: date) -> Stretch:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_NEAR[found["near"]])
    weekday = found["weekday"]
    if not weekday:
        return _days(monday, monday + timedelta(days=6))
    day = monday + timedelta(days=_WEEKDAYS[weekday])
    return _days(day - timedelta(days=1) if weekday == "末" else day, day)


def _day(found: re.Match[str], today: date) -> Stretch:
    day = today + timedelta(days=_DAYS[found[0]])
    return _days(day, day)


def _month_end(found: re.Match[str], today: date) -> Stretch:
    month = months("month", today.year, today.month, today.month, "未写月份，按当月推定")
    return replace(month, edge="底", certain=False)


def _quarter_end(found: re.Match[str], today: date) -> Stretch:
    this = quarter(today.year, (today.month + 2) // 3, "末")
    return replace(this, taken="未写季度，按当季推定", certain=False)


def _two_years(found: re.Match[str], today: date) -> Stretch:
    both = replace(whole_year(today.year + 1), unit="years", first=date(today.year, 1, 1))
    return replace(both, said=f"今明两年为{today.year}—{today.year + 1}年")


_Reader = tuple[re.Pattern[str], Callable[[re.Match[str], date], Stretch | None]]
_READERS: tuple[_Reader, ...] = (
    (re.compile(rf"(?P<near>下下|[本这当下次上])个?月份?{IN_MONTH}"), _month),
    (re.compile(r"(?P<near>[本这当下次上])个?季度?(末|底)?(?!节)"), _quarter),
    (
        re.compile(
            r"(?P<near>下下|[本这下上])个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?"
        ),
        _week,
    ),
    (re.compile(r"(?<![0-9一-十个本当下次上这每])月[底末]"), _month_end),
    (re.compile(r"(?<![一二三四每])季度?[底末]"), _quarter_end),
    (re.compile(r"今明(?:两|二)?年"), _two_years),
)


_ASKED: _Reader = (re.compile("|".join(_DAYS)), _day)  # in a document 今天 is no deadline


def nearby(
    text: str, position: int, today: date | None, *, asked: bool
) -> tuple[int, Stretch] | None:
    """The stretch that begins at `position`, and where it ends in the text; None where there is none.

    today: None where it is not known; the days then are not known either. asked: in a question.
    """
    for pattern, read in (*_READERS, _ASKED) if asked else _READERS:
        if found := pattern.match(text, position):
            stretch = read(found, today or date(2000, 1, 1))
            if stretch and today is None:
                stretch = replace(stretch, first=None, last=None, said="")
            return (found.end(), stretch) if stretch else None
    return None
