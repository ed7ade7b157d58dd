"""A question -> the passages that may answer it, and from the best one the words that do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from knowledge.model import Document, Passage
from knowledge.search import index
from knowledge.search.sentences import sentences
from knowledge.search.terms import phrase, term_numbers
from knowledge.text import Segmenter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DOCUMENTS = 12


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


class PassageSearch:
    """Finds passages over all documents, and the sentences in them that answer."""

    def __init__(self, documents: Iterable[Document], segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._documents = tuple(documents)
        self._by_id = {d.id: d for d in self._documents}
        self._index = index.build(self._numbers(f"{d.title}\n{d.text}") for d in self._documents)

    def _numbers(self, text: str) -> "NDArray[np.uint64]":
        return term_numbers(phrase(text, self._segmenter))

    def search(self, question: str, *, top: int = 10) -> list[PassageHit]:
        """The passages that come nearest, best first; empty where nothing is shared."""
        numbers = self._numbers(question)
        weights = self._weights(numbers)
        total = sum(weights.values()) or 1.0
        found, scores = self._index.search(numbers, top=_DOCUMENTS)
        hits = []
        for place, score in zip(found.tolist(), scores.tolist(), strict=True):
            document = self._documents[place]
            covered, passage = max(
                (self._covered(weights, f"{document.title}\n{p.text}"), -p.number)
                for p in _passages(document)
            )
            evidence = {"bm25": score / scores[0], "coverage": covered / total}
            belief = evidence["coverage"] + 0.5 * evidence["bm25"]
            hits.append(
                PassageHit(
                    document_id=document.id,
                    passage=-passage,
                    probability=1 / (1 + exp(-8 * (belief - 1.0))),
                    evidence=evidence,
                )
            )
        return sorted(hits, key=lambda hit: -hit.probability)[:top]

    def quote(self, question: str, hit: PassageHit, *, limit: int = 300) -> Quote:
        """The sentences of the hit's document that answer, at most `limit` characters of its text."""
        document = self._by_id[hit.document_id]
        passage = _passages(document)[hit.passage]
        weights = self._weights(self._numbers(question))
        ranges = sentences(document.text) or [(0, len(document.text))]
        inside = [n for n, (low, _) in enumerate(ranges) if passage.start <= low < passage.end]
        best = max(
            inside or [0],
            key=lambda n: (self._covered(weights, document.text[slice(*ranges[n])]), -n),
        )
        start, end = _widen(ranges, best, limit)
        low, high = ranges[best]
        return Quote(
            document_id=document.id,
            start=start,
            end=end,
            text=document.text[start:end],
            highlight=document.text[low : min(high, end)],
            section=passage.section,
        )

    def _weights(self, numbers: "NDArray[np.uint64]") -> dict[int, float]:
        rows = self._index.find(numbers)
        frequency = self._index.starts[rows + 1] - self._index.starts[rows]
        terms = self._index.terms[rows].tolist()
        return {
            t: log(1 + len(self._documents) / f)
            for t, f in zip(terms, frequency.tolist(), strict=True)
        }

    def _covered(self, weights: Mapping[int, float], text: str) -> float:
        held = set(self._numbers(text).tolist())
        return sum(weight for term, weight in weights.items() if term in held)


def _passages(document: Document) -> Sequence[Passage]:
    whole = Passage(number=0, start=0, end=len(document.text), text=document.text)
    return document.passages or (whole,)


def _widen(ranges: Sequence[tuple[int, int]], best: int, limit: int) -> tuple[int, int]:
    first = last = best
    start, end = ranges[best]
    end = min(end, start + limit)
    while True:
        if last + 1 < len(ranges) and ranges[last + 1][1] - start <= limit:
            last += 1
            end = ranges[last][1]
        elif first > 0 and end - ranges[first - 1][0] <= limit:
            first -= 1
            start = ranges[first][0]
        else:
            return start, end
