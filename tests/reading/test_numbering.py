"""Numbers at the start of lines, and the tree that they make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Document
from knowledge.reading.documents import read_document
from knowledge.reading.formats.docx_numbers import _chinese
from knowledge.reading.numbering import chinese, number_of, value


@pytest.mark.parametrize(
    ("line", "style", "text", "number"),
    [
        ("一、总体要求", "一、", "一、", 1),
        ("十二、保障", "一、", "十二、", 12),
        ("（三）夯实基础", "(一)", "（三）", 3),
        ("(二十一)其他", "(一)", "(二十一)", 21),
        ("㈣监督", "(一)", "㈣", 4),
        ("1.推进", "1.", "1.", 1),
        ("2．推进", "1.", "2．", 2),
        ("3﹒推进", "1.", "3﹒", 3),
        ("4、推进", "1.", "4、", 4),
        ("1.2026年底前完成", "1.", "1.", 1),
        ("⒌推进", "1.", "⒌", 5),
        ("（1）推进", "(1)", "（1）", 1),
        ("⑵推进", "(1)", "⑵", 2),
        ("3)推进", "1)", "3)", 3),
        ("⑫推进", "①", "⑫", 12),
        ("③推进", "①", "③", 3),
        ("第十条 本办法", "条", "第十条", 10),
        ("第二章 职责", "章", "第二章", 2),
        ("　　二、任务", "一、", "二、", 2),
        ("1.1 平台", "1.1", "1.1", 1),
        ("附件2：", "附件", "附件2", 2),
    ],
)
def test_a_number_is_known_by_its_style(line: str, style: str, text: str, number: int) -> None:
    found = number_of(line)
    assert found is not None
    assert (found.style, found.text, value(found.text)) == (style, text, number)


@pytest.mark.parametrize(
    "line",
    [
        "2026年底前完成",
        "3.5万吨粮食",
        "12.6%的增长",
        "一是加强领导",
        "第一条件是稳定",
        "第三产业增加值",
        "省财政厅、市财政局",
        "(市财政局)",
        "",
        "。",
    ],
)
def test_words_that_only_begin_like_a_number_are_none(line: str) -> None:
    assert number_of(line) is None


@given(st.integers(min_value=1, max_value=999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert chinese(_chinese(number).replace("零", "〇")) == number


def read(*lines: str) -> Document:
    return read_document("甲.txt", "\n".join(("甲方案", *lines)).encode())


def tree(document: Document) -> list[tuple[int, str, bool]]:
    return [(s.level, s.heading, s.item) for s in document.sections]


def test_levels_follow_the_order_in_which_numbers_are_met() -> None:
    document = read(
        "一、目标", "1.建成平台。", "二、任务", "（一）基础", "1.改造。", "(1)铺设。", "①勘察。", "（二）应用", "三、保障", "做好。"
    )  # fmt: skip
    assert [(s.level, s.number) for s in document.sections] == [
        (1, "一、"), (2, "1."), (1, "二、"), (2, "（一）"), (3, "1."), (4, "(1)"), (5, "①"), (2, "（二）"), (1, "三、"),
    ]  # fmt: skip
    parents = [
        None if s.parent is None else document.sections[s.parent].number for s in document.sections
    ]
    assert parents == [None, "一、", None, "二、", "（一）", "1.", "(1)", "二、", None]


def test_a_section_ends_with_the_last_paragraph_inside_it() -> None:
    document = read("一、目标", "甲。", "二、任务", "（一）基础", "乙。", "丙。")
    ends = [document.text[s.start : s.end] for s in document.sections]
    assert ends == ["一、目标\n甲。", "二、任务\n（一）基础\n乙。\n丙。", "（一）基础\n乙。\n丙。"]
    assert next(document.text[s.body : s.end].strip() for s in document.sections) == "甲。"


def test_a_run_in_heading_is_an_item_with_the_words_before_the_stop() -> None:
    document = read(
        "一、任务", "（一）夯实底座。改造光纤，建设平台。", "（二）发展应用。每年新建6个。"
    )
    assert tree(document)[1:] == [(2, "（一）夯实底座", True), (2, "（二）发展应用", True)]
    assert document.text[document.sections[1].body :].startswith("夯实底座。改造")


def test_a_sentence_with_fields_below_is_an_item() -> None:
    document = read(
        "一、任务", "1.新建实验小学，新增学位2700个。", "牵头单位：县教育局", "完成时限：2026年8月"
    )
    assert tree(document)[1] == (2, "1.新建实验小学，新增学位2700个", True)
    assert document.passages[-1].text.startswith("1.新建")
    assert document.passages[-1].text.endswith("2026年8月")


def test_a_heading_that_nothing_follows_says_what_it_says() -> None:
    document = read("一、任务", "（一）推进城乡供水一体化", "（二）推进管网改造")
    assert [s.item for s in document.sections] == [False, True, True]
    assert [p.text for p in document.passages[1:]] == [
        "（一）推进城乡供水一体化",
        "（二）推进管网改造",
    ]


def test_articles_stand_in_chapters() -> None:
    document = read(
        "第一章 总则", "第一条 为规范管理，制定本办法。", "第二章 职责", "第二条 市水利局负责监督。"
    )
    assert [(s.level, s.number) for s in document.sections] == [
        (1, "第一章"), (2, "第一条"), (1, "第二章"), (2, "第二条"),
    ]  # fmt: skip
    assert document.passages[-1].section == ("第二章职责",)


def test_markdown_headings_make_levels_of_their_own() -> None:
    text = "# 甲方案\n\n## 目标\n\n建成。\n\n## 任务\n\n### 底座\n\n改造。\n"
    document = read_document("甲.md", text.encode())
    assert document.title == "甲方案"
    assert tree(document) == [(1, "目标", False), (1, "任务", False), (2, "底座", False)]
    assert document.passages[-1].section == ("任务", "底座")
    assert "#" not in document.text


def test_section_at_gives_the_sections_around_a_place() -> None:
    document = read("一、任务", "（一）底座", "改造光纤。")
    around = document.section_at(document.text.index("光纤"))
    assert [s.heading for s in around] == ["一、任务", "（一）底座"]
