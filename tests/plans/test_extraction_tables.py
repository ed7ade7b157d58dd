"""Tables of tasks as offices print them: merged, empty, shifted and missing cells."""

from datetime import date

import pytest

from knowledge.plans.columns import column_of
from tests.plans.reading import duties, plan_of, read, tasks_of

TITLE = "# 临江市2026年节水任务清单\n\n临水发〔2026〕3号 2026年2月6日\n\n"


def markdown(header: str, *rows: str) -> str:
    return "\n".join([header, "|" + "---|" * (header.count("|") - 1), *rows]) + "\n"


def test_a_row_is_a_task_and_its_quote_is_the_row() -> None:
    text = TITLE + markdown(
        "| 序号 | 任务 | 牵头部门 | 配合部门 | 完成时限 |",
        "| 1 | 建成调蓄池6座 | 市水务局 | 市财政局、审计局 | 2026年11月底前 |",
        "| 2 | 开展漏损巡检 | 市供水集团 | — | 每月 |",
        "| 3 | 编制名录 | 市水务局、市统计局 | / | 3月31日前 |",
    )
    assert duties(text, "plan.md") == [
        ("建成调蓄池6座", "市水务局", "市财政局 市审计局"),
        ("开展漏损巡检", "市供水集团", ""),
        ("编制名录", "市水务局 市统计局", ""),
    ]
    tasks = tasks_of(text, "plan.md")
    assert [t.deadline.date for t in tasks] == [date(2026, 11, 30), None, date(2026, 3, 31)]
    assert "市财政局" in tasks[0].quote
    assert tasks[0].quote in read(text, "plan.md").text


def test_every_rule_line_of_markdown_makes_a_table() -> None:
    text = f"{TITLE}| 序号 | 任务 | 牵头单位 |\n|:-:|-|:--|\n| 1 | 建泵站 | 市水务局 |\n"
    assert duties(text, "plan.md") == [("建泵站", "市水务局", "")]


def test_merged_cells_of_html_fill_the_rows_below() -> None:
    text = """<h1>临江市2026年节水任务表</h1><p>临水发〔2026〕3号 2026年2月6日</p><table>
<tr><td colspan="4">任务表</td></tr>
<tr><th>类别</th><th>重点任务</th><th>责任单位（排名第一的为牵头单位）</th><th>完成时间</th></tr>
<tr><td rowspan="2">工程</td><td>建泵站3座</td><td rowspan="2">市水务局、市财政局</td><td rowspan="2">6月底前</td></tr>
<tr><td>建水厂1座</td></tr>
<tr><td>管理</td><td>清查水井</td><td>市水务局 各区政府</td><td>2026.10</td></tr></table>"""
    assert duties(text, "plan.html") == [
        ("建泵站3座", "市水务局", "市财政局"),
        ("建水厂1座", "市水务局", "市财政局"),
        ("清查水井", "市水务局", "各区政府"),
    ]
    assert [t.section_path for t in tasks_of(text, "plan.html")] == [
        ("工程",),
        ("工程",),
        ("管理",),
    ]
    assert tasks_of(text, "plan.html")[1].deadline.date == date(2026, 6, 30)


def test_two_header_rows_are_one_header() -> None:
    text = """<h1>临江市分工表</h1><p>2026年2月6日</p><table>
<tr><th rowspan="2">序号</th><th rowspan="2">工作内容</th><th colspan="2">责任分工</th><th rowspan="2">时限</th></tr>
<tr><th>牵头单位</th><th>配合单位</th></tr>
<tr><td>1</td><td>清查水井</td><td>市水务局</td><td>市公安局</td><td>9月底</td></tr></table>"""
    assert duties(text, "plan.html") == [("清查水井", "市水务局", "市公安局")]


def test_same_as_above_and_blank_categories_are_resolved() -> None:
    text = (
        "临江市2026年事项清单\n"
        "序号\t领域\t事项名称\t工作要求\t牵头部门\t配合部门\t上线时间\n"
        "1\t用水\t用水报装\t一次申请，联合踏勘\t市住建局\t市供水集团\t2026年9月底前\n"
        "2\t\t水表过户\t线上办理\t市供水集团\t市公安局\t同上\n"
        "3\t用电\t用电报装\t零资料办理\t同上\t\t10月底前\n"
    )
    assert duties(text, "plan.tsv") == [
        ("一次申请，联合踏勘", "市住建局", "市供水集团"),
        ("线上办理", "市供水集团", "市公安局"),
        ("零资料办理", "市供水集团", ""),
    ]
    tasks = tasks_of(text, "plan.tsv")
    assert [t.title for t in tasks] == ["用水报装", "水表过户", "用电报装"]
    assert [t.section_path for t in tasks] == [("用水",), ("用水",), ("用电",)]
    assert tasks[1].deadline.date == date(2026, 9, 30)


def test_a_row_whose_cells_moved_left_is_put_right() -> None:
    text = (
        "临江市2026年事项清单\n"
        "工作目标\t工作内容\t工作措施\t责任单位\t完成时限\n"
        "节水提效\t改造管网\t更换铸铁管20公里\t市住建局\t2026年6月底\n"
        "改造水表\t换装智能水表8000只\t市供水集团\t2026年9月底\t\n"
    )
    assert duties(text, "plan.tsv") == [
        ("更换铸铁管20公里", "", "市住建局"),
        ("换装智能水表8000只", "", "市供水集团"),
    ]
    assert tasks_of(text, "plan.tsv")[1].deadline.date == date(2026, 9, 30)


def test_cells_that_are_all_empty_are_taken_from_above_and_doubtful() -> None:
    text = TITLE + markdown(
        "| 任务 | 牵头单位 | 完成时限 |",
        "| 建泵站 | 市水务局 | 6月底前 |",
        "| 建水厂 |  |  |",
    )
    assert duties(text, "plan.md")[1] == ("建水厂", "市水务局", "")
    assert any("合并" in doubt for doubt in tasks_of(text, "plan.md")[1].doubts)


def test_a_blank_lead_is_nobody_and_never_the_lead_above() -> None:
    text = TITLE + markdown(
        "| 序号 | 任务 | 牵头单位 | 配合单位 | 完成时限 |",
        "| 1 | 建泵站 | 区妇联 | 各区政府 | 2026年9月底前 |",
        "| 2 | 建水厂 |  | 区教体局 | — |",
    )
    assert duties(text, "plan.md")[1] == ("建水厂", "", "区教体局")


def test_bands_notes_and_repeated_headers_are_no_tasks_and_goals_are_targets() -> None:
    text = (
        "临江市2026年任务表\n"
        "序号\t任务\t牵头单位\t完成时限\n"
        "一、工程类\n"
        "1\t建泵站3座\t市水务局\t6月底前\n"
        "序号\t任务\t牵头单位\t完成时限\n"
        "二、管理类\n"
        "2\t清查水井\t市自然资源局\t9月底前\n"
        "目标\t\t漏损率不高于8%；投诉减少30%以上\t\n"
        "说明\t\t空格表示没有\t\n"
    )
    plan = plan_of(text, "plan.tsv")
    assert [t.text for t in plan.tasks] == ["建泵站3座", "清查水井"]
    assert [t.section_path for t in plan.tasks] == [("工程类",), ("管理类",)]
    assert [(t.value, t.comparator) for t in plan.targets] == [("8", "<="), ("30", ">=")]


def test_a_sentence_beside_the_table_names_who_does_all_rows() -> None:
    text = (
        TITLE
        + "## 一、阶段安排\n\n"
        + markdown(
            "| 阶段 | 时间 | 重点工作 |",
            "| 准备 | 4月15日前 | 修订预案 |",
            "| 总结 | 10月20日前 | 开展评估 |",
        )
        + "\n以上任务由市水务局牵头，各区政府配合。\n"
    )
    assert duties(text, "plan.md") == [
        ("修订预案", "市水务局", "各区政府"),
        ("开展评估", "市水务局", "各区政府"),
    ]
    assert tasks_of(text, "plan.md")[0].grounds == ("以上任务由市水务局牵头，各区政府配合。",)


def test_a_column_of_persons_is_left_out_and_one_unit_column_may_hold_both_roles() -> None:
    text = TITLE + markdown(
        "| 类别 | 任务内容 | 牵头领导 | 责任分工 |",
        "| 工程 | 硬化渠道85公里 | 张某某 | 市水务局牵头，市财政局配合 |",
        "|  | 绿化河岸 | 李某某 | 市林业局负责 |",
    )
    assert duties(text, "plan.md") == [
        ("硬化渠道85公里", "市水务局", "市财政局"),
        ("绿化河岸", "", "市林业局"),
    ]


def test_a_table_of_indicators_gives_targets_with_units_and_leads() -> None:
    text = TITLE + markdown(
        "| 序号 | 指标名称 | 单位 | 2025年基数 | 2027年目标值 | 牵头单位 |",
        "| 1 | 再生水利用率 | % | 18 | ≥25 | 市住建局 |",
        "| 2 | 管网漏损率 | % | 10 | ≤8 | 市供水集团 |",
    )
    plan = plan_of(text, "plan.md")
    assert plan.tasks == ()
    found = [(t.name, t.value, t.unit, t.comparator, t.by, t.lead) for t in plan.targets]
    assert found == [
        ("再生水利用率", "25", "%", ">=", "2027", ("市住建局",)),
        ("管网漏损率", "8", "%", "<=", "2027", ("市供水集团",)),
    ]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("序 号", "number"),
        ("牵头单位", "lead"),
        ("牵头领导", "person"),
        ("责任单位（列第一的牵头）", "responsible"),
        ("完成时限", "deadline"),
        ("具体举措", "task"),
        ("重点领域", "category"),
        ("市水务局", None),
        ("推行企业开办，环节压减", None),
    ],
)
def test_headers_are_known_by_their_words(header: str, column: str | None) -> None:
    assert column_of(header) == column


def test_tables_of_other_things_are_no_plan() -> None:
    text = TITLE + markdown("| 索引号 | 发文日期 | 有效性 |", "| 0011 | 2026年2月6日 | 有效 |")
    assert plan_of(text, "plan.md").tasks == ()
