"""An inverted index in a few arrays, scored with BM25.

The arrays hold no Python objects, so an index can be written to disk and mapped back.
Rare terms open candidates; common terms only add to the score of those that can still be among the
best: no query reads the posting lists of 的 or 怎么 from end to end, however large the index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from knowledge.search.terms import CHAR, PAIR, SOUND, WORD, kinds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K1 = 1.2
B = 0.5
# What a unit of BM25 is worth for each kind of term.
KIND_WEIGHTS = {CHAR: 0.2, PAIR: 1.0, SOUND: 0.3, WORD: 1.0}
# Postings that a query may read to open candidates; the rarest term is always read whole.
BUDGET = 20_000
# Postings read at first for each phrase wanted, to learn what a candidate must reach.
_FIRST = 1
# With so many times more candidates than wanted, it pays to leave out those that cannot win.
_CROWD = 4
# With fewer postings than this share of all phrases, sorting them is quicker than a sum for each.
_SPARSE = 40
# Sums of floats differ by their order; nobody is left out for that.
_SLACK = 1 + 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Which phrase holds which term, and how much that term is worth there.

    terms: ascending, shape (n_terms,). starts: where a term's postings begin, shape (n_terms + 1,).
    places: phrase numbers, ascending within a term, shape (n_postings,).
    impacts: BM25 weight of the term in that phrase, > 0, shape (n_postings,).
    peaks: the most that a term is worth anywhere, shape (n_terms,).
    rarity: 0 to 1, shape (n_terms,): idf over the largest that there can be, so that it means the
    same in an index of ten phrases and of a million.
    wholes: the rarities of a phrase's terms, summed by kind, shape (size, 4).
    """

    terms: "NDArray[np.uint64]"
    starts: "NDArray[np.int64]"
    places: "NDArray[np.int32]"
    impacts: "NDArray[np.float32]"
    peaks: "NDArray[np.float32]"
    rarity: "NDArray[np.float32]"
    wholes: "NDArray[np.float32]"

    @property
    def size(self) -> int:
        """How many phrases there are."""
        return len(self.wholes)

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """The arrays by name, to be kept."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, arrays: Mapping[str, "NDArray[np.generic]"]) -> Self:
        """An index from arrays that were kept."""
        return cls(**{name: arrays[name] for name in cls.__slots__})  # type: ignore[arg-type]

    def find(self, numbers: "NDArray[np.uint64]") -> "NDArray[np.intp]":
        """Rows of those of `numbers` that the index knows, each once, rarest first."""
        import numpy as np

        wanted = np.unique(numbers)
        if not len(self.terms):
            return np.zeros(0, dtype=np.intp)
        rows = np.minimum(np.searchsorted(self.terms, wanted), len(self.terms) - 1)
        rows = rows[self.terms[rows] == wanted]
        frequency = self.starts[rows + 1] - self.starts[rows]
        rarest: NDArray[np.intp] = rows[np.argsort(frequency, kind="stable")]
        return rarest

    def rarities(self, numbers: "NDArray[np.uint64]") -> "NDArray[np.float32]":
        """How rare each term is, 0 to 1, shape of `numbers`; 1 for one that the index does not know."""
        import numpy as np

        if not len(self.terms):
            return np.ones(len(numbers), dtype=np.float32)
        rows = np.minimum(np.searchsorted(self.terms, numbers), len(self.terms) - 1)
        known = self.terms[rows] == numbers
        rarest: NDArray[np.float32] = np.where(known, self.rarity[rows], np.float32(1.0))
        return rarest

    def most(self, numbers: "NDArray[np.uint64]") -> float:
        """About the most that BM25 could give for these terms: each of them often in one phrase."""
        import numpy as np

        rarest = self.rarities(np.unique(numbers))
        return float(rarest.sum()) * float(np.log1p(self.size * 2 + 1)) * (K1 + 1)

    def scan(self, numbers: "NDArray[np.uint64]") -> "NDArray[np.float64]":
        """BM25 of every phrase, shape (size,): the slow and plain way, for tests and small indexes."""
        import numpy as np

        scores = np.zeros(self.size)
        for row in self.find(numbers):
            here = slice(self.starts[row], self.starts[row + 1])
            scores[self.places[here]] += self.impacts[here]
        return scores

    def search(
        self,
        numbers: "NDArray[np.uint64]",
        *,
        top: int,
        floor: float = 0.0,
        budget: int = BUDGET,
    ) -> tuple["NDArray[np.intp]", "NDArray[np.float64]"]:
        """The `top` phrases by BM25 among those that hold a rare term, best first, and their scores.

        floor: share of the best score that a phrase must reach, 0 to 1.
        budget: postings read to open candidates; the rarest term's are read whatever they cost.
        Fewer are read where no further term could lift a new candidate among the best.
        Source: Turtle & Flood 1995 (MaxScore), on terms from the rarest on.
        """
        import numpy as np

        rows = self.find(numbers)
        if not len(rows):
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        read = np.cumsum(self.starts[rows + 1] - self.starts[rows])
        most = max(1, int(np.searchsorted(read, budget, side="right")))
        # What all terms from one on can add at most.
        rest = np.append(np.cumsum(self.peaks[rows][::-1], dtype=np.float64)[::-1], 0.0) * _SLACK
        opening = min(most, max(1, int(np.searchsorted(read, _FIRST * top, side="right"))))
        found, scores = self._score(rows, opening, rest, top, 0.0)
        # Found so far are no more than the best, and no better: what they reach must be reached.
        least = max(float(scores.min()) if len(scores) == top else 0.0, floor * float(scores.max()))
        needed = min(most, int(np.searchsorted(-rest, -least, side="right")))
        if needed > opening:
            found, scores = self._score(rows, needed, rest, top, least)
        if floor:
            able = scores >= floor * scores.max()
            found, scores = found[able], scores[able]
        order = np.lexsort((found, -scores))
        return found[order].astype(np.intp), scores[order]

    def _score(
        self,
        rows: "NDArray[np.intp]",
        opening: int,
        rest: "NDArray[np.float64]",
        top: int,
        least: float,
    ) -> tuple["NDArray[np.int32]", "NDArray[np.float64]"]:
        """The `top` phrases that hold one of the first `opening` terms, in no order.

        least: a score that as many as `top` are known to reach.
        """
        import numpy as np

        spans = list(zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True))
        opened = np.concatenate([self.places[low:high] for low, high in spans[:opening]])
        impacts = np.concatenate([self.impacts[low:high] for low, high in spans[:opening]])
        found, scores = _summed(opened, impacts, self.size, least - float(rest[opening]))
        for (low, high), still in zip(spans[opening:], rest[opening:].tolist(), strict=False):
            if len(found) > _CROWD * top:
                least = max(least, np.partition(scores, len(scores) - top)[-top])
                able = scores >= least - still
                found, scores = found[able], scores[able]
            places = self.places[low:high]
            at = places.searchsorted(found)
            hit = places.take(at, mode="clip") == found
            scores += np.where(hit, self.impacts[low:high].take(at, mode="clip"), np.float32(0))
        if len(found) > top:
            best = np.lexsort((found, -scores))[:top]
            found, scores = found[best], scores[best]
        return found, scores

    def overlap(
        self, numbers: "NDArray[np.uint64]", places: "NDArray[np.intp]"
    ) -> tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"]:
        """Rarity of the terms shared, asked and held, by kind: what each phrase covers of a query.

        Returns shared, shape (n_places, 4); in the query, shape (4,); in the phrases, (n_places, 4).
        A term that the index does not know has rarity 1. Each term counts once.
        """
        import numpy as np

        wanted = np.unique(numbers)
        rows = self.find(wanted)
        kind, rarity = kinds(self.terms[rows]), self.rarity[rows].astype(np.float64)
        asked = np.bincount(kinds(wanted), minlength=4).astype(np.float64)
        asked -= np.bincount(kind, weights=1.0 - rarity, minlength=4)
        hits = np.zeros((len(rows), len(places)))
        sought = places.astype(np.int32)
        for hit, row in zip(hits, rows.tolist(), strict=True):
            held = self.places[self.starts[row] : self.starts[row + 1]]
            hit[:] = held.take(held.searchsorted(sought), mode="clip") == sought
        shared = hits.T @ (rarity[:, None] * (kind[:, None] == np.arange(4)))
        return shared, asked, self.wholes[places].astype(np.float64)


def _summed(
    places: "NDArray[np.int32]", impacts: "NDArray[np.float32]", size: int, least: float
) -> tuple["NDArray[np.int32]", "NDArray[np.float64]"]:
    """Each of `places` once, with the sum of its impacts, those below `least` left out."""
    import numpy as np

    if size > _SPARSE * len(places):
        found, inverse = np.unique(places, return_inverse=True)
        return found, np.bincount(inverse, weights=impacts).astype(np.float64)
    sums = np.bincount(places, weights=impacts, minlength=size).astype(np.float64)
    able = np.flatnonzero(sums >= least if least > 0 else sums)
    return able.astype(np.int32), sums[able]


def held_rows(of: Index) -> tuple["NDArray[np.int32]", "NDArray[np.int64]"]:
    """The rows of each phrase's terms, ascending, phrase after phrase; and where each one's begin."""
    import numpy as np

    rows = np.repeat(np.arange(len(of.terms), dtype=np.int32), np.diff(of.starts))
    begins = np.append(0, np.cumsum(np.bincount(of.places, minlength=of.size)))
    return rows[np.argsort(of.places, kind="stable")], begins.astype(np.int64)


def build(phrases: Iterable["NDArray[np.uint64]"]) -> Index:
    """Index phrases given as their term numbers; a phrase's number is its position."""
    import numpy as np

    arrays = list(phrases)
    lengths = np.array([len(a) for a in arrays], dtype=np.int64)
    numbers = np.concatenate([*arrays, np.zeros(0, dtype=np.uint64)])
    places = np.repeat(np.arange(len(arrays), dtype=np.int32), lengths)
    return build_parts([(numbers, places)], lengths)


def build_parts(
    parts: Iterable[tuple["NDArray[np.uint64]", "NDArray[np.int32]"]], lengths: "NDArray[np.int64]"
) -> Index:
    """Index terms given as numbers and the phrases that hold them, ascending by phrase.

    parts: all terms of one part are smaller than those of the next; each is worked on alone, so that
    memory is needed for the largest only. lengths: terms in each phrase, repeats counted.
    Source of the weights: Robertson & Zaragoza 2009; idf in Lucene's form, which is never negative.
    """
    import numpy as np

    relative = lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0)
    wholes = np.zeros((len(lengths), 4))
    done = [_part(numbers, places, relative, wholes) for numbers, places in parts]
    terms, counts, held, impacts, peaks, rarity = map(np.concatenate, zip(*done, strict=True))
    return Index(
        terms=terms,
        starts=np.append(0, np.cumsum(counts)).astype(np.int64),
        places=held,
        impacts=impacts,
        peaks=peaks,
        rarity=rarity,
        wholes=wholes.astype(np.float32),
    )


def _part(
    numbers: "NDArray[np.uint64]",
    places: "NDArray[np.int32]",
    relative: "NDArray[np.float64]",
    wholes: "NDArray[np.float64]",
) -> Sequence["NDArray[np.generic]"]:
    """terms, postings of each, places, impacts, peaks, rarity; what phrases hold goes to `wholes`."""
    import numpy as np

    size = len(relative)
    order = np.argsort(numbers, kind="stable")
    numbers, places = numbers[order], places[order]
    del order
    first = np.ones(len(numbers), dtype=bool)
    first[1:] = (numbers[1:] != numbers[:-1]) | (places[1:] != places[:-1])
    begins = np.flatnonzero(first)
    times = np.diff(np.append(begins, len(numbers)))
    numbers, places = numbers[begins], places[begins]
    new_term = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)])
    terms, frequency = numbers[new_term], np.diff(np.append(new_term, len(numbers)))
    idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5))
    kind = kinds(terms)
    weight = np.array([KIND_WEIGHTS[k] for k in range(4)])[kind] * idf
    impacts = times * (K1 + 1) / (times + K1 * (1 - B + B * relative[places]))
    impacts = (np.repeat(weight, frequency) * impacts).astype(np.float32)
    rarity = (idf / np.log1p(size * 2 + 1)).astype(np.float32)
    slot = places.astype(np.int64) * 4 + np.repeat(kind, frequency)
    held = np.bincount(slot, weights=np.repeat(rarity, frequency), minlength=size * 4)
    wholes += held.reshape(-1, 4)
    peaks = np.maximum.reduceat(impacts, new_term) if len(impacts) else impacts
    return terms, frequency, places, impacts, peaks, rarity
