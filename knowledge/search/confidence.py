"""Evidence -> a probability. Past this module a figure of 0.9 means: nine in ten are right."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Named(Mapping[str, float]):
    """A row of features by their names; read from the row when a name is asked for."""

    def __init__(self, names: Sequence[str], row: "NDArray[np.float64]") -> None:
        self._names, self._row = names, row

    def __getitem__(self, name: str) -> float:
        try:
            return float(self._row[self._names.index(name)])
        except ValueError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def sigmoid(logits: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Log-odds -> probability, 0 to 1, without overflow."""
    import numpy as np

    # exp overflows near 710: nobody is that sure.
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -60, 60)))


def probabilities(
    features: "NDArray[np.float64]", worth: "NDArray[np.float64]", bias: float
) -> "NDArray[np.float64]":
    """The probability of each hit that it is right; none more probable than one ranked before it.

    features: best first, shape (n_hits, n_features). worth: shape (n_features,).
    """
    import numpy as np

    believed: NDArray[np.float64] = np.minimum.accumulate(sigmoid(features @ worth + bias))
    return believed
