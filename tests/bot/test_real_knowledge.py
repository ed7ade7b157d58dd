"""The bundled example in a chat, with nothing in between that is not the real thing."""

from datetime import UTC, datetime

import pytest

from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.folder import load_corpus, locate
from tests.bot.fakes import FakeClock, running
from tests.botapi import BotApi, group, private

TODAY = FakeClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(load_corpus(locate("example")))


async def test_every_example_under_the_help_is_answered_from_a_source(
    knowledge: Knowledge,
) -> None:
    async with BotApi() as api, running(api, knowledge, TODAY):
        api.say(private("小王"), "/start")
        [help_] = await api.answers(1)
        for number, question in enumerate(knowledge.examples()):
            api.press(help_, question[:8])
            answer = (await api.answers(number + 2))[-1]
            assert answer["text"].startswith(f"问：{question}")
            assert "📄" in answer["text"]
            assert "虚构示例" in answer["text"]


async def test_the_bundled_examples_faq_is_answered_word_for_word_in_a_group(
    knowledge: Knowledge,
) -> None:
    entry = next(entry for entry in knowledge.corpus.faq if entry.quote)
    async with BotApi() as api, running(api, knowledge, TODAY):
        api.now = int(TODAY.now.timestamp())
        api.say(group(), f"@askplan_bot {entry.question}")
        [answer] = await api.answers(1)
    said = "".join(answer["text"].split())
    assert "".join(entry.answer.split()) in said
    assert "".join(entry.quote.split()) in said
