"""Words that a person copied out of a document -> the exact words that stand there."""

import unicodedata
from collections.abc import Iterable

from knowledge.model import Document

# Letters of a passage: fewer stand anywhere.
SHORTEST = 8


def find_quote(documents: Iterable[Document], copied: str) -> tuple[Document, str] | None:
    """The document that holds the copied words, and its own words; None where none or several do.

    Blanks, line breaks, punctuation and width do not count: they get lost when people copy.
    """
    wanted, _ = _solid(copied)
    if len(wanted) < SHORTEST:
        return None
    found = []
    for document in documents:
        text, places = _solid(document.text)
        start = text.find(wanted)
        if start >= 0:
            first, last = places[start], places[start + len(wanted) - 1] + 1
            found.append((document, document.text[first : _to_the_stop(document.text, last)]))
    return found[0] if len(found) == 1 else None


def _solid(text: str) -> tuple[str, list[int]]:
    """Letters and digits of a text, folded one by one, and the place of each."""
    kept, places = [], []
    for place, char in enumerate(text):
        for folded in unicodedata.normalize("NFKC", char).lower():
            if folded.isalnum():
                kept.append(folded)
                places.append(place)
    return "".join(kept), places


def _to_the_stop(text: str, end: int) -> int:
    """The closing marks right behind a quote belong to it."""
    while end < len(text) and text[end] in "。！？；”）)":
        end += 1
    return end
