"""Phrases in PostgreSQL, looked up by their terms: what `Index` and `Wordings` are in memory.

The rarest terms open candidates through the GIN index; each candidate comes with its own terms, and
is scored from them here, by the same formula as in memory. Three queries for a question, on one connection,
and one for the phrases that are compared with it in the end.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.condition import Unanswerable, trouble_of
from bot.store.connection import Database
from knowledge.search import bm25
from knowledge.search.index import BUDGET
from knowledge.search.terms import kinds
from knowledge.search.word_table import WordTable
from knowledge.search.wordings import Several

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Bits of a term in `search_phrases.terms` below those of its state.
ROW_BITS = 32
_NO_ROW = 2**31 - 1
# Bytes of a row in `search_phrases.held`.
_ROW = 4
# Sums of floats differ by their order; nobody is left out for that.
_SLACK = 1 + 1e-6

_TERMS = text(
    "SELECT number, row, frequency, peak, rarity FROM search_terms"
    " WHERE state = :state AND number = ANY(CAST(:numbers AS bigint[]))"
)
# All in one row, as thousands of rows would cost more than what they hold.
_OPENED = text(
    "SELECT string_agg(int4send(place), ''), string_agg(int4send(length(held)), ''),"
    " string_agg(held, '') FROM search_phrases WHERE terms && CAST(:terms AS bigint[])"
)
_PHRASES = text(
    "SELECT place, held, wholes, codes, words FROM search_phrases"
    " WHERE state = :state AND place = ANY(CAST(:places AS integer[])) ORDER BY place"
)


class State(Protocol):
    """Which rows of the tables are meant, for as long as they are there."""

    @property
    def number(self) -> int:
        """`search_states.id`."""
        ...

    @property
    def size(self) -> int:
        """How many phrases there are."""
        ...

    @property
    def mean(self) -> float:
        """How many terms a phrase holds on average, repeats counted."""
        ...

    @property
    def table(self) -> WordTable:
        """The words that the phrases are made of."""
        ...

    def asked(self) -> None:
        """Somebody has asked for these phrases, and goes on doing so."""
        ...

    def gone(self, number: int) -> bool:
        """Whether the rows are no longer under this number; they are there again, under another."""
        ...


@contextmanager
def needed(database: Database) -> Iterator[Connection]:
    """A transaction without which there is no answer. Raises Unanswerable."""
    try:
        with database.transaction() as connection:
            yield connection
    except SQLAlchemyError as failure:
        if trouble_of(failure) is None:
            raise
        raise Unanswerable(database.degraded) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The terms of a question that the phrases know, rarest first.

    numbers: as asked, each once. Then, of each known one: its row, how many phrases hold it, the
    most that it is worth, its kind, how rare it is.
    """

    numbers: "NDArray[np.uint64]"
    rows: "NDArray[np.intp]"
    frequency: "NDArray[np.int64]"
    peaks: "NDArray[np.float64]"
    kinds: "NDArray[np.intp]"
    rarity: "NDArray[np.float64]"


class StoredPhrases:
    """The phrases of one state. Safe to share between threads. Raises Unanswerable."""

    def __init__(self, database: Database, state: State) -> None:
        self._database = database
        self._state = state
        # What this thread has just asked for, as it asks for more of the same.
        self._recent = threading.local()

    @property
    def size(self) -> int:
        """How many phrases there are."""
        return self._state.size

    def arrays(self) -> dict[str, "NDArray[np.generic]"]:
        """Nothing: they are kept already."""
        return {}

    def find(self, numbers: "NDArray[np.uint64]") -> "NDArray[np.intp]":
        """Rows of those of `numbers` that are known, each once, rarest first."""
        return self._asked(numbers).rows

    def search(
        self,
        numbers: "NDArray[np.uint64]",
        *,
        top: int,
        sure: int | None = None,
        floor: float = 0.0,
        budget: int = BUDGET,
    ) -> tuple["NDArray[np.intp]", "NDArray[np.float64]"]:
        """The `top` phrases by BM25 among those that hold a rare term, best first, and their scores.

        sure: it is all the same here, all of them are.

        floor: share of the best score that a phrase must reach, 0 to 1. budget: phrases, counted
        once for each term, that may be opened; the rarest term's are whatever they cost.
        Source: MaxScore, as in `Index.search`; what it finds is the same.
        """
        import numpy as np

        self._state.asked()
        number = self._state.number
        places, scores = self._found(numbers, top, floor, budget)
        if not len(places) and self._state.gone(number):
            places, scores = self._found(numbers, top, floor, budget)
        order = np.lexsort((places, -scores))[:top]
        places, scores = places[order], scores[order]
        able = scores >= floor * scores.max(initial=0.0)
        return places[able], scores[able]

    def _found(
        self, numbers: "NDArray[np.uint64]", top: int, floor: float, budget: int
    ) -> tuple["NDArray[np.intp]", "NDArray[np.float64]"]:
        """The best phrases and others, in no order: a few first, to learn what must be reached."""
        import numpy as np

        with needed(self._database) as connection:
            asked = self._asked(numbers, connection)
            if not len(asked.rows):
                return np.zeros(0, dtype=np.intp), np.zeros(0)
            read = np.cumsum(asked.frequency)
            most = max(1, int(np.searchsorted(read, budget, side="right")))
            # What all terms from one on can add at most.
            rest = np.append(np.cumsum(asked.peaks[::-1])[::-1], 0.0) * _SLACK
            opening = min(most, max(1, int(np.searchsorted(read, top, side="right"))))
            places, scores = self._opened(connection, asked, opening)
            least = floor * float(scores.max(initial=0.0))
            if len(scores) >= top:
                least = max(least, float(np.partition(scores, len(scores) - top)[-top]))
            enough = min(most, int(np.searchsorted(-rest, -least, side="right")))
            if enough > opening:
                places, scores = self._opened(connection, asked, enough)
            return places, scores

    def _opened(
        self, connection: Connection, asked: _Asked, opening: int
    ) -> tuple["NDArray[np.intp]", "NDArray[np.float64]"]:
        """Every phrase that holds one of the first `opening` terms, with its score."""
        import numpy as np

        scope = self._state.number << ROW_BITS
        terms = (scope + asked.rows[:opening]).tolist()
        found = connection.execute(_OPENED, {"terms": terms}).one()
        places, lengths = (np.frombuffer(part or b"", dtype=">i4") for part in found[:2])
        return places.astype(np.intp), self._scores(asked, found[2] or b"", lengths // _ROW)

    def _scores(
        self, asked: _Asked, held: bytes, lengths: "NDArray[np.integer[Any]]"
    ) -> "NDArray[np.float64]":
        """BM25 of some phrases, each impact rounded as `Index.impacts` holds it."""
        import numpy as np

        times = _times(held, lengths, asked.rows)
        relative = lengths / max(1.0, self._state.mean)
        weights = bm25.kind_weights(asked.kinds) * bm25.idf(self._state.size, asked.frequency)
        impacts = (weights * bm25.saturated(times, relative[:, None])).astype(np.float32)
        scores: NDArray[np.float64] = impacts.sum(axis=1, dtype=np.float64)
        return scores

    def overlap(
        self, numbers: "NDArray[np.uint64]", places: "NDArray[np.intp]"
    ) -> tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"]:
        """Rarity of the terms shared (n_places, 4), asked (4,) and held (n_places, 4), by kind."""
        import numpy as np

        asked, found = self._asked(numbers), self._phrases(places)
        total = np.bincount(kinds(asked.numbers), minlength=4).astype(np.float64)
        total -= np.bincount(asked.kinds, weights=1.0 - asked.rarity, minlength=4)
        lengths = np.array([len(row.held) // _ROW for row in found])
        holds = _times(b"".join(row.held for row in found), lengths, asked.rows) > 0
        rarity = asked.rarity[:, None] * (asked.kinds[:, None] == np.arange(4))
        shared = holds.astype(np.float64) @ rarity
        wholes = np.frombuffer(b"".join(row.wholes for row in found), dtype="<f4")
        return shared, total, wholes.reshape(-1, 4).astype(np.float64)

    @property
    def table(self) -> WordTable:
        """The words that the phrases are made of."""
        return self._state.table

    def take(self, places: "NDArray[np.intp]") -> Several:
        """Some phrases, side by side."""
        import numpy as np

        found = self._phrases(places)
        rows = b"".join(row.words for row in found)
        return Several(
            codes=np.frombuffer(b"".join(row.codes for row in found), dtype="<u4"),
            letters=np.array([len(row.codes) // 4 for row in found]),
            rows=np.frombuffer(rows, dtype="<u4").astype(np.intp),
            words=np.array([len(row.words) // 4 for row in found]),
        )

    def _asked(self, numbers: "NDArray[np.uint64]", connection: Connection | None = None) -> _Asked:
        """The terms of a question; a connection is taken where none is given and one is needed."""
        key = self._state.number, numbers.tobytes()
        if getattr(self._recent, "terms", None) != key:
            own = needed(self._database) if connection is None else nullcontext(connection)
            with own as open_one:
                self._recent.asked = self._look_up(open_one, numbers)
            self._recent.terms = key
        found: _Asked = self._recent.asked
        return found

    def _look_up(self, connection: Connection, numbers: "NDArray[np.uint64]") -> _Asked:
        import numpy as np

        wanted = np.unique(numbers)
        given = {"state": self._state.number, "numbers": wanted.view(np.int64).tolist()}
        found = connection.execute(_TERMS, given).all()
        # As in memory: by frequency, and where that is the same by number, which the rows go by.
        found = sorted(found, key=lambda term: (term.frequency, term.row))
        known = np.array([term.number for term in found], dtype=np.int64).view(np.uint64)
        return _Asked(
            numbers=wanted,
            rows=np.array([term.row for term in found], dtype=np.intp),
            frequency=np.array([term.frequency for term in found], dtype=np.int64),
            peaks=np.array([term.peak for term in found], dtype=np.float64),
            kinds=kinds(known),
            rarity=np.array([term.rarity for term in found], dtype=np.float64),
        )

    def _phrases(self, places: "NDArray[np.intp]") -> list[Any]:
        """The rows of some phrases, in the order of `places`."""
        key = self._state.number, places.tobytes()
        if getattr(self._recent, "places", None) != key:
            given = {"state": self._state.number, "places": places.tolist()}
            with needed(self._database) as connection:
                rows = {row.place: row for row in connection.execute(_PHRASES, given)}
            if len(rows) < len(set(places.tolist())):  # gone since they were found
                raise Unanswerable
            self._recent.phrases = [rows[place] for place in places.tolist()]
            self._recent.places = key
        found: list[Any] = self._recent.phrases
        return found


def _times(
    held: bytes, lengths: "NDArray[np.integer[Any]]", rows: "NDArray[np.intp]"
) -> "NDArray[np.intp]":
    """How often each phrase holds each of `rows`, shape (n_phrases, n_rows).

    held: the rows of all phrases, one after the other. lengths: how many each one has.
    """
    import numpy as np

    order = np.argsort(rows)
    # A last one that no phrase holds, for what comes after all others.
    ascending = np.append(rows[order], _NO_ROW).astype(np.int32)
    all_held = np.frombuffer(held, dtype="<i4")
    at = ascending.searchsorted(all_held)
    hit = np.flatnonzero(ascending[at] == all_held)
    owner = np.cumsum(lengths).searchsorted(hit, side="right")
    cells = owner * len(rows) + order[at[hit]]
    counts = np.bincount(cells, minlength=len(lengths) * len(rows))
    return counts.reshape(len(lengths), len(rows))
