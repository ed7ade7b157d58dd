"""A clerk edits the folder while the bot runs: what is saved answers, what is wrong is told, end to end."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.watching import Watch
from tests.bot.folders import KEEPER, keeping, town
from tests.botapi import BotApi, private

ASKER = private("小王")
QUESTION = "食堂几点开门"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture(autouse=True)
def keen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot looks at its folder as it always does, only more often."""
    monkeypatch.setattr("bot.body.Watch", partial(Watch, every=0.05))


async def ask(api: BotApi) -> str:
    count = len(api.sent)
    api.say(ASKER, QUESTION)
    await api.until(lambda: any(one["chat"]["id"] == ASKER["id"] for one in api.sent[count:]))
    [said] = [one for one in api.sent[count:] if one["chat"]["id"] == ASKER["id"]]
    return str(said["text"])


async def test_a_broken_edit_keeps_the_old_state_tells_the_keepers_once_and_mended_it_answers(
    api: BotApi, tmp_path: Path
) -> None:
    folder = town(tmp_path / "青川")

    def told() -> list[str]:
        return [one["text"] for one in api.sent if one["chat"]["id"] == KEEPER["id"]]

    for template in folder.glob("faq.*"):
        template.unlink()
    faq = folder / "faq.csv"
    faq.write_text(f"问题,答案\n{QUESTION},七点开门。\n", encoding="utf-8")
    async with keeping(api, folder):
        assert "七点" in await ask(api)
        faq.write_text(f"问题,答案\n{QUESTION},六点半开门。\n食堂在哪里,\n", encoding="utf-8")
        await api.until(lambda: bool(told()))
        assert "七点" in await ask(api)
        # Saved again with the same mistake, nobody is told again.
        faq.write_text(f"问题,答案\n{QUESTION},六点开门。\n食堂在哪里,\n", encoding="utf-8")
        assert "七点" in await ask(api)
        faq.write_text(f"问题,答案\n{QUESTION},五点开门。\n食堂在哪里,二楼。\n", encoding="utf-8")
        await api.until(lambda: len(told()) > 1)
        assert "五点" in await ask(api)
    broken, mended = told()
    # The file, and the row as the clerk sees it.
    assert "faq.csv:3" in broken
    assert "已经改好" in mended
