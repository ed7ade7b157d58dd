"""Deadlines in stages: the stage that is asked about, and what is said of the others."""

from datetime import date

import pytest

from knowledge.answering.knowledge import Knowledge
from knowledge.model import Corpus
from knowledge.plans.extraction import extract
from knowledge.reading.documents import read_document

DAY = date(2026, 4, 10)
PLAN = """砚田县厕所改造工作方案
砚政办发〔2026〕7号
砚田县人民政府办公室
2026年4月3日
一、改造农村户厕
1.改造户厕4600户：2026年9月底前改造1500户，2027年6月底前累计改造3200户，2027年底前全部改造到位。〔县农业农村局牵头，砚田城投集团、各乡镇配合〕
2.排查旧厕，逐户登记。〔县卫健局负责；2026年10月20日前完成首轮排查，次年3月底前完成整改〕
二、长效管护
3.公布管护名单，每月5日前更新。〔县住建局负责，各乡镇落实〕
"""


@pytest.fixture(scope="module")
def county() -> Knowledge:
    document = read_document("wc.txt", PLAN.encode())
    return Knowledge(
        Corpus(
            title="砚田", documents={document.id: document}, plans={document.id: extract(document)}
        )
    )


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("户厕4600户什么时候完成", date(2026, 9, 30)),
        ("改造户厕3200户是什么时候", date(2027, 6, 30)),
        ("户厕改造第一批什么时候完成", date(2026, 9, 30)),
        ("户厕4600户什么时候全部改完", date(2027, 12, 31)),
        ("排查旧厕什么时候完成整改", date(2027, 3, 31)),
        ("排查旧厕首轮排查什么时候完成，不是整改", date(2026, 10, 20)),
    ],
)
def test_the_stage_that_is_meant_answers(county: Knowledge, question: str, day: date) -> None:
    answer = county.answer(question, DAY)
    assert (answer.kind, answer.date) == ("deadline", day)


def test_the_stages_after_it_are_said(county: Knowledge) -> None:
    answer = county.answer("户厕4600户什么时候完成", DAY)
    assert "2027年6月30日、2027年12月31日" in answer.answer


def test_a_task_is_due_in_every_period_that_holds_a_stage(county: Knowledge) -> None:
    answer = county.answer("2027年要完成的任务有哪些", DAY)
    assert len(answer.tasks) == 2


def test_it_is_late_only_when_its_last_stage_is_over(county: Knowledge) -> None:
    assert county.answer("哪些任务逾期了", date(2027, 4, 1)).tasks[0].title.startswith("排查旧厕")


def test_a_heading_over_several_tasks_is_asked_back(county: Knowledge) -> None:
    answer = county.answer("改造农村户厕谁牵头", DAY)
    assert answer.status == "suggested" or answer.tasks[0].title.startswith("改造户厕")


@pytest.mark.parametrize(
    ("question", "department"),
    [
        ("城投集团要做什么", "砚田城投集团"),
        ("乡镇要做些什么", "各乡镇"),
        ("县农业农村局牵头哪些任务", "县农业农村局"),
    ],
)
def test_places_and_words_for_all_may_be_left_out_of_names(
    county: Knowledge, question: str, department: str
) -> None:
    assert county.answer(question, DAY).departments == (department,)
