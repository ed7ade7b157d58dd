"""Parts of one long array, each given by where it begins and how long it is."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def positions(begins: "NDArray[np.int64]", lengths: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """The positions of all parts' elements, part after part, shape (sum of lengths,)."""
    import numpy as np

    at = np.repeat(begins - np.cumsum(lengths) + lengths, lengths)
    at += np.arange(len(at))
    return at
