"""Bytes to text: the encoding is judged by how the result reads, not taken from the first that decodes.

GB18030 decodes nearly any Big5 text, and the other way round; what comes out is rare characters.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.errors import Problem, UnreadableFile
from knowledge.reading.frequency import commonness

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JUDGED = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_SAMPLE = 30_000  # bytes; enough for a verdict, and a bound on the time it takes
_TELLING = re.compile(rb"[\x80-\xff\x00]")
# The mean commonness of readable Chinese lies above 1.5, that of bytes misread below 0.
_READABLE = 0.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and the Python name of the encoding it was read with."""

    text: str
    encoding: str


def decode(data: bytes, *, file: str = "") -> Decoded:
    """Read text whose encoding nobody states: a document, a table, one short line.

    A byte order mark decides; then strict UTF-8; else UTF-8 with damage, GB18030, Big5 (HKSCS) and
    UTF-16 are compared by how common the resulting characters are. Single damaged bytes become U+FFFD.
    Raises UnreadableFile (naming `file`) for bytes that are no text in any of them.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding, "replace").removeprefix("\ufeff"), encoding)
    text = _strict(data)
    if text is not None:
        return Decoded(text, "utf-8")
    score, encoding = max(_verdicts(data))
    if score < _READABLE:
        raise UnreadableFile(
            Problem(
                file=file,
                what="内容不是文字（二进制数据）",
                remedy="请用原来的软件打开，另存为 .docx、.txt 或 .pdf 后再放进来",
            )
        )
    return Decoded(data.decode(encoding, "replace"), encoding)


def _strict(data: bytes) -> str | None:
    """The text if the bytes are UTF-8 and nothing in them says otherwise (NUL: UTF-16 or binary)."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _verdicts(data: bytes) -> Iterator[tuple[float, str]]:
    sample = _sample(data)
    for encoding in _JUDGED:
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        text = sample.decode(encoding, "replace")
        # A cut through the sample's last character is not damage.
        yield _mean(text.rstrip("\ufffd")), encoding


def _sample(data: bytes) -> bytes:
    """The whole, or of a long file a stretch from the first telling byte on and one further down."""
    if len(data) <= _SAMPLE:
        return data
    first = _TELLING.search(data)
    start = _line_start(data, first.start() if first else 0)
    middle = _line_start(data, max(len(data) // 2, start + _SAMPLE // 2))
    return data[start : start + _SAMPLE // 2] + data[middle : middle + _SAMPLE // 2]


def _line_start(data: bytes, at: int) -> int:
    """The start of a line at or before `at`, so that no character is cut; UTF-16 stays aligned."""
    start = data.rfind(b"\n", max(0, at - 2_000), at) + 1
    return start - start % 2 if data[:4].count(0) else start


def _mean(text: str) -> float:
    """Mean commonness per character; damage and control characters weigh as what is never seen."""
    if not text:
        return -4.0
    total = sum(map(commonness, text))
    telling = sum(1 for char in text if not " " <= char <= "~")
    return total / max(1, telling)
