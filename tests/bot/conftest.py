"""What several test files of the bot share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot import databases


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A PostgreSQL server for the whole run."""
    with databases.postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'askplan.db'}"
    found: str = request.getfixturevalue("postgres_address")
    databases.empty(found)
    return found
