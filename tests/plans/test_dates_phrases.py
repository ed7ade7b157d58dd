"""Date phrases: printed dates read back, spans are exact, and nothing raises."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.dates import DateExpression, find_dates
from knowledge.plans.timing.stretches import add_months, month_end

REFERENCE = date(2026, 3, 16)
DAYS = st.dates(date(1980, 1, 1), date(2060, 12, 31))
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SMALL = ["", *"一二三四五六七八九", "十"]


def small(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    return {0: "", 1: "十"}.get(tens, f"{SMALL[tens]}十") + SMALL[ones]


def year_in_chinese(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


DAY_FORMS = [
    lambda d: f"{d.year}年{d.month}月{d.day}日前",
    lambda d: f"{d.year}年{d.month}月{d.day}号之前",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日 前",
    lambda d: f"{d.year}年{d.month:02d}月{d.day:02d}日以前",
    lambda d: f"{year_in_chinese(d.year)}年{small(d.month)}月{small(d.day)}日前",
    lambda d: f"{d.year}年{d.month}月{d.day}日前".translate(WIDE),
    lambda d: f"{d:%Y-%m-%d}前",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month}.{d.day}前",
    lambda d: f"不晚于{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month}月{d.day}日（含）前",
    lambda d: f"{d.year}年{d.month}月{d.day}日18时前",
]
MONTH_FORMS = [
    lambda d: f"{d.year}年{d.month}月底前",
    lambda d: f"{d.year}年{d.month}月末",
    lambda d: f"到{d.year}年{d.month}月底",
    lambda d: f"{d.year}年{d.month}月份底之前",
    lambda d: f"{d.year}年{d.month}月下旬前",
    lambda d: f"{year_in_chinese(d.year)}年{small(d.month)}月底前",
    lambda d: f"{d.year}年{d.month}月内",
    lambda d: f"截至{d.year}年{d.month}月底",
]


def only(text: str, reference: date | None = REFERENCE) -> DateExpression:
    found = find_dates(text, reference=reference)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("form", DAY_FORMS)
@given(day=DAYS)
def test_a_printed_day_reads_back(form, day: date) -> None:  # type: ignore[no-untyped-def]
    found = only(form(day), date(1980, 1, 1))
    assert (found.date, found.certain) == (day, True)


@pytest.mark.parametrize("form", MONTH_FORMS)
@given(day=DAYS)
def test_a_printed_month_ends_on_its_last_day(form, day: date) -> None:  # type: ignore[no-untyped-def]
    assert only(form(day), date(1980, 1, 1)).date == month_end(day.year, day.month)


@given(day=DAYS)
def test_a_day_without_a_year_is_in_the_year_of_the_document(day: date) -> None:
    found = only(f"{day.month}月{day.day}日前", date(day.year, 1, 1))
    assert found.date == day
    assert "缺年份" in found.reason


@given(first=DAYS, days=st.integers(0, 700))
def test_a_range_contains_its_end_and_begins_where_it_says(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    text = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    found = only(text, date(1980, 1, 1))
    assert (found.first, found.last, found.date) == (first, last, last)


@given(year=st.integers(1990, 2050), low=st.integers(1, 12), high=st.integers(1, 12))
def test_a_range_of_months_may_name_the_unit_once(year: int, low: int, high: int) -> None:
    if low > high:
        low, high = high, low
    for text in (
        f"{year}年{low}月—{high}月",
        f"{year}年{low}-{high}月",
        f"{year}年{low}月至{high}月底",
    ):
        found = only(text, date(1990, 1, 1))
        assert (found.first, found.last) == (date(year, low, 1), month_end(year, high))


PIECES = [
    *"年月日底末前内起后每季度上下中旬周一二三四十0123456789，。、（）《》〔〕-—至到于自按逐次第两半\n \u3000",
    *[
        "2026",
        "印发之日起",
        "工作日",
        "国庆节",
        "春节",
        "长期坚持",
        "常态化",
        "供暖季前",
        "今年",
        "明年",
        "次年",
        "下月",
    ],
    *[
        "每季度末",
        "一月一调度",
        "十五五",
        "Q3",
        "29日",
        "13月",
        "31日",
        "零〇",
        "９月",
        "万",
        "%",
        "以来",
        "较",
    ],
]
GARBAGE = st.one_of(
    st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
)


@given(text=GARBAGE, reference=st.one_of(st.none(), st.dates()))
def test_garbage_never_raises_and_spans_are_exact_and_apart(
    text: str, reference: date | None
) -> None:
    found = find_dates(text, reference=reference)
    assert all(text[e.start : e.end] == e.text for e in found)
    assert all(e.start < e.end for e in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all((e.kind == "date") == (e.date is not None) for e in found)


@pytest.mark.parametrize(
    "text", ["年底前", "9月底前", "下月底前", "今年三季度", "国庆节前", "本季度末"]
)
def test_without_a_reference_no_year_is_invented(text: str) -> None:
    found = only(text, None)
    assert (found.date, found.first, found.last, found.certain) == (None, None, None, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("年底前完成", "2026-12-31"),
        ("今年年底前完成", "2026-12-31"),
        ("2028年末基本形成", "2028-12-31"),
        ("到2029年建成", "2029-12-31"),
        ("明年一季度末", "2027-03-31"),
        ("今年上半年出台", "2026-06-30"),
        ("下半年启动", "2026-12-31"),
        ("三季度末前", "2026-09-30"),
        ("本季度末前", "2026-03-31"),
        ("本月底前", "2026-03-31"),
        ("下月15日前", "2026-04-15"),
        ("下个月中旬前", "2026-04-20"),
        ("11月上旬完成", "2026-11-10"),
        ("2月底前", "2026-02-28"),
        ("年内完成", "2026-12-31"),
        ("“十五五”末", "2030-12-31"),
        ("印发之日起60日内", "2026-05-15"),
        ("自本办法发布之日起3个月内", "2026-06-16"),
        ("通知印发后一个月内", "2026-04-16"),
        ("印发后两周内", "2026-03-30"),
        ("27年6月底前", "2027-06-30"),
        ("2026年前三季度", "2026-09-30"),
        ("今明两年", "2027-12-31"),
        ("本年度内完成", "2026-12-31"),
        ("6月5日（世界环境日）前", "2026-06-05"),
        ("10月中下旬完成", "2026-10-31"),
        ("自2026年5月1日至9月30日开展", "2026-09-30"),
        ("从4月9日8时起至4月20日24时", "2026-04-20"),
    ],
)
def test_phrases_that_count_from_the_document(text: str, day: str) -> None:
    assert str(only(text).date) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("“五一”前", "2026-04-30"),
        ("国庆节前", "2026-09-30"),
        ("“六一”国际儿童节前", "2026-05-31"),
        ("元旦前", "2026-12-31"),
        ("春节前", "2027-02-05"),
        ("2028年春节前", "2028-01-25"),
        ("端午节前", "2026-06-18"),
        ("中秋节前", "2026-09-24"),
        ("汛期前", "2026-05-31"),
        ("供暖季前", "2026-11-14"),
        ("供暖季结束前", "2027-03-15"),
        ("秋季开学前", "2026-08-31"),
        ("2027年春季开学前", "2027-02-28"),
        ("本学期末", "2026-07-10"),
        ("“三夏”前", "2026-05-19"),
        ("国庆期间", "2026-10-07"),
    ],
)
def test_festivals_and_seasons_are_presumed(text: str, day: str) -> None:
    found = find_dates(text, reference=REFERENCE)[0]
    assert (str(found.date), found.certain) == (day, False)
    assert "推定" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "对2005年底前建成的住宅小区",
        "2010年以前登记的车辆",
        "较2023年增长",
        "与2020年相比",
        "在2025年基础上",
        "2019年以来",
        "《三年行动方案（2026—2028年）》",
        "2025年度考核结果",
        "修订2026年版目录",
        "20个工作日内审核",
        "24小时内修复",
        "资金到账后30日内",
        "受理之日起15日内",
        "截至2024年底，已建成200个",
        "证书有效期至2028年12月31日",
        "落实行动方案（2026—2028年）",
        "指数从2025年的33.9提高",
        "3月10日的会议",
        "对12月底前未完成整改的企业",
        "将2026年6月30日前到期的许可证",
        "9月底前仍未开工的项目",
        "“十四五”期间累计投入",
    ],
)
def test_years_that_describe_and_handling_times_are_no_deadline(text: str) -> None:
    assert {e.kind for e in find_dates(text, reference=REFERENCE)} == {"none"}


@pytest.mark.parametrize(
    "text",
    [
        "第58次会议",
        "国道G7012改线",
        "〔2026〕18号",
        "12345热线",
        "第2批项目",
        "PM2.5浓度",
        "三年行动",
        "一件事",
        "每人每月300元",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text, reference=REFERENCE) == []


def test_a_start_is_no_deadline() -> None:
    found = only("自2026年7月1日起施行")
    assert (found.kind, found.begins, found.date) == ("ongoing", date(2026, 7, 1), None)
    assert only("2026年秋季学期起").begins == date(2026, 9, 1)


def test_a_day_that_does_not_exist_is_the_last_of_its_month_and_doubtful() -> None:
    assert (only("2026年2月29日前").date, only("2026年2月29日前").certain) == (
        date(2026, 2, 28),
        False,
    )
    assert only("2028年2月29日前").certain
    assert find_dates("2026年13月", reference=None)[0].text == "2026年"


def test_before_a_month_without_its_end_is_read_as_including_it_and_doubtful() -> None:
    found = only("10月前基本建成")
    assert (found.date, found.certain) == (date(2026, 10, 31), False)


def test_a_term_from_the_issue_without_its_day_is_doubtful_and_says_why() -> None:
    found = only("印发之日起30日内", reference=None)
    assert (found.kind, found.certain) == ("none", False)
    assert "印发日期未知" in found.reason


def test_the_day_of_issue_outranks_the_reference() -> None:
    found = find_dates("印发后10日内", reference=date(2026, 1, 1), issued=date(2026, 5, 20))
    assert found[0].date == date(2026, 5, 30)


def test_a_year_goes_on_counting_within_its_sentence() -> None:
    found = find_dates("2027年3月底前完成设计，6月底前开工。9月底前总结。", reference=REFERENCE)
    assert [str(e.date) for e in found] == ["2027-03-31", "2027-06-30", "2026-09-30"]


def test_the_following_year_counts_from_the_year_before_it() -> None:
    found = find_dates("2027年9月开工，次年6月底前建成", reference=REFERENCE)
    assert [str(e.date) for e in found] == ["2027-09-30", "2028-06-30"]


def test_a_chain_keeps_each_of_its_days() -> None:
    text = "2026年底前完成30%，2027年底前完成70%，2028年底前全部完成"
    assert [e.text for e in find_dates(text, reference=REFERENCE)] == [
        "2026年底前",
        "2027年底前",
        "2028年底前",
    ]


@given(DAYS, st.integers(0, 240))
def test_months_later_is_never_more_than_a_month_off(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
