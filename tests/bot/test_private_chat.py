"""A private chat, end to end: the real library and our handlers against a Bot API on loopback."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from knowledge.answering.wording import LONGEST_QUESTION
from knowledge.model import Answer
from tests.bot.fakes import PLAN, FakeClock, FakeKnowledge, answered, running, suggested
from tests.botapi import TOKEN, BotApi, Json, Refusal, group, private

WANG = private("小王")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


def _labels(message: Json) -> list[str]:
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def test_a_plain_question_is_answered_with_its_passage(api: BotApi) -> None:
    async with running(api, FakeKnowledge({"食品安全谁牵头": answered()})):
        asked = api.say(WANG, "食品安全谁牵头")
        [answer] = await api.answers(1)
    assert answer["text"].startswith("牵头单位：市场监督管理局\n由市场监督管理局牵头，<教育局>配合")
    assert ("blockquote", PLAN.quote) in answer["found"]
    assert f'"message_id": {asked["message_id"]}' in answer["asked_for"]["reply_parameters"]


@pytest.mark.parametrize(
    ("text", "question", "kind"),
    [
        ("/ask 食品安全谁牵头", "食品安全谁牵头", None),
        ("/lead 食品安全", "食品安全", "lead"),
        ("/dept 教育局", "教育局", "reverse"),
        ("/due 本月", "本月", "deadline_list"),
        ("牵头 食品安全", "食品安全", "lead"),
        ("部门 教育局", "教育局", "reverse"),
        ("到期 本月", "本月", "deadline_list"),
    ],
)
async def test_a_command_says_how_its_argument_is_read(
    api: BotApi, text: str, question: str, kind: str | None
) -> None:
    knowledge = FakeKnowledge()
    async with running(api, knowledge):
        api.say(WANG, text)
        await api.answers(1)
    assert knowledge.asked == [(question, (), kind)]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/due 7天", "未来7天"),
        ("到期 两周", "未来两周"),
        ("/due 3个月", "未来3个月"),
        ("/due 半年", "未来半年"),
        ("/due 6月", "6月"),
        ("/due 2027年", "2027年"),
        ("/due 市教育局", "市教育局"),
    ],
)
async def test_a_bare_span_of_time_counts_from_today(api: BotApi, text: str, question: str) -> None:
    knowledge = FakeKnowledge()
    async with running(api, knowledge):
        api.say(WANG, text)
        await api.answers(1)
    assert [asked for asked, _, _ in knowledge.asked] == [question]


async def test_due_needs_no_argument(api: BotApi) -> None:
    knowledge = FakeKnowledge()
    async with running(api, knowledge):
        api.say(WANG, "/due")
        await api.answers(1)
    assert [kind for _, _, kind in knowledge.asked] == ["deadline_list"]


@pytest.mark.parametrize("command", ["/ask", "/lead", "/dept", "牵头", "部门："])
async def test_a_command_without_its_argument_shows_how_it_is_used(
    api: BotApi, command: str
) -> None:
    knowledge = FakeKnowledge({"食品安全谁牵头": answered()})
    async with running(api, knowledge):
        api.say(WANG, command)
        [answer] = await api.answers(1)
    assert knowledge.asked == []
    assert "用法：/" in answer["text"]
    assert "例如：/" in answer["text"]


@pytest.mark.parametrize("text", ["/start", "/help", "/start deep-link", "帮助", "你好", "在吗？"])
async def test_help_offers_questions_that_work(api: BotApi, text: str) -> None:
    knowledge = FakeKnowledge({"食品安全谁牵头": answered(), "教育局做什么": answered()})
    async with running(api, knowledge):
        api.say(WANG, text)
        [answer] = await api.answers(1)
        assert _labels(answer) == ["食品安全谁牵头", "教育局做什么"]
        api.press(answer, "教育局做什么")
        answer = (await api.answers(2))[1]
    assert knowledge.asked == [("教育局做什么", (), None)]
    assert answer["text"].startswith("问：教育局做什么\n牵头单位")


async def test_sources_lists_the_documents(api: BotApi) -> None:
    async with running(api, FakeKnowledge()):
        api.say(WANG, "/sources")
        [answer] = await api.answers(1)
    assert "《青山市质量提升工作方案》 青政办发〔2026〕3号 · 2026-03-01" in answer["text"]


async def test_an_unknown_command_leads_to_the_help(api: BotApi) -> None:
    async with running(api, FakeKnowledge()):
        api.say(WANG, "/weather 北京")
        [answer] = await api.answers(1)
    assert "/weather" in answer["text"]
    assert "/help" in answer["text"]


async def test_a_question_is_read_to_its_end_or_not_at_all(api: BotApi) -> None:
    knowledge = FakeKnowledge()
    async with running(api, knowledge):
        api.say(WANG, "问" * (LONGEST_QUESTION + 1))
        [answer] = await api.answers(1)
        api.say(WANG, "问" * LONGEST_QUESTION)
        await api.answers(2)
    assert "一两句话" in answer["text"]
    assert str(LONGEST_QUESTION) in answer["text"]
    assert [question for question, _, _ in knowledge.asked] == ["问" * LONGEST_QUESTION]


async def test_who_has_to_wait_sees_that_the_answer_is_being_written(api: BotApi) -> None:
    waiting = Event()
    topic: Any = {"message_thread_id": 7, "is_topic_message": True}

    class Slow(FakeKnowledge):
        def answer(self, *arguments: Any, **named: Any) -> Answer:
            waiting.wait(10)
            return super().answer(*arguments, **named)

    forum = group(forum=True)
    api.topics[forum["id"]].add(7)
    async with running(api, Slow({"甲": answered()})):
        api.say(forum, "/ask@askplan_bot 甲", **topic)
        await api.until(lambda: bool(api.called("sendchataction")))
        assert api.sent == []
        waiting.set()
        await api.answers(1)
        api.say(WANG, "甲")
        await api.handled()
    [shown] = api.called("sendchataction")
    assert (shown["action"], shown["message_thread_id"]) == ("typing", "7")


async def test_thanks_are_returned_and_not_searched_for(api: BotApi) -> None:
    knowledge = FakeKnowledge()
    async with running(api, knowledge):
        api.say(WANG, "好的，谢谢！")
        [answer] = await api.answers(1)
    assert answer["text"] == "不客气。"
    assert knowledge.asked == []


async def test_a_follow_up_carries_the_turns_before_it_for_a_while(api: BotApi) -> None:
    clock, knowledge = FakeClock(), FakeKnowledge({"食品安全谁牵头": answered()})
    async with running(api, knowledge, clock):
        for text in ("食品安全谁牵头", "什么时候完成"):
            api.say(WANG, text)
            await api.handled()
        clock.move(timedelta(minutes=16))
        api.say(WANG, "责任单位呢")
        await api.answers(3)
    assert [history for _, history, _ in knowledge.asked] == [(), ("食品安全谁牵头",), ()]


async def test_a_reply_to_an_earlier_answer_goes_back_to_that_one(api: BotApi) -> None:
    knowledge = FakeKnowledge({"甲谁牵头": answered(), "乙谁牵头": answered()})
    async with running(api, knowledge):
        for text in ("甲谁牵头", "乙谁牵头"):
            api.say(WANG, text)
            await api.handled()
        api.say(WANG, "什么时候完成", reply_to_message=api.sent[0])
        await api.answers(3)
    assert knowledge.asked[-1][1] == ("甲谁牵头",)


async def test_traditional_is_answered_in_traditional_and_quoted_as_printed(api: BotApi) -> None:
    knowledge = FakeKnowledge({"食品安全誰牽頭": suggested("食品安全谁牵头？")})
    knowledge.answers = {**knowledge.answers, "食品安全谁牵头？": answered()}
    async with running(api, knowledge):
        api.say(WANG, "食品安全誰牽頭")
        [choices] = await api.answers(1)
        assert choices["text"].startswith("您問的是下面哪一項？")
        api.press(choices, "食品安全谁牵头？")
        answer = (await api.answers(2))[1]
    assert "牽頭單位：市場監督管理局\n由市场监督管理局牵头" in answer["text"]


async def test_answers_are_said_to_be_invented_where_they_are(api: BotApi) -> None:
    knowledge = FakeKnowledge({"甲": answered(sources=(replace(PLAN, fictional=True),))})
    async with running(api, knowledge):
        api.say(WANG, "甲")
        [answer] = await api.answers(1)
    assert "虚构示例" in answer["text"]


async def test_a_question_asked_during_an_outage_is_answered_however_late(api: BotApi) -> None:
    clock = FakeClock()
    api.say(WANG, "甲")
    clock.move(timedelta(hours=20))
    async with running(api, FakeKnowledge({"甲": answered()}), clock):
        [answer] = await api.answers(1)
    assert answer["text"].startswith("牵头单位")


async def test_a_failure_is_told_with_an_id_that_stands_in_the_log(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge = FakeKnowledge({"甲": RuntimeError("boom"), "乙": answered()})
    async with running(api, knowledge):
        api.say(WANG, "甲")
        [apology] = await api.answers(1)
        api.say(WANG, "乙")
        answer = (await api.answers(2))[1]
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert str(vars(record)["id"]) in apology["text"]
    assert "boom" not in apology["text"]
    assert answer["text"].startswith("牵头单位")


async def test_a_chat_that_blocked_the_bot_is_no_error(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("sendmessage", Refusal(403, "Forbidden: bot was blocked by the user"))
    async with running(api, FakeKnowledge({"甲": answered()})):
        api.say(WANG, "甲")
        await api.handled()
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_a_menu_that_telegram_refuses_keeps_nobody_from_asking(api: BotApi) -> None:
    api.fail("setmycommands", Refusal(400, "Bad Request: BOT_COMMAND_INVALID"))
    async with running(api, FakeKnowledge({"甲": answered()})):
        api.say(WANG, "甲")
        await api.answers(1)


async def test_neither_token_nor_question_stands_in_the_log(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with running(api, FakeKnowledge({"食品安全谁牵头": answered()})):
        api.say(WANG, "食品安全谁牵头")
        await api.handled()
    said = "\n".join(str(vars(record)) for record in caplog.records if record.name[:3] == "bot")
    assert "作答" in said
    assert "食品安全谁牵头" not in said
    assert TOKEN not in said
