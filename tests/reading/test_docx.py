"""Word files made with python-docx: what a reader sees, in the order in which it stands."""

from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from knowledge.model import Document
from knowledge.reading.documents import read_document
from tests.reading.pages import docx_bytes

W = nsdecls("w")


def read(document: Any) -> Document:
    return read_document("甲.docx", docx_bytes(document))


def numbered(document: Any, levels: list[tuple[str, str]]) -> str:
    """Adds a list whose levels have these (format, text) pairs; gives the list's id."""
    numbering = document.part.numbering_part.element
    xml = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{xml}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return "77"


def in_list(paragraph: Any, identity: str, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{identity}"/></w:numPr>')
    )


def test_headings_text_and_tables_come_in_their_order() -> None:
    file = docx.Document()
    file.add_heading("青禾市数字乡村实施方案", 0)
    file.add_paragraph("青政发〔2026〕3号")
    file.add_heading("一、任务", 1)
    table = file.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("序号", "任务", "牵头"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("1", "改造", "市数据局"), strict=True):
        cell.text = text
    file.add_paragraph("表后的话。")
    document = read(file)
    assert document.text == (
        "青禾市数字乡村实施方案\n青政发〔2026〕3号\n一、任务\n序号 | 任务 | 牵头\n1 | 改造 | 市数据局\n表后的话。"
    )
    assert (document.title, document.doc_no) == ("青禾市数字乡村实施方案", "青政发〔2026〕3号")
    assert document.passages[-1].section == ("一、任务",)


def test_automatic_numbers_are_written_out() -> None:
    file = docx.Document()
    identity = numbered(
        file,
        [
            ("chineseCountingThousand", "%1、"),
            ("chineseCountingThousand", "（%2）"),
            ("decimal", "%3."),
            ("decimalEnclosedCircleChinese", "%4"),
        ],
    )
    for text, level in (("总体目标", 0), ("重点任务", 0), ("夯实底座", 1), ("改造。", 2), ("建设。", 2), ("勘察。", 3), ("发展应用", 1), ("培育。", 2)):  # fmt: skip
        in_list(file.add_paragraph(text), identity, level)
    document = read(file)
    assert document.text.split("\n") == [
        "一、总体目标", "二、重点任务", "（一）夯实底座", "1.改造。", "2.建设。", "①勘察。", "（二）发展应用", "1.培育。",
    ]  # fmt: skip
    assert [s.level for s in document.sections] == [1, 1, 2, 3, 3, 4, 2, 3]


def test_numbers_of_a_style_count_and_bullets_do_not_show() -> None:
    file = docx.Document()
    for text in ("改造", "建设"):
        file.add_paragraph(text, style="List Number")
    file.add_paragraph("附注", style="List Bullet")
    assert read(file).text == "1.改造\n2.建设\n附注"


def test_merged_cells_are_filled_both_ways() -> None:
    file = docx.Document()
    table = file.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "任务"
    table.cell(0, 2).text = "单位"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "通道"
    for row, texts in ((1, ("改造", "甲局")), (2, ("新建", "乙局"))):
        for column, text in enumerate(texts, 1):
            table.cell(row, column).text = text
    rows = read(file).tables[0].rows
    assert [[c.text for c in row.cells] for row in rows] == [
        ["任务", "任务", "单位"],
        ["通道", "改造", "甲局"],
        ["通道", "新建", "乙局"],
    ]
    assert [[c.filled for c in row.cells] for row in rows] == [
        [False, True, False],
        [False, False, False],
        [True, False, False],
    ]


def test_text_boxes_follow_their_paragraph_once() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("正文。")
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice Requires='wps'><w:drawing {W}><w:txbxContent><w:p><w:r><w:t>框内文字。</w:t></w:r></w:p>"
        f"</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict {W}><w:txbxContent><w:p><w:r>"
        "<w:t>框内文字。</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    paragraph.add_run()._r.append(parse_xml(box))
    file.add_paragraph("后文。")
    assert read(file).text == "正文。\n框内文字。\n后文。"


def test_deleted_words_are_gone_and_inserted_ones_there() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("完成")
    for tag, text in (("del", "十"), ("ins", "二十")):
        name = "delText" if tag == "del" else "t"
        xml = f'<w:{tag} {W} w:id="1" w:author="a"><w:r><w:{name}>{text}</w:{name}></w:r></w:{tag}>'
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run("公里。")
    assert read(file).text == "完成二十公里。"


def test_a_table_of_contents_is_left_out() -> None:
    file = docx.Document()
    style = file.styles.add_style("toc 1", 1)
    file.add_paragraph("一、目标........1", style=style)
    file.add_paragraph("一、目标")
    file.add_paragraph("建成平台。")
    assert read(file).text == "一、目标\n建成平台。"


def test_content_controls_are_opened() -> None:
    file = docx.Document()
    file.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>控件里的标题</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert read(file).text == "控件里的标题"


def test_line_breaks_in_a_paragraph_part_lines() -> None:
    file = docx.Document()
    file.add_paragraph("牵头单位：甲局").add_run().add_break()
    file.paragraphs[0].add_run("责任单位：乙局")
    assert read(file).text == "牵头单位：甲局\n责任单位：乙局"


@pytest.mark.parametrize("tag", ["numPr", "outlineLvl", "pStyle"])
def test_odd_properties_are_survived(tag: str) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("正文。")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:{tag} {W} w:val="???"/>'))
    assert paragraph._p.find(qn("w:pPr")) is not None
    assert read(file).text == "正文。"
