"""Text as it is compared: normalised, Simplified, cut into terms. Never text as it is quoted.

The only importer of opencc.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from math import log
from typing import Any

from knowledge import lexicon
from knowledge.cutting import Cutter

# Words counted for the general dictionary, about; the commonest one (的) stands for 5 in 100 of them.
_CORPUS_SIZE = 60_000_000
_KEPT = 20_000  # words whose rarity is kept, about 2 MB
# Texts up to this length (a question, a name) are asked for again and again: their forms are kept,
# so many of each kind, 1 MB at most.
_SHORT, _FORMS = 200, 1_000

_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3134F))

# Traditional 著 is Simplified 着 or 著 by its word, which opencc leaves to the reader: 著力 is 着力,
# 著名 and 顯著 keep it. Only words that can mean nothing else are listed.
_ZHE = re.compile(
    "著(?=[力急手眼重想实陆火装落凉迷])|(?<=[沿随跟顺本味有带接伴朝向志])著(?![名作者述称录])"
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def is_han(char: str) -> bool:
    """Whether one character is a Chinese ideograph (Unicode blocks CJK Unified and extensions)."""
    code = ord(char)
    return any(low <= code <= high for low, high in _HAN_RANGES)


@cache
def _converter(config: str) -> Any:
    import opencc

    return opencc.OpenCC(config)


def _convert(config: str, text: str) -> str:
    # Half a character, as a broken JSON escape leaves it, has no UTF-8 form, which opencc needs.
    return str(_converter(config).convert(_SURROGATE.sub("\ufffd", text)))


def to_simplified(text: str) -> str:
    """Traditional characters to Simplified ones, by context (著急 -> 着急, 乾坤 stays)."""
    return _kept_simplified(text) if len(text) <= _SHORT else _simplified(text)


def _simplified(text: str) -> str:
    return _ZHE.sub("着", _convert("t2s", text))


_kept_simplified = lru_cache(maxsize=_FORMS)(_simplified)


def to_traditional(text: str) -> str:
    """Simplified characters to Traditional ones, by context; for askers who write Traditional."""
    return _kept_traditional(text) if len(text) <= _SHORT else _convert("s2t", text)


@lru_cache(maxsize=_FORMS)
def _kept_traditional(text: str) -> str:
    return _convert("s2t", text)


def is_traditional(text: str) -> bool:
    """Whether the text is written in Traditional characters: some of it only exists there.

    Characters that both scripts share count for neither; a text with none of its own is not.
    """
    simplified, traditional = to_simplified(text), to_traditional(text)
    own_traditional = sum(a != b for a, b in zip(text, simplified, strict=False))
    own_simplified = sum(a != b for a, b in zip(text, traditional, strict=False))
    return own_traditional > own_simplified


def normalise(text: str) -> str:
    """The form in which two texts are compared: NFKC, lower case, Simplified, single spaces.

    Idempotent. Lengths may change, so offsets into the result are not offsets into `text`.
    """
    return _kept_normal(text) if len(text) <= _SHORT else _normal(text)


def _normal(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    folded = unicodedata.normalize("NFKC", to_simplified(folded))
    return " ".join(folded.split())


_kept_normal = lru_cache(maxsize=_FORMS)(_normal)


def letters(text: str) -> str:
    """`normalise`, with everything that is not a letter or a digit left out."""
    return "".join(char for char in normalise(text) if char.isalnum())


@lru_cache(maxsize=20_000)
def _tag(word: str) -> str:
    return lexicon.general().tag(word)


def is_word(word: str) -> bool:
    """Whether the general dictionary (Simplified) has the word."""
    return lexicon.general().count(word) > 0


class _Rarities(dict[str, float]):
    """Word -> how much it tells; the ones asked for last are kept."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count

    def __missing__(self, word: str) -> float:
        if len(self) >= _KEPT:
            self.clear()
        count = max(0, self._count(word))
        found = self[word] = log((_CORPUS_SIZE + 1) / (count + 1)) / log(_CORPUS_SIZE + 1)
        return found


class Segmenter:
    """Words by the general dictionary and some of its own, so that two corpora never share those.

    words: names and terms that must stay whole (departments, titles of tasks).
    Building is cheap; the dictionary (0.1 s) is loaded at the first cut.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = tuple(dict.fromkeys(word for word in words if len(word) > 1))
        self._own = frozenset(self._words)
        self._kept = lru_cache(maxsize=_FORMS)(self._cut)

    @cached_property
    def _cutter(self) -> Cutter:
        return Cutter(lexicon.general(), self._words)

    @cached_property
    def rarities(self) -> Mapping[str, float]:
        """`rarity` of any word that is asked for, as a table."""
        return _Rarities(lambda word: 0 if word in self._own else self._cutter.count(word))

    def cut(self, text: str) -> list[str]:
        """The words of `text` in order, nothing left out: joined, they give it back."""
        return list(self._kept(text) if len(text) <= _SHORT else self._cutter.cut(text))

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(self._cutter.cut(text))

    def rarity(self, word: str) -> float:
        """How much a word tells, about 0 (的) to 1 (never seen), from the dictionary's counts."""
        return self.rarities[word]

    def tag(self, word: str) -> str:
        """The part of speech that the dictionary gives (n, v, d, ...); empty for unknown words."""
        return _tag(word) if self.knows(word) and word not in self._own else ""

    def knows(self, word: str) -> bool:
        """Whether the dictionary or the domain words have it."""
        return self._cutter.count(word) > 0

    def terms(self, text: str) -> list[str]:
        """The words of `normalise(text)` that hold a letter or digit, in order, repeats kept."""
        return [word for word in self.cut(normalise(text)) if any(c.isalnum() for c in word)]
