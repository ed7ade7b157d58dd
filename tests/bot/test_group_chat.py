"""A group, end to end: answers where it is asked, silence otherwise."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running
from tests.botapi import BOT, BotApi, group, user

GROUP, FORUM = group(), group("质量论坛", forum=True)
QUESTION = "食品安全谁牵头"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge({QUESTION: answered()})


@pytest.mark.parametrize(
    "text",
    [
        f"/ask@askplan_bot {QUESTION}",
        f"@askplan_bot {QUESTION}",
        f"😀👨‍👩‍👧 @askplan_bot {QUESTION}",
        f"{QUESTION}@askplan_bot",
    ],
)
async def test_who_names_the_bot_is_answered_in_reply(
    api: BotApi, knowledge: FakeKnowledge, text: str
) -> None:
    async with running(api, knowledge):
        asked = api.say(GROUP, text)
        [answer] = await api.answers(1)
    assert answer["chat"]["id"] == GROUP["id"]
    assert f'"message_id": {asked["message_id"]}' in answer["asked_for"]["reply_parameters"]
    assert len(knowledge.asked) == 1


async def test_in_a_topic_the_answer_stays_there(api: BotApi, knowledge: FakeKnowledge) -> None:
    api.topics[FORUM["id"]].add(7)
    topic = {"message_thread_id": 7, "is_topic_message": True}
    async with running(api, knowledge):
        api.say(FORUM, f"/ask {QUESTION}", **topic)
        [answer] = await api.answers(1)
    assert answer["message_thread_id"] == 7


async def test_a_thread_that_is_no_topic_is_not_sent_back(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.say(GROUP, f"/ask {QUESTION}", message_thread_id=7)
        [answer] = await api.answers(1)
    assert "message_thread_id" not in answer["asked_for"]


SILENT: list[dict[str, Any]] = [
    {"text": "中午吃什么"},
    {"text": QUESTION},
    {"text": "@somebody 食品安全谁牵头"},
    {"text": f"/ask@other_bot {QUESTION}"},
    {"text": "/weather 北京"},
    {"text": None, "photo": [], "caption": QUESTION},
    {"text": None, "voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
    {"text": None, "new_chat_members": [user("小李")]},
    {"text": None, "left_chat_member": user("小李")},
    {"text": None, "migrate_to_chat_id": -100200},
    {"text": None, "pinned_message": {"message_id": 1, "date": 0, "chat": GROUP}},
    {"text": None, "forum_topic_created": {"name": "督办", "icon_color": 1}},
    {"text": None, "dice": {"emoji": "🎲", "value": 6}},
    {"text": f"@askplan_bot {QUESTION}", "is_automatic_forward": True},
    {"text": f"@askplan_bot {QUESTION}", "via_bot": BOT},
]


async def test_whatever_is_not_meant_for_the_bot_gets_no_answer(
    api: BotApi, knowledge: FakeKnowledge, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(api, knowledge):
        for fields in SILENT:
            api.say(GROUP, **fields)
        message = api.say(GROUP, f"@askplan_bot {QUESTION}", message_id=999)
        api.push({"edited_message": {**message, "edit_date": api.now}})
        channel = {"id": -1009, "type": "channel", "title": "发布"}
        post = {"message_id": 1, "date": api.now, "chat": channel, "text": f"/ask {QUESTION}"}
        api.push({"channel_post": post})
        api.push({"edited_channel_post": post})
        await api.handled()
    assert [one["asked_for"]["chat_id"] for one in api.sent] == [str(GROUP["id"])]
    assert len(knowledge.asked) == 1
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_somebodys_question_is_answered_when_the_bot_is_pointed_at_it(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        asked = api.say(GROUP, QUESTION, by="小李")
        api.say(GROUP, "@askplan_bot 帮忙看一下", by="小王", reply_to_message=asked)
        [answer] = await api.answers(1)
    assert answer["text"].startswith("牵头单位")
    assert knowledge.asked == [(QUESTION, (), None)]


async def test_a_question_about_somebodys_question_follows_on_from_it(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        asked = api.say(GROUP, QUESTION, by="小李")
        api.say(GROUP, "@askplan_bot 什么时候完成", by="小王", reply_to_message=asked)
        await api.answers(1)
    assert knowledge.asked[-1] == ("什么时候完成", (QUESTION,), None)


async def test_anybody_may_go_on_from_an_answer_by_replying_to_it(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.say(GROUP, f"@askplan_bot {QUESTION}", by="小王")
        [answer] = await api.answers(1)
        api.say(GROUP, "什么时候完成？", by="小李", reply_to_message=answer)
        await api.answers(2)
    assert knowledge.asked[-1] == ("什么时候完成？", (QUESTION,), None)


@pytest.mark.parametrize("text", ["收到", "好的👍", "谢谢", "这个我们科在办", "@somebody 你看看"])
async def test_a_remark_on_an_answer_is_not_a_question(
    api: BotApi, knowledge: FakeKnowledge, text: str
) -> None:
    async with running(api, knowledge):
        api.say(GROUP, f"@askplan_bot {QUESTION}")
        [answer] = await api.answers(1)
        api.say(GROUP, text, by="小李", reply_to_message=answer)
        await api.handled()
    assert len(api.sent) == 1


async def test_two_askers_in_one_group_have_memories_of_their_own(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.say(GROUP, f"@askplan_bot {QUESTION}", by="小王")
        await api.handled()
        api.say(GROUP, "@askplan_bot 什么时候完成", by="小李")
        await api.handled()
        api.say(GROUP, "@askplan_bot 什么时候完成", by="小王")
        await api.answers(3)
    assert [history for _, history, _ in knowledge.asked] == [(), (), (QUESTION,)]


@pytest.mark.parametrize("text", ["@askplan_bot", "/help@askplan_bot", "@askplan_bot 你好"])
async def test_help_in_a_group_always_writes_the_bots_name(
    api: BotApi, knowledge: FakeKnowledge, text: str
) -> None:
    async with running(api, knowledge):
        api.say(GROUP, text)
        [answer] = await api.answers(1)
    assert "/ask@askplan_bot" in answer["text"]
    assert knowledge.asked == []


async def test_an_anonymous_administrator_is_answered(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    async with running(api, knowledge):
        api.say(GROUP, f"/ask {QUESTION}", **{"from": anonymous, "sender_chat": GROUP})
        [answer] = await api.answers(1)
    assert answer["text"].startswith("牵头单位")


async def test_after_an_outage_old_questions_in_a_group_are_skipped_with_one_notice(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    clock = FakeClock()
    api.say(GROUP, "中午吃什么")
    for _ in range(3):
        api.say(GROUP, f"@askplan_bot {QUESTION}")
    clock.move(timedelta(minutes=11))
    api.now += 11 * 60
    api.say(GROUP, f"@askplan_bot {QUESTION}")
    async with running(api, knowledge, clock):
        await api.handled()
    assert len(knowledge.asked) == 1
    texts = [one["text"] for one in api.sent]
    assert len(texts) == 2
    assert "离线" in texts[0]
    assert texts[1].startswith("牵头单位")


async def test_a_group_that_merely_talked_during_an_outage_is_told_nothing(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    clock = FakeClock()
    api.say(GROUP, "中午吃什么")
    clock.move(timedelta(hours=2))
    async with running(api, knowledge, clock):
        await api.handled()
    assert api.sent == []
