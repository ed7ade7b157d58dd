"""What is known of each distinct word of an FAQ, looked up for many words at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.search import vocabulary
from knowledge.search.terms import word_numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORD_ARRAYS = ("numbers", "told", "lengths", "spelling")
_GROUPS = {word: -1 - n for n, word in enumerate(dict.fromkeys(vocabulary.MEANINGS.values()))}
# Below the numbers of all groups: words that mean nothing that the table has.
_UNKNOWN = -1 - len(_GROUPS)
_KINDS = {kind: 1 << n for n, kind in enumerate(vocabulary.ASKING)}


class WordTable:
    """The words of an FAQ, each known by its row.

    numbers: term number of each word, ascending, shape (n_words,). told: rarity of each, 0 to 1.
    lengths: letters of each. spelling: the letters of all words as code points, one after the other.
    """

    def __init__(
        self,
        numbers: "NDArray[np.uint64]",
        told: "NDArray[np.float64]",
        lengths: "NDArray[np.uint32]",
        spelling: "NDArray[np.uint32]",
    ) -> None:
        self.numbers, self.told, self.lengths, self.spelling = numbers, told, lengths, spelling
        self._priced: tuple[Mapping[str, float], NDArray[np.float64]] | None = None

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """The arrays by the names that they are given by, to be kept."""
        return {name: getattr(self, name) for name in WORD_ARRAYS}

    def rows(self, words: Iterable[str]) -> "NDArray[np.intp]":
        """The row of each word, -1 for one that is not there."""
        import numpy as np

        sought = word_numbers(words)
        if not len(self.numbers):
            return np.full(len(sought), -1)
        at = np.minimum(self.numbers.searchsorted(sought), len(self.numbers) - 1)
        found: NDArray[np.intp] = np.where(self.numbers[at] == sought, at, -1)
        return found

    @cached_property
    def words(self) -> Sequence[str]:
        """Every word, by its row."""
        import numpy as np

        text = self.spelling.tobytes().decode("utf-32-le", "surrogatepass")
        cuts = [0, *np.cumsum(self.lengths, dtype=np.int64).tolist()]
        return [text[low:high] for low, high in pairwise(cuts)]

    @cached_property
    def meanings(self) -> "NDArray[np.int32]":
        """A number for what each word means, the same for words that say the same."""
        import numpy as np

        meant = np.arange(len(self.numbers), dtype=np.int32)
        self._fill(meant, {word: _GROUPS[says] for word, says in vocabulary.MEANINGS.items()})
        return meant

    def meanings_of(self, words: Sequence[str]) -> "NDArray[np.int32]":
        """The same numbers for words of a question; what no wording says has a number of its own."""
        import numpy as np

        meant = [
            _GROUPS[vocabulary.MEANINGS[word]] if word in vocabulary.MEANINGS else row
            for word, row in zip(words, self._own(words), strict=True)
        ]
        return np.array(meant, dtype=np.int32)

    def _own(self, words: Sequence[str]) -> Iterator[int]:
        for n, row in enumerate(self.rows(words).tolist()):
            yield row if row >= 0 else _UNKNOWN - n

    @cached_property
    def asks(self) -> "NDArray[np.uint16]":
        """What kinds of answer each word asks for: a bit each (see `kinds_asked`)."""
        import numpy as np

        bits = np.zeros(len(self.numbers), dtype=np.uint16)
        self._fill(bits, {word: _KINDS[kind] for word, kind in vocabulary.ASKED_BY.items()})
        return bits

    def costs(self, words: Mapping[str, float]) -> "NDArray[np.float64]":
        """What it costs to have each word on one side only; 0 for those not among `words`."""
        import numpy as np

        if self._priced is None or self._priced[0] is not words:
            costs = np.zeros(len(self.numbers))
            self._fill(costs, words)
            self._priced = words, costs
        return self._priced[1]

    def _fill(self, values: "NDArray[np.generic]", of: Mapping[str, float]) -> None:
        rows = self.rows(of)
        for row, value in zip(rows.tolist(), of.values(), strict=True):
            if row >= 0:
                values[row] = value


def kinds_asked(words: Iterable[str]) -> int:
    """The kinds of answer that words ask for, a bit each."""
    return sum(_KINDS[kind] for kind in vocabulary.asked(words))


def of(
    words: Sequence[str], numbers: "NDArray[np.uint64]", rarities: Mapping[str, float]
) -> WordTable:
    """A table of `words`. numbers: of each, ascending. rarities: how much any word tells."""
    import numpy as np

    return WordTable(
        numbers=numbers,
        told=np.array([rarities[word] for word in words]),
        lengths=np.array([len(word) for word in words], dtype=np.uint32),
        spelling=np.array([ord(char) for word in words for char in word], dtype=np.uint32),
    )
