"""One responsibility clause: who leads, who takes part, by when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.assignments import with_leads
from knowledge.plans.clauses import find_clauses
from knowledge.plans.responsibility import read_clause
from knowledge.plans.sentences import read_sentence
from knowledge.plans.unit_names import split_units

# clause, lead, responsible, words about time
CLAUSES = [
    ("省水利厅牵头，省财政厅、审计厅按职责分工负责", "省水利厅", "省财政厅 省审计厅", None),
    ("责任单位：省商务厅、省税务局按职责分工负责", "", "省商务厅 省税务局", None),
    ("牵头单位：市数据局；责任单位：市财政局、各区政府", "市数据局", "市财政局 各区政府", None),
    (
        "牵头单位：州司法局；责任单位：州财政局、各县市政府，9月底完成",
        "州司法局",
        "州财政局 各县市政府",
        "9月底完成",
    ),
    (
        "牵头部门：市教育局 配合单位：市财政局 完成时限：2026年12月底",
        "市教育局",
        "市财政局",
        "2026年12月底",
    ),
    ("牵头：县民政局。配合：县残联。时限：8月底前", "县民政局", "县残联", "8月底前"),
    ("部门分工：省审计厅牵头，有关地方配合。", "省审计厅", "有关地方", None),
    ("各有关部委分头落实，年内不间断推进", "", "各有关部委", "年内不间断推进"),
    ("市政务数据局、各县（市、区）政府牵头", "市政务数据局 各县（市、区）政府", "", None),
    ("区发改委（粮食局）负责", "", "区发改委", None),
    ("省计量院（省科普基地）负责", "", "省计量院", None),
    ("由市医保局会同市财政局负责", "市医保局", "市财政局", None),
    ("市住建局牵头，市城管局配合；今年10月底前完成", "市住建局", "市城管局", "今年10月底前完成"),
    ("市住建局、市财政局；下月底前出台方案", "", "市住建局 市财政局", "下月底前出台方案"),
    ("各县市区政府负责，省财政厅监督", "", "各县市区政府 省财政厅", None),
    (
        "市教育局牵头，市财政局、审计局等有关部门按职责分工负责",
        "市教育局",
        "市财政局 市审计局 有关部门",
        None,
    ),
    ("市水务局牵头，2026年6月底前完成，市财政局配合", "市水务局", "市财政局", "2026年6月底前完成"),
    ("****局牵头，市财政局配合", "****局", "市财政局", None),
    ("责任单位：市发展改革委（牵头）、市交通运输局（配合）", "市发展改革委", "市交通运输局", None),
    ("责任领导：张某，牵头单位：市商务局，责任单位：市财政局", "市商务局", "市财政局", None),
    ("市工商局、市食品药品监管局负责", "", "市工商局 市食品药品监管局", None),
    ("责任单位：市税务局、市市场监督管理局", "", "市税务局 市市场监督管理局", None),
    ("省总工会、工商联牵头，省投资促进中心参与", "省总工会 省工商联", "省投资促进中心", None),
    ("各市、县〔区〕人民政府、新区管委会负责", "", "各市、县〔区〕人民政府 新区管委会", None),
    ("市商务局负责牵头，北江海关、人行北江中支配合", "市商务局", "北江海关 人行北江中支", None),
    ("责任单位为市交通运输局，配合单位为市公安局", "", "市交通运输局 市公安局", None),
    (
        "牵头单位：市住建局（联系人：张三，电话123）；责任单位：市财政局",
        "市住建局",
        "市财政局",
        None,
    ),
    ("牵头单位：市教育局。以下任务均涉及各县区，不再单独列出", "市教育局", "", None),
    ("责任单位：", "", "", None),
    ("牵头单位：—；责任单位：无", "", "", None),
]


@pytest.mark.parametrize(("clause", "lead", "responsible", "time"), CLAUSES)
def test_a_clause_says_who_leads_who_takes_part_and_by_when(
    clause: str, lead: str, responsible: str, time: str | None
) -> None:
    read = read_clause(clause)
    assert read.lead == tuple(lead.split())
    assert read.responsible == tuple(responsible.split())
    assert read.deadline == time


def test_full_width_and_half_width_punctuation_read_alike() -> None:
    for clause, lead, responsible, _ in CLAUSES:
        narrow = clause.translate(str.maketrans("，；：", ",;:"))
        assert read_clause(narrow).lead == tuple(lead.split())
        assert read_clause(narrow).responsible == tuple(responsible.split())


def test_a_star_leads() -> None:
    read = with_leads(read_clause("责任单位：☆市商务局、☆市文旅局、市财政局"), star="带☆者牵头")
    assert read.lead == ("市商务局", "市文旅局")
    assert read.responsible == ("市财政局",)
    assert read.grounds == ("带☆者牵头",)


def test_the_first_unit_leads_only_where_a_rule_says_so() -> None:
    plain = read_clause("责任单位：市商务局、市文旅局")
    assert with_leads(plain).lead == ()
    assert with_leads(plain, first="第一位牵头").lead == ("市商务局",)
    stated = read_clause("市商务局、市文旅局，排在第一位的为牵头单位")
    assert with_leads(stated).lead == ("市商务局",)


def test_a_sole_unit_leads_only_where_a_rule_says_so_and_the_list_is_closed() -> None:
    sole = read_clause("责任单位：市商务局")
    assert with_leads(sole).lead == ()
    assert with_leads(sole, sole="一家即为牵头").lead == ("市商务局",)
    assert with_leads(read_clause("责任单位：市商务局等部门"), sole="一家即为牵头").lead == ()
    helped = read_clause("责任单位：市商务局；配合单位：市税务局、市海关")
    assert with_leads(helped, sole="一家即为牵头").lead == ("市商务局",)


@pytest.mark.parametrize(
    "text",
    [
        "（以下简称《方案》）",
        "推进医联体（牵头医院为市一院）",
        "（2026—2028年）",
        "细颗粒物（PM2.5）",
        "（此件公开发布）",
        "市一院（市医疗集团）提升服务",
        "（含市教育局直属学校）",
        "链主企业牵头组建联盟，牵头抓总",
        "对企业给予补助（列入省、市政府重点企业支持名单）。",
    ],
)
def test_other_brackets_and_other_uses_of_the_word_are_no_clause(text: str) -> None:
    assert find_clauses(text, 0, len(text)) == []


@pytest.mark.parametrize("brackets", ["（）", "()", "〔〕", "[]", "【】", "［］", "(）", "（)"])
def test_every_kind_of_bracket_holds_a_clause(brackets: str) -> None:
    text = f"建设节水站。{brackets[0]}市水务局牵头，市财政局配合{brackets[1]}"
    (clause,) = find_clauses(text, 0, len(text))
    assert text[clause.start : clause.end].startswith(brackets[0])
    assert clause.assignment.lead == ("市水务局",)


def test_brackets_side_by_side_are_one_clause() -> None:
    text = "建设节水站。（牵头单位：市水务局）（责任单位：财政局）（2026年底前完成）"
    (clause,) = find_clauses(text, 0, len(text))
    assert clause.assignment.lead == ("市水务局",)
    assert clause.assignment.responsible == ("市财政局",)
    assert clause.assignment.deadline == "2026年底前完成"


@pytest.mark.parametrize(
    ("sentence", "lead", "responsible"),
    [
        ("由市医保局会同市卫生健康委制定办法。", "市医保局", "市卫生健康委"),
        ("市数据局要会同有关部门建立台账。", "市数据局", "有关部门"),
        ("县教育局、县体育局共同牵头，各学校做好配合。", "县教育局 县体育局", "各学校"),
        ("出现事故的，由市应急局会同市公安局等有关部门倒查。", "市应急局", "市公安局 有关部门"),
        ("省统计局负责发布年报。", "", "省统计局"),
    ],
)
def test_sentences_that_assign(sentence: str, lead: str, responsible: str) -> None:
    said = read_sentence(sentence)
    assert said is not None
    assert said.assigned
    assert said.assignment.lead == tuple(lead.split())
    assert said.assignment.responsible == tuple(responsible.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "各地要高度重视，加强领导。",
        "由市第一人民医院作为牵头医院组建医联体。",
        "由链主企业牵头组建联盟。",
        "办公室设在市水务局，每月调度。",
        "领导小组负责统筹协调。",
        "本办法由市水务局负责解释。",
    ],
)
def test_sentences_that_assign_nobody(sentence: str) -> None:
    said = read_sentence(sentence)
    assert said is None or not said.assigned


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("省发展改革委、交通运输厅、能源局", "省发展改革委 省交通运输厅 省能源局"),
        ("市委组织部、宣传部、教育局", "市委组织部 市委宣传部 市教育局"),
        ("省财政厅、市场监管局", "省财政厅 省市场监管局"),
        ("各县（市、区）政府和市住房和城乡建设局", "各县（市、区）政府 市住房和城乡建设局"),
        ("市文化和旅游局和市体育局", "市文化和旅游局 市体育局"),
        ("市科技局 市财政局/市审计局", "市科技局 市财政局 市审计局"),
        ("各乡（镇）人民政府、县教育局", "各乡（镇）人民政府 县教育局"),
        ("县（市、区）人民政府、教育局", "县（市、区）人民政府 教育局"),
        ("市气象局等", "市气象局"),
        ("县发改局县市场监管局", "县发改局 县市场监管局"),
        ("云溪市政府、国网云溪供电公司、市水务局、水务局", "云溪市政府 国网云溪供电公司 市水务局"),
    ],
)
def test_lists_are_cut_into_units_with_their_level_restored(text: str, units: str) -> None:
    assert split_units(text) == tuple(units.split())


def test_a_level_named_before_holds_for_a_list_that_names_none() -> None:
    assert split_units("财政局、审计局", "县") == ("县财政局", "县审计局")
    assert split_units("财政局、审计局") == ("财政局", "审计局")


@given(
    st.text(
        alphabet="市省财政局教育牵头负责配合、，；：（）()☆等0123月底前 单位完成时限", max_size=60
    )
)
def test_any_clause_is_read_and_names_nobody_twice(clause: str) -> None:
    read = read_clause(clause)
    assert len(set(read.units)) == len(read.units)
    assert find_clauses(clause, 0, len(clause)) is not None
