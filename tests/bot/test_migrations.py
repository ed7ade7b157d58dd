"""Every step of the tables' history, forward and back, on both databases and with rows in them."""

from itertools import pairwise

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from bot.store.copying import count_rows, tables_of
from bot.store.opening import engine_of, migrations
from bot.store.schema import metadata
from tests.bot.rows import fill

HISTORY = [one.revision for one in ScriptDirectory.from_config(migrations()).walk_revisions()][::-1]


def move(engine: Engine, revision: str, *, back: bool = False) -> None:
    config = migrations()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(config, revision)


def shape(connection: Connection) -> dict[str, list[tuple[str, str, bool]]]:
    """Columns by table: name, type, whether it may be empty."""
    return {
        name: sorted((one.name, str(one.type), bool(one.nullable)) for one in table.columns)
        for name, table in tables_of(connection).items()
    }


def test_the_history_is_one_line() -> None:
    script = ScriptDirectory.from_config(migrations())
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_every_step_can_be_taken_back_and_gives_the_same_tables_again(address: str) -> None:
    engine = engine_of(address)
    shapes = {"base": {}}
    for revision in HISTORY:
        move(engine, revision)
        with engine.connect() as connection:
            shapes[revision] = shape(connection)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    for before, revision in reversed(list(zip(["base", *HISTORY], HISTORY, strict=False))):
        move(engine, before, back=True)
        with engine.connect() as connection:
            assert shape(connection) == shapes[before]
        move(engine, revision)
        with engine.connect() as connection:
            assert shape(connection) == shapes[revision]
        move(engine, before, back=True)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_steps_keep_the_rows_of_the_tables_that_stay(address: str) -> None:
    engine = engine_of(address)
    for before, revision in pairwise(HISTORY):
        move(engine, before)
        with engine.begin() as connection:
            filled = fill(connection)
        move(engine, revision)
        with engine.connect() as connection:
            after = count_rows(connection)
        move(engine, before, back=True)
        with engine.connect() as connection:
            again = count_rows(connection)
        assert {name: after[name] for name in filled if name in after} == {
            name: count for name, count in filled.items() if name in after
        }
        assert {name: again[name] for name in filled if name in after} == {
            name: count for name, count in filled.items() if name in after
        }
        move(engine, "base", back=True)
    engine.dispose()
