"""Phrases -> an `Index` over them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from knowledge.search import bm25
from knowledge.search.index import Index
from knowledge.search.terms import kinds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
    """
    import numpy as np

    relative = lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0)
    wholes = np.zeros((len(lengths), 4))
    begins = np.append(0, np.cumsum(lengths)).astype(np.int64)
    held = np.zeros(begins[-1], dtype=np.int32)
    free = begins[:-1].copy()
    done, n_terms = [], 0
    for numbers, places in parts:
        part, rows, owners = _part(numbers, places, relative, wholes)
        counts = np.bincount(owners, minlength=len(lengths))
        ends = np.cumsum(counts)
        held[np.arange(len(owners)) + (free - ends + counts)[owners]] = rows + n_terms
        free += counts
        n_terms += len(part[0])
        done.append(part)
    terms, frequency, holders, impacts, peaks, rarity = map(np.concatenate, zip(*done, strict=True))
    return Index(
        terms=terms,
        starts=np.append(0, np.cumsum(frequency)).astype(np.int64),
        places=holders,
        impacts=impacts,
        peaks=peaks,
        rarity=rarity,
        wholes=wholes.astype(np.float32),
        held=held,
        first=begins,
    )


def _part(
    numbers: "NDArray[np.uint64]",
    places: "NDArray[np.int32]",
    relative: "NDArray[np.float64]",
    wholes: "NDArray[np.float64]",
) -> tuple[Sequence["NDArray[np.generic]"], "NDArray[np.int32]", "NDArray[np.int32]"]:
    """terms, postings of each, places, impacts, peaks, rarity; then rows and who holds them.

    Those ascend by phrase, then by row. What phrases hold is added to `wholes`.
    """
    import numpy as np

    size = len(relative)
    order = np.argsort(numbers, kind="stable")
    numbers, places = numbers[order], places[order]
    new = np.ones(len(numbers), dtype=bool)
    new[1:] = numbers[1:] != numbers[:-1]
    del order
    by_phrase = np.argsort(places, kind="stable")
    rows, owners = (np.cumsum(new, dtype=np.int32) - 1)[by_phrase], places[by_phrase]
    del by_phrase
    first = new.copy()
    first[1:] |= places[1:] != places[:-1]
    begins = np.flatnonzero(first)
    times = np.diff(np.append(begins, len(numbers)))
    numbers, places = numbers[begins], places[begins]
    new_term = np.flatnonzero(new[begins])
    terms, frequency = numbers[new_term], np.diff(np.append(new_term, len(numbers)))
    idf, kind = bm25.idf(size, frequency), kinds(terms)
    weight = np.repeat(bm25.kind_weights(kind) * idf, frequency)
    impacts = (weight * bm25.saturated(times, relative[places])).astype(np.float32)
    rarity = (idf / bm25.largest_idf(size)).astype(np.float32)
    slot = places.astype(np.int64) * 4 + np.repeat(kind, frequency)
    held = np.bincount(slot, weights=np.repeat(rarity, frequency), minlength=size * 4)
    wholes += held.reshape(-1, 4)
    peaks = np.maximum.reduceat(impacts, new_term) if len(impacts) else impacts
    return (terms, frequency, places, impacts, peaks, rarity), rows, owners
