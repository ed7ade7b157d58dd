"""A small fictional plan, read by the real reading and extraction floors."""

from collections.abc import Callable
from datetime import date

import pytest

from knowledge.answering.knowledge import Knowledge
from knowledge.model import Answer, Corpus, FaqEntry, Term, Turn
from knowledge.plans.extraction import extract
from knowledge.reading.documents import read_document

TODAY = date(2027, 3, 1)
PLAN = """青禾市人民政府办公室关于印发青禾市河湖清漂行动方案的通知
青政办发〔2027〕5号

各县区人民政府，市直有关部门：
《青禾市河湖清漂行动方案》已经市政府同意，现印发给你们。

青禾市人民政府办公室
2027年2月8日

一、工作目标
到2028年，城区水体清洁率达到97%以上，布设固定拦漂设施42处，漂浮物滞留时间控制在12小时以内。
本方案所称“重点河段”，是指流经城区且两年内有投诉记录的河段。

二、重点任务
（一）清理存量
1.开展春季集中清漂。组织船只打捞库湾漂浮物，2027年4月底前完成首轮打捞。（市水务局牵头，市城市管理局、市交通运输局配合）
2.拆除废弃网箱。对库区网箱逐一登记造册，2027年6月15日前全部拆除。（市农业农村局、市水务局牵头，各县区政府落实）
（二）管住增量
3.规范船舶垃圾接收。在客运码头设置接收点，2027年9月底前投入使用。（市交通运输局牵头，市生态环境局配合）
4.推行河长巡查日志。每月25日前汇总巡查发现的问题。（市水务局负责）
5.发动志愿者护河，长期坚持。（团市委牵头，市教育局配合）
"""
FAQ = (
    FaqEntry(
        id="1",
        question="捞上来的垃圾送到哪里处理",
        similar=("打捞的漂浮物怎么处置", "河里捞的垃圾去哪了"),
        answer="送市垃圾焚烧厂处理。",
        file="faq.yaml",
        place="1",
    ),
    FaqEntry(
        id="2",
        question="市教育局组织哪些护河活动",
        answer="组织护河进校园活动。",
        file="faq.yaml",
        place="2",
    ),
)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    document = read_document("river.txt", PLAN.encode())
    glossary = (Term(name="市生态环境局", aliases=("市环保局",)),)
    return Knowledge(
        Corpus(
            title="清漂",
            documents={document.id: document},
            plans={document.id: extract(document)},
            faq=FAQ,
            glossary=glossary,
        )
    )


@pytest.fixture(scope="session")
def ask(knowledge: Knowledge) -> Callable[..., Answer]:
    """Ask one or several questions as one chat; the last answer."""

    def asked(*questions: str, today: date = TODAY) -> Answer:
        history: list[Turn] = []
        for question in questions:
            answer = knowledge.answer(question, today, history)
            history.append(Turn(question=question, answer=answer))
        return answer

    return asked
