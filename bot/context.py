"""The text around a passage, page by page, as a reader turns the pages of a paper. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.richtext import Block, Part, Run, clean, link, paginate
from bot.words import Voice, simplified
from knowledge.model import Document, Passage

# Characters of a page: a phone's screen or two.
PAGE = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Passages that are read together. before, after: whether the document goes on there."""

    passages: tuple[Passage, ...]
    before: bool
    after: bool


def page_of(document: Document, quote: str, number: int) -> Page | None:
    """The page with the quote on it for 0, those after it for 1, 2, ..., those before it for -1, ...

    quote: word for word in the document, or the beginning of such a quote.
    None where the document does not hold the quote, or has no such page.
    """
    start = document.text.find(quote)
    passages = document.passages
    held = [
        one.number
        for one in passages
        if start >= 0 and one.start < start + len(quote) and start < one.end
    ]
    if not held:
        return None
    first, last = _around(passages, held[0], held[-1] + 1)
    for _ in range(number):
        first, last = last, _fill(passages, last, len(passages), 1)
    for _ in range(-number):
        first, last = _fill(passages, first - 1, -1, -1) + 1, first
    if first >= last:
        return None
    return Page(passages=passages[first:last], before=first > 0, after=last < len(passages))


def _around(passages: Sequence[Passage], first: int, last: int) -> tuple[int, int]:
    """The passages `first` to `last` (exclusive), and as many on both sides as a page holds."""
    room = PAGE - sum(len(one.text) for one in passages[first:last])
    grown = True
    while grown:
        grown = False
        if first and (size := len(passages[first - 1].text)) <= room:
            first, room, grown = first - 1, room - size, True
        if last < len(passages) and (size := len(passages[last].text)) <= room:
            last, room, grown = last + 1, room - size, True
    return first, last


def _fill(passages: Sequence[Passage], start: int, stop: int, step: int) -> int:
    """Where a page ends that begins with passage `start`; it holds at least that one."""
    place, room = start, PAGE
    while place != stop and (place == start or len(passages[place].text) <= room):
        room -= len(passages[place].text)
        place += step
    return place


def page_part(document: Document, page: Page, quote: str, voice: Voice = simplified) -> Part:
    """A page as a message: where it stands, then its passages word for word, the quote in bold."""
    title = link(document.title or document.id, document.url)
    groups = [(Block(runs=(Run(text=f"📖 {voice('原文')} · "), title)),)]
    start = document.text.find(quote)
    section: tuple[str, ...] = ()
    for number, passage in enumerate(page.passages):
        if passage.section and passage.section != section:
            path = " › ".join(passage.section)
            groups.append((Block(runs=(Run(text=clean(path), italic=True),), gap=True),))
        section = passage.section
        groups.append((_shown(passage, start, start + len(quote), gap=not number),))
    # A page is far below the limit of one message.
    return paginate(groups)[0]


def _shown(passage: Passage, start: int, end: int, *, gap: bool) -> Block:
    """A passage; what lies within the range is bold."""
    first = min(max(start - passage.start, 0), len(passage.text))
    last = min(max(end - passage.start, first), len(passage.text))
    text = passage.text
    runs = (
        Run(text=clean(text[:first])),
        Run(text=clean(text[first:last]), bold=True),
        Run(text=clean(text[last:])),
    )
    return Block(runs=tuple(run for run in runs if run.text), gap=gap)
