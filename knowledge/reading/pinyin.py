"""Readings printed after characters: 產(chǎn)業(yè), 黨(dang). Out, where they are that character's."""

import re
from collections.abc import Iterator

from knowledge.reading.frequency import commonness
from knowledge.reading.traced import Change, Traced
from knowledge.sound import plain, readings

_LETTERS = "a-zA-Zāáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùǖǘǚǜüêńňǹḿɡɑ"
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_NOISE = re.compile(
    rf"(?<=[{_HAN}])[ \u3000]?[(（]\s?([{_LETTERS}]{{1,7}}[1-5]?)\s?[)）](?:[ \u3000]+(?=[{_HAN}]))?"
)
_QUICK = re.compile(rf"[(（]\s?[{_LETTERS}]")


def is_reading(char: str, letters: str) -> bool:
    """Whether `letters`, with or without tone, is how `char` is read."""
    spelt = plain(letters.replace("ɑ", "a").rstrip("12345"))
    known = readings(char)
    # Software without ü writes u or v for it.
    return spelt in known or spelt.replace("v", "u") in {r.replace("v", "u") for r in known}


def _notes(text: str) -> Iterator[re.Match[str]]:
    """Every reading in brackets behind its own character; `甲(A)`, `钙(Ca)`, `元(CNY)` are none."""
    for found in _NOISE.finditer(text):
        if found[1] == found[1].lower() and is_reading(text[found.start() - 1], found[1]):
            yield found


def is_noisy(text: str) -> bool:
    """Whether the readings in a text are noise: on characters that no reader needs to be told.

    A writer explains 翡(fěi)翠; only a scraper explains 業(yè). One frequent character with more than
    one reading, 行(háng), may still be a writer's.
    """
    if not _QUICK.search(text):
        return False
    chars = [char for found in _notes(text) if commonness(char := text[found.start() - 1]) >= 2]
    return len(chars) > 1 or any(len(readings(char)) == 1 for char in chars)


def mend(piece: Traced) -> tuple[Traced, list[tuple[int, int]]]:
    """The text without such readings, and the ranges (in `piece`) that were taken out."""
    if not _QUICK.search(piece.text):
        return piece, []
    spans = [found.span() for found in _notes(piece.text)]
    return piece.edit(Change(a, b) for a, b in spans), spans
