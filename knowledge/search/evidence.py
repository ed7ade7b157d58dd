"""What speaks for and against a question and a wording meaning the same: one number each.

All is measured between two phrases; nothing here knows what an answer is. Names are those of
`FEATURES`, and of the weights file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from knowledge.search import similarity, vocabulary
from knowledge.search.terms import Phrase
from knowledge.sound import sounds
from knowledge.text import Segmenter

FEATURES = (
    # Words and what they tell in general Chinese, 0 to 1 each; a part of a word counts in part.
    "lost",  # of the question, not in the wording: sum
    "extra",  # of the wording, not in the question: sum
    "lost_most",  # the most telling single word
    "extra_most",
    # Strings
    "ratio",
    "words",
    "sound",
    "common",  # longest common subsequence, of the shorter
    "begins",  # common beginning, of the shorter
    "equal",
    "shorter",  # log of how much longer the question is
    "longer",
    # What is asked
    "asks_lost",
    "asks_extra",
    "asks_clash",
    "denies_clash",
    "codes_lost",
    "codes_extra",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A phrase made ready for comparison."""

    words: tuple[str, ...]
    letters: str
    sounds: tuple[str, ...]
    meanings: frozenset[str]
    characters: frozenset[str]
    asks: frozenset[str]
    denies: bool
    codes: frozenset[str]


def profile(of: Phrase) -> Profile:
    """Everything about one phrase that comparisons use again and again."""
    letters = of.letters
    return Profile(
        words=of.words,
        letters=letters,
        sounds=sounds(letters),
        meanings=frozenset(map(vocabulary.meaning, of.words)),
        characters=frozenset(letters),
        asks=vocabulary.asked(of.words),
        denies=vocabulary.denies(letters),
        codes=vocabulary.codes(letters),
    )


def unmatched(of: Profile, other: Profile) -> list[str]:
    """Words of one phrase that say nothing the other says, each once."""
    return [
        word
        for word in dict.fromkeys(of.words)
        if word not in other.words and vocabulary.meaning(word) not in other.meanings
    ]


def compare(
    asked: Profile,
    wording: Profile,
    lost_words: Sequence[str],
    extra_words: Sequence[str],
    segmenter: Segmenter,
) -> list[float]:
    """The evidence in the order of `FEATURES`. lost_words, extra_words: from `unmatched`."""
    lost, lost_most = _missed(lost_words, wording, segmenter)
    extra, extra_most = _missed(extra_words, asked, segmenter)
    return [
        lost,
        extra,
        lost_most,
        extra_most,
        *_strings(asked, wording),
        float(len(asked.asks - wording.asks)),
        float(len(wording.asks - asked.asks)),
        float(bool(asked.asks and wording.asks) and not asked.asks & wording.asks),
        float(asked.denies != wording.denies),
        float(len(asked.codes - wording.codes)),
        float(len(wording.codes - asked.codes)),
    ]


def _missed(words: Sequence[str], there: Profile, segmenter: Segmenter) -> tuple[float, float]:
    total = most = 0.0
    for word in words:
        absent = sum(c not in there.characters for c in word) / len(word)
        tells = segmenter.rarity(word) * absent
        total += tells
        most = max(most, tells)
    return total, most


def _strings(asked: Profile, wording: Profile) -> tuple[float, ...]:
    a, b = asked.letters, wording.letters
    shortest = max(1, min(len(a), len(b)))
    ratio = similarity.ratio(a, b)
    growth = log((len(b) + 1) / (len(a) + 1))
    begins = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), shortest)
    return (
        ratio,
        similarity.token_ratio(asked.words, wording.words),
        similarity.sequence_ratio(asked.sounds, wording.sounds),
        ratio * (len(a) + len(b)) / 2 / shortest,
        begins / shortest,
        float(a == b),
        max(0.0, -growth),
        max(0.0, growth),
    )
