"""Sentences with the probability that each answers -> the range to quote, and what to highlight."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

# Share of the reachable probability at which a quote is long enough.
_ENOUGH = 0.9995
_CLAUSE = re.compile(r"[，,；;：:。！？!?\n]+")


def window(
    ranges: Sequence[tuple[int, int]], chances: Sequence[float], anchor: int, limit: int
) -> tuple[int, int]:
    """First and last sentence of the quote: neighbours that hold most of the probability.

    ranges: of the sentences, ascending. chances: of each, >= 0. anchor: a sentence that must be in.
    limit: characters. Of all runs the shortest that has nearly as much as the best. A sentence
    longer than `limit` stands alone.
    """
    runs = []
    for first in range(anchor, -1, -1):
        if first < anchor and ranges[anchor][1] - ranges[first][0] > limit:
            break
        total = sum(chances[first : anchor + 1])
        runs.append((total, first, anchor))
        for last in range(anchor + 1, len(ranges)):
            if ranges[last][1] - ranges[first][0] > limit:
                break
            total += chances[last]
            runs.append((total, first, last))
    most = max(total for total, _, _ in runs)
    enough = [run for run in runs if run[0] >= _ENOUGH * most]
    _, first, last = min(enough, key=lambda run: (ranges[run[2]][1] - ranges[run[1]][0], -run[0]))
    return first, last


# What ends a sentence that goes on in the next one: a list, or what leads into it.
_GOES_ON = "；;：:，,、"


def whole_list(
    text: str, ranges: Sequence[tuple[int, int]], first: int, last: int, limit: int
) -> tuple[int, int]:
    """The window with the rest of a list that it breaks off, as far as `limit` allows.

    Forward first: what follows belongs to the answer more often than what leads into it.
    """
    while (
        last + 1 < len(ranges)
        and text[ranges[last][1] - 1] in _GOES_ON
        and ranges[last + 1][1] - ranges[first][0] <= limit
    ):
        last += 1
    while (
        first > 0
        and text[ranges[first - 1][1] - 1] in _GOES_ON
        and ranges[last][1] - ranges[first - 1][0] <= limit
    ):
        first -= 1
    return first, last


def filled(ranges: Sequence[tuple[int, int]], first: int, last: int, limit: int) -> int:
    """The last sentence of the window when it is filled up to `limit` with what follows."""
    while last + 1 < len(ranges) and ranges[last + 1][1] - ranges[first][0] <= limit:
        last += 1
    return last


def highlight(
    text: str, start: int, end: int, worth: Callable[[str], float], *, limit: int = 80
) -> tuple[int, int]:
    """The part of the sentence `text[start:end]` that answers: all of a short one, else its clauses.

    worth: what a clause says of what was asked, >= 0.    limit: characters.
    """
    if end - start <= limit:
        return start, end
    parts = clauses(text, start, end)
    chances = [worth(text[low:high]) for low, high in parts]
    best = max(range(len(parts)), key=lambda n: (chances[n], -n))
    first, last = window(parts, chances, best, limit)
    return parts[first][0], parts[last][1]


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges of the clauses of `text[start:end]`, with the mark that ends each."""
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
