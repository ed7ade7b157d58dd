"""An .xlsx file -> the grids of its sheets: text as the spreadsheet shows it.

Read from the XML itself (`sheet`), ten times as fast as by a library that builds every cell.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.formats.xlsx_numbers import Format, read_formats
from knowledge.reading.formats.xlsx_package import Package
from knowledge.reading.formats.xlsx_sheet import SheetReader, read_strings
from knowledge.reading.grid import Grid

# Sheets whose names begin so hold the program's own notes; nobody is told about them.
OWN_SHEET = "_askplan"
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    expat.ExpatError,
    ElementTree.ParseError,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


def read_workbook(file: str, data: bytes, *, own: bool = False, only: str = "") -> Iterator[Grid]:
    """The sheets of an .xlsx file in their order, with merged cells filled downwards.

    file: named in problems. own: the program's own sheets too. only: the one sheet wanted.
    Raises UnreadableFile where it is no .xlsx, is encrypted, holds macros, is damaged or too large.
    """
    package = Package(file, data)
    try:
        yield from _sheets(package, own or bool(only), only)
    except _DAMAGE:
        remedy = "请用 Excel 或 WPS 打开，修复后重新保存"
        problem = Problem(file=file, what="文件已损坏，读不出表格", remedy=remedy)
        raise UnreadableFile(problem) from None


def _root(package: Package, part: str) -> Any:
    """The root of a small part. A document type definition is refused: entity bombs need one."""
    data = package.open(part)(-1)
    if b"<!DOCTYPE" in data:
        raise ValueError("document type definition")
    return ElementTree.fromstring(data)  # noqa: S314 no document type definition, so no entities


def _named(root: Any, tag: str) -> Iterator[Any]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == tag)


def _parts(package: Package) -> Mapping[str, str]:
    """Relation id -> name of the part."""
    found = _named(_root(package, "xl/_rels/workbook.xml.rels"), "Relationship")
    base = "/xl"
    return {
        link.get("Id"): posixpath.normpath(posixpath.join(base, link.get("Target"))).lstrip("/")
        for link in found
    }


def _formats(package: Package) -> list[Format]:
    if "xl/styles.xml" not in package:
        return []
    root = _root(package, "xl/styles.xml")
    codes = {int(f.get("numFmtId")): f.get("formatCode") or "" for f in _named(root, "numFmt")}
    styles = next(_named(root, "cellXfs"), ())
    return read_formats([int(style.get("numFmtId") or 0) for style in styles], codes)


def _epoch(workbook: Any) -> datetime:
    settings = next(_named(workbook, "workbookPr"), None)
    late = settings is not None and settings.get("date1904") in ("1", "true")
    # Naive on purpose: the dates of a sheet have no zone.
    return datetime(1899, 12, 30) + timedelta(days=1462 if late else 0)  # noqa: DTZ001


def _sheets(package: Package, own: bool, only: str) -> Iterator[Grid]:
    workbook = _root(package, "xl/workbook.xml")
    parts, formats, epoch = _parts(package), _formats(package), _epoch(workbook)
    strings = "xl/sharedStrings.xml"
    shared = read_strings(package.open(strings)) if strings in package else []
    for sheet in _named(workbook, "sheet"):
        name = sheet.get("name") or ""
        part = parts[next(sheet.get(key) for key in _RELATIONS if sheet.get(key))]
        wanted = name == only if only else own or not name.startswith(OWN_SHEET)
        if wanted and part in package:
            reader = SheetReader(package.file, name, shared, formats, epoch)
            hidden = sheet.get("state") in ("hidden", "veryHidden")
            yield reader.read(package.open(part), hidden=hidden)
