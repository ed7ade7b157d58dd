"""How alike two texts are, character by character, word by word and by ear.

The only importer of rapidfuzz. Every figure is 0 to 1; none of them is a confidence.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def ratio(a: str, b: str) -> float:
    """Indel similarity of two strings: 2 * common subsequence / total length; 1 for two empty ones."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(a, b))


def ratios(a: str, others: Sequence[str]) -> "NDArray[np.float64]":
    """`ratio` of one string with each of the others, shape (len(others),)."""
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    found = cdist([a], others, scorer=Indel.normalized_similarity, dtype=np.float64)
    alike: NDArray[np.float64] = found[0]
    return alike


def contained(a: str, b: str) -> float:
    """Longest common subsequence of two strings over the length of the first: 1 when it lies in `b`."""
    from rapidfuzz.distance import LCSseq

    return float(LCSseq.similarity(a, b)) / max(1, len(a))
