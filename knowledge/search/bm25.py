"""BM25: what a term is worth in a phrase.

Source: Robertson & Zaragoza 2009; idf in Lucene's form, which is never negative.
"""

from typing import TYPE_CHECKING, Any

from knowledge.search.terms import CHAR, PAIR, SOUND, WORD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K1 = 1.2
B = 0.5
# What a unit of BM25 is worth for each kind of term.
KIND_WEIGHTS = {CHAR: 0.2, PAIR: 1.0, SOUND: 0.3, WORD: 1.0}


def idf(size: int, frequency: "NDArray[np.int64]") -> "NDArray[np.float64]":
    """How rare terms are that so many of `size` phrases hold; above 0."""
    import numpy as np

    found: NDArray[np.float64] = np.log1p((size - frequency + 0.5) / (frequency + 0.5))
    return found


def largest_idf(size: int) -> float:
    """About the idf of a term that one phrase holds: what `Index.rarity` is a share of."""
    import numpy as np

    return float(np.log1p(size * 2 + 1))


def kind_weights(kinds: "NDArray[np.intp]") -> "NDArray[np.float64]":
    """`KIND_WEIGHTS` of each term."""
    import numpy as np

    return np.array([KIND_WEIGHTS[kind] for kind in range(4)])[kinds]


def saturated(
    times: "NDArray[np.integer[Any]]", relative: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """What holding a term so many times counts: 0 for never, below K1 + 1.

    relative: length of the phrase over the mean length, of a shape that fits `times`.
    """
    found: NDArray[np.float64] = times * (K1 + 1) / (times + K1 * (1 - B + B * relative))
    return found
