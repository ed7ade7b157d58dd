"""Markup left in text: tags that a scraper forgot, and the marks of Markdown."""

import re

from knowledge.reading.traced import Change, Traced

_TAGS = (
    "a|abbr|article|b|big|blockquote|body|br|center|col|colgroup|dd|div|dl|dt|em|font|form|h[1-6]|head|hr|html|i"
    "|iframe|img|input|li|link|meta|o:p|ol|option|p|pre|script|section|small|span|st1:\\w+|strong|style|sub|sup"
    "|table|tbody|td|tfoot|th|thead|title|tr|u|ul|v:\\w+|w:\\w+"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,400}})?/?>|<!--.{{0,400}}?-->", re.IGNORECASE)
# A name that somebody masked (**局牵头，**局配合) is no emphasis.
_BOLD = re.compile(
    r"(?<![*_])(\*\*|__)(?=[^\s*_省市县区州镇乡局厅委办部院])([^*_]{1,200}?)(?<=[^\s*_])\1(?![*_])"
)
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\((?:https?:|mailto:|[./#\w])[^()\s]{0,400}\)")
_CODE = re.compile(r"`([^`]{1,200})`")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_QUICK = re.compile("[<>*_`\\[]")


def mend(piece: Traced, *, markdown: bool) -> Traced:
    """Without tags and, in Markdown, without marks of emphasis, links, code and quotation."""
    if not _QUICK.search(piece.text):
        return piece
    piece = piece.edit(Change(m.start(), m.end()) for m in _TAG.finditer(piece.text))
    if not markdown:
        return piece
    piece = piece.edit(Change(m.start(), m.end()) for m in _QUOTE.finditer(piece.text))
    for pattern, group in ((_BOLD, 2), (_LINK, 1), (_CODE, 1)):
        piece = _unwrap(piece, pattern, group)
    return piece


def _unwrap(piece: Traced, pattern: re.Pattern[str], group: int) -> Traced:
    """Only what stands inside the marks."""
    changes: list[Change] = []
    for found in pattern.finditer(piece.text):
        changes.append(Change(found.start(), found.start(group)))
        changes.append(Change(found.end(group), found.end()))
    return piece.edit(changes)
