"""What a file that calls itself .xlsx really is, and its parts within limits.

Source: ECMA-376 part 2 (packages); [MS-CFB] for the older binary files.
"""

import io
import zipfile
from collections.abc import Callable

from knowledge.errors import Problem, UnreadableFile

# Unpacked size of one part: a million rows of a real table stay below it, a zip bomb does not.
PART_LIMIT = 400 * 1024 * 1024
_SAVE = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"
_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
# name inside a zip -> what such a file is
_OTHER_PACKAGES = (
    (
        "word/document.xml",
        "这是 Word 文档（.docx），不是 Excel 表格",
        "请把它当作文档放进 documents",
    ),
    ("xl/workbook.bin", "这是 .xlsb 格式", _SAVE),
    ("ppt/presentation.xml", "这是 PowerPoint 演示文稿，不是 Excel 表格", _SAVE),
    ("content.xml", "这是 .ods 格式", _SAVE),
)


def _refuse(file: str, what: str, remedy: str = _SAVE) -> UnreadableFile:
    return UnreadableFile(Problem(file=file, what=what, remedy=remedy))


def _why_no_zip(data: bytes) -> tuple[str, str]:
    """What a file that is no zip is, by its first bytes."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_BINARY):
        # The directory of streams may lie anywhere in the file.
        if _ENCRYPTED in data:
            return "文件有打开密码", "请去掉密码后再保存（文件 → 信息 → 保护工作簿）"
        if _WORD in data:
            return "这其实是旧版 Word 文档（.doc）", "请用 Word 或 WPS 打开，另存为 .docx"
        return "这其实是旧版 Excel（.xls）", _SAVE
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")) or b"<html" in head:
        return "这其实是网页（HTML），不是 Excel 表格", _SAVE
    if head.startswith(b"<?xml"):
        return "这其实是 XML 表格", _SAVE
    if data.startswith(b"%pdf".upper()):
        return "这其实是 PDF", "请把它当作文档放进 documents"
    if not data:
        return "文件是空的（0 字节）", "请重新保存或重新下载"
    return "文件已损坏，或不是 Excel 表格", _SAVE


def _why_no_workbook(names: set[str]) -> tuple[str, str]:
    for name, what, remedy in _OTHER_PACKAGES:
        if name in names:
            return what, remedy
    return "这是压缩包，不是 Excel 表格", "请先解压，放入里面的 .xlsx"


class Package:
    """The parts of an .xlsx file by name, in lower case, `/` between folders."""

    def __init__(self, file: str, data: bytes) -> None:
        """Open `data`. Raises UnreadableFile (naming `file`) where it is no macro-free workbook."""
        self.file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {
                info.filename.replace("\\", "/").lstrip("/").lower(): info
                for info in self._zip.infolist()
            }
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise _refuse(file, *_why_no_zip(data)) from None
        names = set(self._parts)
        if "xl/workbook.xml" not in names:
            raise _refuse(file, *_why_no_workbook(names))
        if any(name.endswith("vbaproject.bin") for name in names):
            raise _refuse(file, "文件里有宏，为安全起见不读取", "请另存为不含宏的 .xlsx")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def open(self, name: str) -> Callable[[int], bytes]:
        """A reader of the unpacked part, `read(size)`. Raises UnreadableFile beyond `PART_LIMIT`."""
        info = self._parts[name.lower()]
        if info.flag_bits & 1:
            raise _refuse(self.file, "文件有打开密码", "请去掉密码后再保存")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refuse(self.file, "文件的压缩方式读不了")
        if info.file_size > PART_LIMIT:
            raise _refuse(self.file, "表格解压后过大", "请删去多余的工作表、行和格式后再保存")
        try:
            return self._zip.open(info).read
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
            raise _refuse(self.file, "文件已损坏", "请重新保存或重新下载") from None
