"""Sentences into words as jieba cuts them, to the word: the likeliest path through its dictionary.

What no word of the dictionary covers is cut by a hidden Markov model of the places of characters
in words. Both are jieba's (`cut` with HMM); here they read `Lexicon` and share no state, so that
two corpora never share domain words.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import log

from knowledge.lexicon import Lexicon, table

_BLOCK = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")
_SPACE = re.compile(r"(\r\n|\s)")
_HAN = re.compile(r"([\u4E00-\u9FD5]+)")
_CODE = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_LETTER = re.compile(r"[a-zA-Z0-9]")
# What may stand before a character at the beginning, middle, end of a word, or alone.
_BEFORE = {"B": "ES", "M": "MB", "S": "SE", "E": "BM"}
_NEVER = -3.14e100
_PART = -1.0  # no logarithm of a count
_CACHED = 40_000  # fragments kept, about 5 MB


class _Logs(dict[str, float | None]):
    """Fragment -> log of its count; _PART for a mere beginning of words, None for anything else."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count

    def __missing__(self, fragment: str) -> float | None:
        count = self._count(fragment)
        if len(self) >= _CACHED:
            self.clear()
        found = self[fragment] = None if count < 0 else log(count) if count else _PART
        return found


class Cutter:
    """A dictionary with words added to it, and the way to cut by it.

    words: must stay whole; each gets the count that makes it likelier than its parts.
    Safe to share between threads: what changes after it is built is only a cache.
    """

    def __init__(self, lexicon: Lexicon, words: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        self._added: dict[str, int] = {}
        self._total = lexicon.total
        self._logs = _Logs(self.count)
        for word in words:
            self._add(word)

    def _add(self, word: str) -> None:
        share = 1.0
        for part in self._cut(word, known_only=True):
            share *= (self.count(part) if self.count(part) >= 0 else 1) / self._total
        count = max(int(share * self._total) + 1, self.count(word) if self.count(word) >= 0 else 1)
        self._added[word] = count
        self._total += count
        for end in range(1, len(word)):
            self._added.setdefault(word[:end], max(0, self._lexicon.count(word[:end])))
        self._logs.clear()

    def count(self, fragment: str) -> int:
        """How often a word was counted; 0 for a mere beginning of words, -1 for anything else."""
        own = self._added.get(fragment)
        return self._lexicon.count(fragment) if own is None else own

    def cut(self, text: str) -> Iterator[str]:
        """The words of `text` in order, nothing left out: joined, they give it back."""
        return self._cut(text, known_only=False)

    def _cut(self, text: str, *, known_only: bool) -> Iterator[str]:
        blocks = self._known_words if known_only else self._words
        for number, block in enumerate(_BLOCK.split(text)):
            if number % 2:
                yield from blocks(block)
                continue
            for part in _SPACE.split(block) if block else ():
                if _SPACE.match(part):
                    yield part
                else:
                    yield from part

    def _path(self, text: str) -> list[int]:
        """The likeliest cut: for each position the end of the word that begins there."""
        log_total, logs, size = log(self._total), self._logs, len(text)
        best, ends = [0.0] * (size + 1), [0] * (size + 1)
        for start in range(size - 1, -1, -1):
            score, chosen = 0.0, 0
            for end in range(start + 1, size + 1):
                worth = logs[text[start:end]]
                if worth is None:
                    break
                if worth != _PART:
                    worth = worth - log_total + best[end]
                    if not chosen or worth >= score:
                        score, chosen = worth, end
            if not chosen:
                chosen = start + 1
                score = 0.0 - log_total + best[chosen]
            best[start], ends[start] = score, chosen
        return ends

    def _words(self, block: str) -> Iterator[str]:
        ends = self._path(block)
        alone = start = 0  # where the run of single characters before `start` begins
        while start < len(block):
            end = ends[start]
            if end - start > 1:
                yield from self._singles(block[alone:start])
                yield block[start:end]
                alone = end
            start = end
        yield from self._singles(block[alone:])

    def _singles(self, run: str) -> Iterable[str]:
        """Characters that no longer word covers: perhaps words that the dictionary lacks."""
        return run if len(run) < 2 or self.count(run) > 0 else _unknown_words(run)

    def _known_words(self, block: str) -> Iterator[str]:
        ends = self._path(block)
        letters = start = 0
        while start < len(block):
            end = ends[start]
            if end - start > 1 or not _LETTER.match(block[start]):
                if letters < start:
                    yield block[letters:start]
                yield block[start:end]
                letters = end
            start = end
        if letters < len(block):
            yield block[letters:]


def _unknown_words(run: str) -> Iterator[str]:
    for number, part in enumerate(_HAN.split(run)):
        if number % 2:
            yield from _by_places(part)
        else:
            yield from filter(None, _CODE.split(part))


@cache
def _log_odds() -> tuple[
    dict[str, float], dict[str, dict[str, float]], dict[str, dict[str, float]]
]:
    return table("start"), table("trans"), table("emit")


def _by_places(run: str) -> Iterator[str]:
    """Cut Chinese characters by the likeliest places (begin, middle, end, single) in words.

    Source: Viterbi 1967. Of equal paths the one with the letter later in the alphabet, as jieba.
    """
    start, follows, emits = _log_odds()
    scores = {place: start[place] + emits[place].get(run[0], _NEVER) for place in "BMES"}
    came_from: list[dict[str, str]] = []
    for char in run[1:]:
        step: dict[str, str] = {}
        now: dict[str, float] = {}
        for place in "BMES":
            seen = emits[place].get(char, _NEVER)
            now[place], step[place] = max(
                (scores[before] + follows[before].get(place, _NEVER) + seen, before)
                for before in _BEFORE[place]
            )
        came_from.append(step)
        scores = now
    place = max((scores[last], last) for last in "ES")[1]
    places = [place]
    for step in reversed(came_from):
        place = step[place]
        places.append(place)
    return _joined(run, places[::-1])


def _joined(run: str, places: list[str]) -> Iterator[str]:
    begin = done = 0
    for n, place in enumerate(places):
        if place == "B":
            begin = n
        elif place == "E":
            yield run[begin : n + 1]
            done = n + 1
        elif place == "S":
            yield run[n]
            done = n + 1
    if done < len(run):
        yield run[done:]
