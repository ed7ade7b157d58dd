"""A question -> the FAQ entries that may answer it, each with the probability that it does.

candidates by shared terms -> evidence for each wording -> one score an entry -> a probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.model import FaqEntry
from knowledge.search import classifier, confidence, evidence, index, wordings
from knowledge.search.confidence import Named
from knowledge.search.retrieval import Lookup, Spelling, Stored
from knowledge.search.terms import phrase, term_numbers
from knowledge.search.weights import Weights, shipped, vector
from knowledge.text import Segmenter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CANDIDATES = 60
# Of those, the best by BM25 without fail; who comes after them decides nothing but a shade.
_SURE = 20
# Wordings with less than this share of the best BM25 never came first, on any development set.
_FLOOR = 0.25
# Entries that the classifier may add to those found by their terms.
_CLASSIFIED = 8
_LEAST = -12.0  # log-probability below which one is as good as another
# Shares of terms, by kind, in the order of the index's kinds; sounds only find candidates.
_KINDS = ("char", "pair", "sound", "word")
SHARED = tuple(f"{kind}_{side}" for side in ("asked", "held", "lost", "extra") for kind in _KINDS)
WORDING_FEATURES = ("bm25", *SHARED, *evidence.FEATURES)
ENTRY_FEATURES = ("share", "several_share", "classifier")
CONFIDENCE_FEATURES = (
    *WORDING_FEATURES,
    "score",
    "share",
    "gap",
    "several",
    "several_score",
    "several_gap",
    "classifier",
    "classifier_share",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqHit:
    """An entry that may answer. wording: the one of its wordings that came nearest.

    probability: 0 to 1, that this entry answers the question. evidence: name -> value, for a person.
    """

    entry: FaqEntry
    wording: str
    probability: float
    evidence: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The candidates for one question, before anything is decided: what the weights are fitted on.

    places: wordings, shape (n,). owners: the entry of each. matrix: `WORDING_FEATURES`, shape
    (n, n_features). unmatched: words in only one of question and wording.
    classified: log-probability of every entry, or None where there is no classifier.
    """

    places: "NDArray[np.intp]"
    owners: "NDArray[np.intp]"
    matrix: "NDArray[np.float64]"
    unmatched: evidence.Unmatched
    classified: "NDArray[np.float64] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Entries in no order. best: position of each one's nearest wording in `Found.places`.

    scores: of that wording. features: `ENTRY_FEATURES`. several: 1 where there is a classifier.
    """

    entries: "NDArray[np.intp]"
    best: "NDArray[np.intp]"
    scores: "NDArray[np.float64]"
    features: "NDArray[np.float64]"
    several: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Entries, best first.

    best: position in `Found.places`. features: `CONFIDENCE_FEATURES`, shape (n_entries, n).
    """

    entries: "NDArray[np.intp]"
    best: "NDArray[np.intp]"
    features: "NDArray[np.float64]"


class FaqSearch:
    """Finds FAQ entries; everything that can be known before a question is worked out here.

    kept: the arrays of an earlier one over the same entries, words and program, in place of work.
    stored: the same, where they stand outside of this process.
    """

    def __init__(
        self,
        entries: Sequence[FaqEntry],
        segmenter: Segmenter,
        *,
        weights: Weights | None = None,
        kept: Mapping[str, "NDArray[np.generic]"] | None = None,
        stored: Stored | None = None,
    ) -> None:
        import numpy as np

        self._segmenter = segmenter
        self._weights = weights or shipped()
        self._entries = entries
        counts = [1 + len(entry.similar) for entry in entries]
        self._first = np.append(0, np.cumsum(counts)).astype(np.int64)
        self._wordings: Spelling
        self._index: Lookup
        self._classifier: classifier.Classifier | None = None
        if stored is not None:
            self._wordings, self._index = stored.wordings, stored.index
            self._classifier = stored.classifier
            return
        if kept is not None:
            self._restore(kept)
            return
        phrases = (phrase(wording, segmenter) for entry in entries for wording in entry.wordings)
        self._wordings = collected = wordings.collect(phrases, segmenter.rarities)
        self._index = built = collected.index()
        if classifier.worthwhile(built.size, len(entries)):
            owners = np.repeat(np.arange(len(entries)), counts)
            self._classifier = classifier.fit(built, owners)

    def _restore(self, kept: Mapping[str, "NDArray[np.generic]"]) -> None:
        self._wordings = wordings.Wordings.of(kept)
        self._index = index.Index.of(kept)
        if "classifier" in kept:
            self._classifier = classifier.Classifier(weights=kept["classifier"])  # type: ignore[arg-type]

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """Everything worked out, as plain arrays by name; given back as `kept`, it is the same."""
        found = {**self._index.arrays(), **self._wordings.arrays()}
        return found | ({"classifier": self._classifier.weights} if self._classifier else {})

    def _owners(self, places: "NDArray[np.intp]") -> "NDArray[np.intp]":
        """The entry of each wording."""
        import numpy as np

        return np.searchsorted(self._first, places, side="right") - 1

    def search(self, question: str, *, top: int = 10) -> list[FaqHit]:
        """The entries that come nearest, best first, each once; empty where nothing is shared."""
        found = self.find(question)
        if found is None:
            return []
        ranked = rank(found, self._weights)
        believed = confidence.probabilities(
            ranked.features[:top], vector_of(self._weights), self._weights.entry_confidence["bias"]
        )
        return [
            self._hit(found, int(entry), int(best), float(probability), features)
            for entry, best, probability, features in zip(
                ranked.entries, ranked.best, believed, ranked.features, strict=False
            )
        ]

    def find(self, question: str) -> Found | None:
        """The candidates and all evidence for them; None where no wording shares a term."""
        import numpy as np

        asked = phrase(question, self._segmenter)
        numbers = term_numbers(asked)
        places, scores = self._index.search(numbers, top=_CANDIDATES, sure=_SURE, floor=_FLOOR)
        if not len(places):
            return None
        classified, further = None, np.zeros(0, dtype=np.intp)
        if self._classifier is not None:
            classified = self._classifier.log_probabilities(self._index.find(numbers))
            further = self._classified(classified, self._owners(places))
        places = np.append(places, further)
        shared, asked_for, held = self._index.overlap(numbers, places)
        kept = self._nearest(places, shared.sum(axis=1) / (1 + held.sum(axis=1)), len(scores))
        places, scores = places[kept], np.append(scores, np.zeros(len(kept) - len(scores)))
        shares = _shares(shared[kept], asked_for, held[kept])
        rows, unmatched = evidence.compare(
            asked, self._wordings.take(places), self._wordings.table, self._segmenter
        )
        return Found(
            places=places,
            owners=self._owners(places),
            matrix=np.column_stack([scores / scores[0], shares, rows]),
            unmatched=unmatched,
            classified=classified,
        )

    def _classified(
        self, classified: "NDArray[np.float64]", present: "NDArray[np.intp]"
    ) -> "NDArray[np.intp]":
        """All wordings of the entries that the classifier names and the terms did not find."""
        import numpy as np

        likely = np.argsort(-classified, kind="stable")[:_CLASSIFIED]
        absent = likely[~np.isin(likely, present)].tolist()
        wordings = [np.arange(self._first[entry], self._first[entry + 1]) for entry in absent]
        return np.concatenate([*wordings, np.zeros(0, dtype=np.intp)])

    def _nearest(
        self, places: "NDArray[np.intp]", shared: "NDArray[np.float64]", found: int
    ) -> "NDArray[np.intp]":
        """Positions of those that the terms found, and of one wording of each entry after them.

        shared: how much of it each wording shares with the question.
        """
        import numpy as np

        owners = self._owners(places[found:])
        firsts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1])[: len(owners)])
        bounds = np.append(firsts, len(owners)).tolist()
        best = [
            found + low + int(np.argmax(shared[found + low : found + high]))
            for low, high in pairwise(bounds)
        ]
        return np.append(np.arange(found), np.array(best, dtype=np.intp))

    def _hit(
        self,
        found: Found,
        entry: int,
        best: int,
        probability: float,
        features: "NDArray[np.float64]",
    ) -> FaqHit:
        of = self._entries[entry]
        return FaqHit(
            entry=of,
            wording=of.wordings[int(found.places[best] - self._first[entry])],
            probability=probability,
            evidence=Named(CONFIDENCE_FEATURES, features),
        )


def vector_of(weights: Weights) -> "NDArray[np.float64]":
    """The weights of `CONFIDENCE_FEATURES`."""
    import numpy as np

    return np.array(vector(weights.entry_confidence, CONFIDENCE_FEATURES))


def _shares(
    shared: "NDArray[np.float64]", asked: "NDArray[np.float64]", held: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """`SHARED` for each candidate: shares and remainders of the question and of the wording."""
    import numpy as np

    return np.hstack(
        [
            shared / np.maximum(asked, 1e-9),
            shared / np.maximum(held, 1e-9),
            np.broadcast_to(asked, shared.shape) - shared,
            held - shared,
        ]
    )


def join(found: Found, weights: Weights) -> Joined:
    """Score the wordings and join them to entries.

    An entry's share is the sum of its wordings' (softmax over all candidates): several near
    wordings speak louder than one.
    """
    import numpy as np

    worth = np.array(vector(weights.wording, WORDING_FEATURES))
    scores = found.matrix @ worth + found.unmatched.costs(weights.words)
    entries, group = np.unique(found.owners, return_inverse=True)
    odds = np.exp(scores - scores.max())
    share = np.log(np.bincount(group, weights=odds / odds.sum()) + 1e-6)
    by_score = np.lexsort((-scores, group))
    best = by_score[np.unique(group[by_score], return_index=True)[1]]
    several, classified = 0.0, np.zeros(len(entries))
    if found.classified is not None:
        several, classified = 1.0, np.maximum(found.classified[entries], _LEAST)
    return Joined(
        entries=entries,
        best=best,
        scores=scores[best],
        features=np.column_stack([share, several * share, classified]),
        several=several,
    )


def rank(found: Found, weights: Weights) -> Ranked:
    """Put the entries in order, with the evidence that each one answers."""
    import numpy as np

    joined = join(found, weights)
    total = joined.features @ np.array(vector(weights.entry, ENTRY_FEATURES))
    order = np.argsort(-total, kind="stable")
    features = _confidence_features(found, joined, total)
    return Ranked(entries=joined.entries[order], best=joined.best[order], features=features[order])


def _confidence_features(
    found: Found, joined: Joined, total: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    import numpy as np

    odds = np.exp(total - total.max())
    runner_up = np.sort(total)[-2] if len(total) > 1 else total.max() - 8
    rival = np.where(total == total.max(), runner_up, total.max())
    gap = np.clip(total - rival, -8, 8)
    classified = joined.features[:, 2]
    extra = (
        joined.scores,
        odds / odds.sum(),
        gap,
        np.full(len(total), joined.several),
        joined.several * joined.scores,
        joined.several * gap,
        classified,
        joined.several * np.exp(classified),
    )
    return np.column_stack([found.matrix[joined.best], *extra])
