"""A text -> its sentences as ranges, so that a quote can begin and end where a reader would."""

import re
from itertools import pairwise

_END = re.compile(r"[。！？!?；;…]+[”’」』）)】》\"]*|\n+")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Ranges of the sentences of `text[start:end]`, in order, without the blanks around them.

    A sentence ends after 。！？；… and what closes it, or at a line break. Only blanks lie between.
    """
    end = len(text) if end is None else end
    cuts = [start, *(m.end() for m in _END.finditer(text, start, end)), end]
    found = []
    for low, high in pairwise(cuts):
        body = text[low:high]
        if body.strip():
            first = low + len(body) - len(body.lstrip())
            found.append((first, low + len(body.rstrip())))
    return found
