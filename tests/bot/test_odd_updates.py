"""Any message that Telegram may deliver: no error, and no word to a chat that did not ask."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot, InlineKeyboardMarkup, Message, Update, User

from bot.buttons import RecentButtons
from bot.handlers import Desk
from bot.handlers.actions import ACTIONS
from bot.handlers.messages import received
from bot.handlers.presses import pressed
from bot.living import Living
from bot.memory import Memory
from bot.richtext import Part
from bot.sending import Place
from bot.store.database import open_store
from tests.bot.fakes import FakeClock, FakeKnowledge, answered, suggested
from tests.botapi import BOT, NOW, TOKEN, entities_of, group, private, user

US = f"@{BOT['username']}"
CHATS = [private("小王"), group(), group("论坛", forum=True), {"id": -7, "type": "channel"}]
PEOPLE = [
    user("小王"),
    BOT,
    {"id": 1087968824, "is_bot": True, "first_name": "Group"},
    {"id": 777000, "is_bot": False, "first_name": "Telegram"},
    {"id": 8, "is_bot": True, "first_name": "别的机器人"},
]
_PIECES = ["牵头", " ", US, "@other", "/ask", "/lead@other_bot", "😀", "谢谢", "？", "\n", "\ud83d"]
_TEXTS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
_ENTITIES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["mention", "text_mention", "code", "bot_command", "new_kind"]),
            "offset": st.integers(0, 12),
            "length": st.integers(0, 12),
        },
        optional={"user": st.sampled_from(PEOPLE)},
    ),
    max_size=3,
)
_ORIGIN = {"type": "hidden_user", "date": NOW, "sender_user_name": "某人"}


def _message(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    optional: dict[str, st.SearchStrategy[Any]] = {
        "from": st.sampled_from(PEOPLE),
        "sender_chat": st.sampled_from(CHATS[1:]),
        "text": _TEXTS,
        "caption": _TEXTS,
        "entities": _ENTITIES,
        "caption_entities": _ENTITIES,
        "message_thread_id": st.integers(1, 9),
        "is_topic_message": st.booleans(),
        "is_automatic_forward": st.just(True),
        "forward_origin": st.just(_ORIGIN),
        "via_bot": st.sampled_from([BOT, PEOPLE[4]]),
        "quote": st.just({"text": "牵头", "position": 0, "is_manual": True}),
        "new_chat_members": st.just([user("小李")]),
        "forum_topic_created": st.just({"name": "话题", "icon_color": 1}),
        "photo": st.just([]),
        "migrate_to_chat_id": st.just(-100),
        **more,
    }
    fixed = {
        "message_id": st.integers(1, 10**6),
        "date": st.integers(NOW - 1200, NOW),
        "chat": st.sampled_from(CHATS),
    }
    return st.fixed_dictionaries(fixed, optional=optional)


class Recorder:
    """Keeps where something was said; every chat takes everything."""

    def __init__(self) -> None:
        self.said: list[Place] = []

    async def say(
        self,
        place: Place,
        parts: Sequence[Part],
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        silent: bool = False,
    ) -> tuple[Message, ...]:
        self.said.append(place)
        return ()


KNOWLEDGE = FakeKnowledge({"牵头": answered(), "谢谢": suggested("牵头")})
POOL = ThreadPoolExecutor(1)
STORE = open_store("sqlite://")


def _desk() -> tuple[Desk, Recorder]:
    recorder = Recorder()
    desk = Desk(
        knowledge=Living(KNOWLEDGE),
        store=STORE,
        bot=Bot(TOKEN),
        sender=recorder,
        memory=Memory(),
        buttons=RecentButtons(),
        clock=FakeClock(),
        zone=ZoneInfo("Asia/Shanghai"),
        pool=POOL,
        me=User(**BOT),
    )
    return desk, recorder


@settings(max_examples=400, deadline=None)
@given(_message(reply_to_message=_message()))
def test_any_message_is_survived_and_only_those_who_ask_are_answered(raw: dict[str, Any]) -> None:
    update = Update.de_json({"update_id": 1, "message": raw}, None)
    desk, recorder = _desk()
    asyncio.run(received(desk, update))
    assert desk.asking == {}
    assert all(place.chat == raw["chat"]["id"] for place in recorder.said)
    if recorder.said:
        said = raw.get("text") or raw.get("caption") or ""
        replied = raw.get("reply_to_message", {}).get("from") == BOT
        by_name = any(one.get("user") == BOT for one in _all_entities(raw))
        named = US in said or said.strip().startswith("/ask") or by_name
        assert raw["chat"]["type"] == "private" or named or replied
        assert raw["chat"]["type"] != "channel"
        assert not raw.get("is_automatic_forward")


def _all_entities(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return raw.get("entities", []) + raw.get("caption_entities", [])


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_whatever_else_an_update_holds_is_left_alone(text: str) -> None:
    raw = {"message_id": 1, "date": NOW, "chat": CHATS[0], "from": PEOPLE[0], "text": text}
    for kind in ("edited_message", "channel_post", "edited_channel_post", "brand_new"):
        update = Update.de_json(
            {"update_id": 1, kind: {**raw, "entities": entities_of(text)}}, None
        )
        desk, recorder = _desk()
        asyncio.run(received(desk, update))
        assert recorder.said == []


class Told:
    """A bot that only takes answers to callback queries."""

    def __init__(self) -> None:
        self.answers = 0

    async def answer_callback_query(self, *_: object, **__: object) -> bool:
        self.answers += 1
        return True


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "data": st.sampled_from(["1:x", "", "牵头"]),
            "message": _message(),
            "inline_message_id": st.just("a"),
            "game_short_name": st.just("g"),
        },
    )
)
def test_any_press_is_answered_once(raw: dict[str, Any]) -> None:
    told = Told()
    query = {"id": "1", "from": PEOPLE[0], "chat_instance": "1", **raw}
    update = Update.de_json({"update_id": 1, "callback_query": query}, told)  # type: ignore[arg-type]
    desk, recorder = _desk()
    asyncio.run(pressed(desk, update, ACTIONS))
    assert told.answers == 1
    assert recorder.said == []
