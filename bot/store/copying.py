"""Every row of one database into another with the same tables, whatever tables those are.

The tables are read from the databases themselves and not from the program: a backup made before an
update has older ones, and a table that is added later needs nothing here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, delete, func, insert, select, text

# Alembic's own; both sides have it already.
BOOKKEEPING = "alembic_version"
# Made anew from the knowledge folder whenever they are missing: nothing to carry.
DERIVED = ("search_states", "search_terms", "search_phrases")
# Rows that are carried at a time.
_BATCH = 500
# Seconds that a restore waits for transactions of the running bot to end.
_LOCK = 30


class Miscounted(Exception):
    """A table holds another number of rows than were put into it."""


def tables_of(connection: Connection) -> dict[str, Table]:
    """The tables of a database that hold something of its own, parents before their children."""
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                # What is empty stays empty, and does not become the JSON word `null`.
                column.type.none_as_null = bool(column.nullable)
    left_out = (BOOKKEEPING, *DERIVED)
    return {one.name: one for one in found.sorted_tables if one.name not in left_out}


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows by table, in alphabetical order."""
    tables = sorted(tables_of(connection).items())
    return {name: _count(connection, table) for name, table in tables}


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Put all rows of `source` into the empty tables of `target`; rows by table.

    A table that only one side has is left as it is. Raises Miscounted.
    """
    given, wanted = tables_of(source), tables_of(target)
    copied = {}
    for name, table in wanted.items():
        if name in given:
            copied[name] = _copy(source, given[name], target, table)
    _continue_numbers(target, wanted)
    return copied


def replace_rows(source: Connection, target: Connection) -> dict[str, int]:
    """`copy_rows` into tables that are in use: what they held goes, within the same transaction."""
    tables = tables_of(target)
    _hold(target, tables)
    for table in reversed(tables.values()):
        target.execute(delete(table))
    return copy_rows(source, target)


def _hold(target: Connection, tables: Mapping[str, Table]) -> None:
    """Nobody else writes until the end of the transaction. SQLite's have the file to themselves."""
    if target.dialect.name != "postgresql" or not tables:
        return
    quote = target.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in sorted(tables))
    target.execute(text(f"SET LOCAL lock_timeout = '{_LOCK}s'"))
    target.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _copy(source: Connection, given: Table, target: Connection, wanted: Table) -> int:
    names = [column.name for column in wanted.columns if column.name in given.columns]
    rows = source.execute(select(*(given.columns[name] for name in names)))
    copied = 0
    for batch in rows.partitions(_BATCH):
        filled = [dict(zip(names, _fit(row, target), strict=True)) for row in batch]
        target.execute(insert(wanted), filled)
        copied += len(filled)
    if _count(target, wanted) != copied:
        raise Miscounted(wanted.name)
    return copied


def _fit(row: Any, target: Connection) -> Iterator[Any]:
    """The values of a row; PostgreSQL's texts cannot hold the character of code 0."""
    strict = target.dialect.name == "postgresql"
    for value in row:
        yield value.replace("\0", "\ufffd") if strict and isinstance(value, str) else value


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _continue_numbers(target: Connection, tables: Mapping[str, Table]) -> None:
    """PostgreSQL numbers new rows from a counter, which must not give a number that is taken."""
    if target.dialect.name != "postgresql":
        return
    for table in tables.values():
        column = table.autoincrement_column
        if column is None:
            continue
        owned = text("SELECT pg_get_serial_sequence(:table, :column)")
        quote = target.dialect.identifier_preparer.quote
        names = {"table": quote(table.name), "column": column.name}
        if counter := target.execute(owned, names).scalar():
            highest = target.execute(select(func.max(column))).scalar() or 0
            move = text("SELECT setval(:counter, :next, false)")
            target.execute(move, {"counter": counter, "next": highest + 1})
