"""Which documents hand out work, and which only talk about it."""

import pytest

from knowledge.plans.nature import nature_of
from tests.plans.reading import duties, plan_of, read

NEWS = """青禾市助企复工首批补贴发放到位
本报讯（记者 林晓）2月11日，记者从市商务局获悉，市商务局联合市财政局走访了37家企业。
市税务局推出网上办税服务，办税进度可以随时查询。市人力资源社会保障局近日举办了两场线上招聘会。
据悉，全市已有80%以上的企业复工。
"""
ANSWERS = """网上办税清单问题解答
1.如何进入电子税务局办理业务？
答：登录市税务局网站，包括办理、查询和下载三步。
2.市税务局还提供哪些服务？
答：市税务局提供电话咨询，每天9时前回复留言。
"""
NOTICE = """青禾市教育局关于做好开学准备工作的通知
一、压实责任
各学校要成立工作专班。市教育局近期组织了两轮检查。
二、开展演练
由市教育局牵头，市卫健委配合，3月底前组织一次演练。

青禾市教育局 2027年3月1日
"""
MEASURES = """青禾市稳定外贸若干问题的处理
一、加大信贷支持。引导银行降低利率。（市金融监管局、人民银行青禾分行）
二、减免房租。免收两个月租金。（责任单位：市国资委、市财政局）
三、稳定用工。发放稳岗补贴。（市人力资源社会保障局负责）
"""


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        (NEWS, "other"),
        (ANSWERS, "other"),
        (NOTICE, "notice"),
        (MEASURES, "plan"),
        ("青禾市清河行动方案\n一、开展巡查。\n", "plan"),
        ("《青禾市清河行动方案》解读\n方案由市水务局牵头起草。\n", "notice"),
    ],
)
def test_form_and_title_tell_plans_from_talk(text: str, nature: str) -> None:
    assert nature_of(read(text)) == nature


@pytest.mark.parametrize("text", [NEWS, ANSWERS])
def test_what_only_reports_or_explains_has_neither_tasks_nor_goals(text: str) -> None:
    assert plan_of(text).tasks == ()
    assert plan_of(text).targets == ()


def test_of_a_notice_only_what_it_orders_in_form_is_a_task() -> None:
    ((words, lead, helps),) = duties(NOTICE)
    assert "演练" in words
    assert (lead, helps) == ("市教育局", "市卫健委")


def test_a_table_of_duties_makes_a_plan_of_any_document() -> None:
    table = "青禾市河长名单解读\n\n| 任务 | 牵头单位 | 完成时限 |\n|---|---|---|\n| 清漂 | 市水务局 | 6月底前 |\n"
    assert nature_of(read(table, "list.md")) == "plan"
