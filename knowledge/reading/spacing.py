"""Spaces inside words, as scanners and letter-spaced headings leave them: 实 施 方 案."""

import re

from knowledge.reading.traced import Change, Traced
from knowledge.text import Segmenter

_HAN = "\u3400-\u9fff"
_GAP = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_SPREAD = re.compile(rf"(?<![{_HAN}])[{_HAN}](?: [{_HAN}]){{2,}}(?![{_HAN}])")
_PAIR = re.compile(rf"[{_HAN}] +[{_HAN}]")
_DEPARTMENTS = re.compile("[局厅委办部院会府室司行队] [省市县区州各国]")
_CHARACTERS_A_GAP = 25  # a text with fewer characters to a gap is suspect
_SAMPLE = 40  # gaps looked at for the verdict
_FEWEST = 4  # gaps; below that a text is judged clean
_CONTEXT = 5  # characters on each side of a gap, enough for the longest common words

_segmenter = Segmenter()


def is_scattered(text: str) -> bool:
    """Whether spaces stand all over the text, more often than not inside words.

    A list of names has as many spaces, but they stand between words.
    """
    gaps = [gap.start() for gap in _GAP.finditer(text)]
    if len(gaps) < _FEWEST or len(gaps) * _CHARACTERS_A_GAP < len(text):
        return False
    return 2 * sum(_cuts_word(text, at) for at in gaps[:_SAMPLE]) >= len(gaps[:_SAMPLE])


def mend(piece: Traced, *, scattered: bool) -> tuple[Traced, list[tuple[int, int]]]:
    """Without the spaces inside words, and the ranges (in `piece`) that were taken out.

    Letter-spaced words (three single characters and more) close up in any text; a space that cuts
    a word of the dictionary only where the text is `scattered`. Spaces between words stay: they may
    part two departments.
    """
    text = piece.text
    if " " not in text:
        return piece, []
    inside = {
        gap.start() for word in _SPREAD.finditer(text) for gap in _GAP.finditer(text, *word.span())
    }
    if _PAIR.fullmatch(text.strip()):
        inside |= {gap.start() for gap in _GAP.finditer(text)}
    if scattered:
        inside |= {gap.start() for gap in _GAP.finditer(text) if _cuts_word(text, gap.start())}
    spans = [(at, at + 1) for at in sorted(inside)]
    return piece.edit(Change(a, b) for a, b in spans), spans


def _cuts_word(text: str, at: int) -> bool:
    """Whether a word runs over the gap at `at`; between two departments none does."""
    if _DEPARTMENTS.match(text, max(0, at - 1)):
        return False
    left = text[max(0, at - 3 * _CONTEXT) : at].rsplit("\n", 1)[-1]
    return crosses(left, text[at + 1 : at + 1 + 3 * _CONTEXT])


def crosses(before: str, after: str) -> bool:
    """Whether the end of `before` and the beginning of `after` make a word together."""
    left = re.sub("[^\u3400-\u9fff]", "", before[-2 * _CONTEXT :])[-_CONTEXT:]
    right = re.sub("[^\u3400-\u9fff]", "", after[: 2 * _CONTEXT])[:_CONTEXT]
    edge = 0
    for word in _segmenter.cut(left + right):
        if edge < len(left) < edge + len(word):
            return True
        edge += len(word)
    return False
