"""/listen: what nobody was asked is answered where a group wants it, when sure, and not twice."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running, suggested
from tests.bot.small_documents import about
from tests.botapi import BOT, BotApi, Json, group, private, user

GROUP, FORUM = group(), group("质量论坛", forum=True)
ADMIN = user("小李")["id"]
QUESTION, OTHER = "第六段河道谁负责", "第七段河道什么时候完成"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        for chat in (GROUP, FORUM):
            api.administrators[chat["id"]].add(ADMIN)
        yield api


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge(
        {
            QUESTION: about(6),
            "六段河道归谁管？": about(6),
            OTHER: replace(about(7), kind="deadline"),
            "这个谁管": replace(about(8), confidence=0.7),
            "质量谁管": suggested(QUESTION),
            "进度汇报完成": about(9),
            "第六段河道谁去看一下": about(6),
            "水务局几点下班？": answered(kind="reverse"),
            "河道边的公园在哪里？": answered(kind="passage"),
        }
    )


async def _turn(api: BotApi, how: str, chat: Json = GROUP, **fields: Any) -> str:
    before = len(api.sent)
    api.say(chat, f"/listen@askplan_bot {how}".strip(), by="小李", **fields)
    said = (await api.answers(before + 1))[-1]
    await api.handled()
    return str(said["text"])


async def _heard(api: BotApi, text: str, chat: Json = GROUP, **fields: Any) -> bool:
    before = len(api.sent)
    api.say(chat, text, **fields)
    await api.handled()
    return len(api.sent) > before


async def test_by_default_and_after_off_nothing_is_said_unasked(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        assert not await _heard(api, QUESTION)
        assert "开着" in await _turn(api, "on")
        assert await _heard(api, QUESTION)
        assert "关着" in await _turn(api, "off")
        assert not await _heard(api, OTHER)


@pytest.mark.parametrize(
    "text",
    [
        "食堂几点开门？",
        "这个谁管",
        "质量谁管",
        "进度汇报完成",
        "/weather 谁",
        f"@somebody {QUESTION}",
    ],
)
async def test_what_is_not_sure_or_no_question_to_all_gets_no_answer(
    api: BotApi, knowledge: FakeKnowledge, text: str
) -> None:
    async with running(api, knowledge):
        await _turn(api, "on")
        assert not await _heard(api, text)
        assert not await _heard(api, QUESTION, reply_to_message={"message_id": 1, "date": 0, "chat": GROUP, "from": user("小赵"), "text": "河道的事"})  # fmt: skip
        assert not await _heard(api, QUESTION, is_automatic_forward=True)
        assert not await _heard(api, QUESTION, via_bot=BOT)


async def test_the_same_thing_is_not_said_twice_within_an_hour(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    clock = FakeClock()
    async with running(api, knowledge, clock):
        await _turn(api, "on")
        assert await _heard(api, QUESTION)
        assert not await _heard(api, "六段河道归谁管？")
        assert await _heard(api, OTHER)
        assert await _heard(api, f"@askplan_bot {QUESTION}")
        clock.move(timedelta(minutes=59))
        api.now += 59 * 60
        assert not await _heard(api, QUESTION)
        clock.move(timedelta(minutes=2))
        api.now += 2 * 60
        assert await _heard(api, "六段河道归谁管？")


async def test_what_was_answered_on_demand_is_not_repeated_unasked(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        await _turn(api, "on")
        assert await _heard(api, f"@askplan_bot {QUESTION}")
        assert not await _heard(api, QUESTION)


async def test_each_topic_of_a_forum_is_told_on_its_own(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    api.topics[FORUM["id"]] |= {7, 8}
    opened: Any = {"message_id": 7, "date": 0, "chat": FORUM, "from": user("小赵")}
    opened |= {"forum_topic_created": {"name": "督办", "icon_color": 1}}
    first = {"message_thread_id": 7, "is_topic_message": True, "reply_to_message": opened}
    second = {"message_thread_id": 8, "is_topic_message": True}
    async with running(api, knowledge):
        await _turn(api, "on", FORUM, **second)
        assert await _heard(api, QUESTION, FORUM, **first)
        assert api.sent[-1]["message_thread_id"] == 7
        assert await _heard(api, QUESTION, FORUM, **second)
        assert not await _heard(api, QUESTION, FORUM, **first)


async def test_an_answer_unasked_can_be_followed_up(api: BotApi, knowledge: FakeKnowledge) -> None:
    async with running(api, knowledge):
        await _turn(api, "on")
        assert await _heard(api, QUESTION)
        assert await _heard(api, "什么时候完成？", reply_to_message=api.sent[-1])
    assert knowledge.asked[-1][1] == (QUESTION,)


async def test_the_switch_follows_a_group_that_becomes_a_supergroup(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    old: Any = {"id": -700, "type": "group", "title": "旧群"}
    api.administrators[-700].add(ADMIN)
    async with running(api, knowledge):
        await _turn(api, "on", old)
        assert await _heard(api, QUESTION, old)
        api.say(old, None, migrate_to_chat_id=GROUP["id"])
        api.take_in(GROUP)
        assert not await _heard(api, QUESTION)
        assert await _heard(api, OTHER)
    assert api.sent[-1]["chat"]["id"] == GROUP["id"]
    assert not [one for one in api.sent if "大家好" in one["text"]]


async def test_only_administrators_switch_anonymous_ones_too(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    anonymous: Any = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    async with running(api, knowledge):
        api.say(GROUP, "/listen@askplan_bot on", by="小王")
        assert "只有群管理员" in (await api.answers(1))[0]["text"]
        assert not await _heard(api, QUESTION)
        api.say(GROUP, "/listen@askplan_bot on", **{"from": anonymous, "sender_chat": GROUP})
        assert "开着" in (await api.answers(2))[1]["text"]
        assert await _heard(api, QUESTION)


async def test_it_is_told_when_privacy_mode_keeps_messages_away(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        assert "隐私模式" in await _turn(api, "on")
        api.reads_all = True
        assert "隐私模式" not in await _turn(api, "on")
        api.reads_all = False
        api.administrators[GROUP["id"]].add(BOT["id"])
        assert "隐私模式" not in await _turn(api, "on")
        assert "用法" in await _turn(api, "maybe")
        assert "开着" in await _turn(api, "")
        api.say(private("小李"), "/listen on")
        said = (await api.answers(len(api.sent) + 1))[-1]
    assert "群里" in said["text"]


async def test_help_in_the_group_says_that_the_bot_listens(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.say(GROUP, "/help@askplan_bot")
        assert "不插话" in (await api.answers(1))[0]["text"]
        await _turn(api, "on")
        api.say(GROUP, "/help@askplan_bot")
        said = (await api.answers(3))[2]["text"]
    assert "不插话" not in said
    assert "/listen@askplan_bot off" in said


async def test_old_talk_after_an_outage_is_left_alone(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    clock = FakeClock()
    async with running(api, knowledge, clock):
        await _turn(api, "on")
        clock.move(timedelta(minutes=11))
        assert not await _heard(api, QUESTION)


def test_a_fingerprint_is_of_the_matter_and_not_of_its_wording() -> None:
    from bot.handlers.listening import matter

    assert matter(about(6)) == matter(replace(about(6), kind="deadline", answer="6月底前"))
    assert matter(about(6)) != matter(about(7))
    assert matter(answered(faq="12")) != matter(answered(faq="13"))
    assert len(matter(answered())) == 32
