"""What speaks for a sentence holding the answer to a question.

A sentence is read in its place: what its headings, its neighbours and its document say counts
too, apart from what it says itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from knowledge.search import answer_kinds, similarity, vocabulary
from knowledge.text import Segmenter, normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What a sentence says itself, with its headings, with its neighbours too, with all its document.
SCOPES = ("said", "headed", "near", "document")
FEATURES = (
    *(f"pairs_{scope}" for scope in SCOPES),
    *(f"words_{scope}" for scope in SCOPES),
    *(f"missing_{scope}" for scope in SCOPES),
    "codes_said",
    "codes_document",
    "common",
    "kind_held",
    "kind_absent",
    "kind_near",
    *(f"holds_{kind}" for kind in answer_kinds.KINDS),
    "first",
    "length",
    "lead_in",
    "bm25",
    "bm25_whole",
)
_PART = 0.5  # what the characters of a word are worth where the word itself is absent
_MOST_HELD = 3  # stretches of the kind asked for; more say no more


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready. pairs, words: how telling each term is, 0 to 1.

    words leave out those that only ask. kinds: what kind of answer is asked for.
    """

    text: str
    letters: str
    pairs: Mapping[str, float]
    words: Mapping[str, float]
    codes: frozenset[str]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A document cut into sentences: ranges in its text, and each as it is compared.

    headings: the title and the headings above each sentence. whole: title and all text.
    passages: number of the passage that each lies in.
    """

    ranges: tuple[tuple[int, int], ...]
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    whole: str
    passages: tuple[int, ...] = ()


def question(text: str, pairs: Mapping[str, float], segmenter: Segmenter) -> Question:
    """Make a question ready. pairs: neighbouring characters -> rarity, 0 to 1."""
    plain = normalise(text)
    letters = "".join(filter(str.isalnum, plain))
    words = [word for word in segmenter.terms(text) if not vocabulary.asked((word,))]
    return Question(
        text=plain,
        letters=letters,
        pairs=pairs,
        words={word: segmenter.rarity(word) for word in words},
        codes=vocabulary.codes(letters),
        kinds=answer_kinds.asked_for(plain),
    )


def compare(
    asked: Question, texts: Sequence[Text], scores: Sequence[tuple[float, float]]
) -> "NDArray[np.float64]":
    """The evidence for each sentence of each text, in order, shape (n_sentences, len(FEATURES)).

    scores: for each text its BM25 over the best one's, and over what the question could get.
    """
    import numpy as np

    rows = [
        row for text, score in zip(texts, scores, strict=True) for row in _rows(asked, text, score)
    ]
    return np.hstack([_coverage(asked, texts), np.array(rows)])


def _rows(asked: Question, text: Text, score: tuple[float, float]) -> Iterator[list[float]]:
    """What each sentence of one text shows beside the terms that it has."""
    codes = _share(asked.codes, text.whole)
    kinds = _kinds(asked, text.sentences)
    before = ""
    for n, sentence in enumerate(text.sentences):
        yield [
            _share(asked.codes, sentence),
            codes,
            similarity.contained(asked.letters, sentence),
            *kinds[n],
            float(n == 0),
            log(1 + len(sentence)) / 5,
            float(before.endswith((":", "如下", "以下"))),
            *score,
        ]
        before = sentence


def worth(asked: Question, clause: str) -> float:
    """How much a clause says of what is asked: the pairs it has, and whether it holds the kind."""
    plain = normalise(clause)
    pairs = sum(weight for pair, weight in asked.pairs.items() if pair in plain)
    held = bool(asked.kinds) and answer_kinds.holds(asked.kinds[0], plain, asked.text) > 0
    return pairs / max(sum(asked.pairs.values()), 1e-9) + held


def _coverage(asked: Question, texts: Sequence[Text]) -> "NDArray[np.float64]":
    """Shares of pairs and words that each scope has, and the most telling word that it has not."""
    import numpy as np

    chars = sorted({char for word in asked.words for char in word})
    terms = [*asked.pairs, *asked.words, *chars]
    held = _held(terms, texts)
    pairs = np.array(list(asked.pairs.values()))
    words = np.array(list(asked.words.values()))
    of_word = np.array([[c in word for c in chars] for word in asked.words], dtype=float)
    of_word = of_word.reshape(len(words), len(chars))
    of_word /= np.maximum(1, of_word.sum(axis=1, keepdims=True))
    n_pairs, n_words = len(pairs), len(words)
    columns: list[list[NDArray[np.float64]]] = [[], [], []]
    for scope in held:
        part = _PART * (scope[:, n_pairs + n_words :] @ of_word.T)
        has = np.maximum(scope[:, n_pairs : n_pairs + n_words], part)
        columns[0].append(scope[:, :n_pairs] @ pairs / max(pairs.sum(), 1e-9))
        columns[1].append(has @ words / max(words.sum(), 1e-9))
        columns[2].append(((1 - has) * words).max(axis=1, initial=0.0))
    return np.column_stack([column for kind in columns for column in kind])


def _held(terms: Sequence[str], texts: Sequence[Text]) -> "list[NDArray[np.float64]]":
    """Whether each scope of each sentence has each term: four arrays (n_sentences, n_terms)."""
    import numpy as np

    sentences = [sentence for text in texts for sentence in text.sentences]
    headings = [heads for text in texts for heads in text.headings]
    shape = (len(sentences), len(terms))
    said = np.array([[term in s for term in terms] for s in sentences], dtype=bool).reshape(shape)
    above = {heads: [term in heads for term in terms] for heads in set(headings)}
    headed = said | np.array([above[heads] for heads in headings], dtype=bool).reshape(shape)
    # Neighbours are of the same text.
    beside = np.ones((max(0, len(sentences) - 1), 1), dtype=bool)
    sizes = [len(text.sentences) for text in texts]
    beside[np.cumsum(sizes)[:-1] - 1] = False
    near = headed.copy()
    near[1:] |= said[:-1] & beside
    near[:-1] |= said[1:] & beside
    everywhere = {whole: [term in whole for term in terms] for whole in {t.whole for t in texts}}
    whole = np.array([everywhere[t.whole] for t in texts], dtype=bool).reshape(
        len(texts), len(terms)
    )
    scopes = (said, headed, near, np.repeat(whole, sizes, axis=0))
    return [scope.astype(np.float64) for scope in scopes]


def _share(wanted: frozenset[str], text: str) -> float:
    return sum(code in text for code in wanted) / len(wanted) if wanted else 1.0


def _kinds(asked: Question, sentences: Sequence[str]) -> list[list[float]]:
    """For each sentence whether it, or one beside it, holds the kind asked for, and how often."""
    if not asked.kinds:
        return [[0.0] * (3 + len(answer_kinds.KINDS))] * len(sentences)
    held = {
        kind: [answer_kinds.holds(kind, sentence, asked.text) for sentence in sentences]
        for kind in asked.kinds
    }
    first = held[asked.kinds[0]]
    none = [0] * len(sentences)
    columns = [held.get(kind, none) for kind in answer_kinds.KINDS]
    return [
        [
            float(first[n] > 0),
            float(not first[n]),
            float(any(first[max(0, n - 1) : n + 2])),
            *(min(_MOST_HELD, column[n]) / _MOST_HELD for column in columns),
        ]
        for n in range(len(sentences))
    ]
