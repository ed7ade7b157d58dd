"""A question -> the passages that may answer it, and from the best one the words that do.

documents by shared pairs of characters -> evidence for each of their sentences -> the sentences'
shares of one probability -> the passage, the quote, and how likely the quote holds the answer.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.model import Document, Passage
from knowledge.search import (
    answer_kinds,
    confidence,
    index,
    indexing,
    quoting,
    sentence_evidence,
)
from knowledge.search.confidence import Named
from knowledge.search.sentences import sentences
from knowledge.search.terms import pair_numbers
from knowledge.search.weights import Weights, shipped, vector
from knowledge.text import Segmenter, letters, normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DOCUMENTS = 6
_QUOTE = 300  # characters of the quote that is judged
_READ = 512  # documents kept cut into sentences
_RECENT = 8  # questions whose sentences are kept
# The quote as a whole is judged like a sentence; then how alone it stands.
CONFIDENCE_FEATURES = (
    *(f"quote_{name}" for name in sentence_evidence.FEATURES),
    "score",
    "mass",
    "share",
    "asks",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageHit:
    """A passage that may answer. passage: its number in the document.

    probability: 0 to 1, that its quote holds the answer. evidence: name -> value, for a person.
    """

    document_id: str
    passage: int
    probability: float
    evidence: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words that answer. `text` equals `document.text[start:end]`; highlight lies within it.

    section: headings from the outermost, as cited.
    """

    document_id: str
    start: int
    end: int
    text: str
    highlight: str
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The sentences that may answer one question. documents: positions, best BM25 first.

    owners: for each sentence the place of its document in `documents`. matrix: evidence, shape
    (n_sentences, n_features).
    """

    asked: sentence_evidence.Question
    documents: tuple[int, ...]
    owners: "NDArray[np.intp]"
    matrix: "NDArray[np.float64]"

    def rows(self, document: int) -> slice:
        """Where the sentences of one of the documents stand."""
        low, high = self.owners.searchsorted([document, document + 1]).tolist()
        return slice(low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the sentences come to. chances: each one's share of 1. shares: each document's, summed."""

    scores: "NDArray[np.float64]"
    chances: "NDArray[np.float64]"
    shares: "NDArray[np.float64]"


class _Shelf:
    """The documents that were read last, cut into sentences."""

    def __init__(self, cut: Callable[[int], sentence_evidence.Text]) -> None:
        self._make = cut
        self._texts: dict[int, sentence_evidence.Text] = {}

    def __call__(self, number: int) -> sentence_evidence.Text:
        text = self._texts.get(number)
        if text is None:
            if len(self._texts) >= _READ:
                self._texts = {}
            text = self._texts[number] = self._make(number)
        return text


class PassageSearch:
    """Finds passages over all documents, and the sentences in them that answer.

    kept: the arrays of an earlier one over the same documents, in place of work.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        segmenter: Segmenter,
        *,
        weights: Weights | None = None,
        kept: Mapping[str, "NDArray[np.generic]"] | None = None,
    ) -> None:
        self._segmenter = segmenter
        self._weights = weights or shipped()
        self._documents = tuple(documents)
        self._number = {d.id: n for n, d in enumerate(self._documents)}
        self._index = (
            indexing.build(pair_numbers(letters(f"{d.title}\n{d.text}")) for d in self._documents)
            if kept is None
            else index.Index.of(kept)
        )
        self._cut = _Shelf(self._cut_into_sentences)
        # An answer asks for the same sentences several times, and several are written at a time.
        self._recent = lru_cache(maxsize=_RECENT)(self._find)

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """The index as plain arrays by name; given back as `kept`, it is the same."""
        return self._index.arrays()

    def search(self, question: str, *, top: int = 10) -> list[PassageHit]:
        """The passages that come nearest, best first; empty where nothing is shared.

        The best passage of each document, then the others of the first document.
        """
        import numpy as np

        recent = self._recent(question)
        if recent is None:
            return []
        found, reading = recent
        order = [int(n) for n in np.argsort(-reading.shares, kind="stable")]
        places = [self._best_sentence(found, reading, n) for n in order]
        places += self._others(found, reading, order[0], places[0], top - len(places))
        features = self._judge(found, reading, places)
        worth = np.array(vector(self._weights.passage_confidence, CONFIDENCE_FEATURES))
        bias = self._weights.passage_confidence.get("bias", 0.0)
        believed = confidence.probabilities(features, worth, bias)
        return [
            PassageHit(
                document_id=self._documents[found.documents[document]].id,
                passage=self._cut(found.documents[document]).passages[sentence],
                probability=float(probability),
                evidence=Named(CONFIDENCE_FEATURES, row),
            )
            for (document, sentence), probability, row in zip(
                places, believed, features, strict=True
            )
        ][:top]

    def quote(self, question: str, hit: PassageHit, *, limit: int = 300) -> Quote:
        """The sentences of the hit's passage and their neighbours that answer.

        At most `limit` characters, word for word; the highlight is the clause that answers.
        """
        found, reading = self._asked_of(question, self._number[hit.document_id])
        document = found.documents.index(self._number[hit.document_id])
        inside = self._inside(found, document, hit.passage)
        mine = reading.chances[found.rows(document)].tolist()
        anchor = max(inside, key=lambda n: (mine[n], -n))
        return self._quoted(found, document, mine, anchor, limit)

    def find(self, question: str) -> Found | None:
        """The sentences of the nearest documents with their evidence; None where nothing is shared."""
        recent = self._recent(question)
        return recent and recent[0]

    def _find(self, question: str) -> tuple[Found, Reading] | None:
        plain = letters(question)
        if len(plain) < 2:
            return None
        places, scores = self._index.search(pair_numbers(plain), top=_DOCUMENTS)
        if not len(places):
            return None
        found = self._gather(question, tuple(places.tolist()), tuple(scores.tolist()))
        return found, read(found, self._weights)

    def _judge(
        self, found: Found, reading: Reading, places: Sequence[tuple[int, int]]
    ) -> "NDArray[np.float64]":
        """`CONFIDENCE_FEATURES` of the quotes around sentences: shape (len(places), n_features).

        places: position of the document in `found.documents`, and the sentence in it.
        """
        import numpy as np

        quotes: list[sentence_evidence.Text] = []
        scores: list[tuple[float, float]] = []
        alone: list[list[float]] = []
        for document, sentence in places:
            rows = found.rows(document)
            chances = reading.chances[rows].tolist()
            text = self._cut(found.documents[document])
            first, last = self._window(found.documents[document], chances, sentence, _QUOTE)
            said = " ".join(text.sentences[first : last + 1])
            quotes.append(
                sentence_evidence.Text(((0, 0),), (said,), (text.headings[sentence],), text.whole)
            )
            row = rows.start + sentence
            bm25, bm25_whole = found.matrix[row, -2:].tolist()
            scores.append((bm25, bm25_whole))
            alone.append(
                [
                    float(reading.scores[row]),
                    sum(chances[first : last + 1]),
                    float(reading.shares[document]),
                    float(bool(found.asked.kinds)),
                ]
            )
        return np.hstack([sentence_evidence.compare(found.asked, quotes, scores), np.array(alone)])

    def judged(self, found: Found, weights: Weights) -> "tuple[NDArray[np.float64], str]":
        """`CONFIDENCE_FEATURES` of the first quote, and its text, under other weights: for fitting."""
        import numpy as np

        reading = read(found, weights)
        document, sentence = self._best_sentence(found, reading, int(np.argmax(reading.shares)))
        chances = reading.chances[found.rows(document)].tolist()
        quote = self._quoted(found, document, chances, sentence, _QUOTE)
        return self._judge(found, reading, [(document, sentence)])[0], quote.text

    def text_of(self, number: int) -> sentence_evidence.Text:
        """A document, by its position, cut into sentences."""
        return self._cut(number)

    def _gather(self, question: str, places: tuple[int, ...], scores: tuple[float, ...]) -> Found:
        import numpy as np

        plain = letters(question)
        numbers = pair_numbers(plain)
        rarity = self._index.rarities(numbers)
        pairs = {plain[n : n + 2]: float(rarity[n]) for n in range(len(numbers))}
        asked = sentence_evidence.question(question, pairs, self._segmenter)
        possible = max(1e-9, self._index.most(numbers))
        texts = [self._cut(place) for place in places]
        best = max(scores[0], 1e-9)
        # Each document on its own: sums of rows differ in the last bit by what stands beside them.
        matrices = [
            sentence_evidence.compare(asked, [text], [(score / best, score / possible)])
            for text, score in zip(texts, scores, strict=True)
        ]
        owners = np.repeat(np.arange(len(places)), [len(m) for m in matrices])
        return Found(asked=asked, documents=places, owners=owners, matrix=np.vstack(matrices))

    def _asked_of(self, question: str, number: int) -> tuple[Found, Reading]:
        """What `find` found, or the same for a document that it did not find."""
        recent = self._recent(question)
        if recent is not None and number in recent[0].documents:
            return recent
        found = self._gather(question, (number,), (0.0,))
        return found, read(found, self._weights)

    def _best_sentence(self, found: Found, reading: Reading, document: int) -> tuple[int, int]:
        import numpy as np

        return document, int(np.argmax(reading.chances[found.rows(document)]))

    def _others(
        self, found: Found, reading: Reading, document: int, taken: tuple[int, int], count: int
    ) -> list[tuple[int, int]]:
        """The best sentence of each other passage of a document, most probable first."""
        passages = self._cut(found.documents[document]).passages
        chances = reading.chances[found.rows(document)].tolist()
        best: dict[int, int] = {}
        for n, (chance, passage) in enumerate(zip(chances, passages, strict=True)):
            if passage not in best or chance > chances[best[passage]]:
                best[passage] = n
        best.pop(passages[taken[1]], None)
        order = sorted(best.values(), key=lambda n: -chances[n])
        return [(document, n) for n in order[: max(0, count)]]

    def _cut_into_sentences(self, number: int) -> sentence_evidence.Text:
        document = self._documents[number]
        ranges = sentences(document.text) or [(0, len(document.text))]
        title = normalise(document.title)
        passages = _passages(document)
        above = [normalise(" ".join(p.section)) for p in passages]
        starts = [p.start for p in passages]
        places = [_at(starts, low) for low, _ in ranges]
        return sentence_evidence.Text(
            ranges=tuple(ranges),
            sentences=tuple(normalise(document.text[low:high]) for low, high in ranges),
            headings=tuple(f"{title} {above[place]}" for place in places),
            whole=f"{title} {normalise(document.text)}",
            passages=tuple(passages[place].number for place in places),
        )

    def _window(
        self, number: int, chances: Sequence[float], anchor: int, limit: int
    ) -> tuple[int, int]:
        """First and last sentence of the quote around one sentence of a document."""
        ranges = self._cut(number).ranges
        first, last = quoting.window(ranges, chances, anchor, limit)
        return quoting.whole_list(self._documents[number].text, ranges, first, last, limit)

    def _inside(self, found: Found, document: int, passage: int) -> list[int]:
        passages = self._cut(found.documents[document]).passages
        inside = [n for n, number in enumerate(passages) if number == passage]
        return inside or list(range(len(passages)))

    def _quoted(
        self,
        found: Found,
        document: int,
        chances: Sequence[float],
        anchor: int,
        limit: int,
    ) -> Quote:
        source = self._documents[found.documents[document]]
        ranges = self._cut(found.documents[document]).ranges
        first, last = self._window(found.documents[document], chances, anchor, limit)
        if answer_kinds.explains(found.asked.kinds):
            # How and which is told in what comes next.
            last = quoting.filled(ranges, first, last, limit)
        start, end = ranges[first][0], min(ranges[last][1], ranges[first][0] + limit)
        low, high = ranges[anchor]
        low, high = quoting.highlight(
            source.text,
            low,
            min(high, end),
            lambda part: sentence_evidence.worth(found.asked, part),
        )
        return Quote(
            document_id=source.id,
            start=start,
            end=end,
            text=source.text[start:end],
            highlight=source.text[low:high].strip(),
            section=_passage_at(source, low).section,
        )


def read(found: Found, weights: Weights) -> Reading:
    """The sentences' scores, and their shares of one probability (softmax over all of them)."""
    import numpy as np

    scores = found.matrix @ np.array(vector(weights.sentence, sentence_evidence.FEATURES))
    odds = np.exp(scores - scores.max())
    chances = odds / odds.sum()
    shares = np.bincount(found.owners, weights=chances, minlength=len(found.documents))
    return Reading(scores=scores, chances=chances, shares=shares.astype(np.float64))


def _passages(document: Document) -> tuple[Passage, ...]:
    whole = Passage(number=0, start=0, end=len(document.text), text=document.text)
    return document.passages or (whole,)


def _passage_at(document: Document, position: int) -> Passage:
    """The passage that a position lies in, or the one before it."""
    passages = _passages(document)
    return passages[_at([p.start for p in passages], position)]


def _at(starts: Sequence[int], position: int) -> int:
    """The last of some ascending starts that is not behind a position; the first where all are."""
    return max(0, bisect_right(starts, position) - 1)
