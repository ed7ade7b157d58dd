"""Noise of single characters: entities, zero-width marks, inserted `@@`, doubled commas, odd spaces."""

import re
from html import unescape

from knowledge.reading.traced import Change, Traced

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,6});?")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f]"
)
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\t\x0b\x0c]")
_INSERTED = re.compile("(?<=[\u4e00-\u9fff，。、；：”》）])@{2,}|@{2,}(?=[\u4e00-\u9fff“《（])")
_DOUBLED = re.compile("(?<=[\u4e00-\u9fff0-9”》）)])(?:,{2,}|，{2,}|、{2,}|。{2}(?!。)(?<!。。。))")
_SUSPECT = re.compile(
    "[&@\u00a0\u00ad\u1680\u2000-\u200f\u202a-\u202f\u205f-\u2064\ufeff\ufff9-\ufffb\x00-\x09\x0b-\x1f\x7f]"
    "|,,|，，|、、|。。"
)


def mend(piece: Traced) -> Traced:
    """Without the noise; a text without any comes back as it is."""
    if not _SUSPECT.search(piece.text):
        return piece
    piece = piece.edit(
        Change(m.start(), m.end(), char)
        for m in _ENTITY.finditer(piece.text)
        if (char := unescape(m[0])) != m[0]
    )
    piece = piece.edit(Change(m.start(), m.end()) for m in _INVISIBLE.finditer(piece.text))
    piece = piece.edit(Change(m.start(), m.end(), " ") for m in _ODD_SPACE.finditer(piece.text))
    piece = piece.edit(Change(m.start(), m.end()) for m in _INSERTED.finditer(piece.text))
    return piece.edit(Change(m.start() + 1, m.end()) for m in _DOUBLED.finditer(piece.text))
