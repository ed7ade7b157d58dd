"""Files that are refused before or while they are read, each with its reason and the way out."""

import re

from knowledge.errors import Problem, UnreadableFile

MAX_BYTES = 20 * 2**20
MAX_CHARACTERS = 1_000_000

_SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 后再放进来"
_KINDS = {
    "doc": ("旧版 Word 文件（.doc），读不出文字", _SAVE_AS_DOCX),
    "xls": (
        "旧版 Excel 文件（.xls），读不出内容",
        "请用 Excel 或 WPS 打开，另存为 .xlsx 后再放进来",
    ),
    "ppt": ("演示文稿，不是方案文档", "请把文字复制到 .docx 或 .txt 文件里"),
    "ole": (
        "旧版 Office 文件，读不出文字",
        "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 后再放进来",
    ),
    "encrypted": ("加了密码，打不开", "请用原来的软件打开，去掉密码后另存一份"),
    "rtf": ("RTF 文件，读不出文字", _SAVE_AS_DOCX),
    "pdf": ("PDF 文件", "请把文件名的结尾改成 .pdf"),
    "docx": ("Word 文件", "请把文件名的结尾改成 .docx"),
    "xlsx": ("Excel 文件", "请把文件名的结尾改成 .xlsx"),
    "pptx": ("演示文稿，不是方案文档", "请把文字复制到 .docx 或 .txt 文件里"),
    "odf": ("OpenDocument 文件，不支持", _SAVE_AS_DOCX),
    "ofd": ("OFD 版式文件，不支持", "请用阅读器导出为 .pdf 或 .docx 后再放进来"),
    "archive": ("压缩包", "请先解压，把里面的文件放进来"),
    "other": ("压缩包", "请先解压，把里面的文件放进来"),
    "image": ("图片，没有文字可读", "请先做文字识别（OCR），存成 .docx 或 .txt 后再放进来"),
    "program": ("程序，不是文档", "请删掉这个文件"),
    "wps": ("WPS 文字文件（.wps），不支持", _SAVE_AS_DOCX),
    "et": ("WPS 表格文件（.et），不支持", "请用 WPS 打开，另存为 .xlsx 后再放进来"),
    "macro": ("带宏的 Office 文件，为安全起见不读取", _SAVE_AS_DOCX),
    "media": ("音像文件，没有文字可读", "请把文字整理成 .docx 或 .txt 后再放进来"),
}
_ENDINGS = {
    "doc": "doc", "dot": "doc", "xls": "xls", "ppt": "ppt", "pps": "ppt", "rtf": "rtf",
    "pptx": "pptx", "odt": "odf", "ods": "odf", "ofd": "ofd", "wps": "wps", "et": "et",
    "zip": "archive", "rar": "archive", "7z": "archive", "gz": "archive", "tar": "archive",
    "png": "image", "jpg": "image", "jpeg": "image", "gif": "image", "bmp": "image", "tif": "image",
    "tiff": "image", "webp": "image", "heic": "image", "docm": "macro", "xlsm": "macro",
    "exe": "program", "mp3": "media", "mp4": "media", "wav": "media",
}  # fmt: skip
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!\x1a", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
)
# Names of streams inside an OLE file, as it spells them.
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
)
_NATIVE = {"docx": "zip", "xlsx": "zip", "pdf": "pdf"}


class Refusal:
    """The reasons for which a file is refused, each as the error to raise."""

    @staticmethod
    def because(file: str, what: str, remedy: str) -> UnreadableFile:
        """A refusal in words."""
        return UnreadableFile(Problem(file=file, what=what, remedy=remedy))

    @staticmethod
    def empty(file: str) -> UnreadableFile:
        """Nothing to read."""
        return Refusal.because(file, "文件里没有文字", "请确认文件内容，或删掉这个文件")

    @staticmethod
    def damaged(file: str) -> UnreadableFile:
        """Not whole."""
        return Refusal.because(
            file, "文件已损坏或不完整，打不开", "请重新下载，或用原来的软件打开后另存一份"
        )

    @staticmethod
    def encrypted(file: str) -> UnreadableFile:
        """Behind a password."""
        return Refusal.because(file, *_KINDS["encrypted"])

    @staticmethod
    def too_long(file: str, length: int) -> UnreadableFile:
        """More text than any plan has; `length` in characters."""
        return Refusal.because(
            file,
            f"文字太多（{length // 10_000} 万字，上限 {MAX_CHARACTERS // 10_000} 万字）",
            "请只保留方案正文，或分成几个文件",
        )

    @staticmethod
    def unknown(file: str, ending: str) -> UnreadableFile:
        """An ending for which there is no reader."""
        if ending in _ENDINGS:
            return Refusal.because(file, *_KINDS[_ENDINGS[ending]])
        return Refusal.because(
            file,
            f"不支持这种文件（.{ending}）" if ending else "文件名没有结尾，不知道是哪种文件",
            "请另存为 .docx、.pdf、.txt、.md、.html 或 .tsv 后再放进来",
        )

    @staticmethod
    def renamed(file: str, ending: str, kind: str) -> UnreadableFile:
        """The name promises another kind of file than the content is."""
        what, remedy = _KINDS[kind]
        if kind == "encrypted":
            return Refusal.encrypted(file)
        return Refusal.because(file, f"文件名是 .{ending}，内容却是{what}", remedy)


def signature(data: bytes) -> str | None:
    """What the first bytes say the file is: `ole`, `zip`, `pdf`, `image`, …; None: text, or unknown."""
    found = next((kind for mark, kind in _SIGNATURES if data.startswith(mark)), None)
    if found is None and b"%PDF-" in data[:1024] and not data[:1].isalpha():
        return "pdf"
    return found


def ole_kind(data: bytes) -> str:
    """`doc`, `xls`, `ppt`, `encrypted` (an Office file with a password) or `ole` for any other."""
    names = ((name.encode("utf-16-le"), kind) for name, kind in _STREAMS)
    return next((kind for name, kind in names if name in data), "ole")


def check_bytes(file: str, ending: str, data: bytes) -> None:
    """Refuse what is empty, too large, or not what its name says.

    Raises UnreadableFile.
    """
    if len(data) > MAX_BYTES:
        raise Refusal.because(
            file,
            f"文件太大（{len(data) / 2**20:.0f} MB，上限 {MAX_BYTES // 2**20} MB）",
            "请只保留方案正文，或分成几个文件",
        )
    if not data.strip():
        raise Refusal.because(file, "文件是空的", "请确认文件内容，或删掉这个文件")
    _check_kind(file, ending, data)


def _check_kind(file: str, ending: str, data: bytes) -> None:
    found = signature(data)
    expected = _NATIVE.get(ending)
    if found == expected == "zip":
        kind = _packed(data)
        if kind not in (ending, "other"):
            raise Refusal.renamed(file, ending, kind)
    elif found is None and expected is not None:
        if re.match(rb"\s*<(?:!doctype|html)", data[:200], re.IGNORECASE):
            raise Refusal.because(
                file, f"文件名是 .{ending}，内容却是网页", "请把文件名的结尾改成 .html"
            )
        raise Refusal.damaged(file)
    elif found is not None and found != expected:
        kind = ole_kind(data) if found == "ole" else _packed(data) if found == "zip" else found
        if _ENDINGS.get(ending) in (kind, "macro"):
            raise Refusal.unknown(file, ending)
        raise Refusal.renamed(file, ending, kind)


def _packed(data: bytes) -> str:
    from knowledge.reading.archives import package_kind

    return package_kind(data) or "other"


def check_text(file: str, text: str) -> str:
    """The text itself; raises UnreadableFile where it is longer than any plan."""
    if len(text) > MAX_CHARACTERS:
        raise Refusal.too_long(file, len(text))
    return text
