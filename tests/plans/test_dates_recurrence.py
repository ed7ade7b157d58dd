"""Recurring phrases: every rule is valid, and what it names is what the words say."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.dates import find_dates
from knowledge.plans.timing.occurrences import next_occurrence, occurrences
from knowledge.plans.timing.recurrence import recurrences

YEARS = 4


def days(rule: str) -> list[date]:
    """The days of a rule in four years, by an independent evaluator."""
    start = datetime.combine(date(2025, 1, 1), time())
    end = datetime.combine(date(2024 + YEARS, 12, 31), time())
    return [moment.date() for moment in rrulestr(rule, dtstart=start).between(start, end, inc=True)]


def rule_of(text: str) -> str | None:
    found = find_dates(text, reference=date(2026, 3, 16))
    assert [e.kind for e in found] == ["recurring"], found
    return found[0].rule


def month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


@pytest.mark.parametrize(
    ("text", "a_year", "holds"),
    [
        ("每年12月底前", 1, lambda d: (d.month, d.day) == (12, 31)),
        ("每年2月底前", 1, lambda d: d.month == 2 and month_end(d)),
        ("每年3月15日前", 1, lambda d: (d.month, d.day) == (3, 15)),
        ("每年一季度末前", 1, lambda d: (d.month, d.day) == (3, 31)),
        ("每年国庆节前", 1, lambda d: (d.month, d.day) == (9, 30)),
        ("每年6月、12月底前", 2, lambda d: d.month in (6, 12) and month_end(d)),
        ("每年4月15日和10月15日前", 2, lambda d: d.month in (4, 10) and d.day == 15),
        ("次年4月底前", 1, lambda d: (d.month, d.day) == (4, 30)),
        ("一年一次", 1, lambda d: (d.month, d.day) == (12, 31)),
        ("每半年", 2, lambda d: d.month in (6, 12) and month_end(d)),
        ("半年一总结", 2, lambda d: d.month in (6, 12) and month_end(d)),
        ("每季度末", 4, lambda d: d.month % 3 == 0 and month_end(d)),
        ("按季度", 4, lambda d: d.month % 3 == 0 and month_end(d)),
        ("一季度一调度", 4, lambda d: d.month % 3 == 0 and month_end(d)),
        ("每季度末次月20日前", 4, lambda d: d.month % 3 == 1 and d.day == 20),
        ("每季度首月10日前", 4, lambda d: d.month % 3 == 1 and d.day == 10),
        ("每季度第2个月5日前", 4, lambda d: d.month % 3 == 2 and d.day == 5),
        ("每季度最后一个月25日前", 4, lambda d: d.month % 3 == 0 and d.day == 25),
        ("每季度结束后15日内", 4, lambda d: d.month % 3 == 1 and d.day == 15),
        ("每3个月", 4, lambda d: d.month % 3 == 0 and month_end(d)),
        ("每两个月", 6, lambda d: d.month % 2 == 0 and month_end(d)),
        ("每月28日前", 12, lambda d: d.day == 28),
        ("每月31日前", 12, month_end),
        ("每月底前", 12, month_end),
        ("逐月", 12, month_end),
        ("月通报", 12, month_end),
        ("次月5日前", 12, lambda d: d.day == 5),
        ("每月上旬", 12, lambda d: d.day == 10),
        ("每月5日、20日前", 24, lambda d: d.day in (5, 20)),
        ("每旬", 36, lambda d: d.day in (10, 20) or month_end(d)),
        ("每月最后一个周五", 12, lambda d: d.weekday() == 4 and d.day > 21),
        ("每月第二个星期三", 12, lambda d: d.weekday() == 2 and 8 <= d.day <= 14),
        ("每月最后一个工作日", 12, lambda d: d.weekday() < 5 and d.day > 25),
        ("每周五17时前", 52, lambda d: d.weekday() == 4),
        ("每周一、周四", 104, lambda d: d.weekday() in (0, 3)),
        ("每周", 52, lambda d: d.weekday() == 6),
        ("一周一报", 52, lambda d: d.weekday() == 6),
        ("每周一次", 52, lambda d: d.weekday() == 6),
        ("每个工作日", 261, lambda d: d.weekday() < 5),
        ("日巡查", 365, lambda _: True),
    ],
)
def test_the_days_of_a_rule_are_what_the_words_say(
    text: str, a_year: int, holds: Callable[[date], bool]
) -> None:
    rule = rule_of(text)
    assert rule is not None
    found = days(rule)
    assert all(holds(day) for day in found)
    assert abs(len(found) - YEARS * a_year) <= YEARS


@pytest.mark.parametrize(
    "text", ["每学期", "每两年", "定期", "不定期", "每年春节前", "每两周", "每年1月15日、7月20日"]
)
def test_where_the_words_settle_no_day_there_is_no_rule(text: str) -> None:
    assert rule_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "逐年提高",
        "每人每年",
        "每亩每年补助",
        "年度考核",
        "生日检查",
        "按年度计划",
        "每天运动2小时",
        "连续两个月",
        "每月1000元",
        "一月一日",
    ],
)
def test_what_only_looks_recurring_is_not(text: str) -> None:
    assert [
        e.kind for e in find_dates(text, reference=date(2026, 3, 16)) if e.kind == "recurring"
    ] == []


def test_a_season_of_every_year_is_doubtful() -> None:
    found = find_dates("每年“三夏”期间", reference=None)[0]
    assert (found.kind, found.certain) == ("recurring", False)


UNITS = ["年", "半年", "季度", "季", "月", "旬", "周", "日", "天", "学期", "3个月", "两年", "5个月"]
TAILS = [
    "",
    "末",
    "底前",
    "初",
    "5日前",
    "31日前",
    "40日前",
    "第9个周五",
    "次月20日前",
    "第4个月",
    "一、三",
    "春节前",
    "2月29日前",
    "17时前",
    "一次",
]


@given(
    head=st.sampled_from(["每", "每一", "按", "逐", "一", "每隔", "次", "不定期"]),
    unit=st.sampled_from(UNITS),
    tail=st.sampled_from(TAILS),
)
def test_every_rule_is_a_valid_rrule_with_days(head: str, unit: str, tail: str) -> None:
    for found in recurrences(head + unit + tail):
        if found.rule is not None:
            assert days(found.rule)


RULES = sorted(
    {
        found.rule
        for head in ("每", "次")
        for unit in UNITS
        for tail in TAILS
        for found in recurrences(head + unit + tail)
        if found.rule
    }
)


@given(rule=st.sampled_from(RULES), first=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_our_days_of_a_rule_are_those_of_an_independent_reading(rule: str, first: date) -> None:
    start = datetime.combine(first, time())
    expected = [moment.date() for moment in islice(rrulestr(rule, dtstart=start), 15)]
    assert list(islice(occurrences(rule, first), 15)) == expected
    assert next_occurrence(rule, first) == next(day for day in expected if day > first)


def test_a_rule_of_another_kind_is_refused_and_not_misread() -> None:
    with pytest.raises(ValueError, match="INTERVAL"):
        next(occurrences("FREQ=WEEKLY;INTERVAL=2", date(2026, 1, 1)))
