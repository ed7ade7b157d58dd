"""What speaks for a sentence holding the answer to a question.

A sentence is read in its place: what its headings, its neighbours and its document say counts
too, apart from what it says itself.
"""

from collections.abc import Mapping, Sequence
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
    """

    ranges: tuple[tuple[int, int], ...]
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    whole: str


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
    asked: Question, text: Text, *, bm25: float, bm25_whole: float
) -> "NDArray[np.float64]":
    """The evidence for each sentence, shape (n_sentences, len(FEATURES)).

    bm25: the document's score over the best one's. bm25_whole: over what the question could get.
    """
    import numpy as np

    rows = [
        [
            _share(asked.codes, sentence),
            _share(asked.codes, text.whole),
            similarity.contained(asked.letters, sentence),
            *_kinds(asked, text.sentences, n),
            float(n == 0),
            log(1 + len(sentence)) / 5,
            float(n > 0 and text.sentences[n - 1].endswith((":", "如下", "以下"))),
            bm25,
            bm25_whole,
        ]
        for n, sentence in enumerate(text.sentences)
    ]
    return np.hstack([_coverage(asked, text), np.array(rows)])


def worth(asked: Question, clause: str) -> float:
    """How much a clause says of what is asked: the pairs it has, and whether it holds the kind."""
    plain = normalise(clause)
    pairs = sum(weight for pair, weight in asked.pairs.items() if pair in plain)
    held = bool(asked.kinds) and answer_kinds.holds(asked.kinds[0], plain, asked.text) > 0
    return pairs / max(sum(asked.pairs.values()), 1e-9) + held


def _coverage(asked: Question, text: Text) -> "NDArray[np.float64]":
    """Shares of pairs and words that each scope has, and the most telling word that it has not."""
    import numpy as np

    chars = sorted({char for word in asked.words for char in word})
    terms = [*asked.pairs, *asked.words, *chars]
    held = _held(terms, text)
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


def _held(terms: Sequence[str], text: Text) -> "list[NDArray[np.float64]]":
    """Whether each scope of each sentence has each term: four arrays (n_sentences, n_terms)."""
    import numpy as np

    said = np.array([[term in s for term in terms] for s in text.sentences], dtype=bool)
    said = said.reshape(len(text.sentences), len(terms))
    above = {heads: [term in heads for term in terms] for heads in set(text.headings)}
    headed = said | np.array([above[heads] for heads in text.headings], dtype=bool).reshape(
        said.shape
    )
    near = headed.copy()
    near[1:] |= said[:-1]
    near[:-1] |= said[1:]
    whole = np.array([term in text.whole for term in terms], dtype=bool)
    scopes = (said, headed, near, np.broadcast_to(whole, said.shape))
    return [scope.astype(np.float64) for scope in scopes]


def _share(wanted: frozenset[str], text: str) -> float:
    return sum(code in text for code in wanted) / len(wanted) if wanted else 1.0


def _kinds(asked: Question, sentences: Sequence[str], n: int) -> Sequence[float]:
    if not asked.kinds:
        return [0.0] * (3 + len(answer_kinds.KINDS))
    held = {kind: answer_kinds.holds(kind, sentences[n], asked.text) for kind in asked.kinds}
    first = asked.kinds[0]
    near = held[first] or any(
        answer_kinds.holds(first, other, asked.text)
        for other in (*sentences[max(0, n - 1) : n], *sentences[n + 1 : n + 2])
    )
    return [
        float(held[first] > 0),
        float(not held[first]),
        float(bool(near)),
        *(min(_MOST_HELD, held.get(kind, 0)) / _MOST_HELD for kind in answer_kinds.KINDS),
    ]
