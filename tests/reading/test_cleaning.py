"""Laws of cleaning, over clean documents, noisy ones and nonsense."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableFile
from knowledge.model import Document
from knowledge.reading.cleaning import clean
from knowledge.reading.documents import read_document
from knowledge.reading.extract import Extract, Line
from knowledge.reading.formats.plain import line_ranges
from knowledge.text import is_han, to_simplified, to_traditional
from tests.reading.pages import PLAN, PROSE, with_pinyin

PLAN_LINES = PLAN.splitlines()
NOISE = (
    "?！斗桨浮肪劢固嵘",
    "產(chǎn)業(yè)發(fā)展",
    "關(guan) 於(yu) 印發",
    "国务院@@各部委@@",
    "来源:某局 发布时间:2026-03-16 17:42 字号:[大 中 小]",
    "【打印】【关闭】",
    "相关新闻",
    "- 樱花节本周末开幕(2026-03-27)",
    "- 市图书馆延长开放时间(2024-11-09)",
    "实 施 方 案",
    "第一，,第二，，第三",
    "&nbsp;&emsp;一、目标",
    "首页 > 政务公开 > 通知公告",
    "| 序号 | 任务 | 牵头 |",
    "|---|---|---|",
    "| 1 | 建平台 | 市数据局 |",
    "| 2 | | 市财政局 |",
    "# 标题",
    "**重点**任务",
    "璁″垝鍒掓柟妗�",
    "<p>段落</p>",
    "\u200b零宽\ufeff字符",
    PROSE,
    PROSE[:40],
    PROSE[40:],
    "",
    "---",
)
lines = st.lists(st.sampled_from((*PLAN_LINES, *NOISE)), max_size=14).map("\n".join)
nonsense = st.text(
    alphabet=st.sampled_from(
        "一二三、（）()?！。ㄒ省的產(chǎn)牵头市局,，; \t\n\u3000\u00a0|#-*<>&@:2026年月日.①②"
    ),
    max_size=80,
)


def read(text: str) -> Document | None:
    """The document of a text file; None where there is nothing in it."""
    try:
        return read_document("甲.txt", text.encode())
    except UnreadableFile:
        return None


def cleaned(text: str) -> str:
    """The text after cleaning, line by line; empty lines left out as in a document."""
    lines = tuple(Line(start=a, end=b) for a, b in line_ranges(text))
    result = clean(Extract(raw=text, lines=lines, wrapped=True))
    return "\n".join(line.text for line in result.lines if line.text.strip())


def han(text: str) -> str:
    return "".join(filter(is_han, text))


@given(st.one_of(lines, nonsense, st.text(max_size=60)))
@settings(max_examples=300, deadline=None)
@example("相关新闻\n一、目标")
@example("?ㄒ韵癅B潞")
@example("?h一")
@example("a\n" * 5 + PROSE + "\n" + PROSE)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once


def test_a_clean_plan_comes_out_as_it_went_in() -> None:
    document = read_document("甲.txt", PLAN.encode())
    assert document.text == PLAN.strip()
    assert document.repairs == ()
    assert document.raw == PLAN


@given(st.lists(st.sampled_from(PLAN_LINES), min_size=1, unique=True))
@settings(max_examples=60, deadline=None)
def test_clean_lines_are_never_changed(chosen: list[str]) -> None:
    assert cleaned("\n".join(chosen)) == "\n".join(chosen)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_pinyin_goes_and_every_character_stays(data: st.DataObject) -> None:
    chars = data.draw(st.lists(st.sampled_from("设业数据农"), min_size=2, unique=True))
    noisy = with_pinyin(PLAN, "".join(chars))
    assert cleaned(noisy) == PLAN.strip()


def test_traditional_documents_come_out_simplified_and_keep_their_brackets() -> None:
    document = read(to_traditional(PLAN))
    assert document is not None
    assert document.text == PLAN.strip()
    assert [repair.kind for repair in document.repairs] == ["traditional"]


def test_one_traditional_name_in_a_simplified_text_is_left_alone() -> None:
    text = PLAN.strip() + "\n乾隆年間的「養心殿」不在其列。"
    assert cleaned(text) == text


@given(st.one_of(lines, nonsense))
@settings(max_examples=200, deadline=None)
def test_every_range_of_a_document_is_exact(text: str) -> None:
    document = read(text)
    if document is None:
        return
    for passage in document.passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert 0 < len(passage.text) <= 300
    for table in document.tables:
        for row in table.rows:
            assert table.start <= row.start <= row.end <= table.end
            for cell in row.cells:
                assert cell.filled or document.text[cell.start : cell.end] == cell.text
    for section in document.sections:
        assert section.start <= section.body <= section.end
        assert document.text[section.start :].startswith(section.number)


@given(st.one_of(lines, nonsense))
@settings(max_examples=200, deadline=None)
def test_the_trace_leads_every_character_back_to_the_raw_text(text: str) -> None:
    document = read(text)
    if document is None:
        return
    before = 0
    for start, raw, length in document.trace:
        assert start >= before
        before = start + length
        here, there = document.text[start:before], document.raw[raw : raw + length]
        assert here == there or to_simplified(there) == here or here == there.replace("\u3000", " ")
    for passage in document.passages:
        raw_start, raw_end = document.raw_range(passage.start, passage.end)
        kept = han(passage.text)
        if kept and not document.doubtful(passage.start, passage.end):
            assert to_simplified(kept[0]) in to_simplified(document.raw[raw_start:raw_end])


def test_repairs_say_where_they_were_made() -> None:
    noisy = with_pinyin(PLAN, "设") + "【打印】【关闭】\n"
    document = read(noisy)
    assert document is not None
    kinds = {repair.kind for repair in document.repairs}
    assert kinds == {"pinyin", "chrome"}
    for repair in document.repairs:
        held = noisy[repair.raw_start : repair.raw_end]
        assert held in ("(shè)", "【打印】【关闭】")
        assert repair.certain


@given(lines)
@settings(max_examples=100, deadline=None)
def test_passages_and_headings_hold_all_that_is_said(text: str) -> None:
    document = read(text)
    if document is None:
        return
    covered = set()
    for passage in document.passages:
        covered.update(range(passage.start, passage.end))
    for section in document.sections:
        covered.update(range(section.start, section.body))
    missing = [c for i, c in enumerate(document.text) if i not in covered and is_han(c)]
    assert not missing
