"""Groups that are listened to: on, off, what was said there within the hour, and moving."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Store, open_store
from bot.store.listening import AGAIN, Listening

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    store = open_store(address)
    yield store
    store.close()


def test_switching_twice_is_switching_once(store: Store) -> None:
    listening = Listening(store.database)
    assert not listening.is_on(-5)
    for on in (True, True, False, False):
        listening.turn(-5, on)
        assert listening.is_on(-5) is on
        assert not listening.is_on(-6)


def test_a_matter_is_taken_on_once_within_the_hour_in_each_topic(store: Store) -> None:
    listening = Listening(store.database)
    assert listening.claim(-5, 0, "m", NOW)
    assert not listening.claim(-5, 0, "m", NOW + AGAIN - timedelta(seconds=1))
    assert listening.claim(-5, 7, "m", NOW)
    assert listening.claim(-6, 0, "m", NOW)
    assert listening.claim(-5, 0, "n", NOW)
    assert listening.claim(-5, 0, "m", NOW + AGAIN)
    assert not listening.claim(-5, 0, "m", NOW + AGAIN)


def test_a_group_that_becomes_a_supergroup_takes_both_along(store: Store) -> None:
    listening = Listening(store.database)
    listening.turn(-5, True)
    listening.claim(-5, 0, "m", NOW)
    listening.claim(-500, 0, "m", NOW)
    listening.claim(-5, 0, "n", NOW)
    for _ in range(2):
        store.move(-5, -500)
    assert listening.is_on(-500)
    assert not listening.is_on(-5)
    assert not listening.claim(-500, 0, "m", NOW)
    assert not listening.claim(-500, 0, "n", NOW)
