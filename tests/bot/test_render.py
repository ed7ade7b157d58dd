"""How an answer reads in a chat."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import answer_parts, labels, shorten, source_list, width
from bot.richtext import MAX_BYTES, MAX_UNITS, clean, units
from bot.words import voice_of
from knowledge.model import Answer, Corpus, Document, Source, Status
from tests.bot.fakes import PLAN, answered, suggested
from tests.botapi import parse_html

_WORDS = st.text(st.sampled_from("牵头<b>&;\"'。\n 😀{}1.《》…"), max_size=50)
_LONG = st.builds(lambda text, times: text * times, _WORDS, st.sampled_from([1, 1, 1, 60]))
_SOURCE = st.builds(
    Source,
    document=_WORDS,
    title=_WORDS,
    quote=_LONG,
    doc_no=st.none() | _WORDS,
    date=st.none() | st.dates(),
    section=st.lists(_WORDS, max_size=3).map(tuple),
    url=st.none() | st.just("https://example.org/?a=1&b=<'\">"),
    fictional=st.booleans(),
)


@st.composite
def _answers(draw: st.DrawFn) -> Answer:
    status: Status = draw(st.sampled_from(["answered", "suggested", "unanswered"]))
    sources = draw(st.lists(_SOURCE, min_size=status == "answered", max_size=12))
    return Answer(
        query=draw(_WORDS),
        status=status,
        answer=draw(_LONG),
        sources=tuple(sources),
        suggestions=tuple(draw(st.lists(_LONG, max_size=5))),
        highlight=draw(st.sampled_from(["", sources[0].quote[:4] if sources else ""])),
        fictional=draw(st.booleans()),
    )


def _dense(text: str) -> str:
    return "".join(clean(text).split())


@given(_answers(), st.booleans(), _WORDS)
def test_any_answer_becomes_messages_that_telegram_takes(
    answer: Answer, traditional: bool, asked: str
) -> None:
    parts = answer_parts(answer, voice_of(traditional), asked=asked)
    assert parts
    for part in parts:
        text, _ = parse_html(part.html)
        assert text == part.text
        assert text.strip()
        assert units(text) <= MAX_UNITS
        assert len(part.html.encode()) <= MAX_BYTES


@given(_answers(), st.booleans())
def test_no_word_of_an_answer_is_lost_and_no_passage_is_changed(
    answer: Answer, traditional: bool
) -> None:
    voice = voice_of(traditional)
    said = _dense("".join(part.text for part in answer_parts(answer, voice)))
    once_is_enough = len(answer.sources) == 1 and answer.answer == answer.sources[0].quote
    assert _dense(voice(answer.answer)) in said or once_is_enough
    assert all(_dense(source.quote) in said for source in answer.sources)


def _text(answer: Answer, traditional: bool = False) -> str:
    return "\n".join(part.text for part in answer_parts(answer, voice_of(traditional)))


def test_the_answer_comes_first_then_the_passage_then_where_it_stands() -> None:
    [part] = answer_parts(answered("牵头单位：市场监督管理局\n完成时限：2026年6月底前"))
    assert part.text == (
        "牵头单位：市场监督管理局\n"
        "完成时限：2026年6月底前\n"
        "由市场监督管理局牵头，<教育局>配合，2026年6月底前完成。\n"
        "📄 《青山市质量提升工作方案》 青政办发〔2026〕3号 · 2026-03-01 · 三、重点任务 › (二)食品安全"
    )
    assert "<blockquote expandable>由市场监督管理局牵头，&lt;教育局&gt;" in part.html
    assert part.html.startswith("<b>牵头单位：市场监督管理局</b>\n")


def test_the_words_that_answer_stand_out_in_the_passage() -> None:
    [part] = answer_parts(answered(highlight="2026年6月底前"))
    assert "<b>2026年6月底前</b>完成。</blockquote>" in part.html


def test_two_passages_of_one_document_are_numbered_and_the_document_is_named_once() -> None:
    second = replace(PLAN, quote="教育局牵头。", section=("四、保障措施",))
    text = _text(answered(sources=(PLAN, second)))
    assert "1. 三、重点任务 › (二)食品安全\n由市场" in text
    assert "2. 四、保障措施\n教育局牵头。" in text
    assert text.count("《青山市质量提升工作方案》") == 1


def test_passages_of_several_documents_name_each_and_locate_them_below() -> None:
    other = replace(PLAN, document="b", title="《另一方案》", quote="教育局牵头。", section=())
    text = _text(answered(sources=(PLAN, other)))
    assert "1. [甲] 三、重点任务 › (二)食品安全\n由市场" in text
    assert "2. [乙]\n教育局牵头。" in text
    assert text.endswith(
        "📄 [甲] 《青山市质量提升工作方案》 青政办发〔2026〕3号 · 2026-03-01\n"
        "📄 [乙] 《另一方案》 青政办发〔2026〕3号 · 2026-03-01"
    )


def test_many_passages_share_one_folded_quotation() -> None:
    sources = tuple(replace(PLAN, quote=f"第{n}项由教育局牵头。") for n in range(1, 9))
    lines = "\n".join(f"{n}. 任务{n}" for n in range(1, 9))
    [part] = answer_parts(answered(f"教育局牵头的任务共8项：\n{lines}", sources=sources))
    assert part.html.count("<blockquote expandable>") == 1
    assert "8. 三、重点任务 › (二)食品安全\n第8项由教育局牵头。" in part.text


def test_passages_get_no_numbers_where_those_would_not_be_the_lists_own() -> None:
    sources = tuple(replace(PLAN, quote=f"原文{n}。") for n in range(4))
    text = _text(answered("共5项：\n1. 甲\n2. 乙\n3. 丙\n4. 丁\n5. 戊", sources=sources))
    assert text.count("▪ 三、重点任务") == 4


def test_a_long_list_is_split_between_its_lines() -> None:
    lines = [f"{n}. {'推进重点任务落实' * 12}" for n in range(1, 90)]
    parts = answer_parts(answered("\n".join(["共89项：", *lines])))
    assert len(parts) > 1
    assert all(part.text.split("\n")[0] in ["共89项：", *lines] for part in parts[:-1])


def test_an_invented_example_says_so_once() -> None:
    assert _text(answered(fictional=True)).count("虚构示例") == 1
    assert _text(answered(sources=(replace(PLAN, fictional=True),))).count("虚构示例") == 1
    assert _text(answered("（虚构示例）教育局牵头", fictional=True)).count("虚构示例") == 1
    titled = replace(PLAN, title="某方案（虚构示例）", fictional=True)
    assert _text(answered(sources=(titled,), fictional=True)).count("虚构示例") == 1
    assert "虚构示例" not in _text(answered())


def test_traditional_readers_get_traditional_words_and_the_passage_as_printed() -> None:
    text = _text(answered("牵头单位：市场监督管理局"), traditional=True)
    assert text.startswith("牽頭單位：市場監督管理局\n由市场监督管理局牵头")
    assert "《青山市质量提升工作方案》" in text


def test_suggestions_that_do_not_fit_a_button_stand_in_full_above_it() -> None:
    long = "提升产品质量和服务质量水平专项行动由哪个部门牵头并且什么时候完成？"
    assert f"1. {long}\n2. 食品安全谁牵头？" in _text(suggested(long, "食品安全谁牵头？"))
    assert labels([long, "食品安全谁牵头？"])[0].startswith("1. 提升产品质量")
    assert "1. " not in _text(suggested("食品安全谁牵头？"))
    assert labels(["食品安全谁牵头？"]) == ("食品安全谁牵头？",)


@given(_LONG, st.integers(2, 60))
def test_a_shortened_text_keeps_to_its_width_in_one_line(text: str, columns: int) -> None:
    short = shorten(text, columns)
    assert width(short) <= columns
    assert "\n" not in short
    assert short.endswith("…") or short == " ".join(clean(text).split())


def test_the_list_of_documents_names_number_and_date() -> None:
    documents = {
        "a": Document(id="a", title="甲方案", text="", raw="", doc_no="青政〔2026〕1号"),
        "b": Document(id="b", title="", text="", raw="", date=date(2026, 3, 1), issuer="<县政府>"),
    }
    [part] = source_list(Corpus(title="青山", documents=documents, fictional=True))
    assert "1. 《甲方案》 青政〔2026〕1号\n2. 《b》 · 2026-03-01 · <县政府>" in part.text
    assert "虚构示例" in part.text


@pytest.mark.parametrize("count", [0, 400])
def test_the_list_of_documents_fits_however_many_there_are(count: int) -> None:
    title = "关于进一步提升产品和服务质量的实施方案"
    documents = {str(n): Document(id=str(n), title=title, text="", raw="") for n in range(count)}
    parts = source_list(Corpus(title="青山", documents=documents))
    assert all(units(part.text) <= MAX_UNITS for part in parts)
    assert sum(part.text.count(title) for part in parts) == count


def test_an_answer_that_is_its_passage_is_shown_once() -> None:
    assert _text(answered(PLAN.quote)).count(PLAN.quote) == 1
