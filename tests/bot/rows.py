"""Rows for every table of a database, whatever tables there are."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Time,
    insert,
    select,
)

from bot.store.copying import tables_of

START = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def fill(connection: Connection, count: int = 3) -> dict[str, int]:
    """Put `count` rows into each table, no two with a value in common; rows by table."""
    tables = tables_of(connection)
    for table in tables.values():
        for number in range(1, count + 1):
            values = {column.name: _value(column, number) for column in table.columns}
            connection.execute(insert(table), values)
    return dict.fromkeys(sorted(tables), count)


def everything(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, as values of Python, in an order that does not depend on the file."""
    return {
        name: sorted((row._asdict() for row in connection.execute(select(table))), key=repr)
        for name, table in sorted(tables_of(connection).items())
    }


def _value(column: Column[Any], number: int) -> Any:
    if column.nullable and number == 3 and not column.foreign_keys:
        return None
    kinds = (
        (JSON, {"名": [number, None, "引号\"'\\"], "深": {"层": number / 2}}),
        (Boolean, number % 2 == 0),
        (Date, date(2026, 1, 1) + timedelta(days=number)),
        (DateTime, START.replace(tzinfo=None) + timedelta(days=number)),
        (Time, time(number, 30)),
        (LargeBinary, bytes([0, number, 255])),
        (Integer, number),
        (Float, number / 4),
        (Numeric, number),
    )
    for kind, value in kinds:
        if isinstance(column.type, kind):
            # A chat's number does not fit into 32 bits.
            large = str(column.type) == "BIGINT" and not column.foreign_keys
            return -1_000_000_000_000 - number if large else value
    text = f"{number}第𠮷行\n<b>&\"'%"
    return text[: getattr(column.type, "length", None)]
