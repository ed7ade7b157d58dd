"""An inverted index in a few arrays, scored with BM25.

The arrays hold no Python objects, so an index can be written to disk and mapped back. Phrases are
found from the postings of rare terms, and scored from their own terms: no query reads the postings
of 的 or 怎么 from end to end, however large the index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from knowledge.search import bm25
from knowledge.search.spans import positions
from knowledge.search.terms import kinds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Number = TypeVar("_Number", bound=np.generic)

# Postings that a query may read to open candidates; the rarest term is always read whole.
BUDGET = 20_000
# With no more postings than this for all its terms, a query reads them all.
_ALL = 20_000
# Postings read at first for each phrase wanted, to learn what a candidate must reach.
_FIRST = 1
# The likeliest candidates that are scored first, for each phrase wanted.
_LIKELIEST = 2
# So few candidates are scored at once, without asking first which of them can win.
_FEW = 800
# With fewer postings than this share of all phrases, sorting them is quicker than a sum for each.
_SPARSE = 40
# Sums of floats differ by their order and width; nobody is left out for that.
_SLACK = 1 + 1e-6
# With more terms than this on average, phrases are looked into one by one.
_LONG = 200
# Places at least in a table that tells the rows wanted from most others; a power of two.
_SLOTS = 1 << 12


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
    held: the rows of each phrase's terms, ascending, repeats kept.
    first: where a phrase's terms begin in `held`, shape (size + 1,).
    """

    terms: "NDArray[np.uint64]"
    starts: "NDArray[np.int64]"
    places: "NDArray[np.int32]"
    impacts: "NDArray[np.float32]"
    peaks: "NDArray[np.float32]"
    rarity: "NDArray[np.float32]"
    wholes: "NDArray[np.float32]"
    held: "NDArray[np.int32]"
    first: "NDArray[np.int64]"

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

        return self._find(np.unique(numbers))

    def _find(self, wanted: "NDArray[np.uint64]") -> "NDArray[np.intp]":
        """The same for numbers that are ascending and unlike one another."""
        import numpy as np

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
        return float(rarest.sum()) * bm25.largest_idf(self.size) * (bm25.K1 + 1)

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
        sure: int | None = None,
        floor: float = 0.0,
        budget: int = BUDGET,
    ) -> tuple["NDArray[np.intp]", "NDArray[np.float64]"]:
        """The `top` phrases by BM25 among those that hold a rare term, best first, and their scores.

        sure: so many of them are the best that there are (None: all); of the others a few that score
        a little more may be missing, which is quicker.
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
        if read[-1] <= min(budget, _ALL):
            found, scores = self._sums(rows, 0.0)
        else:
            found, scores = self._among_many(rows, read, top, min(top, sure or top), floor, budget)
        enough = scores >= _least(scores, top, floor)
        found, scores = found[enough], scores[enough]
        order = np.lexsort((found, -scores))[:top]
        return found[order].astype(np.intp), scores[order]

    def _among_many(
        self,
        rows: "NDArray[np.intp]",
        read: "NDArray[np.int64]",
        top: int,
        sure: int,
        floor: float,
        budget: int,
    ) -> tuple["NDArray[np.int32]", "NDArray[np.float64]"]:
        """Phrases with the best among them, in no order, and their scores.

        read: postings of each term and of those before it.
        """
        import numpy as np

        most = max(1, int(read.searchsorted(budget, side="right")))
        # What all terms from one on can add at most.
        rest = np.append(np.cumsum(self.peaks[rows][::-1], dtype=np.float64)[::-1], 0.0) * _SLACK
        opening = min(most, max(1, int(read.searchsorted(_FIRST * top, side="right"))))
        found = np.unique(self._opened(self.places, rows[:opening]))
        scores = self._scores(rows, found)
        # These are some of all, so the best of all score no less.
        least = _least(scores, sure, floor)
        needed = min(most, int((-rest).searchsorted(-least, side="right")))
        if needed <= opening:
            return found, scores
        able, partly = self._sums(rows[:needed], (least - rest[needed]) / _SLACK)
        return self._best(rows, needed, rest, able, partly, top, sure, floor)

    def _opened(self, of: "NDArray[_Number]", rows: "NDArray[np.intp]") -> "NDArray[_Number]":
        """The part of `places` or of `impacts` that belongs to some terms."""
        import numpy as np

        spans = zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)
        return np.concatenate([of[low:high] for low, high in spans])

    def _sums(
        self, rows: "NDArray[np.intp]", least: float
    ) -> tuple["NDArray[np.int32]", "NDArray[np.float64]"]:
        """The phrases that hold one of these terms and what the terms give, from `least` on."""
        import numpy as np

        places, impacts = self._opened(self.places, rows), self._opened(self.impacts, rows)
        if self.size > _SPARSE * len(places):
            found, inverse = np.unique(places, return_inverse=True)
            sums = np.bincount(inverse, weights=impacts).astype(np.float64)
            return found[sums >= least], sums[sums >= least]
        sums = np.bincount(places, weights=impacts, minlength=self.size).astype(np.float64)
        able = np.flatnonzero(sums >= least if least > 0 else sums)
        return able.astype(np.int32), sums[able]

    def _best(
        self,
        rows: "NDArray[np.intp]",
        opened: int,
        rest: "NDArray[np.float64]",
        able: "NDArray[np.int32]",
        partly: "NDArray[np.float64]",
        top: int,
        sure: int,
        floor: float,
    ) -> tuple["NDArray[np.int32]", "NDArray[np.float64]"]:
        """Those of `able` that can be among the best, in no order, and their scores.

        partly: what the first `opened` terms give. The likeliest are scored first: what they reach
        says which of the others need a look.
        """
        import numpy as np

        first = min(len(able), _LIKELIEST * top)
        parted = np.argpartition(-partly, first - 1)
        likeliest, further = parted[:first], parted[first:]
        scores = self._scores(rows, able[likeliest])
        least = _least(scores, sure, floor)
        left = self._left(rows[opened:], rest[opened:], able[further], partly[further], least)
        found = np.append(able[likeliest], left)
        return found, np.append(scores, self._scores(rows, left))

    def _left(
        self,
        rows: "NDArray[np.intp]",
        rest: "NDArray[np.float64]",
        places: "NDArray[np.int32]",
        partly: "NDArray[np.float64]",
        least: float,
    ) -> "NDArray[np.int32]":
        """Those of `places` that these terms may still lift to `least`, or few enough to score."""
        import numpy as np

        for row, still in zip(rows.tolist(), rest.tolist(), strict=False):
            able = (partly + still) * _SLACK >= least
            places, partly = places[able], partly[able]
            if len(places) <= _FEW:
                break
            here = slice(self.starts[row], self.starts[row + 1])
            held = self.places[here]
            at = held.searchsorted(places)
            hit = held.take(at, mode="clip") == places
            partly += np.where(hit, self.impacts[here].take(at, mode="clip"), np.float32(0))
        return places

    def _scores(
        self, rows: "NDArray[np.intp]", places: "NDArray[np.int32]"
    ) -> "NDArray[np.float64]":
        """BM25 of some phrases, shape (n_places,)."""
        times = self._times(rows, places)
        mean = max(1.0, len(self.held) / self.size)
        relative = (self.first[places + 1] - self.first[places]) / mean
        worth = bm25.kind_weights(kinds(self.terms[rows])) * self.rarity[rows]
        found: NDArray[np.float64] = bm25.saturated(times, relative[:, None]) @ worth
        return found * bm25.largest_idf(self.size)

    def _times(
        self, rows: "NDArray[np.intp]", places: "NDArray[np.integer[Any]]"
    ) -> "NDArray[np.intp]":
        """How often each phrase holds each term, shape (n_places, n_rows)."""
        import numpy as np

        begins = self.first[places]
        lengths = self.first[places + 1] - begins
        if lengths.sum() > _LONG * len(places):
            return self._times_in_long(rows, places)
        held = self.held.take(positions(begins, lengths))
        column_of = _columns(rows)
        column = column_of.take(held & (len(column_of) - 1))
        near = (column >= 0).nonzero()[0]
        column = column.take(near)
        hit = (rows.take(column) == held.take(near)).nonzero()[0]
        owner = np.cumsum(lengths).searchsorted(near.take(hit), side="right")
        cells = owner * len(rows) + column.take(hit)
        counts = np.bincount(cells, minlength=len(places) * len(rows))
        return counts.reshape(len(places), len(rows))

    def _times_in_long(
        self, rows: "NDArray[np.intp]", places: "NDArray[np.integer[Any]]"
    ) -> "NDArray[np.intp]":
        """The same for long phrases: looks the terms up in each of them in turn."""
        import numpy as np

        wanted = rows.astype(np.int32)
        ends = np.append(wanted, wanted + 1)
        found = np.zeros((len(places), len(ends)), dtype=np.intp)
        spans = zip(self.first[places].tolist(), self.first[places + 1].tolist(), strict=True)
        for counts, (low, high) in zip(found, spans, strict=True):
            counts[:] = self.held[low:high].searchsorted(ends)
        return found[:, len(rows) :] - found[:, : len(rows)]

    def overlap(
        self, numbers: "NDArray[np.uint64]", places: "NDArray[np.intp]"
    ) -> tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"]:
        """Rarity of the terms shared, asked and held, by kind: what each phrase covers of a query.

        Returns shared, shape (n_places, 4); in the query, shape (4,); in the phrases, (n_places, 4).
        A term that the index does not know has rarity 1. Each term counts once.
        """
        import numpy as np

        wanted = np.unique(numbers)
        rows = self._find(wanted)
        kind, rarity = kinds(self.terms[rows]), self.rarity[rows].astype(np.float64)
        asked = np.bincount(kinds(wanted), minlength=4).astype(np.float64)
        asked -= np.bincount(kind, weights=1.0 - rarity, minlength=4)
        holds = (self._times(rows, places) > 0).astype(np.float64)
        shared = holds @ (rarity[:, None] * (kind[:, None] == np.arange(4)))
        return shared, asked, self.wholes[places].astype(np.float64)


def _least(scores: "NDArray[np.float64]", top: int, floor: float) -> float:
    """What a phrase must score, as far as these scores tell: the `top`-th of them, and the floor."""
    import numpy as np

    reached = floor * float(scores.max())
    if len(scores) < top:
        return reached
    return max(reached, float(np.partition(scores, len(scores) - top)[-top]))


def _columns(rows: "NDArray[np.intp]") -> "NDArray[np.int16]":
    """The position of each of `rows` at its last bits, -1 elsewhere; its length is a power of two."""
    import numpy as np

    size = _SLOTS
    while len(set((rows & (size - 1)).tolist())) < len(rows):
        size *= 2
    table = np.full(size, -1, dtype=np.int16)
    table[rows & (size - 1)] = np.arange(len(rows))
    return table
