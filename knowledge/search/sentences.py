"""A text -> its sentences as ranges, so that a quote can begin and end where a reader would."""

import re
from collections.abc import Iterator
from itertools import pairwise

_END = re.compile(r"[。！？!?；;…]+[”’」』）)】》\"]*|\n+")
_PAUSE = re.compile(r"[，,、：:\s]")
# A sentence longer than this is cut at its pauses, so that a quote of 300 characters can choose.
_LONG = 180
_PART = 120


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Ranges of the sentences of `text[start:end]`, in order, without the blanks around them.

    A sentence ends after 。！？；… and what closes it, or at a line break; a very long one is cut
    after a comma. Only blanks lie between.
    """
    end = len(text) if end is None else end
    cuts = [start, *(m.end() for m in _END.finditer(text, start, end)), end]
    found = []
    for low, high in pairwise(cuts):
        for first, last in _parts(text, low, high):
            body = text[first:last]
            if body.strip():
                begin = first + len(body) - len(body.lstrip())
                found.append((begin, first + len(body.rstrip())))
    return found


def _parts(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    while high - low > _LONG:
        pauses = [m.end() for m in _PAUSE.finditer(text, low + _PART // 2, low + _PART)]
        cut = pauses[-1] if pauses else low + _PART
        yield low, cut
        low = cut
    yield low, high
