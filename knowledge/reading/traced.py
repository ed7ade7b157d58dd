"""Text that remembers where each of its characters stood in the raw text.

Cleaning cuts and replaces; whoever checks an answer needs the way back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Traced:
    """A string, and for each character its position in the raw text, `NOWHERE` where it has none.

    origin: shape (len(text),); a `range` as long as nothing was edited.
    """

    text: str
    origin: Sequence[int]

    def __post_init__(self) -> None:
        if len(self.text) != len(self.origin):
            raise ValueError(f"{len(self.text)} characters with {len(self.origin)} origins")

    def cut(self, start: int, end: int) -> "Traced":
        """The characters from `start` to `end`, exclusive."""
        return Traced(self.text[start:end], self.origin[start:end])

    def strip(self, chars: str | None = None) -> "Traced":
        """Without `chars` (default: white space) at both ends, as `str.strip`."""
        start = len(self.text) - len(self.text.lstrip(chars))
        return self.cut(start, max(start, len(self.text.rstrip(chars))))

    def exchange(self, text: str) -> "Traced":
        """The same places with other characters, one to one (Traditional to Simplified)."""
        return Traced(text, self.origin)

    def edit(self, changes: Iterable["Change"]) -> "Traced":
        """With each change made. Changes are in order and do not overlap."""
        text: list[str] = []
        origin: list[int] = []
        done = 0
        for change in changes:
            if change.start < done:
                raise ValueError(f"{change} overlaps the one before it")
            text += (self.text[done : change.start], change.text)
            origin += self.origin[done : change.start]
            origin += change.origin or (NOWHERE,) * len(change.text)
            done = change.end
        if not text:
            return self
        text.append(self.text[done:])
        origin += self.origin[done:]
        return Traced("".join(text), origin)

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """The smallest range of the raw text that holds what `start` to `end` came from; else 0, 0."""
        places = [place for place in self.origin[start:end] if place != NOWHERE]
        return (min(places), max(places) + 1) if places else (0, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `start` to `end` (exclusive) by `text`.

    origin: raw positions of the new characters, where they are the old ones; empty: they have none.
    """

    start: int
    end: int
    text: str = ""
    origin: tuple[int, ...] = ()


def join(parts: Iterable[Traced], separator: str) -> Traced:
    """The parts with `separator` between them; the separators come from nowhere."""
    text: list[str] = []
    origin: list[int] = []
    for number, part in enumerate(parts):
        if number:
            text.append(separator)
            origin += (NOWHERE,) * len(separator)
        text.append(part.text)
        origin += part.origin
    return Traced("".join(text), origin)


def runs(pieces: Iterable[tuple[int, Traced]]) -> Iterator[tuple[int, int, int]]:
    """(start in text, start in raw, length) of every stretch that came over in one go, ascending.

    pieces: with the place in the text at which each begins.
    """
    for at, piece in pieces:
        if isinstance(piece.origin, range):
            if piece.text:
                yield at, piece.origin.start, len(piece.text)
            continue
        start, length = 0, 0
        for position, place in enumerate(piece.origin):
            if length and place == piece.origin[start] + length:
                length += 1
                continue
            if length:
                yield at + start, piece.origin[start], length
            start, length = position, int(place != NOWHERE)
        if length:
            yield at + start, piece.origin[start], length
