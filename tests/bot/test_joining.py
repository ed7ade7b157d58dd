"""The bot comes into a group: one message that says what works there."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.bot.fakes import FakeKnowledge, running
from tests.bot.small_documents import CORPUS
from tests.botapi import BOT, BotApi, Json, group, private, user

GROUP = group()
ADMIN = user("小李")["id"]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.administrators[GROUP["id"]].add(ADMIN)
        yield api


async def _joined(api: BotApi, chat: Json = GROUP, **how: Any) -> str:
    before = len(api.sent)
    api.take_in(chat, **how)
    await api.handled()
    assert len(api.sent) <= before + 1
    return str(api.sent[-1]["text"]) if len(api.sent) > before else ""


async def test_with_privacy_mode_on_it_says_so_and_how_to_change_it(api: BotApi) -> None:
    async with running(api, FakeKnowledge(corpus=CORPUS)):
        said = await _joined(api)
    assert "@askplan_bot 问题" in said
    assert "隐私模式：开着" in said
    assert "/setprivacy" in said
    assert "群管理员" in said
    assert "没有打开" in said
    assert "部门：全部" in said
    assert "/remind@askplan_bot dept 市水务局" in said


@pytest.mark.parametrize("way", ["setting", "administrator"])
async def test_where_it_sees_everything_it_says_that_it_stays_silent(api: BotApi, way: str) -> None:
    api.reads_all = way == "setting"
    if way == "administrator":
        api.administrators[GROUP["id"]].add(BOT["id"])
    async with running(api, FakeKnowledge()):
        said = await _joined(api, new="administrator" if way == "administrator" else "member")
    assert "只回答点名问我的" in said
    assert "/listen@askplan_bot on" in said


async def test_a_group_that_was_reminded_before_is_told_when_the_next_digest_comes(
    api: BotApi,
) -> None:
    async with running(api, FakeKnowledge(corpus=CORPUS)):
        for form in ("on 08:30", "dept 市水务局"):
            api.say(GROUP, f"/remind@askplan_bot {form}", by="小李")
        await api.answers(2)
        assert await _joined(api, old="member", new="kicked") == ""
        said = await _joined(api, old="kicked")
    assert "每日提醒：下一次 11月25日 08:30" in said
    assert "提醒哪些部门：市水务局" in said


@pytest.mark.parametrize(
    ("chat", "old", "new"),
    [
        (GROUP, "member", "administrator"),
        (GROUP, "administrator", "member"),
        (GROUP, "member", "left"),
        (private("小王"), "kicked", "member"),
        ({"id": -1009, "type": "channel", "title": "发布"}, "left", "administrator"),
    ],
)
async def test_any_other_change_gets_no_word(api: BotApi, chat: Json, old: str, new: str) -> None:
    async with running(api, FakeKnowledge()):
        assert await _joined(api, chat, old=old, new=new) == ""
