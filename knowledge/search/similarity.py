"""How alike two phrases are, character by character, word by word and by ear.

The only importer of rapidfuzz. Every figure is 0 to 1; none of them is a confidence.
"""

from knowledge.search.terms import Phrase
from knowledge.sound import sounds


def ratio(a: str, b: str) -> float:
    """Indel similarity of two strings: 2 * common subsequence / total length; 1 for two empty ones."""
    from rapidfuzz import fuzz

    return float(fuzz.ratio(a, b)) / 100


def token_ratio(a: Phrase, b: Phrase) -> float:
    """`ratio` after sorting the words: the order of the words does not count."""
    from rapidfuzz import fuzz

    return float(fuzz.token_sort_ratio(" ".join(a.words), " ".join(b.words))) / 100


def sound_ratio(a: str, b: str) -> float:
    """Indel similarity of the sequences of sounds; characters that sound alike are equal."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(sounds(a), sounds(b)))
