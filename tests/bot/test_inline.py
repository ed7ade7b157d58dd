"""`@bot question` in any chat: answers with their source to send, from public knowledge alone."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.corpus.folder import load_corpus, locate
from knowledge.corpus.settings import read_settings
from knowledge.corpus.templates import create_folder
from knowledge.model import Corpus
from tests.bot.fakes import CORPUS, PLAN, FakeKnowledge, answered, running, suggested
from tests.botapi import BotApi, Json, Refusal

PUBLIC = replace(CORPUS, public=True)
FIRST, SECOND = "产品质量谁牵头？", "服务质量谁牵头？"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


def _knowledge(corpus: Corpus = PUBLIC) -> FakeKnowledge:
    answers = {
        FIRST: answered("甲局"),
        SECOND: answered("乙局"),
        "质量": suggested(FIRST, SECOND, "没有答案的"),
        "长": answered("\n".join(f"{n}. {'任务' * 60}" for n in range(60))),
    }
    return FakeKnowledge(answers, corpus=corpus)


async def _typed(api: BotApi, query: str, knowledge: FakeKnowledge) -> tuple[list[Json], Json]:
    async with running(api, knowledge):
        api.type_inline(query)
        await api.until(lambda: bool(api.called("answerinlinequery")))
    [call] = api.called("answerinlinequery")
    assert call["is_personal"] in ("true", "True")
    assert int(call["cache_time"]) <= 60
    assert api.sent == []
    return json.loads(call["results"]), json.loads(call.get("button", "{}"))


async def test_a_sure_answer_is_offered_with_its_question_and_its_source(api: BotApi) -> None:
    results, button = await _typed(api, FIRST, _knowledge())
    [one] = results
    said = one["input_message_content"]["message_text"]
    assert one["title"] == "甲局"
    assert FIRST in said
    assert "由市场监督管理局牵头" in said
    assert PLAN.title in said
    assert button == {}


async def test_where_several_may_be_meant_each_sure_one_is_offered(api: BotApi) -> None:
    results, _ = await _typed(api, "质量", _knowledge())
    assert [one["title"] for one in results] == ["甲局", "乙局"]
    assert len({one["id"] for one in results}) == 2


async def test_before_anything_is_typed_the_examples_are_offered(api: BotApi) -> None:
    results, _ = await _typed(api, "", _knowledge())
    assert [one["title"] for one in results] == ["甲局", "乙局"]


@pytest.mark.parametrize("query", ["", FIRST])
async def test_private_knowledge_is_not_offered_and_says_so(api: BotApi, query: str) -> None:
    knowledge = _knowledge(CORPUS)
    results, button = await _typed(api, query, knowledge)
    assert results == []
    assert "没有公开" in button["text"]
    assert button["start_parameter"]
    assert knowledge.asked == []


@pytest.mark.parametrize("query", ["今天吃什么", "谁" * 450])
async def test_what_cannot_be_answered_is_said_in_one_line(api: BotApi, query: str) -> None:
    results, button = await _typed(api, query, _knowledge())
    assert results == []
    assert 1 <= len(button["text"]) <= 64


async def test_a_long_answer_is_one_message_that_telegram_takes(api: BotApi) -> None:
    results, _ = await _typed(api, "长", _knowledge())
    assert len(results) == 1


async def test_an_answer_that_comes_too_late_is_no_error(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.fail("answerinlinequery", Refusal(400, late))
    async with running(api, _knowledge()):
        api.type_inline(FIRST)
        await api.handled()
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_the_bundled_knowledge_is_public_and_a_new_folder_is_not(tmp_path: Path) -> None:
    assert all(load_corpus(locate(name)).public for name in ("example", None))
    create_folder(tmp_path / "new")
    settings, problems = read_settings((tmp_path / "new/knowledge.toml").read_text("utf-8"), "新")
    assert problems == []
    assert not settings.public
