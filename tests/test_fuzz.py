"""Whatever is asked gets an answer that Telegram takes; whatever file lies there, at most a line."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from bot.render import answer_parts
from bot.richtext import units
from bot.words import voice_of
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.folder import load_corpus, locate, survey
from knowledge.errors import BadFolder
from knowledge.text import is_traditional
from tests.reading.pages import PLAN, docx_bytes

TODAY = date(2026, 11, 22)
WORDS = [
    "谁牵头", "責任單位有哪些", "什么时候完成", "还有几天", "一共多少项", "12月底前", "每季度末",
    "老旧小区改造", "市民政局", "城管", "满意度要到多少", "那责任单位呢", "第十五项", "98%以上", "和",
    "<b>", "&lt;", "=1+1", "@bot", "/ask", "\x00", "\u202e", "\ud83d", "👨‍👩‍👧", "𠮷", "。。。", "\n",
    "2026-02-30", "9" * 30, "（" * 9, "万亿",
]  # fmt: skip
MESSAGES = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=12).map("".join),
    st.text(st.characters(exclude_categories=[]), max_size=200),
    st.builds(lambda text, times: text * times, st.sampled_from(WORDS), st.integers(1, 60)),
)


@cache
def knowledge(name: str) -> Knowledge:
    return Knowledge(load_corpus(locate(name or None)))


@pytest.mark.parametrize("name", ["", "example"], ids=["gansu", "example"])
@settings(max_examples=60, deadline=None)
@given(message=MESSAGES)
def test_every_message_gets_an_answer_that_telegram_takes(name: str, message: str) -> None:
    answer = knowledge(name).answer(message[:500], TODAY)
    parts = answer_parts(answer, voice_of(is_traditional(message)))
    assert parts
    for part in parts:
        assert 0 < units(part.text) <= 4096
        assert part.html.encode()
    assert answer.status != "answered" or answer.sources


def word_file() -> bytes:
    document = docx.Document()
    for line in PLAN.splitlines():
        document.add_paragraph(line)
    document.add_table(3, 3).cell(1, 1).text = "市财政局"
    return docx_bytes(document)


def excel_file() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["问题", "相似问法", "答案", "来源文件", "来源原文"])
    for number in range(6):
        book.active.append([f"问题{number}", "甲；乙", f"=答案{number}", number, 3.5])
    book.active.merge_cells("A3:B5")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pdf_file() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for line in range(20):
        canvas.drawString(60, 700 - 20 * line, "A plan that has a text layer, line by line")
    canvas.grid([60, 160, 260], [100, 130, 160])
    canvas.save()
    return buffer.getvalue()


def web_page() -> bytes:
    rows = "".join(f"<tr><td rowspan=2>{line}</td><td>甲</td></tr>" for line in PLAN.splitlines())
    return f"<html><meta charset=utf-8><body><table>{rows}</table><p>{PLAN}</body>".encode()


KINDS: dict[str, Callable[[], bytes]] = {
    "documents/甲.docx": word_file,
    "documents/甲.pdf": pdf_file,
    "documents/甲.html": web_page,
    "documents/甲.md": lambda: f"---\ntitle: 甲\n---\n# {PLAN}\n|a|b|\n|-|-|\n|1|2|".encode(),
    "faq.xlsx": excel_file,
}
PIECES = [
    b"<",
    b"\0",
    b"&#x0;",
    b"9999999999",
    b"-1",
    b"<table>" * 50,
    b"endobj",
    b'"',
    "（一）".encode(),
]


def spoil(data: bytes, dice: random.Random) -> bytes:
    """The bytes with some of them changed, left out, repeated or put in."""
    spoilt = bytearray(data)
    for _ in range(dice.choice([1, 5, 50])):
        at = dice.randrange(len(spoilt) + 1)
        way = dice.random()
        if way < 0.4 and at < len(spoilt):
            spoilt[at] = dice.randrange(256)
        elif way < 0.6:
            del spoilt[at : at + dice.choice([1, 10, 300])]
        elif way < 0.8:
            spoilt[at:at] = spoilt[at : at + dice.choice([1, 50, 2000])]
        else:
            spoilt[at:at] = dice.choice(PIECES)
    return bytes(spoilt)


def spoil_parts(data: bytes, dice: random.Random) -> bytes:
    """An Office file whose parts are spoilt while the archive around them is whole."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given_file,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as spoilt,
    ):
        for name in given_file.namelist():
            part = given_file.read(name)
            spoilt.writestr(name, spoil(part, dice) if dice.random() < 0.4 else part)
    return buffer.getvalue()


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
@example(seed=108063844)  # a page with a tag that has lost its name
def test_every_spoilt_file_is_read_or_refused_in_a_line(name: str, seed: int) -> None:
    dice, data = random.Random(seed), KINDS[name]()
    inside = data.startswith(b"PK") and dice.random() < 0.6
    spoilt = spoil_parts(data, dice) if inside else spoil(data, dice)
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "documents").mkdir()
        (folder / "documents/乙.txt").write_text(PLAN, encoding="utf-8")
        (folder / name).write_bytes(spoilt)
        try:
            _, problems = survey(folder)
        except BadFolder as refused:
            problems = refused.problems
    assert all("\n" not in str(one) for one in problems)
