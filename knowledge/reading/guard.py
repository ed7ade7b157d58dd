"""Files that are refused before or while they are read, each with its reason and the way out."""

from knowledge.errors import Problem, UnreadableFile

MAX_BYTES = 20 * 2**20
MAX_CHARACTERS = 1_000_000

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "bmp"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_TEXT_ENDINGS = frozenset({"txt", "md", "markdown", "html", "htm", "tsv", "csv"})


class Refusal:
    """The reasons for which a file is refused."""

    @staticmethod
    def because(file: str, what: str, remedy: str) -> UnreadableFile:
        """A refusal in words."""
        return UnreadableFile(Problem(file=file, what=what, remedy=remedy))

    @staticmethod
    def empty(file: str) -> UnreadableFile:
        """No text in it."""
        return Refusal.because(file, "文件里没有文字", "请确认文件内容，或删掉这个文件")

    @staticmethod
    def unknown(file: str) -> UnreadableFile:
        """An ending that names no format."""
        return Refusal.because(
            file,
            "不支持这种文件",
            "请另存为 .docx、.pdf、.txt、.md、.html 或 .tsv 后再放进来",
        )


def check_bytes(file: str, ending: str, data: bytes) -> None:
    """Refuse what is empty, too large, or not what its name says.

    Raises UnreadableFile.
    """
    if not data.strip():
        raise Refusal.because(file, "文件是空的", "请确认文件内容，或删掉这个文件")
    if len(data) > MAX_BYTES:
        raise Refusal.because(
            file,
            f"文件太大（{len(data) / 2**20:.0f} MB，上限 {MAX_BYTES // 2**20} MB）",
            "请只保留方案正文，或分成几个文件",
        )


def check_text(text: str, file: str = "") -> str:
    """The text itself; raises UnreadableFile where it is longer than any plan."""
    if len(text) > MAX_CHARACTERS:
        raise Refusal.because(
            file,
            f"文字太多（{len(text) // 10_000} 万字，上限 {MAX_CHARACTERS // 10_000} 万字）",
            "请只保留方案正文，或分成几个文件",
        )
    return text
