"""The table of commands: each in the menus of those who may use it, and of nobody else."""

import json
from collections.abc import AsyncIterator
from typing import get_args

import pytest

from bot.handlers.commands import COMMANDS
from bot.handlers.permissions import Right
from tests.bot.fakes import FakeKnowledge, running
from tests.botapi import BotApi, Json, Refusal, group, private, user

KEEPER = user("老张")["id"]
GROUP = group()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


def _menus(api: BotApi) -> dict[str, list[Json]]:
    return {
        json.loads(call["scope"])["type"]: json.loads(call["commands"])
        for call in api.called("setmycommands")
    }


async def test_each_scope_lists_what_can_be_used_there_in_chinese(api: BotApi) -> None:
    async with running(api, FakeKnowledge(), admins=[KEEPER]):
        await api.until(lambda: len(api.called("setmycommands")) == 5)
    menus = {kind: {one["command"] for one in menu} for kind, menu in _menus(api).items()}
    assert menus["default"] == menus["all_private_chats"]
    assert {"ask", "lead", "dept", "due", "sources", "help"} <= set.intersection(*menus.values())
    assert "start" not in menus["all_group_chats"]
    assert menus["all_chat_administrators"] - menus["all_group_chats"] == {"listen"}
    keepers = {name for name, command in COMMANDS.items() if command.right == "keeper"}
    assert "status" in keepers
    assert menus["chat"] - menus["all_private_chats"] == keepers
    for menu in _menus(api).values():
        assert all(1 <= len(one["description"]) <= 256 for one in menu)
        assert all(any("\u4e00" <= c <= "\u9fff" for c in one["description"]) for one in menu)


async def test_a_keeper_who_never_wrote_keeps_no_menu_from_being_set(api: BotApi) -> None:
    api.fail("setmycommands", Refusal(400, "Bad Request: chat not found"))
    async with running(api, FakeKnowledge(), admins=[KEEPER]):
        await api.until(lambda: len(api.called("setmycommands")) == 4)
        api.say(private("老张"), "/start")
        await api.until(lambda: len(api.called("setmycommands")) == 5)
    scope = json.loads(api.called("setmycommands")[-1]["scope"])
    assert scope == {"type": "chat", "chat_id": KEEPER}


@pytest.mark.parametrize("name", COMMANDS)
async def test_only_who_has_the_right_may_use_a_command(api: BotApi, name: str) -> None:
    right = COMMANDS[name].right
    assert right in get_args(Right)
    admin = user("小李")["id"]
    api.administrators[GROUP["id"]].add(admin)
    refused = []
    async with running(api, FakeKnowledge(), admins=[KEEPER]):
        for by in ("小王", "小李", "老张"):
            before = len(api.sent)
            api.say(GROUP, f"/{name}@askplan_bot", by=by)
            said = (await api.answers(before + 1))[-1]
            refused.append("管理员可以这样做" in said.get("text", ""))
            await api.handled()
    allowed = {"anyone": 3, "chat": 2, "keeper": 1}[right]
    assert refused == [False] * 3 if allowed == 3 else refused.count(False) == allowed
    assert refused[-1] is False


async def test_a_refusal_says_who_may_and_how(api: BotApi) -> None:
    async with running(api, FakeKnowledge()):
        api.say(private("小王"), "/status")
        [said] = await api.answers(1)
    assert "ASKPLAN_ADMINS" in said["text"]
