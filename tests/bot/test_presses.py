"""Buttons under answers, end to end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.fakes import FakeClock, FakeKnowledge, answered, reviewed, running, suggested
from tests.botapi import BotApi, Json, Refusal, group, private

WANG, GROUP = private("小王"), group(forum=True)
VAGUE, FIRST, SECOND = "质量谁管", "产品质量谁牵头？", "服务质量谁牵头？"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge({VAGUE: suggested(FIRST, SECOND), FIRST: answered(), SECOND: answered()})


async def _choices(api: BotApi, chat: Json = WANG, text: str = VAGUE, **fields: object) -> Json:
    api.say(chat, text, **fields)
    await api.until(lambda: any("reply_markup" in one for one in api.sent))
    return api.sent[-1]


async def test_suggestions_are_one_button_a_line_with_none_of_these_below(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        choices = await _choices(api)
    rows = choices["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [[FIRST], [SECOND], ["都不是"]]
    assert all(len(row[0]["callback_data"].encode()) <= 64 for row in rows)


async def test_an_unsure_answer_without_suggestions_has_no_buttons(api: BotApi) -> None:
    async with running(api, FakeKnowledge()):
        api.say(WANG, "没有的事")
        [answer] = await api.answers(1)
    assert "reply_markup" not in answer


async def test_follow_ups_under_a_sure_answer_need_no_none_of_these(api: BotApi) -> None:
    async with running(api, FakeKnowledge({"甲": answered(suggestions=(FIRST,))})):
        choices = await _choices(api, text="甲")
    rows = choices["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [[FIRST], ["👍", "👎"]]


async def test_pressing_a_suggestion_answers_it_for_whoever_pressed(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        choices = await _choices(api)
        pressed = api.press(choices, SECOND)
        answer = (await api.answers(2))[1]
        api.say(WANG, "什么时候完成")
        await api.answers(3)
    assert answer["text"].startswith(f"问：{SECOND}\n牵头单位")
    assert [call["callback_query_id"] for call in api.called("answercallbackquery")] == [pressed]
    assert knowledge.asked[-1][1] == (VAGUE, SECOND)


async def test_in_a_topic_the_chosen_answer_stays_below_the_choices(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    api.topics[GROUP["id"]].add(7)
    topic = {"message_thread_id": 7, "is_topic_message": True}
    async with running(api, knowledge):
        choices = await _choices(api, GROUP, f"@askplan_bot {VAGUE}", **topic)
        api.press(choices, FIRST, by="小李")
        answer = (await api.answers(2))[1]
    assert answer["message_thread_id"] == 7
    assert f'"message_id": {choices["message_id"]}' in answer["asked_for"]["reply_parameters"]


async def test_pressed_twice_or_by_two_people_it_is_answered_once(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        choices = await _choices(api, GROUP, f"@askplan_bot {VAGUE}")
        for name in ("小王", "小王", "小李"):
            api.press(choices, FIRST, by=name)
        await api.handled()
    assert len(api.sent) == 2
    told = [call.get("text", "") for call in api.called("answercallbackquery")]
    assert len(told) == 3
    assert sorted(bool(text) for text in told) == [False, True, True]


async def test_after_a_while_a_button_answers_again(api: BotApi, knowledge: FakeKnowledge) -> None:
    clock = FakeClock()
    async with running(api, knowledge, clock):
        choices = await _choices(api)
        for _ in range(2):
            api.press(choices, FIRST)
            await api.handled()
            clock.move(timedelta(minutes=5))
    assert len(api.sent) == 3


@pytest.mark.parametrize("data", ["1:unknown", "0:old", "", "x" * 64])
async def test_an_unknown_button_says_that_it_has_expired(
    api: BotApi, knowledge: FakeKnowledge, data: str
) -> None:
    async with running(api, knowledge):
        choices = await _choices(api)
        api.call_back(choices, data)
        await api.until(lambda: bool(api.called("answercallbackquery")))
    assert api.called("answercallbackquery")[0]["text"] == "按钮已过期，请重新提问"
    assert len(api.sent) == 1


async def test_buttons_of_three_starts_ago_still_answer(
    api: BotApi, knowledge: FakeKnowledge, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'askplan.db'}"
    async with running(api, knowledge, database=database):
        choices = await _choices(api)
    for _ in range(2):
        async with running(api, knowledge, database=database):
            pass
    async with running(api, knowledge, database=database):
        api.press(choices, FIRST)
        answer = (await api.answers(2))[1]
    assert "牵头单位" in answer["text"]


async def test_without_what_was_stored_an_earlier_button_says_that_it_has_expired(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        choices = await _choices(api)
    async with running(api, knowledge):
        api.press(choices, FIRST)
        await api.until(lambda: bool(api.called("answercallbackquery")))
    assert "已过期" in api.called("answercallbackquery")[0]["text"]


async def test_none_of_these_is_noted_politely_and_once(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with reviewed(api, knowledge) as review:
        choices = await _choices(api)
        for _ in range(2):
            api.press(choices, "都不是")
        await api.handled()
    assert len(api.sent) == 2
    assert "记下了" in api.sent[1]["text"]
    assert len(api.called("answercallbackquery")) == 2
    assert review.notes == [("none_of_these", VAGUE, "", "suggested", "")]


async def test_a_new_question_while_choices_are_shown_is_a_new_question(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        await _choices(api)
        api.say(WANG, "1")
        await api.answers(2)
    assert knowledge.asked[-1][0] == "1"


async def test_a_press_on_a_message_too_old_to_be_shown_is_answered(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        choices = await _choices(api)
        data = choices["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        gone = {"chat": WANG, "message_id": choices["message_id"], "date": 0}
        api.call_back(gone, data)
        answer = (await api.answers(2))[1]
    assert "牵头单位" in answer["text"]


async def test_a_press_during_an_outage_is_answered_in_private_only(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    late = Refusal(400, "Bad Request: query is too old and response timeout expired")
    async with running(api, knowledge):
        in_group = await _choices(api, GROUP, f"@askplan_bot {VAGUE}")
        api.fail("answercallbackquery", late, late)
        api.press(in_group, FIRST)
        await api.handled()
        assert len(api.sent) == 1
        api.say(WANG, VAGUE)
        in_private = (await api.answers(2))[1]
        api.press(in_private, FIRST)
        await api.answers(3)


async def test_a_button_whose_answer_failed_can_be_pressed_again(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    knowledge.answers = {**knowledge.answers, FIRST: RuntimeError("boom")}
    async with running(api, knowledge):
        choices = await _choices(api)
        api.press(choices, FIRST)
        await api.answers(2)
        knowledge.answers = {**knowledge.answers, FIRST: answered()}
        api.press(choices, FIRST)
        answer = (await api.answers(3))[2]
    assert "内部错误" in api.sent[1]["text"]
    assert "牵头单位" in answer["text"]
