"""Who, with whom, by when, how many, which: out of data, however sloppily it is asked."""

from collections.abc import Callable
from datetime import date

import pytest

from knowledge.answering.knowledge import Knowledge
from knowledge.model import Answer

Ask = Callable[..., Answer]


@pytest.mark.parametrize(
    "question",
    [
        "船舶垃圾接收谁牵头",
        "船舶垃圾接收谁牵投啊",
        "船舶垃圾接收這個哪個單位牽頭",
        "请问下 码头那个船舶垃圾接收归谁管呀？谢谢",
        "传泊垃圾接收谁千头",
        "船舶垃圾😀谁负责",
    ],
)
def test_the_lead_department_is_found_through_sloppy_wording(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.status, answer.departments) == ("answered", ("市交通运输局",))
    assert "船舶垃圾接收" in answer.sources[0].quote


def test_a_task_with_two_leads_names_both(ask: Ask) -> None:
    assert ask("拆网箱谁牵头").departments == ("市农业农村局", "市水务局")


def test_where_no_lead_is_named_the_answer_says_so(ask: Ask) -> None:
    answer = ask("巡查日志谁牵头")
    assert answer.departments == ("市水务局",)
    assert "没有写明牵头单位" in answer.answer


def test_helpers_are_told_apart_from_the_lead(ask: Ask) -> None:
    assert ask("集中清漂还有谁配合").departments == ("市城市管理局", "市交通运输局")


def test_a_deadline_comes_with_its_day_and_its_own_words(ask: Ask) -> None:
    answer = ask("网箱啥时候拆完")
    assert answer.date == date(2027, 6, 15)
    assert "2027年6月15日前" in answer.answer


def test_a_deadline_that_recurs_has_no_single_day(ask: Ask) -> None:
    answer = ask("巡查日志什么时候汇总")
    assert answer.date is None
    assert "每月25日前" in answer.answer


def test_roles_of_a_department_are_kept_apart(ask: Ask) -> None:
    led = {t.title for t in ask("市交通运输局牵头哪些").tasks}
    helped = {t.title for t in ask("交通局配合哪些任务").tasks}
    every = {t.title for t in ask("交通运输局有哪些任务").tasks}
    assert (len(led), len(helped), led | helped) == (1, 1, every)


def test_a_department_of_another_name_is_never_answered_with_a_near_one(ask: Ask) -> None:
    answer = ask("市民政局牵头什么")
    assert answer.status == "unanswered"
    assert not answer.tasks
    assert "市民政局" in answer.answer


def test_a_department_without_such_a_role_is_said_to_have_none(ask: Ask) -> None:
    answer = ask("市生态环境局牵头哪几项")
    assert (answer.status, answer.count) == ("unanswered", 0)
    assert "作为责任单位参与1项" in answer.answer


def test_a_former_name_means_the_present_department(ask: Ask) -> None:
    assert ask("市环保局要干什么").departments == ("市生态环境局",)


def test_what_is_due_in_a_period_is_listed_in_order_of_days(ask: Ask) -> None:
    answer = ask("6月底前要完成哪些")
    assert [t.deadline.date for t in answer.tasks] == [date(2027, 4, 30), date(2027, 6, 15)]


def test_an_empty_period_names_the_next_deadline(ask: Ask) -> None:
    answer = ask("5月到期的有哪些")
    assert (answer.status, answer.count) == ("unanswered", 0)
    assert "2027年6月15日" in answer.answer


def test_the_next_deadline_is_counted_from_today(ask: Ask) -> None:
    assert ask("下一个到期的是什么", today=date(2027, 5, 1)).tasks[0].deadline.date == date(
        2027, 6, 15
    )


def test_counts_are_exact_and_come_with_the_rows(ask: Ask) -> None:
    answer = ask("一共几项任务")
    assert answer.count == len(answer.tasks) == 5


def test_the_busiest_department_is_counted_not_guessed(ask: Ask) -> None:
    answer = ask("哪个部门牵头的任务最多")
    assert (answer.departments, answer.count) == (("市水务局",), 2)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("水体清洁率要达到多少", "97"),
        ("清洁率目标", "97"),
        ("固定拦漂设施要建几处", "42"),
        ("漂浮物滞留時間控制在多久", "12"),
    ],
)
def test_a_number_to_reach_is_said_as_printed(ask: Ask, question: str, value: str) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert value in answer.answer
    assert value in answer.sources[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "拦漂设施花了多少钱",  # a count is there, no money
        "去年水体清洁率是多少",  # this plan's goal is no figure of last year
        "垃圾焚烧厂谁牵头",
        "客运码头停车费多少",
        "第二批什么时候开始",
        "今天天气怎么样",
    ],
)
def test_what_the_plan_does_not_say_is_not_answered(ask: Ask, question: str) -> None:
    assert ask(question).status != "answered"


def test_a_topic_that_fits_two_tasks_is_asked_back(knowledge: Knowledge) -> None:
    answer = knowledge.answer("漂浮物和网箱谁牵头", date(2027, 3, 1))
    assert answer.status != "answered" or len(answer.tasks) == 1


def test_a_command_fixes_the_kind(knowledge: Knowledge) -> None:
    day = date(2027, 3, 1)
    assert knowledge.answer("网箱", day, kind="lead").departments == ("市农业农村局", "市水务局")
    assert knowledge.answer("水务局", day, kind="reverse").count == 3
    assert knowledge.answer("本季度", day, kind="deadline_list").status == "unanswered"
    assert knowledge.answer("", day, kind="deadline_list").count == 3


def test_a_bare_topic_shows_its_task(ask: Ask) -> None:
    assert [t.title for t in ask("志愿者护河").tasks] == ["发动志愿者护河"]


def test_lists_by_the_kind_of_deadline(ask: Ask) -> None:
    assert [t.title for t in ask("哪些任务是长期坚持的").tasks] == ["发动志愿者护河"]
    assert [t.title for t in ask("每月要报的有哪些").tasks] == ["推行河长巡查日志"]


def test_the_units_of_a_plan_are_listed_each_with_its_count(ask: Ask) -> None:
    answer = ask("牵头单位有哪些")
    assert answer.count == len(answer.departments) == 4
    assert "市水务局（2项）" in answer.answer


def test_a_refusal_offers_no_question_that_would_be_refused(ask: Ask) -> None:
    for question in ask("垃圾焚烧厂谁牵头").suggestions:
        assert ask(question).status == "answered", question


def test_a_day_of_another_task_in_the_same_paragraph_is_no_answer(ask: Ask) -> None:
    assert ask("打捞队伍什么时候完成培训").status != "answered"


@pytest.mark.parametrize(
    "question", ["打捞船采购什么时候完成", "网箱采购谁牵头", "船舶垃圾收费什么时候开始"]
)
def test_another_act_on_the_same_thing_is_asked_back(ask: Ask, question: str) -> None:
    assert ask(question).status == "suggested"
