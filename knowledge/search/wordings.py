"""The wordings of an FAQ as they are compared, in a few arrays: 100 bytes each instead of a kilobyte."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from knowledge.search import indexing
from knowledge.search.index import Index
from knowledge.search.terms import PAIR, SOUND, Phrase, pairs, sound_number, word_numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """codes: the letters of all wordings as code points, one after the other.

    begins: where a wording's letters begin, shape (size + 1,). lengths: of all words, in letters.
    words: where a wording's words begin in `lengths`, shape (size + 1,).
    """

    codes: "NDArray[np.uint32]"
    begins: "NDArray[np.int64]"
    lengths: "NDArray[np.uint32]"
    words: "NDArray[np.int64]"

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """The arrays by name, to be kept."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, arrays: Mapping[str, "NDArray[np.generic]"]) -> Self:
        """Wordings from arrays that were kept."""
        return cls(**{name: arrays[name] for name in cls.__slots__})  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.begins) - 1

    def take(self, places: "NDArray[np.intp]") -> "Several":
        """Some wordings, side by side."""
        import numpy as np

        parts = [
            self.codes[low:high]
            for low, high in zip(
                self.begins[places].tolist(), self.begins[places + 1].tolist(), strict=True
            )
        ]
        spans = zip(self.words[places].tolist(), self.words[places + 1].tolist(), strict=True)
        lengths = [self.lengths[low:high] for low, high in spans]
        return Several(
            codes=np.concatenate(parts),
            letters=np.array([len(part) for part in parts]),
            lengths=np.concatenate(lengths).astype(np.int64),
            words=np.array([len(part) for part in lengths]),
        )

    def index(self) -> Index:
        """The index over all terms of the wordings."""
        import numpy as np

        letters, words = np.diff(self.begins), np.diff(self.words)
        terms = letters + 2 * np.maximum(0, letters - 1) + words
        return indexing.build_parts(self._terms(), terms)

    def _terms(self) -> Iterator[tuple["NDArray[np.uint64]", "NDArray[np.int32]"]]:
        """The terms of each kind with the wordings that hold them."""
        import numpy as np

        letters = np.diff(self.begins)
        places = np.repeat(np.arange(len(self), dtype=np.int32), letters)
        codes = self.codes.astype(np.uint64)
        yield codes, places
        within = np.flatnonzero(places[1:] == places[:-1])
        yield pairs(PAIR, codes[within], codes[within + 1]), places[within]
        distinct, which = np.unique(self.codes, return_inverse=True)
        heard = np.array([sound_number(chr(c)) for c in distinct.tolist()], dtype=np.uint64)[which]
        yield pairs(SOUND, heard[within], heard[within + 1]), places[within]
        yield (
            self._word_numbers(),
            np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.words)),
        )

    def _word_numbers(self) -> "NDArray[np.uint64]":
        import numpy as np

        text = self.codes.tobytes().decode("utf-32-le", "surrogatepass")
        ends = np.cumsum(self.lengths, dtype=np.int64)
        spans = zip((ends - self.lengths).tolist(), ends.tolist(), strict=True)
        return word_numbers(text[start:end] for start, end in spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Some wordings one after the other. codes: of all letters. letters: how many each one has.

    lengths: of all words, in letters. words: how many words each wording has.
    """

    codes: "NDArray[np.uint32]"
    letters: "NDArray[np.int64]"
    lengths: "NDArray[np.int64]"
    words: "NDArray[np.int64]"


def collect(phrases: Iterable[Phrase]) -> Wordings:
    """Put phrases into arrays, one by one as they come."""
    import numpy as np

    codes, begins, lengths, words = array("I"), array("q", [0]), array("I"), array("q", [0])
    for phrase in phrases:
        codes.extend(map(ord, phrase.letters))
        lengths.extend(map(len, phrase.words))
        begins.append(len(codes))
        words.append(len(lengths))
    return Wordings(
        codes=np.array(codes, dtype=np.uint32),
        begins=np.array(begins, dtype=np.int64),
        lengths=np.array(lengths, dtype=np.uint32),
        words=np.array(words, dtype=np.int64),
    )
