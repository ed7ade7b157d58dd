"""A simulated stretch of the year with everything going wrong: each digest comes, and comes once."""

import logging

import pytest

from tests.bot.year import Year, account


@pytest.mark.parametrize("replicas", [1, 2])
async def test_whatever_happens_each_digest_comes_once(
    address: str, replicas: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    year = Year(address=address, seed=7, rooms=12, days=14, replicas=replicas, harm=2)
    await year.run()
    found = account(year)
    assert found.wrong == []
    assert found.figures["digests sent"] > 50
    assert found.figures["kills between sending and recording"] > 0
