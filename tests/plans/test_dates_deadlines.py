"""THE deadline of a task: which of several phrases counts, in a sentence and in a cell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.dates import read_deadline
from tests.plans.test_dates_phrases import GARBAGE

REFERENCE = date(2026, 3, 16)

DATED = [
    ("推行质量例会制度，2026年9月底前覆盖全部园区。", "2026-09-30"),
    ("完成机房搬迁，三季度投用。", "2026-09-30"),
    ("2027年遴选20个试点。", "2027-12-31"),
    ("供暖季前完成管网更新，2026年10月20日前竣工验收。", "2026-10-20"),
    ("2026年启动建设，2028年底前建成投用。", "2028-12-31"),
    ("9月前基本建成、12月补缺完善。", "2026-09-30"),
    ("2026年11月底前建立台账，并长期坚持。", "2026-11-30"),
    ("每季度通报进展，2026年底前完成整改。", "2026-12-31"),
    ("对2008年底前建成的校舍开展体检，5月底前建立清单。", "2026-05-31"),
    ("审核不超过10个工作日，6月底前上线。", "2026-06-30"),
    ("2026年7月1日起试行，2027年6月底前全面推开。", "2027-06-30"),
]
RECURRING = [
    ("按季度发布指数，每季度末次月15日前报市政府。", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=15"),
    ("每年11月底前发布年度报告。", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=-1"),
    ("考核结果于次年2月底前通报。", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
    ("2026年起每年开展一次评估。", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"),
    ("每日洒水不少于4次。", "FREQ=DAILY"),
    ("组织科普进村活动，全年不少于30场。", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"),
    ("落实管理员日巡查制度。", "FREQ=DAILY"),
    ("加强抽查，定期公布结果。", None),
    ("每学期开展一次演练。", None),
]
ONGOING = [
    "建立隐患台账，逐一整改销号，长期坚持。",
    "健全抽测机制，常态化开展。",
    "C级危房动态清零。",
    "严查价格欺诈，保持常态高压。",
    "2026年7月1日起新开工项目全部签订承诺书。",
    "持续推进。",
]
NOTHING = [
    "推行全程监督，关键工序留痕。",
    "补贴申领审核不超过10个工作日。",
    "资金拨付后30日内形成实物工作量。",
    "断线24小时内修复。",
    "中小学每天综合体育活动不低于2小时。",
    "按每亩不低于15元标准落实管护经费。",
    "结果作为年度考核依据。",
    "重大节假日前逐站巡检。",
    "对连续两个月排名末位的单位约谈。",
    "优先更新使用满15年的设备。",
    "",
]


@pytest.mark.parametrize(("text", "day"), DATED)
def test_the_day_that_must_be_met_is_the_deadline(text: str, day: str) -> None:
    found = read_deadline(text, reference=REFERENCE)
    assert (found.kind, str(found.date)) == ("date", day)
    assert found.text is not None
    assert found.text in text


@pytest.mark.parametrize(("text", "rule"), RECURRING)
def test_work_that_comes_back_has_a_rule_where_one_can_be_written(text: str, rule: str) -> None:
    found = read_deadline(text, reference=REFERENCE)
    assert (found.kind, found.rule, found.date) == ("recurring", rule, None)


@pytest.mark.parametrize("text", ONGOING)
def test_work_without_an_end_is_ongoing(text: str) -> None:
    found = read_deadline(text, reference=REFERENCE)
    assert (found.kind, found.date, found.rule) == ("ongoing", None, None)


@pytest.mark.parametrize("text", NOTHING)
def test_without_a_deadline_none_is_invented(text: str) -> None:
    found = read_deadline(text, reference=REFERENCE)
    assert (found.kind, found.date, found.rule) == ("none", None, None)


@pytest.mark.parametrize(
    ("cell", "kind", "day"),
    [
        ("2026年12月", "date", "2026-12-31"),
        ("9月", "date", "2026-09-30"),
        ("三季度", "date", "2026-09-30"),
        ("2026.6", "date", "2026-06-30"),
        ("2026-06", "date", "2026-06-30"),
        ("2026-06-30 00:00:00", "date", "2026-06-30"),
        ("20260630", "date", "2026-06-30"),
        ("6.30前", "date", "2026-06-30"),
        ("2026", "date", "2026-12-31"),
        ("2026—2028年", "date", "2028-12-31"),
        ("2026年5月至10月", "date", "2026-10-31"),
        ("明年一季度末完成首批", "date", "2027-03-31"),
        ("下月底前出台方案", "date", "2026-04-30"),
        ("2026年10月底前，并长期坚持", "date", "2026-10-31"),
        ("每月", "recurring", "None"),
        ("按月", "recurring", "None"),
        ("每季度一次", "recurring", "None"),
        ("2026—2028年，每年10月底前", "recurring", "None"),
        ("长期", "ongoing", "None"),
        ("持续推进", "ongoing", "None"),
        ("常态化", "ongoing", "None"),
        ("全年", "ongoing", "None"),
        ("动态管理", "ongoing", "None"),
        ("即日起", "ongoing", "None"),
        ("—", "none", "None"),
        ("", "none", "None"),
        ("适时", "none", "None"),
        ("13.45", "none", "None"),
    ],
)
def test_a_cell_may_hold_a_bare_stretch(cell: str, kind: str, day: str) -> None:
    found = read_deadline(cell, reference=REFERENCE, cell=True)
    assert (found.kind, str(found.date)) == (kind, day)


def test_of_staged_work_the_first_day_counts_and_the_later_ones_are_kept() -> None:
    text = "4月底前完成摸底，8月底前完成整治，年底前验收。"
    found = read_deadline(text, reference=REFERENCE)
    assert str(found.date) == "2026-04-30"
    assert [str(day) for day in found.later] == ["2026-08-31", "2026-12-31"]


def test_a_day_before_the_document_is_doubted() -> None:
    assert not read_deadline("2月底前", reference=REFERENCE, cell=True).certain
    assert read_deadline("3月底前", reference=REFERENCE, cell=True).certain


def test_months_in_a_deadline_cell_count_from_the_issue_and_are_doubted() -> None:
    found = read_deadline("3个月内", reference=REFERENCE, cell=True)
    assert (str(found.date), found.certain) == ("2026-06-16", False)
    assert read_deadline("3个月内完成整改", reference=REFERENCE).kind == "none"


def test_a_date_without_any_year_is_named_but_not_dated() -> None:
    found = read_deadline("9月底前完成", reference=None)
    assert (found.kind, found.text, found.certain) == ("none", "9月底前", False)


def test_a_recurring_task_may_have_a_start() -> None:
    found = read_deadline("2026年7月1日起施行，每季度通报一次。", reference=REFERENCE)
    assert (found.kind, found.start) == ("recurring", date(2026, 7, 1))


@given(text=GARBAGE, reference=st.one_of(st.none(), st.dates()), cell=st.booleans())
def test_reading_never_raises_and_quotes_the_text(
    text: str, reference: date | None, cell: bool
) -> None:
    found = read_deadline(text, reference=reference, cell=cell)
    assert found.text is None or found.text in text
    assert list(found.later) == sorted(found.later)
