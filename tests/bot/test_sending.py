"""Messages get through whatever Telegram says to them, or are given up in one line."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.render import message_parts
from bot.richtext import Part
from bot.sending import Place, TelegramSender
from tests.botapi import TOKEN, BotApi, Refusal, units

CHAT = Place(chat=5, private=True)
GROUP = Place(chat=-1000, thread=7, reply_to=3)


class Clock:
    """Keeps the pauses instead of waiting for them; `then` happens in the first one."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    request = HTTPXRequest(read_timeout=5)
    async with Bot(TOKEN, base_url=f"{api.url}/bot", request=request) as bot:
        yield bot


async def test_an_answer_replies_to_the_question_in_its_topic_without_previews(
    api: BotApi, bot: Bot
) -> None:
    api.topics[-1000].add(7)
    [sent] = await TelegramSender(bot).say(GROUP, message_parts("好"))
    asked_for = api.sent[0]["asked_for"]
    assert asked_for["message_thread_id"] == "7"
    assert '"message_id": 3' in asked_for["reply_parameters"]
    assert '"allow_sending_without_reply": true' in asked_for["reply_parameters"]
    assert asked_for["link_preview_options"] == '{"is_disabled": true}'
    assert sent.message_id == api.sent[0]["message_id"]


async def test_only_the_first_part_replies_and_only_the_last_has_the_buttons(
    api: BotApi, bot: Bot
) -> None:
    from bot.buttons import RecentButtons, keyboard, question_rows

    parts = message_parts("任务" * 5000)
    below = await keyboard(question_rows(["甲？"]), RecentButtons())
    await TelegramSender(bot).say(Place(chat=5, reply_to=3), parts, below)
    assert ["reply_parameters" in one["asked_for"] for one in api.sent] == [True, False, False]
    assert ["reply_markup" in one for one in api.sent] == [False, False, True]
    assert all(units(one["text"]) <= 4096 for one in api.sent)


async def test_a_vanished_topic_falls_back_to_the_chat(api: BotApi, bot: Bot) -> None:
    await TelegramSender(bot).say(GROUP, message_parts("任务" * 3000))
    assert ["message_thread_id" in one["asked_for"] for one in api.sent] == [False, False]
    assert len(api.called("sendmessage")) == 3


async def test_refused_markup_is_sent_as_plain_text(api: BotApi, bot: Bot) -> None:
    await TelegramSender(bot).say(CHAT, [Part(html="<u>甲 &lt; 乙</u>", text="甲 < 乙")])
    assert api.sent[0]["text"] == "甲 < 乙"
    assert "parse_mode" not in api.sent[0]["asked_for"]


async def test_a_group_that_became_a_supergroup_is_followed_with_all_parts(
    api: BotApi, bot: Bot
) -> None:
    moved = Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-2000)
    api.fail("sendmessage", moved)
    await TelegramSender(bot).say(Place(chat=-1000), message_parts("任务" * 3000))
    assert [one["chat"]["id"] for one in api.sent] == [-2000, -2000]


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(403, "Forbidden: bot was blocked by the user"),
        Refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
        Refusal(400, "Bad Request: chat not found"),
        Refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
        Refusal(400, "Bad Request: message text is empty"),
    ],
)
async def test_a_chat_that_takes_nothing_is_left_in_peace_with_one_line(
    api: BotApi, bot: Bot, refusal: Refusal, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("sendmessage", refusal)
    with caplog.at_level(logging.INFO, logger="bot"):
        assert await TelegramSender(bot).say(CHAT, message_parts("任务" * 3000)) == ()
    assert len(api.called("sendmessage")) == 0
    assert len(caplog.records) == 1
    reason = str(refusal).removeprefix("Bad Request: ")
    assert reason[1:] in str(vars(caplog.records[0])["reason"])


@pytest.mark.parametrize(
    "fault",
    [None, b"<html>Bad gateway</html>", Refusal(502, "Bad Gateway"), Refusal(500, "Internal")],
)
async def test_a_failing_network_is_outlasted(
    api: BotApi, bot: Bot, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    api.fail("sendmessage", *[fault] * 4)
    await TelegramSender(bot, sleep=clock.sleep).say(CHAT, message_parts("好"))
    assert [one["text"] for one in api.sent] == ["好"]
    assert len(clock.pauses) == 4
    assert clock.pauses == sorted(clock.pauses)


async def test_an_outage_that_does_not_end_is_reported(api: BotApi, bot: Bot) -> None:
    clock = Clock()
    await api.close()
    with pytest.raises(NetworkError):
        await TelegramSender(bot, pauses=(1, 2), sleep=clock.sleep).say(CHAT, message_parts("好"))
    assert clock.pauses == [1, 2]
    await api.open()
