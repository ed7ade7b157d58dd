"""What speaks for and against a question and a wording meaning the same: one number each.

All is measured between two phrases; nothing here knows what an answer is. Names are those of
`FEATURES`, and of the weights file.
"""

from collections.abc import Mapping, Sequence, Set
from math import log
from os.path import commonprefix
from typing import TYPE_CHECKING, NamedTuple

from knowledge.search import similarity, vocabulary
from knowledge.search.terms import Phrase
from knowledge.sound import heard
from knowledge.text import Segmenter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEATURES = (
    # Words and what they tell in general Chinese, 0 to 1 each; a part of a word counts in part.
    "lost",  # of the question, not in the wording: sum
    "extra",  # of the wording, not in the question: sum
    "lost_most",  # the most telling single word
    "extra_most",
    # Strings
    "ratio",
    "words",
    "sound",
    "common",  # longest common subsequence, of the shorter
    "begins",  # common beginning, of the shorter
    "equal",
    "shorter",  # log of how much longer the question is
    "longer",
    # What is asked
    "asks_lost",
    "asks_extra",
    "asks_clash",
    "denies_clash",
    "codes_lost",
    "codes_extra",
)


class _Profile(NamedTuple):
    """A phrase made ready for comparison. meanings: of each word, the words in order.

    heard: its sounds, one character each.
    """

    meanings: Mapping[str, str]
    means: Set[str]
    letters: str
    heard: str
    sorted: str
    characters: frozenset[str]
    asks: frozenset[str]
    denies: bool
    codes: frozenset[str]


def _profile(of: Phrase) -> _Profile:
    letters, words = of.letters, of.words
    meanings = {word: vocabulary.meaning(word) for word in words}
    return _Profile(
        meanings,
        set(meanings.values()),
        letters,
        heard(letters),
        " ".join(sorted(words)),
        frozenset(letters),
        vocabulary.asked(words),
        vocabulary.denies(letters),
        vocabulary.codes(letters),
    )


def compare(
    asked: Phrase, wordings: Sequence[Phrase], segmenter: Segmenter
) -> tuple["NDArray[np.float64]", list[list[str]]]:
    """The evidence for each wording, shape (n_wordings, len(FEATURES)), and the words in only one.

    A word is in the other where one of the same meaning is.
    """
    import numpy as np

    mine, others = _profile(asked), [_profile(wording) for wording in wordings]
    rows, unmatched = [], []
    for other in others:
        lost = [word for word, means in mine.meanings.items() if means not in other.means]
        extra = [word for word, means in other.meanings.items() if means not in mine.means]
        rows.append(
            (
                *_missed(lost, extra, mine, other, segmenter),
                *_lengths(mine, other),
                *_asks(mine, other),
            )
        )
        unmatched.append([*lost, *extra])
    table = np.array(rows).reshape(len(rows), -1)
    alike = _alike(mine, others)
    # Longest common subsequence of the shorter, from the ratio: 2 * common / both lengths.
    common = alike[:, :1] * table[:, 4:5]
    return np.hstack([table[:, :4], alike, common, table[:, 5:]]), unmatched


def _missed(
    lost: Sequence[str], extra: Sequence[str], mine: _Profile, other: _Profile, segmenter: Segmenter
) -> tuple[float, float, float, float]:
    """Sum of what the missing words tell, of both sides, and the most telling of each."""
    rarity = segmenter.rarity
    asked, said = mine.characters, other.characters
    less = [rarity(word) * (len([c for c in word if c not in said]) / len(word)) for word in lost]
    more = [rarity(word) * (len([c for c in word if c not in asked]) / len(word)) for word in extra]
    return sum(less), sum(more), max(less, default=0.0), max(more, default=0.0)


def _alike(mine: _Profile, others: Sequence[_Profile]) -> "NDArray[np.float64]":
    """Similarity of letters, of sorted words and of sounds, shape (n_others, 3)."""
    import numpy as np

    return np.column_stack(
        [
            similarity.ratios(mine.letters, [other.letters for other in others]),
            similarity.ratios(mine.sorted, [other.sorted for other in others]),
            similarity.ratios(mine.heard, [other.heard for other in others]),
        ]
    )


def _lengths(mine: _Profile, other: _Profile) -> tuple[float, ...]:
    """Both lengths over the shorter one, halved; then `begins`, `equal`, `shorter`, `longer`."""
    a, b = mine.letters, other.letters
    shortest = max(1, min(len(a), len(b)))
    growth = log((len(b) + 1) / (len(a) + 1))
    begins = len(commonprefix((a, b))) or float(not (a and b))
    return (
        (len(a) + len(b)) / 2 / shortest,
        begins / shortest,
        float(a == b),
        max(0.0, -growth),
        max(0.0, growth),
    )


def _asks(mine: _Profile, other: _Profile) -> tuple[float, ...]:
    """The features on what is asked, denied and numbered."""
    return (
        len(mine.asks - other.asks),
        len(other.asks - mine.asks),
        bool(mine.asks and other.asks) and not mine.asks & other.asks,
        mine.denies != other.denies,
        len(mine.codes - other.codes),
        len(other.codes - mine.codes),
    )
