"""A file's bytes to a Document: what kind of file it is, its text, cleaned, with structure and metadata.

bytes -> format -> Extract -> cleaning -> lines -> sections, passages, tables, metadata -> Document
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from knowledge.errors import Problem
from knowledge.model import Document
from knowledge.reading import cleaning, metadata, passages, sections
from knowledge.reading.assembly import Assembly, assemble
from knowledge.reading.cleaned import Cleaned
from knowledge.reading.encoding import decode
from knowledge.reading.extract import Extract
from knowledge.reading.frequency import LOST
from knowledge.reading.grids import complete
from knowledge.reading.guard import Refusal, check_bytes, check_text

Reader = Callable[[str, bytes], Extract]


def _text(file: str, data: bytes) -> str:
    return check_text(file, decode(data, file=file).text)


def _plain(file: str, data: bytes) -> Extract:
    from knowledge.reading.formats import html, plain

    text = _text(file, data)
    return html.read(file, text) if _IS_PAGE.match(text) else plain.read(text)


def _markdown(file: str, data: bytes) -> Extract:
    from knowledge.reading.formats import plain

    return plain.read(_text(file, data), markdown=True)


def _tsv(file: str, data: bytes) -> Extract:
    from knowledge.reading.formats import tsv

    return tsv.read(_text(file, data))


def _html(file: str, data: bytes) -> Extract:
    from knowledge.reading.formats import html, plain

    text = _text(file, data)
    return html.read(file, text) if "<" in text else plain.read(text)


def _docx(file: str, data: bytes) -> Extract:
    from knowledge.reading.formats import docx

    return docx.read(file, data)


def _pdf(file: str, data: bytes) -> Extract:
    from knowledge.reading.formats import pdf

    return pdf.read(file, data)


def _xlsx(file: str, data: bytes) -> Extract:
    from knowledge.reading.formats import spreadsheet

    return spreadsheet.read(file, data)


# A page saved under a name for plain text.
_IS_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
READERS: Mapping[str, Reader] = {
    "txt": _plain,
    "md": _markdown,
    "markdown": _markdown,
    "html": _html,
    "htm": _html,
    "tsv": _tsv,
    "docx": _docx,
    "pdf": _pdf,
    "xlsx": _xlsx,
}


def read_document(name: str, data: bytes, *, document_id: str | None = None) -> Document:
    """Read one document.

    name: file name with its ending, which names the format. document_id: default the name's stem.
    Raises UnreadableFile for a file that cannot be read: binary, encrypted, too large, of another kind
    than its name says, without any text.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    ending = path.suffix[1:].lower()
    check_bytes(name, ending, data)
    if ending not in READERS:
        raise Refusal.unknown(name, ending)
    extract = complete(READERS[ending](name, data))
    cleaned = cleaning.clean(extract)
    whole = assemble(extract.raw, cleaned)
    if not whole.text.strip():
        raise Refusal.empty(name)
    return _document(document_id or path.stem, name, extract, cleaned, whole)


def _document(
    identity: str, name: str, extract: Extract, cleaned: Cleaned, whole: Assembly
) -> Document:
    heads = [
        metadata.HeadLine(text=whole.text[line.start : line.end], heading=line.heading)
        for line in whole.lines
    ]
    found = metadata.read(heads, extract.meta, cleaned.labels, fallback=identity)
    tree = sections.build(whole.text, whole.lines, title=found.title)
    return Document(
        id=identity,
        title=found.title,
        text=whole.text,
        raw=extract.raw,
        file=name,
        issuer=found.issuer,
        doc_no=found.doc_no,
        date=found.date,
        url=found.url,
        fictional="虚构示例" in found.title or bool(extract.meta.get("fictional")),
        sections=tree,
        passages=passages.build(whole.text, whole.lines, tree),
        tables=whole.tables,
        repairs=whole.repairs,
        trace=whole.trace,
        problems=(*extract.problems, *_losses(name, whole)),
    )


def _losses(name: str, whole: Assembly) -> Iterator[Problem]:
    """A warning for each place where characters are lost and nothing tells which."""
    for repair in whole.repairs:
        shown = whole.text[repair.start : repair.end]
        if repair.kind == "shifted" and LOST in shown:
            yield Problem(
                file=name,
                what=f"原文有乱码，有的字认不出来：“{shown}”",
                remedy="请对照原件改正（认不出的字记作□），或换一份没有乱码的文件",
                level="warning",
            )
