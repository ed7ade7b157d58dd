"""What speaks for and against a question and a wording meaning the same: one number each.

All is measured between two phrases; nothing here knows what an answer is. Names are those of
`FEATURES`, and of the weights file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.search import similarity, vocabulary
from knowledge.search.terms import Phrase
from knowledge.search.wordings import Several
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """Wordings as strings. words: of each one, in order. starts, ends: of words, in all letters.

    first: where a wording's words begin among all, shape (n + 1,).
    """

    letters: list[str]
    words: list[list[str]]
    heard: list[str]
    starts: "NDArray[np.int64]"
    first: list[int]


def compare(
    asked: Phrase, others: Several, segmenter: Segmenter
) -> tuple["NDArray[np.float64]", list[list[str]]]:
    """The evidence for each wording, shape (n_wordings, len(FEATURES)), and the words in only one.

    A word is in the other where one of the same meaning is.
    """
    import numpy as np

    texts = _texts(others)
    told, unmatched = _words(asked, others, texts, segmenter)
    letters = asked.letters
    mine, theirs = len(letters), others.letters
    ratio = similarity.ratios(letters, texts.letters)
    shortest = np.maximum(1, np.minimum(mine, theirs))
    growth = np.log((theirs + 1) / (mine + 1))
    columns = [
        ratio,
        similarity.ratios(_sorted(asked.words), [_sorted(words) for words in texts.words]),
        similarity.ratios(heard(letters), texts.heard),
        ratio * (mine + theirs) / 2 / shortest,
        _begins(letters, others) / shortest,
        np.array([letters == text for text in texts.letters]),
        np.maximum(0.0, -growth),
        np.maximum(0.0, growth),
    ]
    return np.column_stack([told, *columns, _asks(asked, texts)]), unmatched


def _texts(others: Several) -> _Texts:
    import numpy as np

    text = others.codes.tobytes().decode("utf-32-le", "surrogatepass")
    sounds = heard(text)
    spans = list(pairwise([0, *np.cumsum(others.letters).tolist()]))
    starts = np.append(0, np.cumsum(others.lengths))
    cuts = starts.tolist()
    words = [text[low:high] for low, high in pairwise(cuts)]
    first = [0, *np.cumsum(others.words).tolist()]
    return _Texts(
        letters=[text[low:high] for low, high in spans],
        words=[words[low:high] for low, high in pairwise(first)],
        heard=[sounds[low:high] for low, high in spans],
        starts=starts,
        first=first,
    )


def _sorted(words: Sequence[str]) -> str:
    return " ".join(sorted(words))


def _words(
    asked: Phrase, others: Several, texts: _Texts, segmenter: Segmenter
) -> tuple["NDArray[np.float64]", list[list[str]]]:
    """What words tell that only one side has: `lost`, `extra`, `lost_most`, `extra_most`; the words.

    The figures in shape (n_wordings, 4).
    """
    import numpy as np

    meaning, rarities = vocabulary.MEANINGS.get, segmenter.rarities
    mine = list(dict.fromkeys(asked.words))
    meant = [meaning(word, word) for word in mine]
    known = set(meant)
    absent_mine, absent_theirs = _absent(asked.letters, mine, others, texts)
    tells = np.array([rarities[word] for word in mine])[:, None] * absent_mine
    has = np.zeros((len(texts.words), len(mine)), dtype=bool)
    more, unmatched = [], []
    for n, words in enumerate(texts.words):
        begin, found, only = texts.first[n], set(), {}
        for at, word in enumerate(words, begin):
            means = meaning(word, word)
            if means in known:
                found.add(means)
            elif word not in only:
                only[word] = rarities[word] * absent_theirs[at]
        lacking = [word for word, means in zip(mine, meant, strict=True) if means not in found]
        has[n] = [means in found for means in meant]
        more.append((sum(only.values()), max(only.values(), default=0.0)))
        unmatched.append([*lacking, *only])
    lost = tells.T * ~has
    extra = np.array(more)
    columns = (lost.sum(axis=1), extra[:, 0], lost.max(axis=1, initial=0.0), extra[:, 1])
    return np.column_stack(columns), unmatched


def _absent(
    letters: str, mine: Sequence[str], others: Several, texts: _Texts
) -> tuple["NDArray[np.float64]", list[float]]:
    """Shares of the characters of a word that the other side lacks altogether.

    Of the question's words, shape (n_words, n_wordings); of all words of the wordings, in order.
    """
    import numpy as np

    alphabet = sorted(set(letters))
    codes = np.array([ord(char) for char in alphabet], dtype=np.uint32)
    at = np.minimum(np.searchsorted(codes, others.codes), max(0, len(codes) - 1))
    known = codes[at] == others.codes
    holds = np.zeros((len(alphabet), len(texts.letters)))
    owner = np.repeat(np.arange(len(texts.letters)), others.letters)
    holds[at[known], owner[known]] = 1.0
    spelt = np.array([[word.count(char) / len(word) for char in alphabet] for word in mine])
    unknown = np.append(0, np.cumsum(~known))[texts.starts]
    return spelt @ (1.0 - holds), (np.diff(unknown) / np.maximum(1, others.lengths)).tolist()


def _begins(letters: str, others: Several) -> "NDArray[np.int64]":
    """Characters that each wording shares with the question from the beginning on."""
    import numpy as np

    ends = np.cumsum(others.letters)
    at = np.arange(len(others.codes)) - np.repeat(ends - others.letters, others.letters)
    mine = np.array([*map(ord, letters), 0], dtype=np.uint32)
    same = (mine[np.minimum(at, len(letters))] == others.codes) & (at < len(letters))
    differs = np.where(same, len(letters), at)
    firsts: NDArray[np.int64] = np.minimum.reduceat(differs, ends - others.letters)
    return np.minimum(firsts, np.minimum(others.letters, len(letters)))


def _asks(asked: Phrase, texts: _Texts) -> "NDArray[np.float64]":
    """The features on what is asked, denied and numbered, shape (n_wordings, 6)."""
    import numpy as np

    asks, codes = vocabulary.asked(asked.words), vocabulary.codes(asked.letters)
    denies = vocabulary.denies(asked.letters)
    rows = []
    for words, letters in zip(texts.words, texts.letters, strict=True):
        said, numbered = vocabulary.asked(words), vocabulary.codes(letters)
        rows.append(
            (
                len(asks - said),
                len(said - asks),
                bool(asks) and bool(said) and asks.isdisjoint(said),
                denies != vocabulary.denies(letters),
                len(codes - numbered),
                len(numbered - codes),
            )
        )
    return np.array(rows, dtype=np.float64)
