"""GBK runs read one byte late: put right on evidence, marked where it is a guess, else left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Document
from knowledge.reading.documents import read_document
from tests.reading.pages import PLAN, shifted

# A press report in which the words of the damaged places occur elsewhere.
REPORT = (
    "青禾市部署质量提升工作。到2027年,全省提升重点产品质量水平,聚焦企业和产业发展。"
    "省市场监督管理局召开会议,提升甘南州产业水平,保障产业安全。"
)


def read(text: str) -> Document:
    return read_document("甲.txt", text.encode())


def shifts(document: Document) -> list[tuple[str, bool]]:
    return [
        (document.text[r.start : r.end], r.certain) for r in document.repairs if r.kind == "shifted"
    ]


def test_a_run_that_finds_its_step_again_is_put_right() -> None:
    # The second byte of 確 is ASCII and sets the pairs right; every pair stands elsewhere as well.
    clean = "會議通過《方案》。《方案》明確發展目標,各地明確責任。"
    noisy = shifted(clean, start=clean.index("。《"), end=clean.index("發展"))
    assert noisy == "會議通過《方案》?！斗桨浮访鞔_發展目標,各地明確責任。"
    document = read(noisy)
    assert document.text == "会议通过《方案》。《方案》明确发展目标,各地明确责任。"
    assert shifts(document) == [("。《方案》明确", True)]


@pytest.mark.parametrize(
    ("damaged", "restored"),
    [
        ("?！斗桨浮肪劢固嵘拭C省企业", "。《方案》聚焦提升甘肃省企业"),
        ("全?。ㄒ韵潞?jiǎn)称“我省”)", "全省(以下简称“我省”)"),
        ("规定?。ㄒ韵潞喎Q“我省”)", "规定省(以下简称“我省”)"),
    ],
)
def test_dropped_bytes_are_restored_from_the_documents_own_words(
    damaged: str, restored: str
) -> None:
    evidence = "为提升甘肃省产品质量,甘肃全省聚焦提升方案。"
    document = read(f"{evidence}\n{REPORT[:-1]}{damaged}的质量。")
    assert restored in document.text
    assert [certain for _, certain in shifts(document)] == [False]


def test_what_no_word_proves_is_shown_as_lost() -> None:
    document = read(f"{REPORT}目标已定?！斗桨浮肪劢固嵘拭C省企业。")
    text, certain = shifts(document)[0]
    assert not certain
    assert "□" in text
    assert "甘" not in text
    assert [(p.level, "□" in p.what) for p in document.problems] == [("warning", True)]
    assert document.doubtful(document.text.index(text), document.text.index(text) + len(text))


def test_a_numeral_in_brackets_is_known_by_its_first_byte() -> None:
    text = "一、任务\n(一)建好农田\n1.改造。\n?。ㄈ┕芎瞄L效\n2.管护。"
    document = read(text)
    assert "(三)管好长效" in document.text.replace("長", "长")
    assert [s.number for s in document.sections] == ["一、", "(一)", "1.", "(三)", "2."]


def test_headings_as_pages_show_them_are_read() -> None:
    text = """青禾省绿色发展方案
?F將方案印发给你们。
一、总体要求
?。ㄒ唬┲笇枷?
坚持指导思想,推进绿色发展。
?。ǘ┙ㄔO目标
建设绿色工厂,落实建设目标。
?。ㄈ┍U洗胧?
保障到位,落实保障措施。
"""
    document = read(text)
    assert [s.heading.replace("設", "设") for s in document.sections] == [
        "一、总体要求", "(一)指导思想", "(二)建设目标", "(三)保障措施",
    ]  # fmt: skip
    assert "现將方案印发给你们。" in document.text
    assert not document.problems


def test_the_damaged_run_stays_in_the_raw_text() -> None:
    noisy = f"甘肃省提升质量。\n{REPORT[:-1]}?！斗桨浮肪劢固嵘拭C省企业。"
    document = read(noisy)
    repair = next(r for r in document.repairs if r.kind == "shifted")
    assert document.raw[repair.raw_start : repair.raw_end] == "?！斗桨浮肪劢固嵘拭C"
    start, end = document.raw_range(repair.start, repair.end)
    assert document.raw[start:end] == "?！斗桨浮肪劢固嵘拭C"


@pytest.mark.parametrize(
    "text",
    [
        "食品安全谁牵头?市市场监管局牵头,市教育局配合。",
        "谁来管?怎么管?按职责分工管。",
        "几月底前完成？十二月底前完成。",
        "平台由谁建设?A单位建设,B单位使用。",
        "什么是“一件事”?“一件事”是指联办事项。",
        "目标?（一）目标如下。",
    ],
)
def test_a_question_mark_in_clean_text_is_a_question_mark(text: str) -> None:
    document = read(text)
    assert document.text == text
    assert document.repairs == ()


@given(st.integers(min_value=0, max_value=len(PLAN)), st.sampled_from("?？"))
@settings(max_examples=80, deadline=None)
def test_a_question_mark_anywhere_changes_nothing_else(at: int, mark: str) -> None:
    text = PLAN[:at] + mark + PLAN[at:]
    document = read(text)
    assert all(r.kind not in ("shifted", "traditional") for r in document.repairs)
