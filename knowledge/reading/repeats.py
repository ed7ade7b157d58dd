"""Paragraphs that a page holds twice in a row: the first copy stays.

A paragraph that comes again elsewhere may be meant: the same proviso under two measures, the same
units for two tasks. A copy that follows its original at once is the page's doing.
"""

from collections.abc import Sequence

_BLOCK = 2_000  # lines; a longer text is not printed twice on one page
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
    at = done = 0
    while at < len(texts):
        first = seen.get(texts[at]) if _is_prose(texts[at]) else None
        copy = range(at, at) if first is None else _copy(texts, first, at, done)
        dropped.update(copy)
        if not copy:
            seen[texts[at]] = at
        at = max(at + 1, copy.stop)
        done = copy.stop if copy else done
    return {full[number] for number in dropped}


def _copy(texts: Sequence[str], first: int, at: int, done: int) -> range:
    """The lines around `at` that repeat those around `first`, up to where the copy ends; else empty.

    done: the copy cannot begin before that line.
    """
    length = at - first
    if length > _BLOCK:
        return range(at, at)
    while first and at > done and texts[first - 1] == texts[at - 1] and at - 1 > first:
        first, at = first - 1, at - 1
    copy = texts[at : at + length]
    if texts[first : first + len(copy)] != copy:
        return range(at, at)
    sentences = sum(map(_is_prose, copy))
    whole = len(copy) == length
    return range(at, at + len(copy)) if sentences >= (1 if whole else 2) else range(at, at)


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE_LENGTH and "。" in line
