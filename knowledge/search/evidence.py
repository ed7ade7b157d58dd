"""What speaks for and against a question and a wording meaning the same: one number each.

All is measured between two phrases; nothing here knows what an answer is. Names are those of
`FEATURES`, and of the weights file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.search import similarity, vocabulary
from knowledge.search.terms import Phrase
from knowledge.search.word_table import WordTable, kinds_asked
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

_DENYING = [ord(char) for char in vocabulary.DENYING]
_LAST_HAN = 0x9FFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Words that only one of question and wording has, each once; a word of the same meaning counts.

    asked: the question's words. lost: which of them each wording lacks, shape (n_wordings, n_words).
    extra: rows in the word table of words that only the wording has; owners: the wording of each.
    """

    asked: Sequence[str]
    lost: "NDArray[np.bool_]"
    extra: "NDArray[np.intp]"
    owners: "NDArray[np.intp]"
    table: WordTable

    def costs(self, words: Mapping[str, float]) -> "NDArray[np.float64]":
        """What the words cost each wording, shape (n_wordings,). words: the cost of each word."""
        import numpy as np

        own = np.array([words.get(word, 0.0) for word in self.asked])
        theirs = self.table.costs(words)[self.extra]
        counted: NDArray[np.float64] = self.lost @ own + np.bincount(
            self.owners, weights=theirs, minlength=len(self.lost)
        )
        return counted

    def words(self) -> list[list[str]]:
        """The words of each wording, for people and for fitting."""
        found = [
            [word for word, lacks in zip(self.asked, row, strict=True) if lacks]
            for row in self.lost.tolist()
        ]
        for owner, row in zip(self.owners.tolist(), self.extra.tolist(), strict=True):
            found[owner].append(self.table.words[row])
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """Wordings as strings. words: of each one, in order. heard: as they sound.

    lengths: of all words, in letters. owners: the wording of each of all words.
    """

    letters: list[str]
    words: list[list[str]]
    heard: list[str]
    lengths: "NDArray[np.int64]"
    owners: "NDArray[np.intp]"


def compare(
    asked: Phrase, others: Several, table: WordTable, segmenter: Segmenter
) -> tuple["NDArray[np.float64]", Unmatched]:
    """The evidence for each wording, shape (n_wordings, len(FEATURES)), and the words in only one.

    table: of the words that the wordings are made of.
    """
    import numpy as np

    texts = _texts(others, table)
    told, unmatched = _words(asked, others, texts, table, segmenter)
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
    return np.column_stack([told, *columns, _asks(asked, others, texts, table)]), unmatched


def _texts(others: Several, table: WordTable) -> _Texts:
    import numpy as np

    text = others.codes.tobytes().decode("utf-32-le", "surrogatepass")
    sounds = heard(text)
    spans = list(pairwise([0, *np.cumsum(others.letters).tolist()]))
    lengths = table.lengths.take(others.rows).astype(np.int64)
    cuts = pairwise([0, *np.cumsum(lengths).tolist()])
    words = [text[low:high] for low, high in cuts]
    firsts = pairwise([0, *np.cumsum(others.words).tolist()])
    return _Texts(
        letters=[text[low:high] for low, high in spans],
        words=[words[low:high] for low, high in firsts],
        heard=[sounds[low:high] for low, high in spans],
        lengths=lengths,
        owners=np.repeat(np.arange(len(spans)), others.words),
    )


def _sorted(words: Sequence[str]) -> str:
    return " ".join(sorted(words))


def _words(
    asked: Phrase, others: Several, texts: _Texts, table: WordTable, segmenter: Segmenter
) -> tuple["NDArray[np.float64]", Unmatched]:
    """What words tell that only one side has: `lost`, `extra`, `lost_most`, `extra_most`; the words.

    The figures in shape (n_wordings, 4).
    """
    import numpy as np

    size = len(texts.letters)
    mine = list(dict.fromkeys(asked.words))
    rarities = segmenter.rarities
    absent_mine, absent_theirs = _absent(asked.letters, mine, others, texts)
    same = table.meanings.take(others.rows)[:, None] == table.meanings_of(mine)
    at, column = same.nonzero()
    has = np.zeros((size, len(mine)), dtype=bool)
    has[texts.owners[at], column] = True
    lost = (np.array([rarities[word] for word in mine])[:, None] * absent_mine).T * ~has
    # Each word of a wording once: the first time it stands there.
    only = (~same.any(axis=1)).nonzero()[0]
    _, firsts = np.unique(
        texts.owners[only] * len(table.numbers) + others.rows[only], return_index=True
    )
    only = only[firsts]
    owners, extra = texts.owners[only], others.rows[only]
    tells = table.told.take(extra) * absent_theirs[only]
    most = np.zeros(size)
    np.maximum.at(most, owners, tells)
    columns = (
        lost.sum(axis=1),
        np.bincount(owners, weights=tells, minlength=size),
        lost.max(axis=1, initial=0.0),
        most,
    )
    unmatched = Unmatched(asked=mine, lost=~has, extra=extra, owners=owners, table=table)
    return np.column_stack(columns), unmatched


def _absent(
    letters: str, mine: Sequence[str], others: Several, texts: _Texts
) -> tuple["NDArray[np.float64]", "NDArray[np.float64]"]:
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
    unknown = np.append(0, np.cumsum(~known))
    ends = np.cumsum(texts.lengths)
    lacked = unknown[ends] - unknown[ends - texts.lengths]
    return spelt @ (1.0 - holds), lacked / np.maximum(1, texts.lengths)


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


def _asks(asked: Phrase, others: Several, texts: _Texts, table: WordTable) -> "NDArray[np.float64]":
    """The features on what is asked, denied and numbered, shape (n_wordings, 6)."""
    import numpy as np

    asks, codes = kinds_asked(asked.words), vocabulary.codes(asked.letters)
    denies = vocabulary.denies(asked.letters)
    said = np.zeros(len(texts.letters), dtype=np.intp)
    np.bitwise_or.at(said, texts.owners, table.asks.take(others.rows))
    rows = np.zeros((len(texts.letters), 3))
    rows[:, 0], rows[:, 1] = denies, len(codes)
    # Most wordings hold Chinese characters only, and deny nothing.
    for n in _marked(others):
        letters = texts.letters[n]
        numbered = vocabulary.codes(letters)
        rows[n] = (
            denies != vocabulary.denies(letters),
            len(codes - numbered),
            len(numbered - codes),
        )
    clash = (said & asks == 0) & (said > 0) & (asks > 0)
    counts = _bit_counts()
    only_asked, only_said = counts.take(asks & ~said), counts.take(said & ~asks)
    return np.column_stack([only_asked, only_said, clash, rows])


@cache
def _bit_counts() -> "NDArray[np.float64]":
    """How many bits are set in each number that holds one for each kind of answer."""
    import numpy as np

    return np.array([n.bit_count() for n in range(1 << len(vocabulary.ASKING))], dtype=np.float64)


def _marked(others: Several) -> list[int]:
    """The wordings that may deny something, or hold a number or a Latin word."""
    import numpy as np

    han = (others.codes >= ord("一")) & (others.codes <= _LAST_HAN)
    told = ~han | (others.codes[:, None] == np.array(_DENYING)).any(axis=1)
    owner = np.repeat(np.arange(len(others.letters)), others.letters)
    return sorted(set(owner[told].tolist()))
