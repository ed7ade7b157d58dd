"""PDF files: the text layer, page by page. A scan has none, and is refused with the reason."""

import io
import logging
from itertools import groupby
from typing import Any

from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.extract import Extract, Writer
from knowledge.reading.formats.page_layout import Fragment, Page, blocks, merge_twins
from knowledge.reading.formats.page_tables import Drawing, find, joined
from knowledge.reading.guard import MAX_CHARACTERS, Refusal

MAX_PAGES = 500
_STREAM_LIMIT = 4 * 2**20  # bytes of drawing commands on one page; a page of text needs 50 kB
_SCANNED = 15  # characters on a page; fewer are a stamp or a page number


def read(file: str, data: bytes) -> Extract:
    """Read the text layer of a PDF.

    Raises UnreadableFile for a scan without text, a password, more than MAX_PAGES pages, damage.
    """
    # pypdf reports each oddity of a file as a warning of its own; the reader's user needs none.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = _pages(file, data)
    except (UnreadableFile, MemoryError):
        raise
    except Exception:  # pypdf raises whatever a damaged object makes it stumble over
        raise Refusal.damaged(file) from None
    return _extract(file, pages)


def _extract(file: str, pages: list[Page]) -> Extract:
    lengths = [_length(page) for page in pages]
    bare = [number for number, length in enumerate(lengths, 1) if length < _SCANNED]
    if len(bare) == len(pages):
        raise Refusal.because(
            file, "扫描件，没有文字层", "请先做文字识别（OCR），存成 .docx 或 .txt 后再放进来"
        )
    writer = Writer()
    for kind, group in groupby(blocks(pages), key=lambda block: isinstance(block, str)):
        if kind:
            for text in group:
                writer.line(str(text))
        else:
            for grid in joined([block for block in group if not isinstance(block, str)]):
                writer.table(grid)
    scanned = [number for number, length in enumerate(lengths, 1) if not length]
    return writer.extract(problems=tuple(_warnings(file, scanned)))


def _length(page: Page) -> int:
    """Characters on the page."""
    cells = (cell for table in page.tables for row in table.cells for cell in row)
    return sum(len(f.text) for f in page.fragments) + sum(len(cell.text) for cell in cells)


def _warnings(file: str, scanned: list[int]) -> list[Problem]:
    if not scanned:
        return []
    shown = "、".join(map(str, scanned[:10])) + ("等" if len(scanned) > 10 else "")
    return [
        Problem(
            file=file,
            what=f"第 {shown} 页没有文字（空白页或扫描图片），没有读到内容",
            remedy="如果这些页有内容，请先做文字识别（OCR）",
            level="warning",
        )
    ]


def _pages(file: str, data: bytes) -> list[Page]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refusal.encrypted(file)
    if len(reader.pages) > MAX_PAGES:
        raise Refusal.because(
            file,
            f"页数太多（{len(reader.pages)} 页，上限 {MAX_PAGES} 页）",
            "请只保留方案正文的几页",
        )
    pages: list[Page] = []
    length = 0
    for page in reader.pages:
        pages.append(_page(file, page))
        length += _length(pages[-1])
        if length > MAX_CHARACTERS:
            raise Refusal.too_long(file, length)
    if not pages:
        raise Refusal.damaged(file)
    return pages


def _page(file: str, page: Any) -> Page:
    contents = page.get_contents()
    if contents is None:
        return Page(())
    if len(contents.get_data()) > _STREAM_LIMIT:
        raise Refusal.because(file, "有一页内容过于复杂", "请用阅读器另存一份，或转成 .docx")
    found: list[Fragment] = []
    drawing = Drawing()

    def see(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(tm[3] * cm[3]) or abs(tm[0] * cm[0]) or 1.0
            found.extend(_split(text, float(x), float(y), float(size * scale)))

    def draw(operator: bytes, operands: Any, cm: Any, _tm: Any) -> None:
        drawing.see(operator, operands, cm)

    page.extract_text(visitor_text=see, visitor_operand_before=draw)
    tables, rest = find(drawing, merge_twins(found))
    return Page(rest, tables)


def _split(text: str, x: float, y: float, size: float) -> list[Fragment]:
    """One fragment a line of the text that came in one piece."""
    size = size if 1.0 < size < 200.0 else 10.0
    rows = [row for row in text.split("\n") if row.strip()]
    return [Fragment(row, x, y - number * 1.2 * size, size) for number, row in enumerate(rows)]
