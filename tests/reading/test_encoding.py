"""Encodings are judged by how the text reads, down to one short line."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UnreadableFile
from knowledge.reading.encoding import decode
from knowledge.text import to_traditional
from tests.reading.pages import PLAN

LINES = (
    "食品安全谁牵头",
    "编号,任务,牵头单位",
    "市财政局",
    "完成时限：2026年12月底前",
    "（一）夯实数字底座",
)


@pytest.mark.parametrize("line", [*LINES, PLAN])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"]
)
def test_simplified_text_reads_back(line: str, encoding: str) -> None:
    found = decode(line.encode(encoding))
    assert found.text == line


@pytest.mark.parametrize("line", [*LINES, PLAN])
@pytest.mark.parametrize("encoding", ["utf-8", "big5hkscs", "gb18030", "utf-16-be"])
def test_traditional_text_reads_back(line: str, encoding: str) -> None:
    traditional = to_traditional(line).translate(str.maketrans("〔〕爲", "（）為"))
    assert decode(traditional.encode(encoding)).text == traditional


def test_a_damaged_byte_costs_one_character_not_the_file() -> None:
    data = PLAN.encode("gb18030")
    broken = decode(data[:200] + b"\xff" + data[200:])
    assert broken.encoding == "gb18030"
    assert broken.text.count("\ufffd") <= 3
    assert broken.text.startswith(PLAN[:80])
    torn = decode(PLAN.encode()[:-2])
    assert (torn.encoding, torn.text[:-1]) == ("utf-8", PLAN[: len(torn.text) - 1])


def test_a_long_file_is_judged_by_a_part_of_it() -> None:
    text = PLAN * 200
    for encoding in ("gb18030", "utf-16-le"):
        assert decode(text.encode(encoding)).text == text


def test_ascii_is_ascii() -> None:
    assert decode(b"id,question\n1,who").text == "id,question\n1,who"


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 50, b"\x89PNG\r\n\x1a\n" + bytes(range(200))],
)
def test_binary_data_is_refused_with_the_file_and_the_way_out(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"甲\.txt: 内容不是文字") as refused:
        decode(data, file="甲.txt")
    assert refused.value.problem.remedy


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = decode(data)
    except UnreadableFile:
        return
    assert codecs.lookup(found.encoding)


@given(st.text(max_size=80).filter(lambda text: "\0" not in text and not text.startswith("\ufeff")))
def test_utf8_is_always_itself(text: str) -> None:
    data = text.encode("utf-8")
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        assert decode(data).text == text
