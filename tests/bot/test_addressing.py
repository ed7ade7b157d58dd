"""Which messages are for the bot, and what they ask: with the library's own message objects."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message, User

from bot.handlers.addressing import Request, read
from bot.handlers.commands import COMMANDS
from tests.botapi import BOT, entities_of, group, private, units, user

ME = User(**BOT)
GROUP, PRIVATE = group(), private("小王")
CHANNEL = {"id": -1_000_000_009_999, "type": "channel", "title": "发布"}
FROM_US = {"message_id": 2, "date": 0, "chat": GROUP, "from": BOT, "text": "牵头单位：教育局"}
FROM_LI = {
    "message_id": 3,
    "date": 0,
    "chat": GROUP,
    "from": user("小李"),
    "text": "食品安全谁牵头",
}


def _read(text: str | None, chat: Mapping[str, Any] = GROUP, **fields: Any) -> Request | None:
    raw = {"message_id": 9, "date": 0, "chat": chat, "from": user("小王")}
    if text is not None:
        raw |= {"text": text, "entities": entities_of(text)}
    message = Message.de_json({**raw, **fields}, None)
    return read(message, ME, COMMANDS)


def _text(*args: Any, **fields: Any) -> str | None:
    found = _read(*args, **fields)
    return found and found.text


@pytest.mark.parametrize(
    "text",
    [
        "@askplan_bot 食品安全谁牵头",
        "食品安全谁牵头 @askplan_bot",
        "食品安全 @askplan_bot 谁牵头",
        "@AskPlan_Bot，食品安全谁牵头",
        "@askplan_bot\n食品安全谁牵头",
        "食品安全谁牵头@askplan_bot",
        "@askplan_bot食品安全谁牵头",
        "/ask 食品安全谁牵头",
        "/ask@askplan_bot 食品安全谁牵头",
        "/ask食品安全谁牵头",
        "@askplan_bot /ask 食品安全谁牵头",
    ],
)
def test_in_a_group_naming_the_bot_asks_it(text: str) -> None:
    assert (_text(text) or "").replace(" ", "") == "食品安全谁牵头"


@given(st.text(st.sampled_from("😀👨‍👩‍👧🇨🇳牵头a "), max_size=12))
def test_a_mention_is_found_whatever_stands_before_it(before: str) -> None:
    found = _read(f"{before} @askplan_bot 谁牵头")
    assert found is not None
    assert found.text.endswith("谁牵头")
    assert "askplan" not in found.text


def test_a_mention_by_name_is_cut_out_at_utf16_offsets() -> None:
    text = "😀👨‍👩‍👧 问方案 谁牵头"
    start = units("😀👨‍👩‍👧 ")
    entity = {"type": "text_mention", "offset": start, "length": 3, "user": BOT}
    assert _text(text, entities=[entity]) == "😀👨‍👩‍👧   谁牵头"


@pytest.mark.parametrize(
    "text",
    [
        "食品安全谁牵头",
        "@somebody 食品安全谁牵头",
        "@askplan_bot2 谁牵头",
        "write to me@askplan_bot please",
        "https://t.me/@askplan_bot",
        "/ask@other_bot 食品安全谁牵头",
        "/weather 北京",
        "牵头 食品安全",
        "",
    ],
)
def test_in_a_group_other_talk_is_left_alone(text: str) -> None:
    assert _read(text) is None


def test_a_mention_quoted_as_code_is_only_shown() -> None:
    text = "这样问：@askplan_bot 谁牵头"
    code = {"type": "code", "offset": 4, "length": units(text) - 4}
    assert _read(text, entities=[code]) is None


def test_a_reply_to_the_bot_asks_it() -> None:
    found = _read("那什么时候完成", reply_to_message=FROM_US)
    assert found is not None
    assert (found.text, found.replied_to, found.named) == ("那什么时候完成", 2, False)


def test_a_reply_to_the_bot_that_names_somebody_else_is_theirs() -> None:
    assert _read("@somebody 你看看", reply_to_message=FROM_US) is None
    mention = {"type": "text_mention", "offset": 0, "length": 2, "user": user("小李")}
    assert _read("小李 你看看", reply_to_message=FROM_US, entities=[mention]) is None


def test_a_reply_to_somebody_else_is_theirs() -> None:
    assert _read("市场监管局吧", reply_to_message=FROM_LI) is None


def test_a_topic_that_the_bot_opened_does_not_make_all_its_messages_replies() -> None:
    opened = {**FROM_US, "forum_topic_created": {"name": "督办", "icon_color": 1}}
    opened.pop("text")
    assert _read("中午吃什么", reply_to_message=opened) is None


@pytest.mark.parametrize(
    "text",
    [
        "@askplan_bot",
        "@askplan_bot 帮忙看一下",
        "请@askplan_bot回答这个问题",
        "/ask",
        "@askplan_bot ？",
    ],
)
def test_pointing_at_somebodys_question_asks_that_question(text: str) -> None:
    found = _read(text, reply_to_message=FROM_LI)
    assert found is not None
    assert (found.text, found.context) == ("食品安全谁牵头", "")


def test_a_question_about_somebodys_message_keeps_it_as_context() -> None:
    found = _read("@askplan_bot 什么时候完成", reply_to_message=FROM_LI)
    assert found is not None
    assert (found.text, found.context) == ("什么时候完成", "食品安全谁牵头")


def test_the_quoted_part_of_a_message_is_what_is_asked() -> None:
    found = _read(
        "@askplan_bot",
        reply_to_message={**FROM_LI, "text": "一、食品安全谁牵头 二、其他"},
        quote={"text": "食品安全谁牵头", "position": 2, "is_manual": True},
    )
    assert found is not None
    assert found.text == "食品安全谁牵头"


def test_a_command_takes_its_argument_from_the_message_replied_to() -> None:
    found = _read("/lead@askplan_bot", reply_to_message={**FROM_LI, "text": "食品安全"})
    assert found is not None
    assert (found.command, found.text) == ("lead", "食品安全")


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("牵头 食品安全", "lead", "食品安全"),
        ("牽頭：食品安全", "lead", "食品安全"),
        ("部门 教育局", "dept", "教育局"),
        ("到期 本月", "due", "本月"),
        ("到期", "due", ""),
        ("帮助", "help", ""),
        ("/due 7天", "due", "7天"),
        ("/DUE 7天", "due", "7天"),
        ("/start abc", "start", "abc"),
        ("/nonsense", "nonsense", ""),
        ("牵头单位是谁", "", "牵头单位是谁"),
        ("部门有哪些", "", "部门有哪些"),
    ],
)
def test_in_private_commands_and_trigger_words_are_read(text: str, command: str, rest: str) -> None:
    found = _read(text, PRIVATE)
    assert found is not None
    assert (found.command, found.text) == (command, rest)


def test_another_bots_command_is_left_alone_in_private_too() -> None:
    assert _read("/ask@other_bot 谁牵头", PRIVATE) is None


def test_a_caption_is_a_text_like_any_other() -> None:
    photo = {"caption": "这项谁牵头", "photo": []}
    assert _text(None, PRIVATE, **photo) == "这项谁牵头"
    assert _read(None, GROUP, **photo) is None
    assert _text(None, GROUP, caption="@askplan_bot 这项谁牵头") == "这项谁牵头"


def test_the_answer_goes_to_the_topic_of_a_forum_and_nowhere_else() -> None:
    in_topic = _read("/ask 甲", group(forum=True), message_thread_id=7, is_topic_message=True)
    in_thread = _read("/ask 甲", message_thread_id=7)
    assert in_topic is not None
    assert in_thread is not None
    assert (in_topic.place.thread, in_thread.place.thread) == (7, None)


def test_anonymous_administrators_and_channels_may_ask_as_what_they_appear() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "G"}
    found = _read("/ask 甲", **{"from": anonymous, "sender_chat": GROUP})
    assert found is not None
    assert found.asker == GROUP["id"]
    assert _read("随便说说", **{"from": anonymous, "sender_chat": GROUP}) is None
    as_channel = _read("/ask 甲", **{"from": anonymous, "sender_chat": CHANNEL})
    assert as_channel is not None
    assert as_channel.asker == CHANNEL["id"]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_automatic_forward": True, "sender_chat": CHANNEL},
        {"via_bot": BOT},
        {"from": {"id": 7, "is_bot": True, "first_name": "别的机器人"}},
        {"forward_origin": {"type": "user", "date": 0, "sender_user": user("小李")}},
        {"chat": CHANNEL},
    ],
)
def test_what_nobody_wrote_to_be_answered_is_left_alone(fields: dict[str, Any]) -> None:
    assert _read("@askplan_bot 谁牵头", **fields) is None


def test_a_question_forwarded_in_private_is_a_question() -> None:
    origin = {"type": "user", "date": 0, "sender_user": user("小李")}
    assert _text("谁牵头", PRIVATE, forward_origin=origin) == "谁牵头"


def test_who_writes_traditional_is_known_by_the_text() -> None:
    found = [_read(text, PRIVATE) for text in ("食品安全誰牽頭", "食品安全谁牵头", "/lead 產品")]
    assert [one and one.traditional for one in found] == [True, False, True]


@pytest.mark.parametrize("words", ["帮忙", "请帮忙看一下", "这个问题", "谢谢", "@", "，"])
def test_a_long_run_of_pointing_words_is_read_at_once(words: str) -> None:
    found = _read("@askplan_bot " + words * 600 + "x", reply_to_message=FROM_LI)
    assert found is not None
    assert found.text.endswith("x")
