"""A document's plan: every way in which plans say who leads, who takes part, and by when."""

from datetime import date

import pytest

from knowledge.model import Document
from knowledge.plans.due import reference_date
from knowledge.plans.extraction import extract
from tests.plans.reading import HEAD, duties, plan_of, read, tasks_of


def test_a_bracket_behind_each_item_names_lead_and_responsible_units() -> None:
    text = f"""{HEAD}
一、重点任务
（一）节水改造
1.推行用水定额。对年用水量超过5万吨的单位核定定额，2026年底前完成。（市水务局牵头，市财政局、发展改革委按职责分工负责）
2.更换老旧水表。（责任单位：市供水集团、各区政府）
3.开展漏损检测，长期坚持。〔市住建局负责〕
"""
    assert duties(text) == [
        (
            "推行用水定额。对年用水量超过5万吨的单位核定定额，2026年底前完成。",
            "市水务局",
            "市财政局 市发展改革委",
        ),
        ("更换老旧水表。", "", "市供水集团 各区政府"),
        ("开展漏损检测，长期坚持。", "", "市住建局"),
    ]
    first, second, third = tasks_of(text)
    assert first.id == "plan/1"
    assert first.title == "推行用水定额"
    assert first.section_path == ("重点任务", "节水改造")
    assert first.deadline.date == date(2026, 12, 31)
    assert first.quote.startswith("1.推行")
    assert first.quote.endswith("按职责分工负责）")
    assert first.doubts == ()
    assert second.doubts == ("原文未写明牵头单位",)
    assert third.deadline.kind == "ongoing"


def test_lines_below_an_item_belong_to_it_and_a_person_is_no_department() -> None:
    text = f"""{HEAD}
一、主要任务
1.新建调蓄水池6座。
分管市领导：王某某
牵头单位：市水务局
责任单位：市财政局，各县（市、区）政府
完成时限：2026年10月底前
2.修订应急预案。
部门分工：市应急管理局牵头，市气象局等配合。
3.培训节水员。
牵头单位：市水务局
责任单位：
完成时限：
"""
    assert duties(text) == [
        ("新建调蓄水池6座。", "市水务局", "市财政局 各县（市、区）政府"),
        ("修订应急预案。", "市应急管理局", "市气象局"),
        ("培训节水员。", "市水务局", ""),
    ]
    first, second, third = tasks_of(text)
    assert first.deadline.date == date(2026, 10, 31)
    assert "责任单位以“等”结尾，没有列全" in second.doubts
    assert third.deadline.kind == "none"


def test_fields_at_the_end_of_a_line_are_read_without_brackets() -> None:
    text = f"""{HEAD}
一、任务分工
1.建立节水档案,6月底前建成。牵头单位:市水务局;责任单位:市统计局
2.完善水价机制。牵头：市发改委。配合：市财政局、税务局。时限：9月底前
3.发布年度公报。责任单位:市水务局
"""
    assert duties(text) == [
        ("建立节水档案,6月底前建成。", "市水务局", "市统计局"),
        ("完善水价机制。", "市发改委", "市财政局 市税务局"),
        ("发布年度公报。", "", "市水务局"),
    ]
    assert [t.deadline.date for t in tasks_of(text)] == [date(2026, 6, 30), date(2026, 9, 30), None]


def test_a_heading_speaks_for_its_items_unless_they_speak_themselves() -> None:
    text = f"""{HEAD}
一、农业节水（市农业农村局牵头）
1.推广滴灌3万亩。
2.改造灌区2处。配合单位：市财政局
3.建设示范园。牵头单位：市科技局；配合单位：市农业农村局
4.补贴设备购置。（市财政局负责）
二、城镇节水
牵头单位：市住建局；责任单位：市城管局
5.更新管网30公里。
三、工业节水（牵头单位：市工信局；配合单位：市水务局）
6.创建节水企业12家。
"""
    assert duties(text) == [
        ("推广滴灌3万亩。", "市农业农村局", ""),
        ("改造灌区2处。", "市农业农村局", "市财政局"),
        ("建设示范园。", "市科技局", "市农业农村局"),
        ("补贴设备购置。", "", "市财政局"),
        ("更新管网30公里。", "市住建局", "市城管局"),
        ("创建节水企业12家。", "市工信局", "市水务局"),
    ]
    first, *_, last = tasks_of(text)
    assert first.section_path == ("农业节水",)
    assert first.grounds == ("一、农业节水（市农业农村局牵头）",)
    assert last.section_path == ("工业节水",)


def test_the_first_unit_leads_from_where_the_rule_is_stated() -> None:
    text = f"""{HEAD}
一、重点任务
1.开展普查。（责任单位：市统计局、市水务局）
2.编制规划。（责任单位：市水务局、市发展改革委。列第一位者为牵头单位，下同）
3.建设平台。（责任单位：市数据局、市水务局）
4.完善标准。（市市场监管局牵头，市水务局配合）
"""
    assert duties(text) == [
        ("开展普查。", "", "市统计局 市水务局"),
        ("编制规划。", "市水务局", "市发展改革委"),
        ("建设平台。", "市数据局", "市水务局"),
        ("完善标准。", "市市场监管局", "市水务局"),
    ]


def test_a_rule_in_one_bracket_without_the_same_below_holds_for_that_task() -> None:
    text = f"""{HEAD}
一、重点任务
1.建设服务站。〔市商务局、市财政局，排在第一位的为牵头单位〕
2.开展巡查。〔市商务局、市城管局〕
"""
    assert [t.lead for t in tasks_of(text)] == [("市商务局",), ()]


def test_a_star_marks_the_lead() -> None:
    text = f"""{HEAD}
一、重点任务
（一）智慧水务
建设感知终端2000个。（责任单位：☆市水务局、市数据局。带☆者牵头，后同）
（二）科普宣传
开发课程包。（责任单位：☆市教育局、☆市水务局、市妇联；完成时间：2027年3月底）
"""
    assert duties(text) == [
        ("建设感知终端2000个。", "市水务局", "市数据局"),
        ("开发课程包。", "市教育局 市水务局", "市妇联"),
    ]
    assert tasks_of(text)[1].deadline.date == date(2027, 3, 31)
    assert tasks_of(text)[0].title == "智慧水务"


def test_a_star_without_explanation_is_marked_as_doubtful() -> None:
    (task,) = tasks_of(f"{HEAD}\n一、重点任务\n1.建设泵站。（责任单位：★市水务局、市财政局）\n")
    assert task.lead == ("市水务局",)
    assert any("☆" in doubt for doubt in task.doubts)


def test_rules_in_the_preface_settle_sole_leads_regions_and_the_default_deadline() -> None:
    text = f"""{HEAD}
说明：只列一家责任单位的，该单位即为牵头单位。各项任务均需各县区政府落实，不再单独列出。除另有注明外，各项任务均应于2026年11月30日前完成。
一、清单
1.公布电话。责任单位：市水务局
2.排查水源。责任单位：市水务局、市生态环境局
3.每季度通报一次水质。责任单位：市卫生健康委
4.设施故障24小时内修复。牵头单位：市供水集团
"""
    assert duties(text) == [
        ("公布电话。", "市水务局", "各县区政府"),
        ("排查水源。", "", "市水务局 市生态环境局 各县区政府"),
        ("每季度通报一次水质。", "市卫生健康委", "各县区政府"),
        ("设施故障24小时内修复。", "市供水集团", "各县区政府"),
    ]
    first, _, third, fourth = tasks_of(text)
    assert first.deadline.date == date(2026, 11, 30)
    assert len(first.grounds) == 3
    assert all(ground in read(text).text for ground in first.grounds)
    assert third.deadline.kind == "recurring"
    assert fourth.deadline.date == date(2026, 11, 30)


def test_several_clauses_in_one_paragraph_are_several_tasks() -> None:
    text = f"""{HEAD}
一、重点任务
1.编制名录,3月底前公布。(市水务局负责)组织节水宣传周。[市融媒体中心(市广播电视台)负责]
2.建设水站（市水务局负责），配备设备30台（市财政局负责），2026年底前完成。
"""
    assert duties(text) == [
        ("编制名录,3月底前公布。", "", "市水务局"),
        ("组织节水宣传周。", "", "市融媒体中心"),
        ("建设水站", "", "市水务局"),
        ("配备设备30台", "", "市财政局"),
    ]
    assert [t.deadline.date for t in tasks_of(text)][2:] == [date(2026, 12, 31)] * 2


def test_the_innermost_item_is_the_task() -> None:
    text = f"""{HEAD}
一、重点任务
1.建设数字平台。（市数据局牵头，市财政局配合，9月底前完成）
（1）整合数据。
（2）开放接口。（市水务局负责）
"""
    assert duties(text) == [
        ("整合数据。", "市数据局", "市财政局"),
        ("开放接口。", "", "市水务局"),
    ]
    assert tasks_of(text)[0].deadline.date == date(2026, 9, 30)


def test_lines_below_the_last_sub_item_speak_for_its_neighbours_too() -> None:
    text = f"""{HEAD}
一、重点任务
1.加强监管。
（1）开展检查，6月底前完成。
（2）公布结果。
责任单位：市水务局、市公安局
2.完善标准。
（1）修订规范。
责任单位：市水务局
（2）开展宣贯。
"""
    assert duties(text) == [
        ("开展检查，6月底前完成。", "", "市水务局 市公安局"),
        ("公布结果。", "", "市水务局 市公安局"),
        ("修订规范。", "", "市水务局"),
        ("开展宣贯。", "", ""),
    ]
    first = tasks_of(text)[0]
    assert first.grounds == ("责任单位：市水务局、市公安局",)
    assert any("共用" in doubt for doubt in first.doubts)


def test_a_clause_behind_the_last_paragraph_of_an_item_closes_all_of_it() -> None:
    text = f"""{HEAD}
一、重点任务
1.规范取水。
对取水口逐一登记。
健全巡查机制。（市水务局牵头，长期坚持）
2.做好以下工作：①核查水井，9月底前完成（市水务局负责）；②清理垃圾（市城管局负责）。
"""
    assert duties(text) == [
        ("规范取水。\n对取水口逐一登记。\n健全巡查机制。", "市水务局", ""),
        ("核查水井，9月底前完成", "", "市水务局"),
        ("清理垃圾", "", "市城管局"),
    ]


def test_sentences_assign_tasks_where_brackets_do_not() -> None:
    text = f"""{HEAD}
一、重点任务
1.完善水价。由市发改委会同市水务局制定方案，2026年9月底前印发。
2.保护水源。市生态环境局、市水务局共同牵头，各区政府做好配合。
二、组织实施
市水务局要会同有关部门建立台账，每季度末汇总进展。各区要结合实际抓好落实。市统计局做好数据分析。
三、监督问责
市政府督查室按月通报。造成损失的，由市纪委监委会同市审计局倒查责任。
"""
    assert duties(text) == [
        ("完善水价。由市发改委会同市水务局制定方案，2026年9月底前印发。", "市发改委", "市水务局"),
        (
            "保护水源。市生态环境局、市水务局共同牵头，各区政府做好配合。",
            "市生态环境局 市水务局",
            "各区政府",
        ),
        ("市水务局要会同有关部门建立台账，每季度末汇总进展。", "市水务局", "有关部门"),
        ("市政府督查室按月通报。", "", "市政府督查室"),
        ("造成损失的，由市纪委监委会同市审计局倒查责任。", "市纪委监委", "市审计局"),
    ]
    assert "“有关部门”没有指明具体单位" in tasks_of(text)[2].doubts


def test_paragraphs_that_count_with_words_are_one_task_each() -> None:
    text = f"""{HEAD}
一、工作任务
一是扩大再生水利用。新建水厂2座，2026年底前完成。由市住建局牵头，市财政局配合。
二是规范取水。市水务局会同市市场监管局开展检查，每半年一次。
"""
    assert duties(text) == [
        (
            "扩大再生水利用。新建水厂2座，2026年底前完成。由市住建局牵头，市财政局配合。",
            "市住建局",
            "市财政局",
        ),
        ("规范取水。市水务局会同市市场监管局开展检查，每半年一次。", "市水务局", "市市场监管局"),
    ]


def test_other_meanings_of_to_lead_name_nobody() -> None:
    text = f"""{HEAD}
一、重点任务
1.组建节水联盟，由龙头企业牵头，高校参与，牵头抓总单位另行公布。（责任单位：市工信局、市科技局）
2.由市第一医院作为牵头医院建立用水台账。（市卫生健康委负责）
"""
    assert duties(text) == [
        ("组建节水联盟，由龙头企业牵头，高校参与，牵头抓总单位另行公布。", "", "市工信局 市科技局"),
        ("由市第一医院作为牵头医院建立用水台账。", "", "市卫生健康委"),
    ]


def test_a_masked_name_stays_masked_and_is_doubtful() -> None:
    (task,) = tasks_of(f"{HEAD}\n一、重点任务\n1.建立红黑榜。（****局牵头，市水务局配合）\n")
    assert task.lead == ("****局",)
    assert any("遮盖" in doubt for doubt in task.doubts)


def test_a_plan_that_names_nobody_has_tasks_without_units() -> None:
    text = f"""{HEAD}
一、实施内容
（一）管网工程。更换管道18公里，6月底前完工。
（二）水厂工程。新建水厂1座。
二、保障措施
（一）加强领导。成立专班，统筹推进。
"""
    assert duties(text) == [
        ("管网工程。更换管道18公里，6月底前完工。", "", ""),
        ("水厂工程。新建水厂1座。", "", ""),
    ]
    assert all(t.doubts[0] == "原文未写明责任单位" for t in tasks_of(text))


def test_a_bracket_broken_across_lines_is_one_and_one_never_closed_is_doubtful() -> None:
    text = f"""{HEAD}
一、重点任务
1.建站。（市水务局牵头，市自然资源和规
划局配合）
2.巡河。（市水务局牵头，市财政
"""
    first, second = tasks_of(text)
    assert (first.lead, first.responsible) == (("市水务局",), ("市自然资源和规划局",))
    assert second.lead == ("市水务局",)
    assert "原文括号没有写完，单位可能不全" in second.doubts


def test_labels_that_stand_alone_on_their_lines_belong_to_the_line_below() -> None:
    text = f"""{HEAD}
一、重点任务
1.建设公园。
牵头单位
市园林局
配合单位
市水务局、各区政府
完成时限
2026年8月底前
"""
    (task,) = tasks_of(text)
    assert (task.lead, task.responsible) == (("市园林局",), ("市水务局", "各区政府"))
    assert task.deadline.date == date(2026, 8, 31)


def test_a_chapter_named_after_a_department_holds_its_tasks() -> None:
    text = f"{HEAD}\n一、市教育局\n1.开展宣讲，5月底前完成。\n二、市水务局、市住建局\n2.建站。\n"
    assert duties(text) == [
        ("开展宣讲，5月底前完成。", "", "市教育局"),
        ("建站。", "", "市水务局 市住建局"),
    ]
    assert tasks_of(text)[0].grounds == ("一、市教育局",)


def test_numbered_items_of_a_notice_that_names_nobody_are_no_tasks() -> None:
    text = """关于做好节日期间供水服务的通知
临水函〔2026〕5号
2026年1月20日
一、服务时间
1.大厅八点开门。
2.热线全天有人接听。
"""
    assert tasks_of(text) == ()


def test_an_item_that_names_nobody_among_items_that_do_is_a_task() -> None:
    text = f"{HEAD}\n一、重点任务\n1.建站。（市水务局牵头）\n2.巡河。\n二、工作步骤\n（一）准备阶段。制定方案。\n"
    assert [t.text for t in tasks_of(text)] == ["建站。", "巡河。"]
    assert tasks_of(text)[1].doubts == ("原文未写明责任单位",)


def test_a_default_deadline_is_a_day_and_an_interpreting_office_leads_nothing() -> None:
    text = f"""{HEAD}
一、重点任务
1.建站。（市财政局负责）
2.巡河。
二、附则
除另有规定外，本方案自发布之日起执行。本方案由市水务局负责解释。
"""
    assert [t.deadline.kind for t in tasks_of(text)] == ["none", "none"]
    assert duties(text) == [("建站。", "", "市财政局"), ("巡河。", "", "")]


def test_what_is_no_task_is_not_taken_for_one() -> None:
    text = f"""{HEAD}
各区政府，市政府各部门：请于3月15日前制定落实措施。
一、总体目标
到2027年，全市用水总量控制在12亿立方米以内。
二、重点任务
1.建设泵站3座。（市水务局牵头）
三、有关要求
各区要高度重视。市融媒体中心做好宣传。市水务局、市财政局等部门在安排项目时，应充分考虑节水要求。
四、名词解释
“节水单位”是指用水量低于定额的单位，由市水务局认定。
五、本方案自2026年4月1日起施行，由市水务局负责解释。
"""
    assert duties(text) == [("建设泵站3座。", "市水务局", "")]


def test_goals_are_targets_with_their_own_units_and_tasks_keep_their_numbers() -> None:
    text = f"""{HEAD}
一、约束性目标
1.到2027年，全市用水总量控制在12亿立方米以内。（约束性指标，牵头单位：市水务局；责任单位：市统计局）
2.再生水利用率达到25%以上。
部门分工：市住建局牵头。
二、重点任务
3.新建泵站3座，漏损率降到8%以下。（市供水集团负责）
"""
    plan = plan_of(text)
    assert [(t.value, t.comparator, t.lead, t.responsible) for t in plan.targets] == [
        ("12", "<=", ("市水务局",), ("市统计局",)),
        ("25", ">=", ("市住建局",), ()),
    ]
    (task,) = plan.tasks
    assert next(number.value for number in task.numbers) == "3"
    assert all(t.text == read(text).text[t.start : t.end] for t in plan.targets)


def test_units_named_beside_a_goal_without_numbers_make_it_a_task() -> None:
    text = f"{HEAD}\n一、工作目标\n1.形成节水风尚。（市委宣传部牵头）\n二、任务\n2.建站。（市水务局牵头）\n"
    assert [t.lead for t in tasks_of(text)] == [("市委宣传部",), ("市水务局",)]


def test_a_deadline_in_the_clause_outranks_one_in_the_text_and_a_start_is_none() -> None:
    text = f"""{HEAD}
一、任务
1.建立名录，4月底前公布。（市水务局牵头，2026年5月底前完成）
2.2026年7月1日起新装水表全部达标。（市水务局牵头）
3.报装申请5个工作日内办结。（市供水集团负责）
"""
    first, second, third = tasks_of(text)
    assert first.deadline.date == date(2026, 5, 31)
    assert (second.deadline.kind, second.deadline.start) == ("ongoing", date(2026, 7, 1))
    assert third.deadline.kind == "none"


def test_the_year_comes_from_the_number_or_title_where_there_is_no_date_and_is_doubtful() -> None:
    text = "临江市2026年节水要点\n一、任务\n1.建站，9月底前完成。（市水务局牵头）\n"
    (task,) = tasks_of(text)
    assert task.deadline.date == date(2026, 9, 30)
    assert "文件没有日期，时限的年份为推定" in task.doubts
    assert reference_date(Document(id="a", title="无", text="", raw="")) is None


def test_nothing_is_taken_from_text_that_cleaning_could_only_guess() -> None:
    from dataclasses import replace

    from knowledge.model import Repair

    document = read(f"{HEAD}\n一、任务\n1.建站3座，9月底前完成。（市水务局牵头）\n")
    at = document.text.index("市水务局牵头")
    guess = Repair(kind="shifted", raw_start=0, raw_end=1, start=at, end=at + 4, certain=False)
    (task,) = extract(replace(document, repairs=(guess,))).tasks
    assert task.lead == ()
    assert any("乱码" in doubt for doubt in task.doubts)


@pytest.mark.parametrize(
    "text", ["会议新闻。市领导出席了活动。", "一、概况\n本市位于江边。", "1", "目录"]
)
def test_a_document_that_is_no_plan_gives_no_units(text: str) -> None:
    assert all(not t.lead and not t.responsible for t in tasks_of(text))


def test_the_same_document_gives_the_same_plan() -> None:
    text = f"{HEAD}\n一、任务\n1.建站。（市水务局牵头）\n2.巡查。（市水务局负责）\n"
    assert plan_of(text) == plan_of(text)
    assert [t.id for t in tasks_of(text)] == ["plan/1", "plan/2"]


def test_a_copy_of_an_item_elsewhere_on_the_page_is_no_second_task() -> None:
    item = "2.检查集贸市场消防通道，每月25日前通报结果。（市消防救援支队负责）"
    text = f"""{HEAD}
一、重点任务
1.更换老旧电线，年底前完成。（市住建局负责）
{item}
3.清理楼道杂物，9月底前完成。（各街道负责）
{item}
"""
    assert [t.title for t in tasks_of(text)] == [
        "更换老旧电线",
        "检查集贸市场消防通道",
        "清理楼道杂物",
    ]


def test_the_same_words_for_other_units_stay_two_tasks() -> None:
    text = f"""{HEAD}
一、重点任务
1.定期公布检查结果，接受社会监督。（市水务局负责）
2.定期公布检查结果，接受社会监督。（市住建局负责）
"""
    assert len(tasks_of(text)) == 2


def test_brackets_inside_a_clause_leave_the_names_whole() -> None:
    text = f"{HEAD}\n一、重点任务\n1.逐户摸排。（镇应急办牵头，各村（社区）落实）\n"
    assert duties(text) == [("逐户摸排。", "镇应急办", "各村（社区）")]


def test_a_season_counts_from_the_day_that_the_plan_gives_it() -> None:
    said = f"""{HEAD}
本市6月15日进入主汛期。
一、重点任务
1.加固水库，主汛期前通过验收。（市水务局负责）
"""
    (task,) = tasks_of(said)
    assert task.deadline.date == date(2026, 6, 15)
    assert task.deadline.certain
    (presumed,) = tasks_of(said.replace("本市6月15日进入主汛期。", ""))
    assert not presumed.deadline.certain


def test_a_whole_year_gives_way_to_the_day_that_holds_for_all() -> None:
    text = f"""{HEAD}
一、重点任务
除另有注明外，各项任务均于2026年11月25日前完成。
1.撮合项目，全年不少于20个。（市科技局负责）
"""
    assert [t.deadline.date for t in tasks_of(text)] == [date(2026, 11, 25)]


def test_a_season_beside_a_named_day_is_no_further_stage() -> None:
    text = f"{HEAD}\n一、重点任务\n1.开展汛前检查，3月20日前形成清单。（市水务局负责）\n"
    (task,) = tasks_of(text)
    assert (task.deadline.date, task.deadline.later) == (date(2026, 3, 20), ())


def test_page_counters_are_no_goals() -> None:
    text = """柳湾镇消防整治实施方案
柳湾镇人民政府 来源：党政办 发布日期：2026-05-18 点击数：327次
一、目标
建档率达到100%。
二、任务
1.摸排。（镇应急办负责）
"""
    assert [t.value for t in plan_of(text).targets] == ["100"]
