"""The few of many texts that can account for a topic at all, by the sounds of their characters.

Matching a topic looks closely at each item; this keeps that to some dozens, at any number of items.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import log

from knowledge.sound import sound
from knowledge.text import normalise

# Texts that are looked at closely. A topic with a character in more than COMMON of the texts is told
# apart by its others.
LONGEST = 80
COMMON = 0.3


class Shortlist:
    """Posting lists from sounds to texts. Built once; `near` is pure."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        self._postings: dict[str, list[int]] = defaultdict(list)
        if self._size > LONGEST:
            for number, text in enumerate(texts):
                for heard in _heard(text):
                    self._postings[heard].append(number)

    def near(self, topic: str) -> Iterable[int]:
        """Numbers of the texts that share most with the topic, ascending; all where they are few."""
        if self._size <= LONGEST:
            return range(self._size)
        lists = [self._postings.get(heard, []) for heard in sorted(_heard(topic))]
        telling = [found for found in lists if len(found) <= COMMON * self._size] or lists
        scores: dict[int, float] = defaultdict(float)
        for found in telling:
            weight = log(1 + self._size / len(found)) if found else 0.0
            for number in found:
                scores[number] += weight
        best = nlargest(LONGEST, scores.items(), key=lambda item: (item[1], -item[0]))
        return sorted(number for number, _ in best)


def _heard(text: str) -> set[str]:
    return {sound(char) for char in normalise(text) if char.isalnum() or char in "☆★"}
