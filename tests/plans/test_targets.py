"""Goals: which numbers count, what they are called, and by when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.targets import find_targets, task_numbers

REFERENCE = date(2026, 3, 1)


def triples(text: str) -> list[tuple[str, str, str]]:
    return [(t.comparator, t.value, t.unit) for t in find_targets(text, reference=REFERENCE)]


def names(text: str) -> list[str]:
    return [t.name for t in find_targets(text, reference=REFERENCE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "到2028年，全市建成充电桩3万个，新能源汽车渗透率达到45%左右，单位GDP能耗较2023年下降13.5%。",
            [("=", "3", "万个"), ("~", "45", "%"), ("=", "13.5", "%")],
        ),
        (
            "新增城镇就业12万人以上；城镇调查失业率控制在5.5%左右；农村居民收入增长6%—7%。",
            [(">=", "12", "万人"), ("~", "5.5", "%"), ("range", "6-7", "%")],
        ),
        ("小学、初中入学率分别达到99.95%、99.8%以上。", [(">=", "99.95/99.8", "%")]),
        ("行政村光纤网络实现全覆盖。", [("=", "100", "%")]),
        ("产业规模实现翻番，链上企业突破1200家。", [("=", "1", "番"), (">", "1200", "家")]),
        ("“一网通办”率由75%提升到90%以上。", [(">=", "90", "%")]),
        (
            "招引亿元以上项目不少于30个，其中10亿元以上项目5个。",
            [(">=", "30", "个"), ("=", "5", "个")],
        ),
        ("打造15分钟便民生活圈60个。", [("=", "60", "个")]),
        ("办理时限压缩至3个工作日以内。", [("<=", "3", "个工作日")]),
        (
            "建成60个标杆场景、10个示范园区和3家创新中心。",
            [("=", "60", "个"), ("=", "10", "个"), ("=", "3", "家")],
        ),
        ("至少培育3个千亿级产业集群。", [(">=", "3", "个")]),
        ("出生人口性别比降至110以下。", [("<=", "110", "")]),
        ("高新技术企业突破500家，力争达到600家。", [(">", "500", "家"), ("=", "600", "家")]),
        ("保护率、接入率、达标率均达到100%。", [("=", "100", "%")]),
        ("70%以上的企业完成改造。", [(">=", "70", "%")]),
        ("锅炉容量达到50蒸吨以上。", [(">=", "50", "蒸吨")]),
        ("≥95%", [(">=", "95", "%")]),
        ("560", [("=", "560", "")]),
    ],
)
def test_value_unit_and_comparator_of_every_goal(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert triples(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "用3年时间补齐短板。",
        "提出5个方面20条措施，明确11项具体指标。",
        "围绕15个重点行业开展行动。",
        "各县区、12个市直部门参加。",
        "连续2年高于平均水平的产品。",
        "产业质量达到国内先进水平。",
        "第二批6个事项。",
        "国道G7012沿线治理。",
        "2026年3月20日印发。",
        "员工100人（含）以上的企业。",
        "对单户授信1000万元以下的企业给予贴息。",
        "孕11—13周检查。",
    ],
)
def test_a_number_that_only_describes_is_no_goal(text: str) -> None:
    assert triples(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全省义务教育巩固率保持在96%以上", ["义务教育巩固率"]),
        ("新能源公交车占比提高到82%以上", ["新能源公交车占比"]),
        ("打造智慧应用场景60个", ["智慧应用场景"]),
        ("建成40个服务驿站", ["服务驿站"]),
        ("每个乡镇至少建成1个养老服务中心", ["每个乡镇养老服务中心"]),
        ("助餐服务覆盖80%以上的城市社区", ["助餐服务覆盖城市社区"]),
        ("专任教师达标率小学98%、初中95%", ["小学专任教师达标率", "初中专任教师达标率"]),
        ("近视率较上年下降0.5个百分点", ["近视率下降"]),
        ("营业收入达到300亿元，年均增速15%", ["营业收入", "营业收入年均增速"]),
        ("不良贷款率控制在1.5%以内", ["不良贷款率"]),
        ("再生水利用率达到30%", ["再生水利用率"]),
        ("应急避难场所达到50处", ["应急避难场所"]),
        ("基本养老保险参保率达到95%", ["基本养老保险参保率"]),
        ("天然气供应达到10亿立方米", ["天然气供应"]),
        ("城市建成区绿化覆盖率达到42%", ["城市建成区绿化覆盖率"]),
        ("1.网络零售额力争达到120亿元", ["网络零售额"]),
        ("“好差评”好评率不低于99%", ["“好差评”好评率"]),
        ("水重复利用率：95%以上", ["水重复利用率"]),
        ("社会消费品零售总额增长6%左右", ["社会消费品零售总额增长"]),
    ],
)
def test_a_goal_is_called_by_its_noun_phrase(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_date_of_its_own_counts_for_the_whole_paragraph() -> None:
    text = "到2028年，合格率达到95%以上；满意度不低于82分。培育品牌30个。"
    assert {t.by for t in find_targets(text, reference=REFERENCE)} == {"2028-12-31"}


def test_of_two_dates_each_counts_for_its_own_part() -> None:
    text = "2026年新建农田260万亩；到2027年机械化率达到72%；总产量稳定在90万吨以上。"
    found = find_targets(text, reference=REFERENCE)
    assert [t.by for t in found] == ["2026-12-31", "2027-12-31", None]


def test_the_whole_year_is_the_documents() -> None:
    found = find_targets("全年完成投资680亿元，新改建公路520公里。", reference=REFERENCE)
    assert [t.by for t in found] == ["2026-12-31", "2026-12-31"]
    assert [t.by for t in find_targets("全年完成投资680亿元。", reference=None)] == [None]


def test_hedge_and_base_are_kept() -> None:
    found = find_targets("力争产值较2023年增长30%左右。", reference=REFERENCE)
    assert [(t.hedge, t.base, t.comparator) for t in found] == [("力争", "2023年", "~")]


def test_the_numbers_of_a_task_are_found_with_its_date() -> None:
    text = "推行首席质量官制度，2026年底前覆盖面不低于60%，每年帮扶企业不少于1200家。"
    found = task_numbers(text, reference=REFERENCE, offset=100)
    assert [(t.value, t.unit, t.by) for t in found] == [
        ("60", "%", "2026-12-31"),
        ("1200", "家", "2026-12-31"),
    ]
    assert all(t.start is not None and text[t.start - 100 : t.end - 100] == t.text for t in found)  # type: ignore[operator]


PIECES = [
    "到2027年",
    "，",
    "；",
    "。",
    "率",
    "达到",
    "95%以上",
    "全市",
    "建成",
    "30个",
    "和",
    "、",
    "其中",
    "“",
    "”",
    "（",
    "）",
    "：",
    "分别",
    "10%",
    "全覆盖",
    "翻番",
    "1,200",
    "增长",
    "由",
    "较上年",
    "零售",
]


@given(
    text=st.one_of(
        st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
    ),
    offset=st.integers(0, 1000),
    reference=st.one_of(st.none(), st.dates()),
)
def test_garbage_never_raises_and_the_clause_is_exact(
    text: str, offset: int, reference: date | None
) -> None:
    for target in find_targets(text, reference=reference, offset=offset):
        assert target.start is not None
        assert target.end is not None
        assert text[target.start - offset : target.end - offset] == target.text
        assert target.value
