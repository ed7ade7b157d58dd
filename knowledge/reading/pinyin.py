"""Readings printed after characters: 產(chǎn)業(yè), 黨(dang). Out, where they are that character's."""

import re

from knowledge.reading.traced import Change, Traced
from knowledge.sound import plain, readings

_LETTERS = "a-zA-Zāáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùǖǘǚǜüêńňǹḿɡɑ"
_NOISE = re.compile(
    rf"(?<=[\u3400-\u9fff\uf900-\ufaff])[ \u3000]?[(（]\s?([{_LETTERS}]{{1,7}}[1-5]?)\s?[)）]"
)
_QUICK = re.compile(rf"[(（]\s?[{_LETTERS}]")


def _spelt(letters: str) -> str:
    bare = plain(letters.replace("ɑ", "a").rstrip("12345"))
    return bare.replace("u:", "v")


def is_reading(char: str, letters: str) -> bool:
    """Whether `letters`, with or without tone, is how `char` is read."""
    spelt = _spelt(letters)
    known = readings(char)
    return spelt in known or spelt.replace("v", "u") in {r.replace("v", "u") for r in known}


def mend(piece: Traced) -> tuple[Traced, list[tuple[int, int]]]:
    """The text without such readings, and the ranges (in `piece`) that were taken out.

    Real brackets stay: `甲(A)`, `钙(Ca)` are no reading of their character, or not spelt as one.
    """
    if not _QUICK.search(piece.text):
        return piece, []
    spans = [
        (m.start(), m.end())
        for m in _NOISE.finditer(piece.text)
        if m[1] == m[1].lower() and is_reading(piece.text[m.start() - 1], m[1])
    ]
    return piece.edit(Change(a, b) for a, b in spans), spans
