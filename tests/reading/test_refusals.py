"""Files that cannot be read: one clear line each, and nothing worse, whatever the bytes."""

import io
import zipfile
from functools import cache

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import UnreadableFile
from knowledge.reading.archives import check_package, package_kind
from knowledge.reading.documents import READERS, read_document
from knowledge.reading.guard import MAX_BYTES
from tests.reading.pages import PLAN, docx_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\0" * 100


def package(*names: str, content: bytes = b"<a/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


@cache
def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("青禾市实施方案", 0)
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "通道"
    document.add_paragraph("一、任务", style="List Number")
    return docx_bytes(document)


@cache
def pdf_file() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for line in range(20):
        canvas.drawString(60, 700 - 20 * line, "A plan that has a text layer, line by line")
    canvas.save()
    return buffer.getvalue()


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_document(name, data)
    problem = refused.value.problem
    assert problem.file == name
    assert problem.remedy
    assert "\n" not in str(problem)
    return str(problem)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("甲.txt", b"", "文件是空的"),
        ("甲.docx", b"  \n", "文件是空的"),
        ("甲.md", b"---\ntitle: a\n---\n", "没有文字"),
        ("甲.doc", ole("WordDocument"), "另存为 .docx"),
        ("甲.xls", ole("Workbook"), "另存为 .xlsx"),
        ("甲.docx", ole("WordDocument"), "文件名是 .docx，内容却是旧版 Word 文件"),
        ("甲.txt", ole("Workbook"), "文件名是 .txt，内容却是旧版 Excel 文件"),
        ("甲.docx", ole("EncryptedPackage"), "密码"),
        ("甲.docx", b"<html><body>a</body></html>", "内容却是网页"),
        ("甲.docx", b"just text, no Word file", "已损坏"),
        ("甲.pdf", b"just text, no PDF", "已损坏"),
        ("甲.txt", b"%PDF-1.4 and so on", "内容却是PDF 文件"),
        ("甲.pdf", word_file(), "内容却是Word 文件"),
        ("甲.docx", package("xl/workbook.xml"), "内容却是Excel 文件"),
        ("甲.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
        ("甲.jpg", b"\xff\xd8\xff\xe0", "OCR"),
        ("甲.zip", package("a.txt"), "解压"),
        ("甲.wps", b"abc", "另存为 .docx"),
        ("甲.et", b"abc", "另存为 .xlsx"),
        ("甲.xlsx", package("xl/workbook.xml"), "已损坏"),
        ("甲.docm", word_file(), "宏"),
        ("甲.docx", package("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("甲.docx", package("word/document.xml", content=b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "已损坏"),
        ("甲.docx", package("word/document.xml", content=bytes(8_000_000)), "压缩内容异常"),
        ("甲.docx", package("word/document.xml", *(f"word/{n}.xml" for n in range(5_001))), "压缩内容异常"),
        ("甲.docx", word_file()[:-400], "已损坏"),
        ("甲.rtf", b"{\\rtf1 a}", "RTF"),
        ("甲.xyz", b"abc", "不支持这种文件（.xyz）"),
        ("甲", b"abc", "没有结尾"),
        ("甲.txt", bytes(range(256)) * 4, "不是文字"),
        ("甲.html", b"<html><script>a()</script></html>", "没有文字"),
    ],
)  # fmt: skip
def test_each_kind_of_bad_file_says_what_it_is_and_the_way_out(
    name: str, data: bytes, said: str
) -> None:
    assert said in refusal(name, data)


def test_too_much_is_refused_with_the_limit_named() -> None:
    assert "上限 20 MB" in refusal("甲.txt", b"a" * (MAX_BYTES + 1))
    assert "上限 100 万字" in refusal("甲.txt", "方".encode() * 1_200_000)


def test_a_package_is_known_by_what_is_in_it() -> None:
    assert package_kind(word_file()) == "docx"
    assert package_kind(package("xl/workbook.xml")) == "xlsx"
    assert package_kind(package("a.txt")) == "other"
    assert package_kind(b"PK\x03\x04 and no more") is None
    assert check_package("甲.docx", word_file()).getvalue() == word_file()


def test_encrypted_entries_are_named() -> None:
    data = bytearray(package("word/document.xml"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert "密码" in refusal("甲.docx", bytes(data))


def survives(name: str, data: bytes) -> None:
    try:
        text = read_document(name, data).text
    except UnreadableFile as refused:
        text = refused.problem.what
    assert text.strip()


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_garbage_is_read_or_refused(ending: str, data: bytes) -> None:
    survives(f"甲.{ending}", data)


mutations = st.lists(
    st.tuples(st.floats(0, 0.999), st.binary(min_size=0, max_size=6), st.integers(0, 8)), max_size=6
)


def mutated(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    """`data` with a few stretches replaced; each starts at a share of the length."""
    for share, new, length in changes:
        at = int(share * len(data))
        data = data[:at] + new + data[at + length :]
    return data


@given(mutations)
@settings(max_examples=60, deadline=None)
def test_a_damaged_word_file_is_read_or_refused(changes: list[tuple[float, bytes, int]]) -> None:
    survives("甲.docx", mutated(word_file(), changes))


@given(mutations)
@settings(max_examples=60, deadline=None)
def test_a_damaged_part_of_a_word_file_is_read_or_refused(
    changes: list[tuple[float, bytes, int]],
) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file())) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            hit = name in ("word/document.xml", "word/numbering.xml", "word/styles.xml")
            new.writestr(name, mutated(data, changes) if hit else data)
    survives("甲.docx", buffer.getvalue())


@given(mutations)
@settings(max_examples=100, deadline=None)
def test_a_damaged_pdf_is_read_or_refused(changes: list[tuple[float, bytes, int]]) -> None:
    survives("甲.pdf", mutated(pdf_file(), changes))


@given(
    st.sampled_from(["txt", "md", "html", "tsv"]),
    mutations,
    st.sampled_from(["utf-8", "gbk", "utf-16"]),
)
@settings(max_examples=100, deadline=None)
def test_damaged_text_is_read_or_refused(
    ending: str, changes: list[tuple[float, bytes, int]], encoding: str
) -> None:
    survives(f"甲.{ending}", mutated(PLAN.encode(encoding), changes))
