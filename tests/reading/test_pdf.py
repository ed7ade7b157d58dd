"""PDF files made with reportlab: paragraphs in reading order, without what the pages add."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

from knowledge.errors import UnreadableFile
from knowledge.model import Document
from knowledge.reading.documents import read_document
from tests.reading.pages import PLAN

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842
SENTENCE = "推进乡村数据平台建设，打通农业、水利、气象三类数据，形成一张图，"
LONG = SENTENCE * 5 + "年底前完成。"


@pytest.fixture(autouse=True)
def _font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def drawn(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def flowed(paragraphs: list[str], *, columns: int = 1, header: bool = True) -> bytes:
    """Paragraphs set in columns, with a running header, a page number and first-line indents."""
    buffer = io.BytesIO()
    style = ParagraphStyle(
        "body", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24
    )
    plain = ParagraphStyle("plain", parent=style, firstLineIndent=0)
    room = (WIDTH - 100 - 20 * (columns - 1)) / columns
    frames = [Frame(50 + n * (room + 20), 60, room, 700, 0, 0, 0, 0) for n in range(columns)]

    def running(canvas: Canvas, template: BaseDocTemplate) -> None:
        if not header:
            return
        canvas.setFont(FONT, 9)
        canvas.drawString(50, 800, "青禾市人民政府公报 2026年第3期")
        canvas.drawCentredString(WIDTH / 2, 30, f"— {template.page} —")

    template = BaseDocTemplate(buffer, pagesize=(WIDTH, HEIGHT))
    template.addPageTemplates(PageTemplate(frames=frames, onPage=running))
    template.build([Paragraph(t, style if len(t) > 30 else plain) for t in paragraphs])
    return buffer.getvalue()


def read(data: bytes) -> Document:
    return read_document("甲.pdf", data)


def test_broken_lines_become_paragraphs_again() -> None:
    paragraphs = ["青禾市数字乡村实施方案", LONG, "一、任务", LONG.replace("乡村", "城市")]
    document = read(flowed(paragraphs, header=False))
    assert document.text.split("\n") == paragraphs
    assert document.title == "青禾市数字乡村实施方案"
    assert document.passages[-1].section == ("一、任务",)


def test_headers_footers_and_page_numbers_are_left_out_and_sentences_go_on() -> None:
    paragraphs = [LONG.replace("乡村", f"{name}村") for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"]
    document = read(flowed(paragraphs))
    assert document.raw.count("公报") == 0
    assert "—" not in document.text
    assert document.text.split("\n") == paragraphs


def test_two_columns_are_read_one_after_the_other() -> None:
    paragraphs = [LONG.replace("乡村", f"{name}村") for name in "甲乙丙丁戊己庚辛壬癸"]
    assert read(flowed(paragraphs, columns=2)).text.split("\n") == paragraphs


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    left = [
        "一、目标",
        *(f"左栏第{n}行的文字一直写到这里才转行" for n in "甲乙丙丁戊己庚"),
        "左栏完。",
    ]
    right = [
        "二、任务",
        *(f"右栏第{n}行的文字一直写到这里才转行" for n in "甲乙丙丁戊己庚"),
        "右栏完。",
    ]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        canvas.drawCentredString(WIDTH / 2, 790, "青禾市养老服务提升行动实施方案（试行）")
        canvas.setFont(FONT, 12)
        for row, (a, b) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 750 - 20 * row, a)
            canvas.drawString(330, 750 - 20 * row, b)

    text = read(drawn(draw)).text
    assert text.startswith("青禾市养老服务提升行动实施方案（试行）\n一、目标")
    assert text.index("左栏完") < text.index("二、任务") < text.index("右栏第甲行")


def test_a_plan_line_by_line_keeps_its_lines() -> None:
    lines = PLAN.strip().split("\n")

    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(lines):
            canvas.setFont(FONT, 12)
            canvas.drawString(60, 800 - 24 * row, line)

    assert read(drawn(draw)).text.split("\n") == lines


def test_bold_text_printed_twice_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 14)
        for shift in (0, 0.3):
            canvas.drawString(60 + shift, 700, "青禾市数字乡村建设三年行动方案")

    assert read(drawn(draw)).text == "青禾市数字乡村建设三年行动方案"


def test_a_scan_says_that_it_needs_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            canvas.rect(50, 50, 400, 700, fill=1)
            canvas.showPage()

    with pytest.raises(UnreadableFile, match=r"扫描件，没有文字层.*OCR"):
        read(drawn(draw))


def test_a_page_without_text_among_others_is_reported() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawString(60, 700, "青禾市数字乡村建设三年行动方案，正文见下页。")
        canvas.showPage()
        canvas.rect(50, 50, 400, 700, fill=1)
        canvas.showPage()

    problems = read(drawn(draw)).problems
    assert [(p.level, "第 2 页" in p.what) for p in problems] == [("warning", True)]


def test_a_password_is_named() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawString(60, 700, "青禾市数字乡村建设三年行动方案，正文见下页。")

    with pytest.raises(UnreadableFile, match="密码"):
        read(drawn(draw, encrypt="geheim"))


def ruled(rows: list[list[str]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> bytes:
    """A ruled table with text wrapped in its cells, set in the middle of their height."""
    style = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=14, wordWrap="CJK")
    grid = [[Paragraph(text, style) for text in row] for row in rows]
    table = Table(grid, colWidths=[40, 60, 180, 110, 80], repeatRows=1)
    table.setStyle(
        [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    )
    table.setStyle([("SPAN", a, b) for a, b in merged])
    parts: list[Flowable] = [
        Paragraph("青禾市任务分解表", style),
        table,
        Paragraph("注：略。", style),
    ]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build(parts)
    return buffer.getvalue()


def test_a_ruled_table_is_a_table_over_pages_with_its_header_once() -> None:
    task = "改造光纤网络三百公里并同步建设乡村数据平台，全部通过验收"
    header = ["序号", "类别", "任务", "牵头单位", "时限"]
    rows = [
        [str(n), "通道" if n % 2 else "", f"{task}{n}", "市数据局、市财政局、市水务局", "年底前"]
        for n in range(1, 41)
    ]
    merged = [((1, n), (1, n + 1)) for n in range(1, 41, 2)]
    document = read(ruled([header, *rows], merged))
    lines = document.text.split("\n")
    assert (lines[0], lines[1], lines[-1]) == ("青禾市任务分解表", " | ".join(header), "注：略。")
    assert len(document.tables) == 1
    found = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert found == [[row[0], "通道", *row[2:]] for row in rows]
    assert document.tables[0].rows[2].cells[1].filled
