"""Any update that Telegram may deliver: no error, and no word to a chat that did not ask.

More of them: `ODD_UPDATES=10000 python -m pytest tests/bot/test_odd_updates.py`.
"""

import asyncio
import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.buttons import Button
from bot.intake import Intake
from tests.bot.fakes import FakeKnowledge, suggested
from tests.bot.offline import Offline, empty_store, offline
from tests.bot.small_documents import CORPUS, DOCUMENT, SECTION, about
from tests.botapi import BOT, NOW, entities_of, group, private, user

Json = dict[str, Any]

US = f"@{BOT['username']}"
WANG, GROUP, FORUM = private("小王"), group(), group("论坛", forum=True)
BASIC = {"id": -7, "type": "group", "title": "小群"}
CHANNEL = {"id": -1009, "type": "channel", "title": "发布"}
CHATS = [WANG, GROUP, FORUM, BASIC, CHANNEL]
PEOPLE = [
    user("小王"),
    BOT,
    {"id": 1087968824, "is_bot": True, "first_name": "Group"},
    {"id": 777000, "is_bot": False, "first_name": "Telegram"},
    {"id": 8, "is_bot": True, "first_name": "别的机器人"},
    {**user("小李"), "username": "li", "language_code": "zh-hans", "is_premium": True},
]
_PIECES = ["牵头", " ", US, "@other", "/ask", "/lead@other_bot", "😀", "谢谢", "？", "\n", "\ud83d"]
_PIECES += [
    "/listen",
    "on",
    "/forget",
    "/status",
    "每天9点提醒",
    "/remind",
    "谁负责",
    "誰",
    "a" * 450,
]
_TEXTS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
_SMALL = st.integers(0, 12)
_KINDS = ["mention", "text_mention", "code", "pre", "bot_command", "url", "blockquote", "new_kind"]
_ENTITIES = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(_KINDS), "offset": _SMALL, "length": _SMALL},
        optional={"user": st.sampled_from(PEOPLE)},
    ),
    max_size=3,
)
_FILE = {"file_id": "a", "file_unique_id": "b", "file_size": 5}
_PICTURE = {**_FILE, "width": 9, "height": 9}
_ORIGINS = [
    {"type": "hidden_user", "date": NOW, "sender_user_name": "某人"},
    {"type": "user", "date": NOW, "sender_user": PEOPLE[0]},
    {"type": "channel", "date": NOW, "chat": CHANNEL, "message_id": 3},
]
# What else a message may hold; each is there or not.
_CONTENT: Json = {
    "animation": {**_PICTURE, "duration": 1},
    "audio": {**_FILE, "duration": 1},
    "boost_added": {"boost_count": 1},
    "chat_shared": {"request_id": 1, "chat_id": 5},
    "contact": {"phone_number": "1", "first_name": "王"},
    "delete_chat_photo": True,
    "dice": {"emoji": "🎲", "value": 6},
    "document": {**_FILE, "file_name": "方案.docx"},
    "forum_topic_closed": {},
    "forum_topic_created": {"name": "话题", "icon_color": 1},
    "forum_topic_edited": {"name": "新名"},
    "general_forum_topic_hidden": {},
    "group_chat_created": True,
    "has_protected_content": True,
    "is_automatic_forward": True,
    "left_chat_member": user("小李"),
    "link_preview_options": {"is_disabled": True},
    "location": {"longitude": 1.0, "latitude": 2.0},
    "media_group_id": "9",
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 60},
    "migrate_from_chat_id": BASIC["id"],
    "migrate_to_chat_id": GROUP["id"],
    "new_chat_members": [user("小李")],
    "new_chat_title": "新名",
    "photo": [_PICTURE],
    "pinned_message": {"message_id": 1, "date": 0, "chat": GROUP},
    "quote": {"text": "牵头", "position": 0, "is_manual": True},
    "sticker": {**_PICTURE, "type": "regular", "is_animated": False, "is_video": False},
    "story": {"chat": GROUP, "id": 1},
    "users_shared": {"request_id": 1, "users": [{"user_id": 5}]},
    "video": {**_PICTURE, "duration": 1},
    "video_chat_started": {},
    "video_note": {**_FILE, "length": 1, "duration": 1},
    "voice": {**_FILE, "duration": 1},
    "write_access_allowed": {},
    "a_field_of_tomorrow": {"x": [1]},
}


def _message(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    optional: dict[str, st.SearchStrategy[Any]] = {
        "text": _TEXTS,
        "from": st.sampled_from(PEOPLE),
        "sender_chat": st.sampled_from(CHATS[1:]),
        "caption": _TEXTS,
        "entities": _ENTITIES,
        "caption_entities": _ENTITIES,
        "message_thread_id": st.integers(1, 9),
        "is_topic_message": st.booleans(),
        "forward_origin": st.sampled_from(_ORIGINS),
        "via_bot": st.sampled_from([BOT, PEOPLE[4]]),
        "edit_date": st.integers(NOW - 100, NOW + 100),
        **more,
    }
    fixed = {
        "message_id": st.integers(1, 20),
        "date": st.integers(NOW - 1200, NOW),
        "chat": st.sampled_from(CHATS),
    }
    content = st.sets(st.sampled_from(sorted(_CONTENT)), max_size=3).map(
        lambda names: {name: _CONTENT[name] for name in names}
    )
    return st.builds(
        lambda some, rest: {**some, **rest},
        content,
        st.fixed_dictionaries(fixed, optional=optional),
    )


_REPLIED = _message(reply_to_message=_message())
_PLACE = {"document": DOCUMENT.id, "quote": DOCUMENT.passages[0].text, "page": 0}
_NEAR = {"document": DOCUMENT.id, "section": list(SECTION), "but": "river/1"}
_BUTTONS = [
    *(
        Button(action=name, question="牵头", data={"kind": "lead"})
        for name in ("ask", "good", "bad", "none")
    ),
    *(Button(action=name, data=_PLACE) for name in ("context", "page")),
    Button(action="related", data=_NEAR),
    Button(action="reason", question="牵头", data={"reason": "不对"}, only=PEOPLE[0]["id"]),
    Button(action="of_tomorrow"),
]
_MEMBERS = st.fixed_dictionaries(
    {"user": st.just(BOT), "status": st.sampled_from(["member", "left", "kicked"])},
    optional={"until_date": st.just(0)},
).map(lambda member: {"until_date": 0, **member})
_PRESSES = st.fixed_dictionaries(
    {"id": st.just("1"), "from": st.sampled_from(PEOPLE), "chat_instance": st.just("1")},
    optional={
        "data": st.one_of(
            st.integers(0, len(_BUTTONS) - 1), st.sampled_from(["1:x", "", "牵头", "remind:off"])
        ),
        "message": _message(),
        "inline_message_id": st.just("a"),
        "game_short_name": st.just("g"),
    },
)
_CHANGES = st.fixed_dictionaries(
    {
        "chat": st.sampled_from(CHATS),
        "from": st.sampled_from(PEOPLE),
        "date": st.integers(NOW - 1200, NOW),
        "old_chat_member": _MEMBERS,
        "new_chat_member": _MEMBERS,
    }
)
_INLINE = st.fixed_dictionaries(
    {
        "id": st.just("1"),
        "from": st.sampled_from(PEOPLE),
        "query": _TEXTS,
        "offset": st.just(""),
    },
    optional={"chat_type": st.sampled_from(["private", "supergroup"])},
)
_KIND_OF: dict[str, st.SearchStrategy[Any]] = {
    "message": _REPLIED,
    "edited_message": _REPLIED,
    "channel_post": _REPLIED,
    "edited_channel_post": _REPLIED,
    "business_message": _REPLIED,
    "callback_query": _PRESSES,
    "my_chat_member": _CHANGES,
    "chat_member": _CHANGES,
    "inline_query": _INLINE,
    "poll_answer": st.just(
        {"poll_id": "1", "option_ids": [0], "option_persistent_ids": ["a"], "user": PEOPLE[0]}
    ),
    "message_reaction": st.just(
        {"chat": GROUP, "message_id": 1, "date": NOW, "old_reaction": [], "new_reaction": []}
    ),
    "something_of_tomorrow": st.just({"x": 1}),
}
_LIKELY = ["message", "message", "message", "edited_message", "callback_query"]
_UPDATES = st.sampled_from([*_KIND_OF, *_LIKELY]).flatmap(
    lambda kind: st.tuples(st.just(kind), _KIND_OF[kind])
)

KNOWLEDGE = FakeKnowledge(
    {"牵头": about(6), "谁负责": about(7), "牵头牵头": suggested("牵头"), "谁负责？": about(8)},
    corpus=CORPUS,
)
STORE = empty_store()


def _may_be_answered(bot: Offline, kind: str, raw: Json) -> set[int]:
    """The chats in which an update may lead to a word of the bot's."""
    if kind == "callback_query":
        return {raw["message"]["chat"]["id"]} if "message" in raw else set()
    chat = raw.get("chat", CHANNEL)
    here = {chat["id"], GROUP["id"]} if chat is BASIC else {chat["id"]}
    if kind == "my_chat_member":
        return here if chat["type"] in ("group", "supergroup") else set()
    if kind not in ("message", "edited_message") or chat["type"] == "channel":
        return set()
    if raw.get("is_automatic_forward") or raw.get("via_bot"):
        return set()
    said = raw.get("text") or raw.get("caption") or ""
    by_name = any(one.get("user") == BOT for one in _all_entities(raw))
    command = said.strip(" \n\t，。？?").startswith(("/", "／"))
    replied = raw.get("reply_to_message", {}).get("from") == BOT
    heard = kind == "message" and STORE and bot.desk.listening.is_on(chat["id"])
    asked = chat["type"] == "private" or US in said or by_name or command or replied or heard
    return here if asked else set()


def _all_entities(raw: Json) -> list[Json]:
    found: list[Json] = raw.get("entities", []) + raw.get("caption_entities", [])
    return found


async def _live_through(updates: list[tuple[str, Json]]) -> None:
    bot = await offline(KNOWLEDGE, STORE)
    for chat in CHATS:
        bot.desk.listening.turn(chat["id"], False)
    keys = await bot.desk.buttons.keep(_BUTTONS, lasting=True)
    for number, (kind, raw) in enumerate(updates):
        if isinstance(raw.get("data"), int):
            raw = {**raw, "data": keys[raw["data"]]}
        allowed = _may_be_answered(bot, kind, raw)
        bot.requests.calls.clear()
        intake = Intake(bot.application.bot, bot.application.process_update)
        assert intake.accept({"update_id": number + 1, kind: raw})
        await intake.rest(30)
        assert intake.open == ()
        assert bot.faults == []
        assert bot.desk.asking == {}
        assert bot.requests.chats() <= allowed, (kind, raw)
        told = [name for name, _ in bot.requests.calls if name == "answerCallbackQuery"]
        assert len(told) == (kind == "callback_query")
    await bot.application.shutdown()


@settings(
    max_examples=int(os.environ.get("ODD_UPDATES", "300")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(_UPDATES, min_size=1, max_size=4))
def test_any_updates_are_survived_and_only_those_who_ask_are_answered(
    updates: list[tuple[str, Json]],
) -> None:
    asyncio.run(_live_through(updates))


def test_the_bot_above_does_answer_whoever_asks() -> None:
    async def ask() -> list[str]:
        bot = await offline(KNOWLEDGE, STORE)
        text = f"{US} 牵头"
        message = {"message_id": 1, "date": NOW, "chat": GROUP, "from": PEOPLE[0], "text": text}
        intake = Intake(bot.application.bot, bot.application.process_update)
        intake.accept({"update_id": 1, "message": {**message, "entities": entities_of(text)}})
        await intake.rest(30)
        return [name for name, _ in bot.requests.calls]

    assert "sendMessage" in asyncio.run(ask())
