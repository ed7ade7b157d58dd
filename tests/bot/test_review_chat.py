"""Questions in vain, from the group to the entry and back, end to end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.living import Living
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.folder import load_corpus, locate
from knowledge.model import Answer
from tests.bot.fakes import FakeClock, FakeKnowledge, running, suggested
from tests.bot.folders import KEEPER, KEEPERS, keeping, town
from tests.botapi import BotApi, Json, group, private

GROUP, WANG = group(forum=True), private("小王")
PRICE = "充电一度电多少钱"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.topics[GROUP["id"]].add(7)
        yield api


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return town(tmp_path / "青川")


async def ask(api: BotApi, text: str, chat: Json = GROUP, **fields: object) -> Json:
    """Somebody asks in the group's topic; the message that answers."""
    count = len(api.sent)
    where = {"message_thread_id": 7, "is_topic_message": True} if chat is GROUP else {}
    api.say(chat, f"@askplan_bot {text}" if chat is GROUP else text, **where, **fields)
    await api.handled()
    return api.sent[count]


async def review(api: BotApi) -> Json:
    return await ask(api, "/review", KEEPER)


async def press(api: BotApi, message: Json, label: str, *, by: str = "赵主任") -> None:
    api.press(message, label, by=by)
    await api.handled()


def labels(message: Json) -> list[str]:
    return [b["text"] for row in message["reply_markup"]["inline_keyboard"] for b in row]


async def draft(api: BotApi, answer: str, source: str = "没有来源") -> Json:
    """From the card of the first question to the change that is to be confirmed."""
    card = await review(api)
    await press(api, card, "新建问答")
    prompt = api.sent[-1]
    choices = await ask(api, answer, KEEPER, reply_to_message=prompt)
    await press(api, choices, source)
    return api.sent[-1]


async def test_from_a_question_in_vain_to_its_answer_in_the_group(
    api: BotApi, folder: Path
) -> None:
    async with keeping(api, folder) as knowledge:
        asked = await ask(api, PRICE)
        assert "没有写明" in asked["text"]
        card = await review(api)
        assert "待处理的问题（1/1）" in card["text"]
        assert PRICE in card["text"]
        await press(api, card, "新建问答")
        prompt = api.sent[-1]
        assert "force_reply" in prompt["asked_for"]["reply_markup"]
        choices = await ask(api, "每度电0.8元。", KEEPER, reply_to_message=prompt)
        await press(api, choices, "居民小区充电服务费")
        trial = api.sent[-1]
        assert "✓" in trial["text"]
        assert "回答都没有变" in trial["text"]
        assert PRICE not in {entry.question for entry in knowledge.corpus.faq}
        await press(api, trial, "发布")
        assert "已发布" in trial["text"]
        await api.until(lambda: api.sent[-1]["chat"]["id"] == GROUP["id"])
        told = api.sent[-1]
        again = await ask(api, PRICE)
    assert told["asked_for"]["disable_notification"] == "true"
    assert told["message_thread_id"] == 7
    assert "每度电0.8元。" in told["text"]
    assert f'"message_id": {asked["message_id"] - 1}' in told["asked_for"]["reply_parameters"]
    assert again["text"].startswith("每度电0.8元。\n居民小区充电服务费")


async def test_a_wording_is_added_to_the_entry_that_came_nearest(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder) as knowledge:
        await ask(api, PRICE)
        await press(api, await draft(api, "每度电0.8元。"), "发布")
        await api.until(lambda: api.sent[-1]["chat"]["id"] == GROUP["id"])
        await ask(api, "电车补电什么价位")
        card = await review(api)
        if not any(label.startswith("归入") for label in labels(card)):
            pytest.fail(card["text"])
        await press(api, card, "归入")
        assert "＋ 问法：电车补电什么价位" in card["text"]
        await press(api, card, "发布")
        [entry] = knowledge.corpus.faq
    assert entry.similar == ("电车补电什么价位",)
    assert entry.answer == "每度电0.8元。"


async def test_what_was_published_is_taken_back_by_a_button(api: BotApi, folder: Path) -> None:
    before = (folder / "faq.xlsx").read_bytes()
    async with keeping(api, folder):
        await ask(api, PRICE)
        trial = await draft(api, "每度电0.8元。")
        await press(api, trial, "发布")
        await press(api, trial, "撤销")
        assert "已撤销" in trial["text"]
        answer = await ask(api, PRICE, WANG)
        card = await review(api)
    assert (folder / "faq.xlsx").read_bytes() == before
    assert "没有写明" in answer["text"]
    assert "1/1" in card["text"]


async def test_the_queue_goes_from_often_to_seldom_and_ends(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder):
        empty = await review(api)
        assert "没有待处理的问题" in empty["text"]
        await ask(api, "市长是谁")
        for _ in range(3):
            await ask(api, PRICE, WANG)
        card = await review(api)
        assert "（1/2）" in card["text"]
        assert "没答上3次" in card["text"]
        await press(api, card, "跳过")
        assert "（2/2）" in card["text"]
        await press(api, card, "忽略")
        assert "还有1个跳过的问题" in card["text"]
        card = await review(api)
        assert PRICE in card["text"]
        await press(api, card, "含敏感信息")
        assert "都处理完了" in card["text"]
        # What was ignored is not asked about again.
        await ask(api, "市长是谁")
        assert "没有待处理的问题" in (await review(api))["text"]


async def test_only_keepers_review_and_only_in_private(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder):
        assert "管理员" in (await ask(api, "/review", WANG))["text"]
        where = {"message_thread_id": 7, "is_topic_message": True}
        api.say(GROUP, "/review@askplan_bot", by="赵主任", **where)
        await api.answers(2)
    assert "私聊" in api.sent[-1]["text"]


async def test_a_group_is_told_once_and_not_after_a_month(api: BotApi, folder: Path) -> None:
    clock = FakeClock()
    other = group("另一个群")
    async with keeping(api, folder, clock):
        api.say(other, f"@askplan_bot {PRICE}")
        await api.handled()
        clock.move(timedelta(days=31))
        api.now += 31 * 86400
        for _ in range(2):
            await ask(api, PRICE)
        await press(api, await draft(api, "每度电0.8元。"), "发布")
        await api.until(lambda: api.sent[-1]["chat"]["id"] == GROUP["id"])
        await api.handled()
    told = [one for one in api.sent if "现在能回答了" in one.get("text", "")]
    assert [one["chat"]["id"] for one in told] == [GROUP["id"]]


async def test_two_keepers_do_not_publish_the_same_question_twice(
    api: BotApi, folder: Path
) -> None:
    async with keeping(api, folder) as knowledge:
        await ask(api, PRICE)
        first = await draft(api, "每度电0.8元。")
        second = await draft(api, "每度电0.9元。")
        await press(api, first, "发布")
        await press(api, second, "发布")
        [entry] = knowledge.corpus.faq
    assert "刚才已经处理过了" in second["text"]
    assert entry.answer == "每度电0.8元。"


async def test_a_change_that_would_answer_an_old_question_otherwise_is_shown_before(
    api: BotApi, folder: Path
) -> None:
    (folder / "questions.jsonl").write_text(
        '{"query": "公共充电桩谁牵头", "expect": {"departments": ["市发展改革委"]}}\n',
        encoding="utf-8",
    )
    async with keeping(api, folder):
        await ask(api, PRICE)
        trial = await draft(api, "问：公共充电桩谁牵头\n市充电办牵头。")
    assert "⚠" in trial["text"]
    assert "公共充电桩谁牵头" in trial["text"]
    assert "市充电办牵头" in trial["text"]


async def test_bundled_knowledge_says_how_to_make_a_folder_of_ones_own(api: BotApi) -> None:
    place = locate("example")
    knowledge = Living(Knowledge(load_corpus(place)), None, place)
    async with running(api, knowledge, admins=KEEPERS):
        await ask(api, "市长是谁")
        card = await review(api)
    assert "新建问答" not in labels(card)
    assert "askplan new" in card["text"]


async def test_a_source_must_stand_in_a_document_and_is_quoted_as_it_stands_there(
    api: BotApi, folder: Path
) -> None:
    async with keeping(api, folder) as knowledge:
        await ask(api, PRICE, WANG)
        card = await review(api)
        await press(api, card, "新建问答")
        choices = await ask(api, "看公布的价格。", KEEPER, reply_to_message=api.sent[-1])
        again = await ask(api, "电价由物业自己决定的", KEEPER, reply_to_message=choices)
        assert "没有找到这段话" in again["text"]
        copied = "充电服务费每度不高于四角五分,由市发展改革委定期公布"
        trial = await ask(api, copied, KEEPER, reply_to_message=again)
        await press(api, trial, "发布")
        [entry] = knowledge.corpus.faq
    assert entry.document == "充电方案"
    assert entry.quote == "充电服务费每度不高于四角五分，由市发展改革委定期公布。"


async def test_none_of_these_lands_in_the_queue_and_a_bare_question_does_not(
    api: BotApi,
) -> None:
    bare = Answer(query="谁牵头", status="unanswered", kind="lead", answer="请说明是哪一项任务")
    knowledge = FakeKnowledge({"质量谁管": suggested("产品质量谁牵头？"), "谁牵头": bare})
    async with running(api, knowledge, admins=KEEPERS):
        await ask(api, "谁牵头", WANG)
        assert "没有待处理的问题" in (await review(api))["text"]
        choices = await ask(api, "质量谁管", WANG)
        await press(api, choices, "都不是", by="小王")
        card = await review(api)
    assert "质量谁管" in card["text"]
    assert "选“都不是”1次" in card["text"]
