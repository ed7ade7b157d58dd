"""A linear classifier over FAQ wordings: which entry does a question belong to?

Fitted when the index is built, from single characters and their pairs, which the index already
holds. Unlike the nearest wording it learns which characters tell entries apart.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.search.index import Index
from knowledge.search.spans import positions
from knowledge.search.terms import PAIR, kinds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Worth fitting from this many wordings an entry, on average.
_SEVERAL = 5
# Wordings times entries: about 8 seconds of fitting on one core.
_LARGEST = 4_000_000
_EPOCHS = 12
_BATCH = 128
_RATE = 1.0
_DECAY = 3e-6
_GROUND = 0.1  # keeps the first steps of Adagrad small


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """weights: log-odds of each entry for each row of the index, shape (n_rows, n_entries).

    Only the index's first `n_rows` rows count: characters and pairs.
    """

    weights: "NDArray[np.float32]"

    def log_probabilities(self, rows: "NDArray[np.intp]") -> "NDArray[np.float64]":
        """Log-probability of each entry for a text that holds these index rows, shape (n_entries,)."""
        import numpy as np

        known = rows[rows < len(self.weights)]
        total = self.weights[known].sum(axis=0, dtype=np.float64) / max(1, len(known)) ** 0.5
        total -= total.max()
        logs: NDArray[np.float64] = total - np.log(np.exp(total).sum())
        return logs


def worthwhile(wordings: int, entries: int) -> bool:
    """Whether entries have enough wordings to learn from, and not so many that it takes long."""
    return entries > 1 and wordings >= _SEVERAL * entries and wordings * entries <= _LARGEST


def fit(index: Index, owners: "NDArray[np.intp]") -> Classifier:
    """Multinomial logistic regression by mini-batches, the same every time.

    owners: the entry of each phrase of the index, shape (index.size,).
    Source of the step sizes: Adagrad, Duchi, Hazan & Singer 2011, one rate for each weight.
    """
    import numpy as np

    n_rows = int(np.searchsorted(kinds(index.terms), PAIR, side="right"))
    shape = n_rows, int(owners.max()) + 1
    weights = np.zeros(shape, dtype=np.float32)
    squares = np.full(shape, _GROUND, dtype=np.float32)
    texts = _held_rows(index, n_rows)
    shuffle = np.random.default_rng(0)
    for _ in range(_EPOCHS):
        order = shuffle.permutation(index.size)
        for begin in range(0, index.size, _BATCH):
            _step(texts, owners, order[begin : begin + _BATCH], weights, squares)
    return Classifier(weights=weights)


def _held_rows(of: Index, n_rows: int) -> tuple["NDArray[np.int32]", "NDArray[np.int64]"]:
    """Those of each phrase's rows that count, each once, phrase after phrase; where each one's begin."""
    import numpy as np

    owner = np.repeat(np.arange(of.size), np.diff(of.first))
    first = np.ones(len(of.held), dtype=bool)
    first[1:] = (of.held[1:] != of.held[:-1]) | (owner[1:] != owner[:-1])
    counted = first & (of.held < n_rows)
    counts = np.bincount(owner[counted], minlength=of.size)
    return of.held[counted], np.append(0, np.cumsum(counts))


def _rows_of(
    texts: tuple["NDArray[np.int32]", "NDArray[np.int64]"], batch: "NDArray[np.intp]"
) -> tuple["NDArray[np.int32]", "NDArray[np.intp]"]:
    """The rows of some texts, one after the other, and which of `batch` each is of."""
    import numpy as np

    held, begins = texts
    lengths = begins[batch + 1] - begins[batch]
    owner = np.repeat(np.arange(len(batch)), lengths)
    return held[positions(begins[batch], lengths)], owner


def _step(
    texts: tuple["NDArray[np.int32]", "NDArray[np.int64]"],
    owners: "NDArray[np.intp]",
    batch: "NDArray[np.intp]",
    weights: "NDArray[np.float32]",
    squares: "NDArray[np.float32]",
) -> None:
    """Move the weights of the rows that occur in the batch."""
    import numpy as np

    held, owner = _rows_of(texts, batch)
    lengths = np.maximum(1, np.bincount(owner, minlength=len(batch)))
    rows, column = np.unique(held, return_inverse=True)
    told = np.zeros((len(batch), len(rows)), dtype=np.float32)
    told[owner, column] = (lengths**-0.5)[owner]
    here = weights[rows]
    logits = told @ here
    logits -= logits.max(axis=1, keepdims=True)
    error = np.exp(logits)
    error /= error.sum(axis=1, keepdims=True)
    error[np.arange(len(batch)), owners[batch]] -= 1
    slope = told.T @ error + (_DECAY * len(batch)) * here
    energy = squares[rows] + slope * slope
    squares[rows] = energy
    weights[rows] = here - _RATE * slope / np.sqrt(energy)
