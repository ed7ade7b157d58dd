"""Office files are zip archives: what is in one, and whether it is safe to unpack.

Every limit is checked on the archive's own list before anything is unpacked; Python stops reading an
entry at the length the list gives, so a lying list cannot unpack more.
"""

import io
import zipfile
from typing import Literal

from knowledge.reading.guard import Refusal

Package = Literal["docx", "xlsx", "pptx", "odf", "ofd", "other"]

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200 * 2**20  # bytes of all entries together
MAX_RATIO = 200  # unpacked to packed; XML of real tables stays below 100
_RATIO_FROM = 2**20  # bytes; small entries may be packed as tightly as they like
_HEAD = 2_048  # bytes of an XML part in which a document type would stand

_MARKS: tuple[tuple[str, Package], ...] = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
    ("META-INF/manifest.xml", "odf"),
)


def package_kind(data: bytes) -> Package | None:
    """What sort of archive the bytes are, by the names in it; None where they are no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return next((kind for mark, kind in _MARKS if any(n.startswith(mark) for n in names)), "other")


def check_package(file: str, data: bytes) -> io.BytesIO:
    """The archive, ready to be opened by a reader of Office files.

    Raises UnreadableFile (naming `file`) for a damaged archive, a password, macros, a document type
    inside an XML part, and what would unpack to more than the limits above.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(file, archive.infolist())
            _check_parts(file, archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        raise Refusal.damaged(file) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise Refusal.damaged(file) from None
    return io.BytesIO(data)


def _check_entries(file: str, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refusal.encrypted(file)
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise Refusal.because(
            file, "文件里有宏，为安全起见不读取", "请另存为不带宏的格式（.docx 或 .xlsx）后再放进来"
        )
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or any(map(_swells, entries)):
        raise Refusal.because(
            file,
            f"压缩内容异常：解开后有 {unpacked / 2**20:.0f} MB、{len(entries)} 个部件"
            f"（上限 {MAX_UNPACKED // 2**20} MB、{MAX_ENTRIES} 个）",
            "请用 Word 或 WPS 打开，另存一份只含正文的文件",
        )


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size


def _check_parts(file: str, archive: zipfile.ZipFile) -> None:
    """No part may bring its own document type: entities multiply when they are read."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            head = part.read(_HEAD)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\0<\0!" in head:
            raise Refusal.damaged(file)
