"""The arrays of an FAQ's wordings -> rows of PostgreSQL, by COPY."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from bot.store.phrases import ROW_BITS
from bot.store.schema import search_phrases, search_states, search_terms
from knowledge.search.index import Index
from knowledge.search.wordings import Wordings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Types of PostgreSQL for the columns, in the order of the rows below.
_TERM = ("int4", "int8", "int4", "int4", "float4", "float4")
_PHRASE = ("int4", "int4", "int8[]", "bytea", "bytea", "bytea", "bytea")


def fill(
    connection: Connection, key: str, arrays: Mapping[str, "NDArray[np.generic]"], now: int
) -> None:
    """Put a state of wordings into the tables. arrays: as of `FaqSearch.arrays`."""
    index, wordings = Index.of(arrays), Wordings.of(arrays)
    weights = arrays.get("classifier")
    values = {
        "key": key,
        "size": index.size,
        "held": len(index.held),
        "entries": 0 if weights is None else weights.shape[1],
        "classifier": None if weights is None else weights.astype("<f4").tobytes(),
        "used": now,
        **{name: array.tobytes() for name, array in wordings.table.arrays().items()},
    }
    made = connection.execute(insert(search_states).values(**values).returning(search_states.c.id))
    state = made.scalar_one()
    _copy(connection, search_terms.name, _TERM, _terms(state, index))
    _copy(connection, search_phrases.name, _PHRASE, _phrases(state, index, wordings))
    # What was added is not in the index's order yet, and the planner does not know of it.
    connection.execute(text("SELECT gin_clean_pending_list('ix_search_phrases_terms')"))
    for table in (search_terms, search_phrases):
        connection.execute(text(f"ANALYZE {table.name}"))


def _copy(
    connection: Connection, table: str, types: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    import psycopg

    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as failure:
        raise DBAPIError(f"COPY {table}", None, failure) from None


def _terms(state: int, index: Index) -> Iterator[Sequence[Any]]:
    import numpy as np

    columns = (
        index.terms.view(np.int64),
        np.arange(len(index.terms)),
        np.diff(index.starts),
        index.peaks,
        index.rarity,
    )
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield state, *row


def _phrases(state: int, index: Index, wordings: Wordings) -> Iterator[Sequence[Any]]:
    import numpy as np

    held = index.held.astype("<i4", copy=False)
    wholes = index.wholes.astype("<f4", copy=False)
    codes = wordings.codes.astype("<u4", copy=False)
    rows = wordings.rows.astype("<u4", copy=False)
    spans = (index.first, wordings.begins, wordings.words)
    scope = state << ROW_BITS
    for place in range(index.size):
        terms, letters, words = (slice(span[place], span[place + 1]) for span in spans)
        yield (
            state,
            place,
            (scope + held[terms].astype(np.int64)).tolist(),
            held[terms].tobytes(),
            wholes[place].tobytes(),
            codes[letters].tobytes(),
            rows[words].tobytes(),
        )
