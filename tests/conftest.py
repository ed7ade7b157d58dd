"""What holds for every test."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# How long an example takes says more about the machine and its neighbours than about the code.
settings.register_profile("askplan", deadline=None)
settings.load_profile("askplan")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The command, run by a test, keeps its indexes where they go with the test."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.pop("XDG_CACHE_HOME")
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before
