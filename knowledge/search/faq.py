"""A question -> the FAQ entries that may answer it, each with the probability that it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from knowledge.model import FaqEntry
from knowledge.search import index, similarity
from knowledge.search.terms import Phrase, phrase, term_numbers
from knowledge.text import Segmenter

_CANDIDATES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqHit:
    """An entry that may answer. wording: the one of its wordings that came nearest.

    probability: 0 to 1, that this entry answers the question. evidence: name -> value, for a person.
    """

    entry: FaqEntry
    wording: str
    probability: float
    evidence: Mapping[str, float]


class FaqSearch:
    """Finds FAQ entries; everything that can be known before a question is worked out here."""

    def __init__(self, entries: Sequence[FaqEntry], segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._entries = tuple(entries)
        pairs = [(n, w) for n, entry in enumerate(self._entries) for w in entry.wordings]
        self._owners = [n for n, _ in pairs]
        self._wordings = [w for _, w in pairs]
        self._phrases = [phrase(w, segmenter) for w in self._wordings]
        self._index = index.build(map(term_numbers, self._phrases))

    def search(self, question: str, *, top: int = 10) -> list[FaqHit]:
        """The entries that come nearest, best first, each once; empty where nothing is shared."""
        asked = phrase(question, self._segmenter)
        numbers = term_numbers(asked)
        found, scores = self._index.search(numbers, top=_CANDIDATES)
        whole = float(self._index.search(numbers, top=1)[1][0]) if len(found) else 1.0
        hits: dict[int, FaqHit] = {}
        for place, score in zip(found.tolist(), scores.tolist(), strict=True):
            hit = self._judge(asked, place, score / whole)
            owner = self._owners[place]
            if owner not in hits or hit.probability > hits[owner].probability:
                hits[owner] = hit
        return sorted(hits.values(), key=lambda hit: -hit.probability)[:top]

    def _judge(self, asked: Phrase, place: int, rank: float) -> FaqHit:
        wording = self._phrases[place]
        evidence = {
            "bm25": rank,
            "ratio": similarity.ratio(asked.letters, wording.letters),
            "words": similarity.token_ratio(asked, wording),
            "sound": similarity.sound_ratio(asked.letters, wording.letters),
        }
        total = sum(evidence.values()) / len(evidence)
        return FaqHit(
            entry=self._entries[self._owners[place]],
            wording=self._wordings[place],
            probability=1 / (1 + exp(-12 * (total - 0.68))),
            evidence=evidence,
        )
