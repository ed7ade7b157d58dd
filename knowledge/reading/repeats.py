"""Paragraphs that a page holds twice in a row: the first copy stays.

A paragraph that comes again elsewhere may be meant: the same proviso under two measures, the same
units for two tasks. A copy that follows its original at once is the page's doing.
"""

from collections.abc import Sequence

_PROSE_LENGTH = 30  # characters; shorter lines repeat in good order (责任单位：县财政局)


def repeated(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines of every block of lines that directly follows the same block.

    A block holds at least one sentence. The last copy in a text may be cut off, if two sentences of it
    are there. Blank lines count for nothing.
    """
    full = [number for number, line in enumerate(lines) if line.strip()]
    texts = [lines[number].strip() for number in full]
    dropped: set[int] = set()
    seen: dict[str, int] = {}
    at = 0
    while at < len(texts):
        first = seen.get(texts[at])
        length = _copied(texts, first, at) if first is not None else 0
        if length:
            dropped.update(full[at : at + length])
        elif _is_prose(texts[at]) or first is None:
            seen[texts[at]] = at
        at += length or 1
    return dropped


def _copied(texts: Sequence[str], first: int, at: int) -> int:
    """Length of the block from `at` on that repeats the one from `first` to `at`; 0 for none."""
    length = at - first
    copy = texts[at : at + length]
    if texts[first : first + len(copy)] != copy:
        return 0
    sentences = sum(map(_is_prose, copy))
    return len(copy) if sentences >= (1 if len(copy) == length else 2) else 0


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE_LENGTH and "。" in line
