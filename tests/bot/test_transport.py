"""Requests to Telegram: what went wrong is told apart, and proxies are found."""

from collections.abc import AsyncIterator

import pytest
from telegram.error import NetworkError, TimedOut

from bot.sending import may_have_arrived
from bot.transport import Requests, proxy_for
from tests.botapi import TOKEN, BotApi


@pytest.fixture
async def requests() -> AsyncIterator[Requests]:
    found = Requests("http://127.0.0.1", connections=2, timeout=0.2, connect=0.2)
    await found.initialize()
    yield found
    await found.shutdown()


async def test_a_reset_is_a_network_error(requests: Requests) -> None:
    async with BotApi() as api:
        api.fail("getme", None)
        with pytest.raises(NetworkError):
            await requests.post(f"{api.url}/bot{TOKEN}/getMe")


async def test_silence_may_mean_that_it_has_arrived(requests: Requests) -> None:
    async with BotApi() as api:
        with pytest.raises(TimedOut) as caught:
            await requests.post(f"{api.url}/bot{TOKEN}/getUpdates?timeout=5")
    assert may_have_arrived(caught.value)


async def test_what_found_nobody_has_not_arrived(requests: Requests) -> None:
    api = BotApi()
    await api.open()
    await api.close()
    with pytest.raises(NetworkError) as caught:
        await requests.post(f"{api.url}/bot{TOKEN}/getMe")
    assert not may_have_arrived(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "proxy"),
    [
        ("https_proxy", "http://proxy:3128", "http://proxy:3128"),
        ("https_proxy", "proxy:3128", "http://proxy:3128"),
        ("all_proxy", "http://proxy:3128", "http://proxy:3128"),
        ("all_proxy", "socks5://proxy:1080", None),
        ("http_proxy", "http://proxy:3128", None),
    ],
)
def test_a_proxy_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, proxy: str | None
) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_PROXY".upper(), raising=False)
    monkeypatch.setenv(variable, value)
    assert proxy_for("https://api.telegram.org") == proxy
    monkeypatch.setenv("no_proxy", "api.telegram.org")
    assert proxy_for("https://api.telegram.org") is None
