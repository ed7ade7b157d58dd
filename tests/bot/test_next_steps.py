"""What comes after an answer: its surroundings, its neighbours, its department, and marks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.fakes import FakeClock, FakeKnowledge, answered, reviewed, running
from tests.bot.small_documents import CORPUS, DOCUMENT, TASKS, about
from tests.botapi import BotApi, Json, group, private

WANG, GROUP = private("小王"), group()
QUESTION = "第六段河道谁负责"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
def knowledge() -> FakeKnowledge:
    answers = {
        QUESTION: about(6),
        TASKS[0].title: about(1),
        "那时限呢": answered("6月底前"),
        "市水务局": answered("市水务局承担的任务共12项", kind="reverse"),
    }
    return FakeKnowledge(answers, corpus=CORPUS)


def _labels(message: Json) -> list[list[str]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


async def _answer(api: BotApi, chat: Json = WANG, text: str = QUESTION) -> Json:
    before = len(api.sent)
    api.say(chat, text if chat is WANG else f"@askplan_bot {text}")
    return (await api.answers(before + 1))[-1]


async def test_a_sure_answer_has_two_short_rows(api: BotApi, knowledge: FakeKnowledge) -> None:
    async with running(api, knowledge):
        answer = await _answer(api)
    assert _labels(answer) == [["原文上下文", "相关任务"], ["该部门全部任务", "👍", "👎"]]


async def test_the_pages_around_the_passage_are_turned_in_one_message(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.press(await _answer(api), "原文上下文")
        page = (await api.answers(2))[1]
        assert ("b", TASKS[5].quote) in page["found"]
        first = page["text"]
        assert _labels(page) == [["▶"]]
        for label in ("▶", "◀", "▶", "◀"):
            count = len(api.edited)
            api.press(page, label)
            await api.until(lambda count=count: len(api.edited) > count)  # type: ignore[misc]
    assert len(api.sent) == 2
    assert [one["text"] == first for one in api.edited] == [False, True, False, True]
    assert DOCUMENT.passages[-1].text in api.edited[0]["text"]


async def test_two_people_may_turn_pages_and_a_stranger_breaks_nothing(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.press(await _answer(api, GROUP), "原文上下文", by="小王")
        page = (await api.answers(2))[1]
        for by in ("小王", "小李"):
            api.press(dict(page), "▶", by=by)
        await api.handled()
    assert len(api.sent) == 2
    assert len(api.edited) == 1
    assert len(api.called("answercallbackquery")) == 3


async def test_a_passage_that_the_document_no_longer_holds_is_said_so(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        answer = await _answer(api)
        knowledge.corpus = FakeKnowledge().corpus
        api.press(answer, "原文上下文")
        api.press(answer, "相关任务")
        await api.answers(3)
    assert all("已经更新" in one["text"] for one in api.sent[1:])


async def test_the_other_tasks_of_the_section_are_listed_with_buttons_and_passages(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.press(await _answer(api), "相关任务")
        listed = (await api.answers(2))[1]
        assert "同在“（一）河道”的其他任务共11项，先列8项" in listed["text"]
        assert "1. 整治第1段河道（市水务局牵头；1月底前）" in listed["text"]
        assert TASKS[0].quote in listed["text"]
        assert TASKS[5].title + "（" not in listed["text"]
        assert _labels(listed) == [["1", "2", "3", "4"], ["5", "6", "7", "8"]]
        api.press(listed, "1")
        await api.answers(3)
    assert knowledge.asked[-1][0] == TASKS[0].title
    assert knowledge.asked[-1][2] == "lead"


async def test_the_departments_tasks_are_asked_for_as_such(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with running(api, knowledge):
        api.press(await _answer(api), "该部门全部任务")
        listed = (await api.answers(2))[1]
    assert knowledge.asked[-1][0] == "市水务局"
    assert knowledge.asked[-1][2] == "reverse"
    assert listed["text"].startswith("问：市水务局有哪些任务？\n")
    assert not any("该部门全部任务" in row for row in _labels(listed))


async def test_an_objection_is_noted_at_once_and_again_with_its_reason(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with reviewed(api, knowledge) as review:
        api.press(await _answer(api, GROUP), "👎", by="小李")
        asked = (await api.answers(2))[1]
        assert _labels(asked) == [["不对", "不完整", "看不懂", "别的"]]
        assert review.notes == [("wrong", QUESTION, "", "answered", "")]
        api.press(asked, "不完整", by="小王")
        api.press(asked, "不完整", by="小李")
        await api.handled()
    assert review.notes[1:] == [("wrong", QUESTION, "", "answered", "不完整")]
    told = [call.get("text", "") for call in api.called("answercallbackquery")]
    assert "给提问的人用" in told[1]
    assert "不完整" in api.edited[0]["text"]
    assert _labels(api.edited[0]) == []


async def test_a_reason_in_words_is_a_reason_and_no_question(
    api: BotApi, knowledge: FakeKnowledge
) -> None:
    async with reviewed(api, knowledge) as review:
        api.press(await _answer(api, GROUP), "👎")
        asked = (await api.answers(2))[1]
        api.press(asked, "别的")
        await api.until(lambda: bool(api.edited))
        api.say(GROUP, "现在是城管局负责", reply_to_message=asked)
        await api.answers(3)
    assert review.notes[-1] == ("wrong", QUESTION, "", "answered", "现在是城管局负责")
    assert len(review.notes) == 2
    assert [question for question, _, _ in knowledge.asked] == [QUESTION]


async def test_everybody_marks_once(api: BotApi, knowledge: FakeKnowledge) -> None:
    async with reviewed(api, knowledge) as review:
        answer = await _answer(api, GROUP)
        for by in ("小王", "小李", "小王"):
            api.press(answer, "👍", by=by)
        for by in ("小王", "小王"):
            api.press(answer, "👎", by=by)
        await api.handled()
    told = [call.get("text", "") for call in api.called("answercallbackquery")]
    assert sum(text.startswith("谢谢") for text in told) == 2
    assert sum("已经收到" in text for text in told) == 2
    assert len(review.notes) == 1


async def test_after_restarts_an_objection_still_finds_its_answer_and_what_went_before(
    api: BotApi, knowledge: FakeKnowledge, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'askplan.db'}"
    async with running(api, knowledge, database=database):
        await _answer(api)
        answer = await _answer(api, text="那时限呢")
    for _ in range(2):
        async with running(api, knowledge, database=database):
            pass
    async with reviewed(api, knowledge, database=database) as review:
        api.press(answer, "👎")
        await api.answers(3)
    assert review.notes == [("wrong", "那时限呢", QUESTION, "answered", "")]
    assert knowledge.asked[-1] == ("那时限呢", (QUESTION,), None)


async def test_after_restarts_every_step_still_leads_somewhere(
    api: BotApi, knowledge: FakeKnowledge, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'askplan.db'}"
    async with running(api, knowledge, database=database):
        answer = await _answer(api)
    for number, label in enumerate(("原文上下文", "相关任务", "该部门全部任务"), 2):
        async with running(api, knowledge, database=database):
            api.press(answer, label)
            await api.answers(number)
    context, related, department = api.sent[1:]
    assert ("b", TASKS[5].quote) in context["found"]
    assert "其他任务共11项" in related["text"]
    assert "共12项" in department["text"]


async def test_a_question_without_an_answer_is_noted(api: BotApi, knowledge: FakeKnowledge) -> None:
    async with reviewed(api, knowledge) as review:
        api.say(WANG, "食堂几点开门")
        api.say(WANG, "谢谢")
        await api.answers(2)
    assert review.notes == [("unanswered", "食堂几点开门", "", "unanswered", "")]


async def test_in_traditional_the_buttons_are_too(api: BotApi, knowledge: FakeKnowledge) -> None:
    knowledge.answers = {"第六段河道誰負責": about(6)}
    async with running(api, knowledge, FakeClock()):
        api.say(WANG, "第六段河道誰負責")
        [answer] = await api.answers(1)
    assert "該部門全部任務" in _labels(answer)[1]
