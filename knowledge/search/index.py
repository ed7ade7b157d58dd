"""An inverted index in four arrays, scored with BM25.

The arrays hold no Python objects, so an index can be written to disk and mapped back.
Rare terms open candidates; common terms only add to the score of those: no query reads
the posting lists of 的 or 怎么 from end to end, however large the index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Which phrase holds which term, and how much that term is worth there.

    terms: ascending, shape (n_terms,). starts: where a term's postings begin, shape (n_terms + 1,).
    places: phrase numbers, ascending within a term, shape (n_postings,).
    impacts: BM25 weight of the term in that phrase, > 0, shape (n_postings,).
    rarity: 0 to 1, shape (n_terms,): idf over the largest that there can be, so that it means the
    same in an index of ten phrases and of a million.
    held: the rows of each phrase's terms, ascending, and so by kind; shape (n_postings,).
    holds: where a phrase's rows begin, shape (size + 1,).
    """

    terms: "NDArray[np.uint64]"
    starts: "NDArray[np.int64]"
    places: "NDArray[np.int32]"
    impacts: "NDArray[np.float32]"
    rarity: "NDArray[np.float32]"
    held: "NDArray[np.int32]"
    holds: "NDArray[np.int64]"
    size: int

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
        self, numbers: "NDArray[np.uint64]", *, top: int, budget: int = BUDGET
    ) -> tuple["NDArray[np.intp]", "NDArray[np.float64]"]:
        """The `top` phrases by BM25 among those that hold a rare term, best first, and their scores.

        budget: postings read to open candidates; the rarest term's are read whatever they cost.
        """
        import numpy as np

        rows = self.find(numbers)
        if not len(rows):
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        lengths = self.starts[rows + 1] - self.starts[rows]
        opening = max(1, int(np.searchsorted(np.cumsum(lengths), budget, side="right")))
        spans = [slice(self.starts[row], self.starts[row + 1]) for row in rows]
        opened = np.concatenate([self.places[span] for span in spans[:opening]])
        impacts = np.concatenate([self.impacts[span] for span in spans[:opening]])
        found, inverse = np.unique(opened, return_inverse=True)
        scores = np.bincount(inverse, weights=impacts, minlength=len(found)).astype(np.float64)
        for span in spans[opening:]:
            self._add(found, scores, span)
        if len(found) > top:
            # Sorting thousands of candidates costs more than finding them.
            enough = scores >= np.partition(scores, len(scores) - top)[len(scores) - top]
            found, scores = found[enough], scores[enough]
        order = np.lexsort((found, -scores))[:top]
        return found[order].astype(np.intp), scores[order]

    def _add(self, found: "NDArray[np.int32]", scores: "NDArray[np.float64]", span: slice) -> None:
        """Add one common term's impacts to the candidates that hold it, by bisection."""
        import numpy as np

        places = self.places[span]
        at = np.minimum(np.searchsorted(places, found), len(places) - 1)
        hit = places[at] == found
        scores[hit] += self.impacts[span][at[hit]]

    def rows_of(self, places: "NDArray[np.intp]") -> tuple["NDArray[np.int32]", "NDArray[np.intp]"]:
        """The rows that some phrases hold, one after the other, and which of `places` each is of."""
        import numpy as np

        lengths = self.holds[places + 1] - self.holds[places]
        owner = np.repeat(np.arange(len(places)), lengths)
        first = np.repeat(self.holds[places] - np.cumsum(lengths) + lengths, lengths)
        return self.held[first + np.arange(len(owner))], owner

    def overlap(
        self, numbers: "NDArray[np.uint64]", places: "NDArray[np.intp]"
    ) -> tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"]:
        """Rarity of the terms shared, asked and held, by kind: what each phrase covers of a query.

        Returns shared, shape (n_places, 4); in the query, shape (4,); in the phrases, (n_places, 4).
        A term that the index does not know has rarity 1. Each term counts once.
        """
        import numpy as np

        wanted = np.unique(numbers)
        rows = np.sort(self.find(wanted))
        asked = np.bincount(kinds(wanted), minlength=4).astype(np.float64)
        asked -= np.bincount(kinds(self.terms[rows]), weights=1.0 - self.rarity[rows], minlength=4)
        held, owner = self.rows_of(places)
        slot = owner * 4 + kinds(self.terms[held])
        weight = self.rarity[held].astype(np.float64)
        at = np.minimum(np.searchsorted(rows, held), max(0, len(rows) - 1))
        hit = rows[at] == held if len(rows) else np.zeros(len(held), dtype=bool)
        cells = len(places) * 4
        shared = np.bincount(slot, weights=weight * hit, minlength=cells).astype(np.float64)
        whole = np.bincount(slot, weights=weight, minlength=cells).astype(np.float64)
        return shared.reshape(-1, 4), asked, whole.reshape(-1, 4)


def build(phrases: Iterable["NDArray[np.uint64]"]) -> Index:
    """Index phrases given as their term numbers; a phrase's number is its position.

    Source of the weights: Robertson & Zaragoza 2009; idf in Lucene's form, which is never negative.
    """
    import numpy as np

    arrays = list(phrases)
    lengths = np.array([len(a) for a in arrays], dtype=np.int64)
    numbers = np.concatenate([*arrays, np.zeros(0, dtype=np.uint64)])
    places = np.repeat(np.arange(len(arrays), dtype=np.int32), lengths)
    order = np.lexsort((places, numbers))
    numbers, places = numbers[order], places[order]
    first = np.ones(len(numbers), dtype=bool)
    first[1:] = (numbers[1:] != numbers[:-1]) | (places[1:] != places[:-1])
    begins = np.flatnonzero(first)
    counts = np.diff(np.append(begins, len(numbers)))
    numbers, places = numbers[begins], places[begins]
    new_term = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)])
    starts = np.append(new_term, len(numbers)).astype(np.int64)
    terms = numbers[new_term]
    frequency = np.diff(starts)
    idf = np.log1p((len(arrays) - frequency + 0.5) / (frequency + 0.5))
    weight = np.array([KIND_WEIGHTS[k] for k in range(4)])[kinds(terms)] * idf
    relative = lengths[places] / max(1.0, float(lengths.mean()) if len(lengths) else 1.0)
    saturation = counts * (K1 + 1) / (counts + K1 * (1 - B + B * relative))
    row_of = np.repeat(np.arange(len(terms), dtype=np.int32), frequency)
    return Index(
        terms=terms,
        starts=starts,
        places=places,
        impacts=(weight[row_of] * saturation).astype(np.float32),
        rarity=(idf / np.log1p(len(arrays) * 2 + 1)).astype(np.float32),
        held=row_of[np.argsort(places, kind="stable")],
        holds=np.append(0, np.cumsum(np.bincount(places, minlength=len(arrays)))).astype(np.int64),
        size=len(arrays),
    )
