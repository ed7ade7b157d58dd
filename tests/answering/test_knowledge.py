"""What holds for every answer, and how FAQ, data and documents stand to one another."""

import json
from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answering.as_json import answer_as_json
from knowledge.answering.knowledge import Knowledge
from knowledge.answering.wording import plain_wording
from knowledge.model import Answer, Corpus
from knowledge.reading.documents import read_document

Ask = Callable[..., Answer]
DAY = date(2027, 3, 1)
WORDS = [
    "牵头",
    "配合",
    "责任单位",
    "什么时候",
    "完成",
    "几项",
    "多少",
    "市水务局",
    "市民政局",
    "网箱",
    "清漂",
    "船舶垃圾",
    "本月",
    "6月底前",
    "去年",
    "吗",
    "呢",
    "谁",
    "哪些",
    "有",
    "的",
    "水体清洁率",
    "目标",
    "志愿者",
    "重点河段",
    "是什么意思",
    "，",
    "？",
    "第2个",
    "还有吗",
    "那",
    "1",
    "％",
    "ABC",
    "😀",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=8).map("".join))
def test_every_answer_given_is_quoted_word_for_word(knowledge: Knowledge, question: str) -> None:
    answer = knowledge.answer(question, DAY)
    json.dumps(answer_as_json(answer, top=5), ensure_ascii=False)
    assert answer.answer
    if answer.status == "answered":
        assert answer.sources
    for source in answer.sources:
        document = knowledge.corpus.documents.get(source.document)
        assert document is None or source.quote in document.text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(knowledge: Knowledge, question: str) -> None:
    assert knowledge.answer(question, DAY).status in ("answered", "suggested", "unanswered")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=8).map("".join))
def test_plain_wording_of_plain_wording_is_the_same(question: str) -> None:
    once = plain_wording(question)
    assert plain_wording(once) == once


def test_the_faq_answers_its_own_wordings(ask: Ask) -> None:
    answer = ask("打捞的漂浮物怎么处置")
    assert (answer.kind, answer.faq, answer.answer) == ("faq", "1", "送市垃圾焚烧厂处理。")


def test_a_faq_row_without_a_document_is_its_own_source(ask: Ask) -> None:
    source = ask("河里捞的垃圾去哪了").sources[0]
    assert (source.document, source.title) == ("faq.yaml", "faq.yaml:1")


def test_a_faq_entry_about_another_department_is_never_given(ask: Ask) -> None:
    assert ask("市水务局组织哪些护河活动").faq is None


def test_a_definition_is_quoted(ask: Ask) -> None:
    answer = ask("重点河段指哪些")
    assert answer.status == "answered"
    assert "两年内有投诉记录" in answer.answer


def test_what_a_document_says_of_itself(ask: Ask) -> None:
    assert "青政办发〔2027〕5号" in ask("这个方案文号是多少").answer
    assert ask("方案什么时候印发的").date == date(2027, 2, 8)


def test_an_empty_corpus_refuses_politely() -> None:
    answer = Knowledge(Corpus(title="空")).answer("谁牵头", DAY)
    assert (answer.status, answer.sources) == ("unanswered", ())


def test_who_writes_traditional_sees_the_words_of_a_traditional_document_too() -> None:
    text = "湖濱圖書館簡史\n\n湖濱圖書館創辦於民國二十三年，首任館長是顧維謙，館藏以地方誌聞名。\n"
    document = read_document("library.txt", text.encode())
    answering = Knowledge(Corpus(title="館史", documents={document.id: document}))
    printed, clean = answering.answer("湖濱圖書館首任館長是誰", DAY).sources
    assert "首任館長是顧維謙" in printed.quote
    assert printed.quote in text
    assert clean.quote in document.text
    assert len(answering.answer("湖滨图书馆首任馆长是谁", DAY).sources) == 1


def test_examples_are_answered_by_the_knowledge_itself(knowledge: Knowledge) -> None:
    examples = knowledge.examples()
    assert examples
    assert all(knowledge.answer(q, DAY).status == "answered" for q in examples)


def test_the_reading_is_told(ask: Ask) -> None:
    reading = ask("市水务局牵头哪些").reading
    assert (reading["类型"], reading["角色"], reading["部门"]) == ("reverse", "lead", "市水务局")
