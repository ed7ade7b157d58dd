"""What a file that calls itself .xlsx really is, and its parts, unpacked as they are read."""

import re
import zipfile
from collections.abc import Callable

from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.archives import check_package
from knowledge.reading.guard import check_bytes

_SAVE = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"
# Programs that offer "Excel export" often write one of these under the name of another.
_MARKUP = (
    (re.compile(rb"<(?:!doctype\s+html|html|table|meta)\b", re.IGNORECASE), "网页（HTML）"),
    (re.compile(rb"<\?xml\b", re.IGNORECASE), "XML 表格"),
)
_BINARY_WORKBOOK = "xl/workbook.bin"
_WORKBOOK = "xl/workbook.xml"


def _refuse(file: str, what: str, remedy: str = _SAVE) -> UnreadableFile:
    return UnreadableFile(Problem(file=file, what=what, remedy=remedy))


class Package:
    """The parts of an .xlsx file by name, in lower case, `/` between folders."""

    def __init__(self, file: str, data: bytes) -> None:
        """Open `data`. Raises UnreadableFile (naming `file`) where it is no macro-free workbook."""
        self.file = file
        head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
        for mark, kind in _MARKUP:
            if mark.match(head):
                raise _refuse(file, f"文件名是 .xlsx，内容却是{kind}")
        check_bytes(file, "xlsx", data)
        self._zip = zipfile.ZipFile(check_package(file, data))
        self._parts = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info
            for info in self._zip.infolist()
        }
        if _WORKBOOK not in self._parts:
            kind = (
                ".xlsb 工作簿" if _BINARY_WORKBOOK in self._parts else "别的压缩包，不是 Excel 表格"
            )
            raise _refuse(file, f"这是{kind}")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def open(self, name: str) -> Callable[[int], bytes]:
        """A reader of an unpacked part, `read(size)`; -1 is all of it. Raises KeyError."""
        return self._zip.open(self._parts[name.lower()]).read
