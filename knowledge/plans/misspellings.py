"""Mistyped names: what sounds the same, two characters swapped, one lost or doubled.

All names that could have been meant are returned, so that the caller can see whether there is
more than one: 市睡务局 sounds like 水务局 and like 税务局.
"""

from collections.abc import Iterable, Iterator

from knowledge.sound import sounds

# Shorter names have too many neighbours; a lost character needs a longer one still.
_SHORTEST_SOUND, _SHORTEST_SWAP, _SHORTEST_LOSS = 3, 4, 5


def _losses(name: str) -> Iterator[str]:
    """`name` without one character inside it, never the first or the last."""
    for i in range(1, len(name) - 1):
        yield name[:i] + name[i + 1 :]


def _swaps(name: str) -> Iterator[str]:
    for i in range(len(name) - 1):
        if name[i] != name[i + 1]:
            yield name[:i] + name[i + 1] + name[i] + name[i + 2 :]


class Neighbours:
    """Names that a mistyped name may stand for, among a fixed set of right ones."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._heard: dict[tuple[str, ...], list[str]] = {}
        self._lost: dict[str, list[str]] = {}
        for name in sorted(self._names):
            if len(name) >= _SHORTEST_SOUND:
                self._heard.setdefault(sounds(name), []).append(name)
            if len(name) >= _SHORTEST_LOSS:
                for shorter in _losses(name):
                    self._lost.setdefault(shorter, []).append(name)

    def meant(self, typed: str) -> tuple[str, ...]:
        """Every name that `typed` may be a slip of, alike in sound first; none for a right name."""
        if typed in self._names or len(typed) < _SHORTEST_SOUND:
            return ()
        return tuple(dict.fromkeys([*self._alike(typed), *self._slips(typed)]))

    def _alike(self, typed: str) -> Iterator[str]:
        for name in self._heard.get(sounds(typed), ()):
            wrong = sum(a != b for a, b in zip(name, typed, strict=True))
            if wrong <= max(1, len(name) // 3):
                yield name

    def _slips(self, typed: str) -> Iterator[str]:
        if len(typed) >= _SHORTEST_SWAP:
            yield from (name for name in _swaps(typed) if name in self._names)
            yield from self._lost.get(typed, ())
            doubled = (
                typed[:i] + typed[i + 1 :] for i in range(1, len(typed)) if typed[i] == typed[i - 1]
            )
            yield from (name for name in doubled if name in self._names)
