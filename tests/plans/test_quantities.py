"""Quantities: number, unit and comparator as printed, and no number out of a name."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.quantities import find_quantities

UNITS = [
    "%",
    "‰",
    "个",
    "家",
    "万户",
    "亿元",
    "万亩",
    "个百分点",
    "微克/立方米",
    "PFlops",
    "人次",
    "分",
    "公里",
    "项",
    "万吨",
]
BEFORE = {
    "不低于": ">=",
    "不少于": ">=",
    "至少": ">=",
    "超过": ">",
    "突破": ">",
    "不超过": "<=",
    "不高于": "<=",
    "约": "~",
    "达到": "=",
}
AFTER = {"以上": ">=", "以内": "<=", "以下": "<=", "左右": "~", "": "="}
AMOUNTS = st.one_of(
    st.integers(0, 10**6).map(str),
    st.decimals(min_value=0, max_value=1000, places=2, allow_nan=False).map(str),
)


@given(amount=AMOUNTS, unit=st.sampled_from(UNITS), before=st.sampled_from(sorted(BEFORE)))
def test_a_number_with_a_word_before_it_reads_back(amount: str, unit: str, before: str) -> None:
    text = f"合格率{before}{amount}{unit}，"
    found = find_quantities(text)
    assert [(q.value, q.unit, q.comparator) for q in found] == [(amount, unit, BEFORE[before])]
    assert found[0].text == f"{before}{amount}{unit}"


@given(amount=AMOUNTS, unit=st.sampled_from(UNITS), after=st.sampled_from(sorted(AFTER)))
def test_a_number_with_a_word_behind_it_reads_back(amount: str, unit: str, after: str) -> None:
    found = find_quantities(f"总量稳定在{amount}{unit}{after}。")
    assert [(q.value, q.unit, q.comparator) for q in found] == [(amount, unit, AFTER[after])]


@given(low=st.integers(1, 500), more=st.integers(1, 500), unit=st.sampled_from(UNITS))
def test_a_range_reads_back_however_it_is_joined(low: int, more: int, unit: str) -> None:
    high = low + more
    for text in (
        f"{low}-{high}{unit}",
        f"{low}—{high}{unit}",
        f"{low}至{high}{unit}",
        f"{low}{unit}～{high}{unit}",
    ):
        found = find_quantities(f"新增{text}，")
        assert [(q.value, q.unit, q.comparator) for q in found] == [
            (f"{low}-{high}", unit, "range")
        ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("分别超过90%、75%", "90/75", "%", ">"),
        ("分别提高到98.0%、97.5%", "98.0/97.5", "%", "="),
        ("分别达到60家、80家和120家以上", "60/80/120", "家", ">="),
        ("百分之八十以上", "80", "%", ">="),
        ("八成以上", "80", "%", ">="),
        ("三分之二以上", "2/3", "", ">="),
        ("一半以上", "50", "%", ">="),
        ("两家", "2", "家", "="),
        ("１，２００公里", "1200", "公里", "="),
        ("30余家", "30", "家", ">"),
        ("近50家", "50", "家", "~"),
        ("≥95%", "95", "%", ">="),
        ("＞5000亿元", "5000", "亿元", ">"),
        ("超60%", "60", "%", ">"),
        ("优于90%", "90", "%", ">"),
        ("不得超过3起", "3", "起", "<="),
        ("至少建成1个", "1", "个", ">="),
        ("提高到0.59", "0.59", "", "="),
        ("10/10万以下", "10", "/10万", "<="),
        ("4.5%—5%左右", "4.5-5", "%", "~"),
        ("3万亿元左右", "3", "万亿元", "~"),
    ],
)
def test_the_forms_that_documents_use(text: str, value: str, unit: str, comparator: str) -> None:
    found = find_quantities(text)
    assert [(q.value, q.unit, q.comparator) for q in found] == [(value, unit, comparator)]


@pytest.mark.parametrize(
    "text",
    [
        "国道G7012",
        "PM2.5",
        "第58次会议",
        "12345热线",
        "〔2026〕18号",
        "2026年",
        "一件事",
        "二级以上公路",
        "规模以上",
        "三农",
        "电话0900-8621",
        "5G基站",
        "二〇二六年",
    ],
)
def test_a_number_in_a_name_or_a_date_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


def test_hedge_and_base_belong_to_the_clause() -> None:
    found = find_quantities("力争达到600家，较2023年增长30%左右，同比下降5%")
    assert [(q.hedge, q.base) for q in found] == [("力争", None), (None, "2023年"), (None, "同比")]


PIECES = [
    "不低于",
    "超过",
    "达到",
    "以上",
    "以内",
    "左右",
    "分别",
    "、",
    "至",
    "-",
    "%",
    "万",
    "亿元",
    "个",
    "百分之",
    "分之",
    "点",
    "1",
    "2.5",
    "1,2",
    "三",
    "半",
    "成",
    "翻",
    "约",
    "力争",
]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_garbage_never_raises_and_ranges_are_exact_and_apart(text: str) -> None:
    found = find_quantities(text)
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(q.start <= q.number_start < q.number_end <= q.end for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
