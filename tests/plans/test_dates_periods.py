"""The period of a question: what people say for it, and what is no period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.dates import describe, find_period
from tests.plans.test_dates_phrases import GARBAGE

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("question", "relation", "first", "last"),
    [
        ("本月要完成啥", "in", "2026-11-01", "2026-11-30"),
        ("这个月有哪些到期", "in", "2026-11-01", "2026-11-30"),
        ("下个月到期的有哪些", "in", "2026-12-01", "2026-12-31"),
        ("上个月该完成的", "in", "2026-10-01", "2026-10-31"),
        ("7天内到期的", "in", "2026-11-22", "2026-11-29"),
        ("一周内", "in", "2026-11-22", "2026-11-29"),
        ("未来三个月有什么", "in", "2026-11-22", "2027-02-22"),
        ("接下来两周", "in", "2026-11-22", "2026-12-06"),
        ("今年要干完哪些", "in", "2026-01-01", "2026-12-31"),
        ("明年有哪些任务", "in", "2027-01-01", "2027-12-31"),
        ("三季度完成的", "in", "2026-07-01", "2026-09-30"),
        ("Q3要交的", "in", "2026-07-01", "2026-09-30"),
        ("9月有啥", "in", "2026-09-01", "2026-09-30"),
        ("十月份的任务", "in", "2026-10-01", "2026-10-31"),
        ("九月底前要完成哪几项", "by", "None", "2026-09-30"),
        ("12月底之前", "by", "None", "2026-12-31"),
        ("年底前要干啥", "by", "None", "2026-12-31"),
        ("9月底要完成的", "in", "2026-09-01", "2026-09-30"),
        ("2027年底前", "by", "None", "2027-12-31"),
        ("下周要交的", "in", "2026-11-23", "2026-11-29"),
        ("本周", "in", "2026-11-16", "2026-11-22"),
        ("下周五之前", "by", "None", "2026-11-27"),
        ("周五前要交啥", "by", "None", "2026-11-27"),
        ("近期要到期的", "in", "2026-11-22", "2026-12-22"),
        ("最近有什么任务", "in", "2026-11-22", "2026-12-22"),
        ("今天到期的", "on", "2026-11-22", "2026-11-22"),
        ("明天要交的", "on", "2026-11-23", "2026-11-23"),
        ("10月15号到期的", "on", "2026-10-15", "2026-10-15"),
        ("15号之前要交的", "by", "None", "2026-11-15"),
        ("10.15前", "by", "None", "2026-10-15"),
        ("上半年", "in", "2026-01-01", "2026-06-30"),
        ("国庆前要干啥", "by", "None", "2026-09-30"),
        ("春节前要干啥", "by", "None", "2027-02-05"),
        ("9月到11月", "in", "2026-09-01", "2026-11-30"),
        ("2023到2025年", "in", "2023-01-01", "2025-12-31"),
        ("7月1日以后的", "after", "2026-07-02", "None"),
        ("9月以后", "after", "2026-10-01", "None"),
        ("逾期的有哪些", "by", "None", "2026-11-21"),
        ("哪些已经过期了", "by", "None", "2026-11-21"),
        ("超期没完成的", "by", "None", "2026-11-21"),
        ("3天后到期的", "on", "2026-11-25", "2026-11-25"),
    ],
)
def test_what_people_say_for_a_period(question: str, relation: str, first: str, last: str) -> None:
    found = find_period(question, today=TODAY)
    assert found is not None
    assert (found.relation, str(found.first), str(found.last)) == (relation, first, last)
    assert question[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "question",
    [
        "二期什么时候建成",
        "老旧电梯今年啥时候换完",
        "评估几月底完成",
        "验收是哪天",
        "还有几天到期",
        "甚麼时候上线",
        "何时完成",
        "首批30个课题谁牵头",
        "新增床位1500张谁负责",
        "12345热线谁牵头",
        "国道G7012谁负责",
        "三年行动有几项任务",
        "第二批一共几件事",
        "七天无理由退货谁管",
        "一共几项",
        "",
    ],
)
def test_other_questions_name_no_period(question: str) -> None:
    assert find_period(question, today=TODAY) is None


def test_a_missing_year_is_the_plans_and_this_year_is_todays() -> None:
    may = find_period("5月底前", today=TODAY, year=2027)
    this_year = find_period("今年", today=TODAY, year=2027)
    assert may is not None
    assert this_year is not None
    assert str(may.last) == "2027-05-31"
    assert str(this_year.last) == "2026-12-31"


@given(text=GARBAGE, today=st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_garbage_never_raises_and_the_span_is_exact(text: str, today: date) -> None:
    found = find_period(text, today=today)
    if found is not None:
        assert text[found.start : found.end] == found.text
        assert found.first is None or found.last is None or found.first <= found.last
        assert (found.first is None) == (found.relation == "by")
        assert (found.last is None) == (found.relation == "after")


@given(day=st.dates(), days=st.integers(-300, 300))
def test_days_left_are_counted_from_today(day: date, days: int) -> None:
    try:
        today = day - timedelta(days=days)
    except OverflowError:
        return
    words = {0: "今天到期", 1: "明天到期"}
    expected = words.get(days, f"剩{days}天" if days > 0 else f"已过期{-days}天")
    assert describe(day, today) == expected
