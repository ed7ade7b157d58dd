"""GBK text that was read one byte late: `。《方案》` became `?！斗桨浮肪`.

Somewhere a first byte was lost, and every two bytes after it were paired wrongly, until an ASCII
character set the pairs right again. Pairs that no table knows were dropped on the way. Putting the
lost byte back and pairing again restores the text; for what was dropped only the document's own words
speak, and where they do not, □ stands for a character that is lost.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from knowledge.reading.frequency import LOST, commonness, likelihood
from knowledge.sound import plain, readings
from knowledge.text import is_han, is_word, to_simplified

_START = re.compile(r"[?？](?=!?[^\x00-\x7f?？]|[@-~])")
_WIDE = re.compile(r"[^\x00-\x7f?？]+")
_READING = re.compile(r"\??[(（]?([a-zü\u00e0-\u01dc]{1,7})[)）]")
_JUDGED = 12  # characters of a run; enough to see that it is no Chinese
_NEXT, _ODD = 6, 1.0  # characters behind an ASCII one, and how unlike Chinese they must be
_PUNCTUATION_LEAD, _PROVINCE_LEAD = 0xA1, 0xCA  # 。《“ and so on; 省
_NARROW = str.maketrans("（），；：！？", "(),;:!?")
_BRACKETS = ("（", "(")
_NUMERALS = "一二三四五六七八九十"
_PHRASES = frozenset(
    {"现将", "现就", "现予", "现把", "为贯", "为深", "为进", "为全", "各市", "各县", "各区"}
)


@dataclass(frozen=True, slots=True)
class Restored:
    """A run put right: `start` to `end` of the text become `text`. certain: no byte was lost inside."""

    start: int
    end: int
    text: str
    certain: bool


class Words:
    """The words that a document uses, as evidence for what a damaged place said."""

    def __init__(self, text: Callable[[], str]) -> None:
        self._text = text
        self._pairs: frozenset[str] | None = None
        self._simplified: dict[str, str] = {}
        self._narrow: bool | None = None

    def width(self, text: str) -> str:
        """The text with its punctuation as wide as the document has it."""
        if self._narrow is None:
            whole = self._text()
            self._narrow = sum(map(whole.count, "(,;:")) > sum(map(whole.count, "（，；："))
        return text.translate(_NARROW) if self._narrow else text

    def holds(self, pair: str) -> bool:
        """Whether the two characters stand side by side in the document, in whichever script."""
        if self._pairs is None:
            text = to_simplified(self._text())
            self._pairs = frozenset(map("".join, pairwise(text)))
        return self._simple(pair) in self._pairs

    def proves(self, pair: str) -> bool:
        """Whether the pair is a word of the dictionary that the document uses elsewhere."""
        return self.holds(pair) and is_word(self._simple(pair))

    def _simple(self, pair: str) -> str:
        if pair not in self._simplified:
            self._simplified[pair] = to_simplified(pair)
        return self._simplified[pair]

    def vouches(self, text: str) -> bool:
        """Whether all pairs of Chinese characters in the text stand elsewhere in the document."""
        pairs = pairwise(text)
        return all(self.holds(a + b) for a, b in pairs if is_han(a) and is_han(b))

    def supports(self, pair: str) -> bool:
        """Whether the pair may well stand side by side: used by the document, or a word."""
        return self.holds(pair) or is_word(self._simple(pair))


def find(text: str, words: Words) -> Iterator[Restored]:
    """The shifted runs of a text that could be put right, in order."""
    done = 0
    for start in _START.finditer(text):
        if start.start() < done:
            continue
        run = _Run.at(text, start.start())
        restored = _restore(text, run, words) if run.chars else _single(text, run, words)
        if restored is not None:
            done = restored.end
            yield restored


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of two bytes after a question mark at `start`, up to the ASCII character at `end`."""

    start: int
    chars: str
    end: int

    @classmethod
    def at(cls, text: str, start: int) -> "_Run":
        """The run behind the question mark; full-width characters that somebody narrowed are wide."""
        chars, end = "", start + 1
        if text.startswith("!", end) and _WIDE.match(text, end + 1):
            chars, end = "！", end + 1
        while True:
            found = _WIDE.match(text, end)
            if found:
                chars, end = chars + found[0], found.end()
            if not (chars and "!" <= text[end : end + 1] <= "~" and _is_odd(text, end + 1)):
                return cls(start, chars, end)
            chars, end = chars + chr(ord(text[end]) + 0xFEE0), end + 1


def _is_odd(text: str, at: int) -> bool:
    """Whether what stands at `at` is no Chinese either, so that the run goes on there."""
    found = _WIDE.match(text, at)
    return found is not None and len(found[0]) > 1 and likelihood(found[0][:_NEXT]) < _ODD


def _restore(text: str, run: _Run, words: Words) -> Restored | None:
    if likelihood(run.chars[:_JUDGED]) > 1.2:
        return None  # a question mark before readable Chinese
    try:
        data = run.chars.encode("gbk")
    except UnicodeEncodeError:
        return None
    if min(data[1::2]) < 0x81:
        return None  # the second byte of each is the first byte of the next, were it shifted
    before = text[run.start - 1] if run.start else "\n"
    end = _End.of(text, run, data[-1])
    middle, whole = _pair(data, end.options, words)
    first = _first(data[0], before, middle, words)
    if first is None:
        return None
    result = first + middle + end.text((first + middle)[-1:], words)
    if likelihood(result.replace(LOST, "")) < max(1.2, likelihood(run.chars) + 0.8):
        return None
    # Drops that leave a likely character behind cannot be seen; the document's own pairs vouch for it.
    certain = whole and end.clean and words.vouches(before + result)
    mended = words.width(to_simplified(result))
    return Restored(run.start, end.position, mended, certain=certain)


@dataclass(frozen=True, slots=True)
class _End:
    """How a run ends. options: what its last character may be; one, where its second byte was ASCII.

    sound: its reading, where one is printed after it. position: where in the text the run is over.
    """

    position: int
    options: tuple[str, ...]
    sound: str = ""

    @property
    def clean(self) -> bool:
        """Whether no byte of the last character was lost."""
        return len(self.options) == 1

    @classmethod
    def of(cls, text: str, run: _Run, lead: int) -> "_End":
        """The end of a run whose last character has `lead` as its first byte."""
        tail = text[run.end : run.end + 1]
        if "@" <= tail <= "~" and _han(char := _char(lead, ord(tail))):
            return cls(run.end + 1, (char,))
        options = tuple(c for second in range(0x40, 0xFF) if (c := _char(lead, second)))
        spelt = _READING.match(text, run.end)
        if spelt:
            return cls(spelt.end(), options, plain(spelt[1]))
        return cls(run.end + (tail == "?"), options)

    def text(self, before: str, words: Words) -> str:
        """The last character: known, proved by its reading or by a word, or lost."""
        if self.clean:
            return self.options[0]
        if self.sound:
            heard = [c for c in self.options if self.sound in readings(c)]
            best = [c for c in heard if words.supports(c + "称") or words.supports(before + c)]
            return (best or heard or [LOST])[0]
        proved = [c for c in self.options if words.proves(before + c)]
        return proved[0] if len(proved) == 1 else LOST


@cache
def _char(lead: int, second: int) -> str:
    """The character of two bytes, empty where the table has none."""
    try:
        return bytes((lead, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""


def _pair(data: bytes, last: tuple[str, ...], words: Words) -> tuple[str, bool]:
    """All characters but the first and the last, and whether nothing was lost between them.

    last: what the last one may be.
    """
    chars = [_char(data[i], data[i + 1]) or LOST for i in range(1, len(data) - 1, 2)]
    afters = [*((char,) for char in chars[1:]), last]
    result: list[str] = []
    whole = True
    for number, char in enumerate(chars):
        before = result[-1] if result else ""
        if _stands(before, char, afters[number], words):
            result.append(char)
            continue
        found = _dropped(before, data[2 * number + 1 : 2 * number + 3], afters[number], words)
        beyond = data[2 * number + 3 : 2 * number + 5]
        # The company that a frequent character lacks may be lost itself.
        leans = len(beyond) == 2 and commonness(char) >= 2
        if not found and leans and _dropped(char, beyond, afters[number + 1], words):
            result.append(char)
            continue
        whole = False
        result += found or (LOST, LOST)
    return "".join(result), whole


def _stands(before: str, char: str, after: tuple[str, ...], words: Words) -> bool:
    """Whether a character makes sense where it is."""
    if not is_han(char):
        return char != LOST and commonness(char) >= 2 and before + char != "（）"
    follows = any(words.supports(char + c) for c in after)
    if before in _BRACKETS:
        return follows or (char in _NUMERALS and after == ("）",))
    if follows or (before and words.supports(before + char)):
        return True
    # Between punctuation nothing but the character itself can speak; 的 needs no company.
    alone = not _han(before) or not any(map(is_han, after))
    return alone and commonness(char) >= 3


def _han(text: str) -> bool:
    return bool(text) and is_han(text)


def _dropped(before: str, data: bytes, after: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """The two characters between which two bytes were dropped; none where no word proves them.

    data: first byte of the first, second byte of the second one.
    """
    proved = [
        (first, then)
        for first, then in _options(data[0], data[1])
        if _numbered(before, first, then)
        or words.proves(first + then)
        or (words.proves(before + first) and any(words.proves(then + c) for c in after))
    ]
    return proved[0] if len(proved) == 1 else ()


def _options(lead: int, second: int) -> Iterator[tuple[str, str]]:
    """Pairs of characters whose inner bytes the table does not know, so that they were dropped."""
    for x in range(0x40, 0xFF):
        first = _char(lead, x)
        if not first or x < 0x81:
            continue
        for y in range(0x81, 0xFF):
            then = _char(y, second)
            if then and not _char(x, y):
                yield first, then


def _numbered(before: str, first: str, then: str) -> bool:
    """`（三）`: what stands between brackets before a heading is a numeral."""
    return before in _BRACKETS and then == "）" and first in _NUMERALS


def _first(second: int, before: str, middle: str, words: Words) -> str | None:
    """The first character, whose first byte was lost; None where nothing fits."""
    mark, province = _char(_PUNCTUATION_LEAD, second), _char(_PROVINCE_LEAD, second)
    after = middle[:1]
    if mark == "\u3000":
        if before == "\n" or (not is_han(before) and before in "。；;!！:：\u3000 "):
            return ""
        if province and is_han(before):
            return province
    elif mark and commonness(mark) >= 2 and _punctuates(mark, before, after):
        return mark
    if province and (words.proves(before + province) or words.proves(province + after)):
        return province
    return _proved_first(second, before, after, words)


def _punctuates(mark: str, before: str, after: str) -> bool:
    if mark in "《“‘〈「『":
        return _han(after)
    return before != "\n" and (is_han(before) or before in "”》）)%％" or before.isalnum())


def _proved_first(second: int, before: str, after: str, words: Words) -> str | None:
    proved = {
        char
        for char in _ending(second)
        if words.proves(before + char) or words.proves(char + after)
    }
    return proved.pop() if len(proved) == 1 else None


@cache
def _ending(second: int) -> tuple[str, ...]:
    """All Chinese characters with this second byte."""
    return tuple(char for lead in range(0x81, 0xFF) if _han(char := _char(lead, second)))


def _single(text: str, run: _Run, words: Words) -> Restored | None:
    """`?F將`: one character whose second byte is ASCII, and which set the pairs right at once."""
    tail, after = text[run.end : run.end + 1], text[run.end + 1 : run.end + 2]
    if not "@" <= tail <= "~" or not _han(after):
        return None
    before = text[run.start - 1] if run.start else "\n"
    options = _ending(ord(tail))
    proved = [c for c in options if words.proves(c + after)]
    if before in "\n。；\u3000 ":
        proved += [c for c in options if to_simplified(c + after) in _PHRASES and c not in proved]
    if len(proved) != 1:
        return None
    return Restored(run.start, run.end + 1, to_simplified(proved[0]), certain=False)
