"""Text -> the terms it is found by, each a 64-bit number, so that an index is plain arrays.

Four kinds of term: words, single characters, pairs of neighbouring characters, and pairs of
neighbouring sounds (a homophone typo keeps its sounds). All but words are numbered without loss;
a word by 62 bits of its hash.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.sound import sound
from knowledge.text import Segmenter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHAR, PAIR, SOUND, WORD = range(4)
_KIND_SHIFT = 62
_CODE_BITS = 21  # a Unicode code point
_SYLLABLE_BITS = 30


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text as it is compared: its words that hold letters or digits, normalised, in order."""

    words: tuple[str, ...]

    @property
    def letters(self) -> str:
        """All letters and digits, without what stood between them."""
        return "".join(self.words)


def phrase(text: str, segmenter: Segmenter) -> Phrase:
    """Cut `text` into its words; empty for a text without letters and digits."""
    cut = ("".join(filter(str.isalnum, word)) for word in segmenter.terms(text))
    return Phrase(tuple(word for word in cut if word))


@lru_cache(maxsize=1 << 14)
def word_number(word: str) -> int:
    """62 bits of a word's hash."""
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 2


@lru_cache(maxsize=1 << 14)
def sound_number(char: str) -> int:
    """How a character sounds, without loss, below 2 ** 30."""
    syllable = sound(char)
    if len(syllable) > 1 and syllable.isascii() and syllable.isalpha():
        number = 0
        for letter in syllable[:6]:  # 27 ** 6 < 2 ** 29
            number = number * 27 + ord(letter) - 96
        return number
    return (1 << 29) + ord(char)


def _numbers(letters: str, words: tuple[str, ...]) -> list[int]:
    codes = [ord(c) for c in letters]
    heard = [sound_number(c) for c in letters]
    numbers = codes.copy()
    pair, heard_pair = PAIR << _KIND_SHIFT, SOUND << _KIND_SHIFT
    numbers += [pair | a << _CODE_BITS | b for a, b in pairwise(codes)]
    numbers += [heard_pair | a << _SYLLABLE_BITS | b for a, b in pairwise(heard)]
    word_kind = WORD << _KIND_SHIFT
    numbers += [word_kind | word_number(word) for word in words]
    return numbers


def term_numbers(of: Phrase) -> "NDArray[np.uint64]":
    """The number of every term of a phrase, repeats kept; the two highest bits are the kind."""
    import numpy as np

    return np.array(_numbers(of.letters, of.words), dtype=np.uint64)


def word_numbers(words: Iterable[str]) -> "NDArray[np.uint64]":
    """The number of each word, in order."""
    import numpy as np

    kind = WORD << _KIND_SHIFT
    return np.fromiter((kind | word_number(word) for word in words), dtype=np.uint64)


def pairs(
    kind: int, first: "NDArray[np.uint64]", second: "NDArray[np.uint64]"
) -> "NDArray[np.uint64]":
    """The numbers of pairs of characters (kind PAIR) or of sounds (kind SOUND), given by parts."""
    import numpy as np

    bits = _CODE_BITS if kind == PAIR else _SYLLABLE_BITS
    numbers: NDArray[np.uint64] = np.uint64(kind << _KIND_SHIFT) | first << np.uint64(bits) | second
    return numbers


def pair_numbers(letters: str) -> "NDArray[np.uint64]":
    """The numbers of a text's pairs of characters alone, in order, for texts of any length."""
    import numpy as np

    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    wide = codes.astype(np.uint64)
    return pairs(PAIR, wide[:-1], wide[1:])


def kinds(numbers: "NDArray[np.uint64]") -> "NDArray[np.intp]":
    """CHAR, PAIR, SOUND or WORD for each term number."""
    import numpy as np

    return (numbers >> np.uint64(_KIND_SHIFT)).astype(np.intp)
