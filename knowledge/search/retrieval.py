"""What a search over wordings asks of whatever holds them, wherever that stands.

`Index` and `Wordings` hold them in arrays of this process. Where they outgrow its memory, a `Shelf`
holds them elsewhere behind the same questions: same candidates, same scores, same order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from knowledge.search.classifier import Classifier
from knowledge.search.word_table import WordTable
from knowledge.search.wordings import Several

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Lookup(Protocol):
    """Which phrase holds which term; as `knowledge.search.index.Index` says of each of these."""

    @property
    def size(self) -> int:
        """How many phrases there are."""
        ...

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """What can be kept of it in a file; nothing where it is kept elsewhere already."""
        ...

    def find(self, numbers: "NDArray[np.uint64]") -> "NDArray[np.intp]":
        """Rows of those of `numbers` that are known, each once, rarest first."""
        ...

    def search(
        self,
        numbers: "NDArray[np.uint64]",
        *,
        top: int,
        sure: int | None = None,
        floor: float = 0.0,
    ) -> tuple["NDArray[np.intp]", "NDArray[np.float64]"]:
        """The `top` phrases by BM25 among those that hold a rare term, best first, and their scores.

        Equal scores in the order of the phrases. sure: so many of them without fail; None: all.
        floor: share of the best score to be reached.
        """
        ...

    def overlap(
        self, numbers: "NDArray[np.uint64]", places: "NDArray[np.intp]"
    ) -> tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"]:
        """Rarity of the terms shared (n_places, 4), asked (4,) and held (n_places, 4), by kind."""
        ...


class Spelling(Protocol):
    """The letters and words of phrases; as `knowledge.search.wordings.Wordings` says."""

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """What can be kept of it in a file; nothing where it is kept elsewhere already."""
        ...

    @property
    def table(self) -> WordTable:
        """Every word that the phrases are made of; small enough to be in memory anywhere."""
        ...

    def take(self, places: "NDArray[np.intp]") -> Several:
        """Some phrases, side by side; their words as rows of `table`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The wordings of an FAQ as they stand elsewhere. classifier: None where there is none."""

    index: Lookup
    wordings: Spelling
    classifier: Classifier | None = None


class Shelf(Protocol):
    """Holds wordings outside of this process, for all processes with the same knowledge."""

    def faq(self, key: bytes, make: Callable[[], Mapping[str, "NDArray[np.generic]"]]) -> Stored:
        """The wordings of an FAQ, put there now if nobody has done so yet.

        key: differs where anything differs that they depend on. make: the arrays of
        `FaqSearch.arrays`, worked out; only called where they are missing, now or later. Raises
        KnowledgeError where the place cannot be reached, here and with each question.
        """
        ...
