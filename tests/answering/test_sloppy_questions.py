"""Questions as they are typed in a chat: both roles at once, a guess, how often, half a year's digits."""

from datetime import date

import pytest

from knowledge.answering.knowledge import Knowledge
from knowledge.model import Answer, Corpus, Turn
from knowledge.plans.extraction import extract
from knowledge.reading.documents import read_document

DAY = date(2026, 4, 10)
PLAN = """# 柳州园区夜间经济工作方案

柳管发〔2026〕9号

2026年4月3日

二、重点任务

|序号|工作内容|牵头单位|配合单位|完成时限|
|---|---|---|---|---|
|1|建设夜市街区2条|商务发展局|综合执法局、城乡环境管理站|2026年9月底|
|2|更新路灯800盏|综合执法局|供电公司|2026年6月30日前|
|3|通报夜间噪声|生态环境分局|商务发展局、综合执法局|每月5日前|
|4|评估夜间公交线路|交通港航局|商务发展局|2027年3月底前|

三、其他

本方案自印发之日起施行，有效期至2028年12月31日。
"""


@pytest.fixture(scope="module")
def park() -> Knowledge:
    document = read_document("night.md", PLAN.encode())
    return Knowledge(
        Corpus(
            title="柳州园区",
            documents={document.id: document},
            plans={document.id: extract(document)},
        )
    )


def titles(answer: Answer) -> set[str]:
    return {task.text[:2] for task in answer.tasks}


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("综合执法局牵头和配合的都算上有哪些", {"建设", "更新", "通报"}),
        ("综合执法局负责或者配合哪些", {"建设", "更新", "通报"}),
        ("综合执法局不牵头但要配合的有哪些", {"建设", "通报"}),
        ("综合执法局牵头的是哪几项", {"更新"}),
        ("商务局要配合哪些", {"通报", "评估"}),
        ("环管站要做什么", {"建设"}),
        ("综合执法要干嘛", {"建设", "更新", "通报"}),
        ("生态环境要干嘛", {"通报"}),
        ("商务要配合哪些", {"通报", "评估"}),
        ("综合执法那边啥任务", {"建设", "更新", "通报"}),
    ],
)
def test_a_department_is_asked_about_in_one_role_or_in_both(
    park: Knowledge, question: str, tasks: set[str]
) -> None:
    answer = park.answer(question, DAY)
    assert answer.status == "answered"
    assert titles(answer) == tasks


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("9月底要完的是哪些事", {"建设"}),
        ("9月底前要完的是哪些", {"建设", "更新"}),
        ("今年9月底以前要完的", {"建设", "更新"}),
        ("明年三月份有到期的没", {"评估"}),
        ("六月份要交啥", {"更新"}),
        ("六月要弄哪些", {"更新"}),
    ],
)
def test_what_is_due_in_a_month_is_not_what_is_due_until_then(
    park: Knowledge, question: str, tasks: set[str]
) -> None:
    answer = park.answer(question, DAY)
    assert answer.kind == "deadline_list"
    assert titles(answer) == tasks


def test_a_guess_at_who_leads_is_answered_with_who_does(park: Knowledge) -> None:
    answer = park.answer("夜市街区牵头的是综合执法局吗", DAY)
    assert answer.departments == ("商务发展局",)


def test_how_often_is_asked_of_recurring_work(park: Knowledge) -> None:
    answer = park.answer("夜间噪声多长时间通报一回", DAY)
    assert answer.kind == "deadline"
    assert "每月5日前" in answer.answer


def test_who_helps_is_asked_of_the_task_just_spoken_of(park: Knowledge) -> None:
    before = park.answer("更新路灯谁牵头", DAY)
    answer = park.answer("有哪些单位配合", DAY, [Turn(question="更新路灯谁牵头", answer=before)])
    assert answer.departments == ("供电公司",)


def test_until_when_a_document_holds_goes_before_from_when(park: Knowledge) -> None:
    assert "2028年12月31日" in park.answer("这方案有效到哪天", DAY).answer


def test_which_brand_is_no_question_for_a_department(park: Knowledge) -> None:
    assert park.answer("路灯用的哪家灯泡", DAY).kind != "lead"


def test_what_two_departments_share_is_not_what_either_has(park: Knowledge) -> None:
    answer = park.answer("商务局和综合执法局都参加的有哪些", DAY)
    assert titles(answer) == {"建设", "通报"}
    nothing = park.answer("供电公司和生态环境分局共同负责的有哪些", DAY)
    assert nothing.status == "unanswered"
    assert "都参与" in nothing.answer


def test_what_has_few_days_left_is_a_list(park: Knowledge) -> None:
    answer = park.answer("还有几天到期的有哪些", date(2026, 6, 20))
    assert answer.kind == "deadline_list"
    assert titles(answer) == {"更新"}
