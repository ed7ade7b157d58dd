"""How alike two texts are, character by character, word by word and by ear.

The only importer of rapidfuzz. Every figure is 0 to 1; none of them is a confidence.
"""

from collections.abc import Hashable, Sequence


def ratio(a: str, b: str) -> float:
    """Indel similarity of two strings: 2 * common subsequence / total length; 1 for two empty ones."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(a, b))


def sequence_ratio(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """`ratio` over any two sequences, such as the sounds of two texts."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(a, b))


def token_ratio(a: Sequence[str], b: Sequence[str]) -> float:
    """`ratio` after sorting the words: their order does not count."""
    return ratio(" ".join(sorted(a)), " ".join(sorted(b)))


def contained(a: str, b: str) -> float:
    """Longest common subsequence of two strings over the length of the first: 1 when it lies in `b`."""
    from rapidfuzz.distance import LCSseq

    return float(LCSseq.similarity(a, b)) / max(1, len(a))
