"""A folder of plans and news: data answer what is handed out, documents answer everything else."""

from datetime import date

import pytest

from knowledge.answering.knowledge import Knowledge
from knowledge.model import Answer, Corpus
from knowledge.plans.extraction import extract
from knowledge.reading.documents import read_document

DAY = date(2027, 3, 1)
PLAN = """青禾市清河行动方案
青政办发〔2027〕6号
青禾市人民政府办公室
2027年2月8日
一、重点任务
1.打捞漂浮物，4月底前完成。（市水务局牵头，市城管局配合）
2.更新巡查船，年底前完成。（市水务局牵头，市财政局配合）
"""
NEWS = """市商务局开通企业直通车
本报讯（记者 林晓）为帮助外贸企业渡过难关，市商务局近日推出“企业直通车”服务，安排专员上门解答，
提供展位补贴和出口信用保险补贴，企业可以拨打热线申请。
"""
CUSTOMS = """青禾海关设立绿色通道
青禾海关在机场口岸设立绿色通道，对鲜活农产品实行预约通关，全天候验放，当天申报当天放行。
"""


@pytest.fixture(scope="module")
def mixed() -> Knowledge:
    files = {"plan": PLAN, "news": NEWS, "customs": CUSTOMS}
    documents = {n: read_document(f"{n}.txt", text.encode()) for n, text in files.items()}
    plans = {n: extract(d) for n, d in documents.items()}
    held = {n: p for n, p in plans.items() if p.tasks or p.targets}
    return Knowledge(Corpus(title="青禾", documents=documents, plans=held))


def first(answer: Answer) -> str:
    return answer.sources[0].document if answer.sources else ""


def test_news_holds_no_tasks(mixed: Knowledge) -> None:
    assert set(mixed.corpus.plans) == {"plan"}


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("市商务局推出了哪些服务帮助外贸企业", "news"),
        ("青禾海关如何保障鲜活农产品通关", "customs"),
    ],
)
def test_what_a_department_did_is_told_by_the_news_that_says_so(
    mixed: Knowledge, question: str, document: str
) -> None:
    assert first(mixed.answer(question, DAY)) == document


def test_duties_come_from_the_plan(mixed: Knowledge) -> None:
    answer = mixed.answer("市水务局有哪些任务", DAY)
    assert (answer.kind, answer.count) == ("reverse", 2)


def test_a_department_without_tasks_gets_none_from_the_news(mixed: Knowledge) -> None:
    answer = mixed.answer("市教育局要做哪些任务", DAY)
    assert answer.status == "unanswered"
    assert answer.tasks == ()
