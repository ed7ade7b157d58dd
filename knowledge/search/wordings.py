"""The wordings of an FAQ as they are compared, in a few arrays: 100 bytes each instead of a kilobyte."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from knowledge.search import indexing, word_table
from knowledge.search.index import Index
from knowledge.search.spans import positions
from knowledge.search.terms import PAIR, SOUND, Phrase, pairs, sound_number, word_numbers
from knowledge.search.word_table import WORD_ARRAYS, WordTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Number = TypeVar("_Number", bound=np.generic)

_ARRAYS = ("codes", "begins", "rows", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """codes: the letters of all wordings as code points, one after the other.

    begins: where a wording's letters begin, shape (size + 1,). rows: of all words, in `table`.
    words: where a wording's words begin in `rows`, shape (size + 1,).
    """

    codes: "NDArray[np.uint32]"
    begins: "NDArray[np.int64]"
    rows: "NDArray[np.uint32]"
    words: "NDArray[np.int64]"
    table: WordTable

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """The arrays by name, to be kept."""
        return {name: getattr(self, name) for name in _ARRAYS} | self.table.arrays()

    @classmethod
    def of(cls, arrays: Mapping[str, "NDArray[np.generic]"]) -> Self:
        """Wordings from arrays that were kept."""
        own: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
        words: dict[str, Any] = {name: arrays[name] for name in WORD_ARRAYS}
        return cls(**own, table=WordTable(**words))

    def __len__(self) -> int:
        return len(self.begins) - 1

    def take(self, places: "NDArray[np.intp]") -> "Several":
        """Some wordings, side by side."""
        import numpy as np

        codes, letters = _taken(self.codes, self.begins, places)
        rows, words = _taken(self.rows, self.words, places)
        return Several(codes=codes, letters=letters, rows=rows.astype(np.intp), words=words)

    def index(self) -> Index:
        """The index over all terms of the wordings."""
        import numpy as np

        letters, words = np.diff(self.begins), np.diff(self.words)
        terms = letters + 2 * np.maximum(0, letters - 1) + words
        return indexing.build_parts(self._terms(), terms)

    def _terms(self) -> Iterator[tuple["NDArray[np.uint64]", "NDArray[np.int32]"]]:
        """The terms of each kind with the wordings that hold them."""
        import numpy as np

        everyone = np.arange(len(self), dtype=np.int32)
        places = np.repeat(everyone, np.diff(self.begins))
        codes = self.codes.astype(np.uint64)
        yield codes, places
        within = np.flatnonzero(places[1:] == places[:-1])
        yield pairs(PAIR, codes[within], codes[within + 1]), places[within]
        distinct, which = np.unique(self.codes, return_inverse=True)
        heard = np.array([sound_number(chr(c)) for c in distinct.tolist()], dtype=np.uint64)[which]
        yield pairs(SOUND, heard[within], heard[within + 1]), places[within]
        yield self.table.numbers[self.rows], np.repeat(everyone, np.diff(self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Some wordings one after the other. codes: of all letters. letters: how many each one has.

    rows: of all words, in the word table. words: how many words each wording has.
    """

    codes: "NDArray[np.uint32]"
    letters: "NDArray[np.int64]"
    rows: "NDArray[np.intp]"
    words: "NDArray[np.int64]"


def _taken(
    of: "NDArray[_Number]", begins: "NDArray[np.int64]", places: "NDArray[np.intp]"
) -> tuple["NDArray[_Number]", "NDArray[np.int64]"]:
    """The parts of an array that belong to some wordings, one after the other; their lengths."""
    first = begins[places]
    lengths = begins[places + 1] - first
    return of.take(positions(first, lengths)), lengths


def collect(phrases: Iterable[Phrase], rarities: Mapping[str, float]) -> Wordings:
    """Put phrases into arrays, one by one as they come. rarities: how much any word tells."""
    import numpy as np

    codes, begins, rows, words = array("I"), array("q", [0]), array("I"), array("q", [0])
    number: dict[str, int] = {}
    for phrase in phrases:
        codes.extend(map(ord, phrase.letters))
        rows.extend([number.setdefault(word, len(number)) for word in phrase.words])
        begins.append(len(codes))
        words.append(len(rows))
    numbers = word_numbers(number)
    order = np.argsort(numbers)
    by_row = np.array(list(number), dtype=object)[order].tolist()
    new = np.empty(len(order), dtype=np.uint32)
    new[order] = np.arange(len(order))
    return Wordings(
        codes=np.array(codes, dtype=np.uint32),
        begins=np.array(begins, dtype=np.int64),
        rows=new[np.array(rows, dtype=np.intp)],
        words=np.array(words, dtype=np.int64),
        table=word_table.of(by_row, numbers[order], rarities),
    )
