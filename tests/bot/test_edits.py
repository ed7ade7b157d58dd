"""A question that is put differently within a minute: its answer changes, and none is added."""

import logging
from collections.abc import AsyncIterator

import pytest

from tests.bot.fakes import FakeKnowledge, answered, running, suggested
from tests.botapi import BotApi, Json, group, private

WANG, GROUP = private("小王"), group()
FIRST, SECOND = "产品质量谁牵头", "服务质量谁牵头"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
def knowledge() -> FakeKnowledge:
    long = answered("\n".join(f"{n}. {'任务' * 60}" for n in range(60)))
    return FakeKnowledge(
        {FIRST: answered("甲局"), SECOND: answered("乙局"), "长": long, "多": suggested(FIRST)}
    )


def _standing(api: BotApi) -> list[Json]:
    return [one for one in api.sent if one["message_id"] not in api.gone]


async def test_the_answer_is_edited_with_its_buttons_and_its_follow_ups(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        asked = api.say(WANG, FIRST)
        await api.answers(1)
        api.edit(asked, SECOND)
        await api.until(lambda: bool(api.edited))
        api.say(WANG, "什么时候完成")
        await api.answers(2)
    assert api.sent[0]["text"].startswith("乙局")
    assert "reply_markup" in api.sent[0]
    assert knowledge.asked[-1][1] == (SECOND,)


@pytest.mark.parametrize(("chat", "mention"), [(WANG, ""), (GROUP, "@askplan_bot ")])
async def test_an_edit_that_changes_no_word_or_comes_late_changes_nothing(
    api: BotApi, knowledge: FakeKnowledge, chat: Json, mention: str
) -> None:
    async with running(api, knowledge):
        asked = api.say(chat, mention + FIRST)
        api.edit(asked, mention + FIRST)
        api.edit(asked, mention + SECOND, after=61)
        await api.handled()
    assert [question for question, _, _ in knowledge.asked] == [FIRST]
    assert (len(api.sent), len(api.edited)) == (1, 0)


async def test_what_was_not_for_the_bot_is_answered_only_once_the_edit_names_it(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        asked = api.say(GROUP, FIRST)
        api.edit(asked, SECOND)
        await api.handled()
        assert api.sent == []
        api.edit(asked, f"@askplan_bot {SECOND}", after=20)
        [answer] = await api.answers(1)
    assert answer["text"].startswith("乙局")
    assert f'"message_id": {asked["message_id"]}' in answer["asked_for"]["reply_parameters"]


async def test_an_answer_may_become_longer_and_shorter_again(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        asked = api.say(WANG, FIRST)
        await api.answers(1)
        api.edit(asked, "长")
        await api.handled()
        parts = len(api.sent)
        assert parts > 1
        assert "reply_markup" not in api.sent[0]
        assert "reply_markup" in api.sent[-1]
        api.edit(asked, SECOND, after=9)
        await api.handled()
    [left] = _standing(api)
    assert left["text"].startswith("乙局")
    assert "reply_markup" in left


async def test_an_answer_that_somebody_deleted_is_given_again(
    api: BotApi, knowledge: FakeKnowledge, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(api, knowledge):
        asked = api.say(GROUP, f"@askplan_bot {FIRST}")
        [answer] = await api.answers(1)
        api.gone.add(answer["message_id"])
        api.edit(asked, f"@askplan_bot {SECOND}")
        again = (await api.answers(2))[1]
    assert again["text"].startswith("乙局")
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_a_command_that_does_something_is_not_done_again(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        set_ = api.say(WANG, "/remind on 08:30")
        asked = api.say(WANG, f"/lead {FIRST}")
        await api.answers(2)
        api.edit(set_, "/remind off")
        api.edit(asked, "/forget")
        api.edit(asked, f"/lead {SECOND}", after=8)
        await api.until(lambda: bool(api.edited))
    assert len(api.sent) == 2
    assert knowledge.asked[-1] == (SECOND, (), "lead")


async def test_the_answer_to_a_message_that_is_gone_by_then_stands_alone(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.gone.add(77)
        api.say(GROUP, f"@askplan_bot {FIRST}", message_id=77)
        [answer] = await api.answers(1)
    assert answer["text"].startswith("甲局")
