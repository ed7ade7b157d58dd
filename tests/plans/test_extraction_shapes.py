"""Plans in other clothes: told in the news, wrapped at a margin, exported from a sheet, twice over."""

from datetime import date

import pytest

from knowledge.plans.departments import Departments
from knowledge.plans.extraction import extract
from knowledge.plans.responsibility import read_clause
from knowledge.plans.targets import find_targets
from knowledge.reading.documents import read_document
from tests.plans.reading import duties, tasks_of

NEWS = """溪东省出台方案推进夜间公交提质

近日，溪东省印发《夜间公交提质工作方案》。在线路方面，由省交通运输厅牵头，会同省公安厅优化夜间线路，6月底前公布。由省商务厅牵头，省税务局、人民银行溪东省分行配合推进移动支付优惠，三季度末前覆盖全省。

在保障方面，省能源局要牵头建设充电场站，10月底前完成。去年全省夜间公交累计运送乘客386万人次。
"""


def test_a_plan_told_in_the_news_gives_its_tasks_their_names_without_who_leads() -> None:
    tasks = tasks_of(NEWS)
    assert [task.title for task in tasks] == [
        "优化夜间线路",
        "推进移动支付优惠",
        "建设充电场站",
    ]
    assert [task.lead for task in tasks] == [("省交通运输厅",), ("省商务厅",), ("省能源局",)]
    assert tasks[0].responsible == ("省公安厅",)
    assert tasks[1].responsible == ("省税务局", "人民银行溪东省分行")


WRAPPED = """临江县冬修水利实施方案
2026年9月15日

　　一、目标任务
　　到2027年4月底，全县新增恢复灌溉面积3.2万亩，改善
灌溉面积不少于8万亩，灌溉水有效利用系数提高到0.58，亩
均节水60立方米左右，冬春水利投工突破30万工日，水费收缴
率达到95%以上，各乡镇要把冬修水利作为农闲时节的头等大
事来抓，倒排工期，挂图作战，确保春灌之前全部发挥效益。
　　二、重点工作
　　（一）清淤疏浚干支渠道186公里，确保渠道畅通。
　　牵头单位：县水利局
　　完成时限：2026年11月20日前
"""


def test_goals_above_the_tasks_are_read_across_the_margin() -> None:
    document = read_document("plan.txt", WRAPPED.encode())
    plan = extract(document)
    assert [(t.name, t.value) for t in plan.targets][:3] == [
        ("新增恢复灌溉面积", "3.2"),
        ("改善灌溉面积", "8"),
        ("灌溉水有效利用系数", "0.58"),
    ]
    assert [task.lead for task in plan.tasks] == [("县水利局",)]


SHEET = """溪东能源集团提质增效方案（2026年）
印发单位\t溪东能源集团有限公司
文号\t溪能〔2026〕7号

一、主要目标
到2026年底，利润总额不低于18亿元；资产负债率控制在62%以内。

二、任务分解表
注：带★者为牵头部门
序号\t专项行动\t任务内容\t责任部门\t完成时限
1\t提质增效\t压降应收账款12%以上\t★财务资金部、各二级单位\t2026年10月底前
2\t提质增效\t燃料集中采购率达到90%以上\t★物资公司、运营管理部\t2026年11月底前
3\t绿色转型\t首批风电机组并网\t★新能源公司\t2026年12月25日前
"""


def test_text_between_two_tables_of_a_sheet_is_text() -> None:
    plan = extract(read_document("plan.tsv", SHEET.encode()))
    assert [(t.name, t.value) for t in plan.targets] == [("利润总额", "18"), ("资产负债率", "62")]


def test_a_name_that_several_rows_bear_is_what_they_belong_to() -> None:
    plan = extract(read_document("plan.tsv", SHEET.encode()))
    assert [task.title for task in plan.tasks][:2] == [
        "压降应收账款12%以上",
        "燃料集中采购率达到90%以上",
    ]
    assert all("提质增效" in task.section_path for task in plan.tasks[:2])


APPENDIX = """# 临江园区安全提升行动方案

二、重点任务

以下任务分工和完成时限见附件。

1.建设封闭化管理系统，设置卡口4个。实现人车分流。

2.建设应急救援基地。配备消防车2台。

附件

任务分工表

|序号|工作任务|牵头单位|配合单位|完成时限|
|---|---|---|---|---|
|1|建设封闭化管理系统，设置卡口4个|规划建设局|应急管理局|2026年11月底|
|2|建设应急救援基地|应急管理局|财政局|2027年底|
"""


def test_a_row_of_the_appendix_stands_for_the_item_that_it_repeats() -> None:
    plan = extract(read_document("plan.md", APPENDIX.encode()))
    assert [task.lead for task in plan.tasks] == [("规划建设局",), ("应急管理局",)]


def test_a_blank_deadline_is_what_the_sentence_above_the_table_says() -> None:
    text = """# 柳镇环境整治方案

2026年2月20日

完成时限栏空白的，统一于11月30日前完成。

|序号|事项|牵头单位|完成时限|
|---|---|---|---|
|1|改造户厕210户|农业服务中心|6月底前|
|2|拆除废弃房屋60处|规划建设办||
"""
    plan = extract(read_document("plan.md", text.encode()))
    assert [task.deadline.date for task in plan.tasks] == [date(2026, 6, 30), date(2026, 11, 30)]


def test_an_item_is_split_where_a_sole_office_is_named_that_nobody_knows() -> None:
    text = """柳街道小区治理实施方案
一、重点任务
（一）清理废弃非机动车500辆（街道城管办负责）；新增充电插口600个（柳街供电所负责）。
"""
    assert duties(text) == [
        ("清理废弃非机动车500辆", "", "街道城管办"),
        ("新增充电插口600个", "", "柳街供电所"),
    ]


@pytest.mark.parametrize(
    ("clause", "lead", "responsible"),
    [
        ("学生工作部（处）（牵头）、各学院", ("学生工作部（处）",), ("各学院",)),
        ("实验室与设备管理处（牵头）、财务处", ("实验室与设备管理处",), ("财务处",)),
        ("信息中心、后勤保障部（共同牵头）、教务处", ("信息中心", "后勤保障部"), ("教务处",)),
    ],
)
def test_offices_write_brackets_and_joints_into_their_names(
    clause: str, lead: tuple[str, ...], responsible: tuple[str, ...]
) -> None:
    found = read_clause(clause)
    assert (found.lead, found.responsible) == (lead, responsible)


def test_what_was_last_year_is_no_goal() -> None:
    text = "去年全省办件386万件，跑动次数降至0.3次。今年办件量比去年提高10%以上。"
    assert [t.value for t in find_targets(text, reference=date(2026, 3, 1))] == ["10"]


OFFICES = Departments(
    units=["农业服务中心", "城乡环境管理站", "综合执法队", "规划建设局", "经济发展局", "财务资金部"]
)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("农服中心", "农业服务中心"),
        ("环管站", "城乡环境管理站"),
        ("执法队", "综合执法队"),
        ("规建局", "规划建设局"),
        ("经发局", "经济发展局"),
        ("财务部", "财务资金部"),
    ],
)
def test_an_abbreviation_keeps_the_ending(asked: str, meant: str) -> None:
    assert OFFICES.resolve(asked).names == (meant,)


def test_within_a_longer_name_an_ending_alone_is_no_department() -> None:
    assert OFFICES.find("便民服务中心在哪里") == []
