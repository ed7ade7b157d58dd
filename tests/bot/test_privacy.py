"""/privacy, /forget and /status: what is kept about a person, and what the keepers see."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.buttons import Button
from bot.store.buttons import KeptButtons
from bot.store.connection import open_database
from bot.store.people import ABOUT_NOBODY, OwnButtons, PrivateChat
from bot.store.retention import sweep
from bot.store.schema import buttons, chats, metadata
from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running
from tests.botapi import BotApi, group, private, user

WANG, GROUP = private("小王"), group()
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


async def test_what_is_stored_is_told_with_how_long_it_stays(api: BotApi) -> None:
    async with running(api, FakeKnowledge()):
        api.say(WANG, "/privacy")
        [said] = await api.answers(1)
    for trace in ("内存", "提醒设置", "180 天"):
        assert trace in said["text"]
    assert "/forget" in said["text"]


async def test_whoever_asks_is_forgotten_and_others_are_not(api: BotApi, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'askplan.db'}"
    knowledge = FakeKnowledge({"甲": answered()})
    async with running(api, knowledge, database=address):
        for name in ("小王", "小李"):
            api.say(private(name), "甲")
            api.say(private(name), "/remind on 08:30")
            await api.handled()
        api.press(api.sent[0], "👎")
        await api.handled()
        api.say(WANG, "/forget")
        await api.handled()
        for name in ("小王", "小李"):
            api.say(private(name), "什么时候完成")
            await api.handled()
        api.say(WANG, "/forget")
        api.say(private("小王"), "/remind")
        await api.handled()
    assert "已删除" in api.sent[5]["text"]
    assert [history for _, history, _ in knowledge.asked[-2:]] == [(), ("甲",)]
    assert "已关闭" in api.sent[-1]["text"]
    database = open_database(address)
    with database.transaction() as connection:
        left = [row.id for row in connection.execute(select(chats.c.id))]
        meanings = str(connection.execute(select(buttons.c.meanings)).all())
    database.close()
    assert left == [user("小李")["id"]]
    assert str(WANG["id"]) not in meanings


def test_of_every_table_it_is_said_what_it_keeps_about_people() -> None:
    told = {name for trace in (PrivateChat, OwnButtons) for name in trace.tables}
    assert told.isdisjoint(ABOUT_NOBODY)
    assert set(metadata.tables) == told | ABOUT_NOBODY


async def test_with_nothing_stored_forgetting_says_so(api: BotApi) -> None:
    async with running(api, FakeKnowledge()):
        api.say(WANG, "/forget")
        await api.handled()
        api.say(GROUP, "/forget@askplan_bot", sender_chat=GROUP)
        first, second = await api.answers(2)
    assert "没有和您有关" in first["text"]
    assert "名义" in second["text"]


async def test_in_both_databases_only_the_persons_own_rows_go(address: str) -> None:
    database = open_database(address)
    kept = KeptButtons(database, lambda: NOW)
    mine = Button(question='"only": 7}', only=7)
    await kept.keep([mine, Button(only=7, data={"reason": "不对"})])
    await kept.keep([Button(only=77)])
    await kept.keep([Button(question='问 "only": 7, 吗')])
    assert await OwnButtons(database).forget(7) == 1
    assert await OwnButtons(database).forget(7) == 0
    assert await PrivateChat(database).forget(7) == 0
    assert sweep(database, NOW + timedelta(days=100), 90) == {"buttons": 1}
    with database.transaction() as connection:
        left = connection.execute(select(buttons.c.meanings)).all()
    database.close()
    assert len(left) == 1


async def test_the_keepers_see_what_runs_and_how_it_went(api: BotApi) -> None:
    clock, keeper = FakeClock(), user("小王")["id"]
    async with running(api, FakeKnowledge({"甲": answered()}), clock, admins=[keeper]):
        api.say(WANG, "甲")
        api.say(WANG, "乙")
        await api.answers(2)
        api.press(api.sent[0], "👍")
        await api.handled()
        clock.move(timedelta(hours=26, minutes=5))
        api.say(WANG, "/status")
        said = (await api.answers(3))[2]["text"]
    for fact in (
        "已运行 1 天 2 小时",
        "青山市知识库",
        "文件 1 个",
        "有答案 1，给了选项 0，没查到 1",
        "👍 1，👎 0",
        "SQLite，正常",
    ):
        assert fact in said
