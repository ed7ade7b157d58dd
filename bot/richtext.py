"""Text with a little style -> messages that Telegram accepts: escaped, balanced, within its limits.

Pure. Everything that a person or a document wrote comes in here as plain text and is escaped here,
in one place; nothing else in the program writes a tag.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate

# Telegram takes 4096 UTF-16 units after parsing and 32 KiB of raw text, and keeps 100 entities.
MAX_UNITS = 4096
MAX_BYTES = 32 * 1024
MAX_ENTITIES = 100
_MAX_URL = 500

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Where a text may best be cut, best first: each cuts behind its match.
_BREAKS = tuple(map(re.compile, (r"\n", r"[。！？；!?;]", r"[，、,\s]")))


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts: 2 for a character beyond U+FFFF."""
    return len(text) + sum(char > "\uffff" for char in text)


def clean(text: str) -> str:
    """The text without what Telegram refuses or drops: control characters, broken surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters of one style. url: an http(s) address that they link to, or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""

    def html(self) -> str:
        """The run as Telegram's HTML."""
        out = escape(self.text, quote=False)
        if self.bold:
            out = f"<b>{out}</b>"
        if self.italic:
            out = f"<i>{out}</i>"
        if self.url:
            out = f'<a href="{escape(self.url)}">{out}</a>'
        return out

    @property
    def entities(self) -> int:
        """How many entities Telegram will count for it."""
        return self.bold + self.italic + bool(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph; it begins on a line of its own.

    quote: shown as an expandable block quotation. gap: an empty line stands before it.
    """

    runs: tuple[Run, ...]
    quote: bool = False
    gap: bool = False

    @property
    def text(self) -> str:
        """The visible characters."""
        return "".join(run.text for run in self.runs)

    def html(self) -> str:
        """The block as Telegram's HTML."""
        inner = "".join(run.html() for run in self.runs)
        return f"<blockquote expandable>{inner}</blockquote>" if self.quote else inner

    def cut(self, room: int) -> tuple["Block", "Block"]:
        """The block in two: the first holds at most `room` units (>= 2), no character is lost."""
        at = _cut_at(self.text, room)
        head: list[Run] = []
        tail: list[Run] = []
        for run in self.runs:
            here = min(max(at, 0), len(run.text))
            head += [replace(run, text=run.text[:here])] if here else []
            tail += [replace(run, text=run.text[here:])] if here < len(run.text) else []
            at -= len(run.text)
        return replace(self, runs=tuple(head)), replace(self, runs=tuple(tail), gap=False)


# Blocks that belong together and are parted only where no message can hold them all.
Group = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message: as HTML, and as plain text for the case that Telegram refuses the HTML."""

    html: str
    text: str


def block(text: str, *, bold: bool = False, italic: bool = False, gap: bool = False) -> Block:
    """A paragraph of one style."""
    return Block(runs=(Run(text=clean(text), bold=bold, italic=italic),), gap=gap)


def quote(text: str, highlight: str = "") -> Block:
    """A block quotation, word for word; the first occurrence of `highlight` in it is bold."""
    text, highlight = clean(text), clean(highlight)
    before, found, after = text.partition(highlight) if highlight.strip() else (text, "", "")
    runs = (Run(text=before), Run(text=found, bold=True), Run(text=after))
    return Block(runs=tuple(run for run in runs if run.text), quote=True)


def link(text: str, url: str | None) -> Run:
    """The text, linked where `url` is an ordinary web address."""
    plain = url and re.match(r"https?://[^\s\x00-\x1f]+\Z", url) and len(clean(url)) <= _MAX_URL
    return Run(text=clean(text), url=clean(url) if url and plain else "")


def _cut_at(text: str, room: int) -> int:
    """The number of characters to keep within `room` units, best at the end of a sentence."""
    sizes = accumulate(2 if char > "\uffff" else 1 for char in text)
    end = next((place for place, size in enumerate(sizes) if size > room), len(text))
    if end == len(text):
        return end
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(text, 0, end)]
        # A cut in the first half would leave a message almost empty.
        if ends and ends[-1] > end // 2:
            return ends[-1]
    return end


@dataclass(slots=True)
class _Page:
    """A message that is being filled."""

    blocks: list[Block]
    units: int = 0
    size: int = 0
    entities: int = 0

    def measure(self, blocks: Iterable[Block]) -> tuple[int, int, int]:
        added = [0, 0, 0]
        for one in blocks:
            added[0] += units(one.text) + 2
            added[1] += len(one.html().encode()) + 2
            added[2] += sum(run.entities for run in one.runs) + one.quote
        return self.units + added[0], self.size + added[1], self.entities + added[2]

    def holds(self, blocks: Sequence[Block]) -> bool:
        length, size, entities = self.measure(blocks)
        return length <= MAX_UNITS and size <= MAX_BYTES and entities <= MAX_ENTITIES

    def add(self, blocks: Sequence[Block]) -> None:
        self.units, self.size, self.entities = self.measure(blocks)
        self.blocks.extend(blocks)

    def part(self) -> Part:
        return Part(html=self._join(Block.html), text=self._join(lambda one: one.text))

    def _join(self, show: Callable[[Block], str]) -> str:
        gaps = ["\n\n" if one.gap else "\n" for one in self.blocks]
        return "".join(
            (gap if number else "") + show(one)
            for number, (gap, one) in enumerate(zip(gaps, self.blocks, strict=True))
        )


def paginate(groups: Iterable[Group]) -> tuple[Part, ...]:
    """The groups in order, in as few messages as they need.

    A group is parted only where it exceeds a message, then between its blocks, then at the end of a
    line or sentence. Each part keeps to MAX_UNITS, MAX_BYTES and MAX_ENTITIES, and is not blank.
    """
    pages = [_Page([])]
    for group in groups:
        if pages[-1].holds(group):
            pages[-1].add(group)
        elif _Page([]).holds(group):
            pages.append(_Page([]))
            pages[-1].add(group)
        else:
            for one in group:
                _place(pages, one)
    parts = (page.part() for page in pages)
    return tuple(part for part in parts if part.text.strip())


def _place(pages: list[_Page], one: Block) -> None:
    """Put a block on the last page, or begin a new one, or cut the block."""
    for piece in _pieces(one):
        if not pages[-1].holds([piece]):
            pages.append(_Page([]))
        pages[-1].add([piece])


def _pieces(one: Block) -> Iterator[Block]:
    """The block, cut until each piece fits a message of its own."""
    while not _Page([]).holds([one]):
        length = units(one.text)
        # Short enough and still refused: too many bytes or entities, so halve it until it passes.
        room = MAX_UNITS - 2 if length > MAX_UNITS - 2 else max(length // 2, 2)
        head, tail = one.cut(room)
        yield from _pieces(head)
        one = tail
    yield one
