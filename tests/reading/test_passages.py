"""Passages: whole sentences, lists kept together, nothing longer than 300 characters."""

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Document
from knowledge.reading.documents import read_document


def read(*lines: str) -> Document:
    return read_document("甲.txt", "\n".join(("甲方案", *lines)).encode())


def test_a_long_paragraph_is_cut_after_sentences() -> None:
    sentence = "推进乡村数据平台建设，打通农业、水利、气象三类数据，形成一张图。"
    document = read("一、任务", sentence * 24)
    parts = [p for p in document.passages if p.section == ("一、任务",)]
    assert len(parts) > 2
    assert all(p.text.endswith("。") and len(p.text) <= 300 for p in parts)
    assert "".join(p.text for p in parts) == sentence * 24


def test_a_list_stays_with_the_line_that_announces_it() -> None:
    document = read(
        "一、任务", "重点做好以下工作：", "——改造光纤；", "——建设平台；", "——培训人员。"
    )
    assert (
        document.passages[-1].text == "重点做好以下工作：\n——改造光纤；\n——建设平台；\n——培训人员。"
    )


def test_numbered_items_are_passages_of_their_own() -> None:
    document = read("一、任务", "1.改造光纤300公里。", "2.建设平台1个。")
    assert [p.text for p in document.passages[1:]] == ["1.改造光纤300公里。", "2.建设平台1个。"]
    assert {p.section for p in document.passages[1:]} == {("一、任务",)}


def test_title_number_and_date_are_found_together() -> None:
    document = read("甲政发〔2026〕3号", "2026年3月2日", "一、任务", "改造光纤。")
    assert document.passages[0].text == "甲方案\n甲政发〔2026〕3号\n2026年3月2日"
    assert document.passages[0].section == ()


def test_the_rows_of_a_table_are_passages() -> None:
    text = "# 甲清单\n\n## 任务\n\n| 序号 | 任务 | 牵头 |\n|---|---|---|\n| 1 | 改造光纤 | 市数据局 |\n"
    document = read_document("甲.md", text.encode())
    assert document.passages[-1].text == "1 | 改造光纤 | 市数据局"
    assert document.passages[-1].section == ("任务",)


@given(
    st.lists(
        st.text(alphabet="改造光纤建设平台，。；、“”（）\n ", min_size=1), min_size=1, max_size=8
    )
)
@settings(max_examples=60, deadline=None)
def test_no_passage_is_too_long_whatever_the_text(parts: list[str]) -> None:
    document = read(*(part * 20 for part in parts))
    assert all(0 < len(p.text) <= 300 for p in document.passages)
    assert [p.number for p in document.passages] == list(range(len(document.passages)))
