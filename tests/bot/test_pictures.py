"""/timeline and /ics, end to end: a photo or a document in the chat, or words that say why not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import icalendar
import pytest

from bot.app import FindFont
from bot.timeline.fonts import find_font
from knowledge.model import Corpus, Task
from tests.bot.fakes import FakeClock, FakeKnowledge, running
from tests.bot.plans import ONGOING, TODAY, UNITS, catalogue, many, on
from tests.bot.plans import task as plan_task
from tests.botapi import BotApi, Json, Refusal, group, private

WANG = private("小王")
NOON = datetime.combine(TODAY, time(4), UTC)
needs_font = pytest.mark.skipif(find_font() is None, reason="no Chinese font on this machine")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


def knowing(*tasks: Task, **fields: object) -> FakeKnowledge:
    """A knowledge with one plan of these tasks."""
    corpus = replace(catalogue(tasks).corpus, **fields)  # type: ignore[arg-type]
    return FakeKnowledge(corpus=corpus)


async def told(
    api: BotApi,
    knowledge: FakeKnowledge,
    text: str,
    chat: Json = WANG,
    fonts: FindFont = find_font,
) -> list[Json]:
    """Everything that the bot sends for one message."""
    api.now = int(NOON.timestamp())
    async with running(api, knowledge, FakeClock(now=NOON), fonts=fonts):
        api.say(chat, text, by="小王")
        await api.handled()
    return api.sent


@needs_font
async def test_a_timeline_is_a_photo_with_one_line_that_replies_to_the_command(
    api: BotApi,
) -> None:
    [photo] = await told(api, knowing(*many(5)), "/timeline")
    assert photo["photo"][0]["width"] == 1080
    assert photo["caption"].startswith("青山市城市管理提升实施方案：共5项任务")
    assert "\n" not in photo["caption"]
    assert "reply_parameters" in photo["asked_for"]
    assert [call["action"] for call in api.called("sendchataction")] == ["upload_photo"]


@needs_font
async def test_a_long_plan_is_three_photos_and_the_caption_says_how_to_see_the_rest(
    api: BotApi,
) -> None:
    photos = await told(api, knowing(*many(200)), "/timeline")
    assert len(photos) == 3
    assert "/timeline 部门" in photos[0]["caption"]
    assert [bool(one["caption"]) for one in photos] == [True, False, False]


@needs_font
async def test_a_department_of_many_tasks_points_to_its_list(api: BotApi) -> None:
    tasks = [plan_task(n, on(TODAY + timedelta(days=n)), UNITS[1]) for n in range(80)]
    [photo, *_] = await told(api, knowing(*tasks), f"/timeline {UNITS[1]}")
    assert photo["caption"].endswith(f"其余发 /dept {UNITS[1]} 看")


@needs_font
async def test_a_department_is_found_by_a_short_name_in_a_group_and_its_topic(api: BotApi) -> None:
    chat = group(forum=True)
    api.topics[chat["id"]].add(7)
    async with running(api, knowing(*many(30))):
        fields = {"message_thread_id": 7, "is_topic_message": True}
        api.say(chat, "/timeline@askplan_bot 教育局", by="小王", **fields)
        [photo] = await api.answers(1)
    assert "· 市教育局：共5项任务" in photo["caption"]
    assert photo["asked_for"]["message_thread_id"] == "7"


async def test_without_a_font_the_timeline_comes_in_words_and_says_why(
    api: BotApi,
) -> None:
    [words] = await told(api, knowing(*many(5)), "/timeline", fonts=lambda own: None)
    assert "【市财政局】" not in words["text"]
    assert "【市教育局】\n🔴 " in words["text"]
    assert "没有中文字体" in words["text"]


@needs_font
async def test_where_photos_are_not_allowed_the_timeline_comes_in_words(api: BotApi) -> None:
    api.fail("sendphoto", Refusal(400, "Bad Request: not enough rights to send photos to the chat"))
    [words] = await told(api, knowing(*many(5)), "/timeline@askplan_bot", group())
    assert "【市教育局】" in words["text"]
    assert "先用文字代替" in words["text"]


@needs_font
async def test_a_photo_lost_on_the_way_is_sent_again(api: BotApi) -> None:
    api.fail("sendphoto", b"<html>Bad gateway</html>")
    [photo] = await told(api, knowing(*many(5)), "/timeline")
    assert photo["photo"]


async def test_a_calendar_is_a_document_that_another_program_can_read(api: BotApi) -> None:
    [file] = await told(api, knowing(*many(30)), "/ics")
    [call] = api.called("senddocument")
    assert file["document"]["file_name"] == "青山市知识库·任务时限.ics"
    events = icalendar.Calendar.from_ical(call["document"]["data"]).walk("VEVENT")
    assert f"有日期的{len(events) - 2}项，定期的2项" in file["caption"]
    assert [c["action"] for c in api.called("sendchataction")] == ["upload_document"]


async def test_a_calendar_of_one_department_holds_its_tasks_alone(api: BotApi) -> None:
    await told(api, knowing(*many(30)), "/ics 市水务局")
    [call] = api.called("senddocument")
    events = icalendar.Calendar.from_ical(call["document"]["data"]).walk("VEVENT")
    assert events
    assert all("市水务局" in event["summary"] for event in events)


@pytest.mark.parametrize("command", ["/timeline", "/ics"])
async def test_a_knowledge_without_tasks_says_so(api: BotApi, command: str) -> None:
    knowledge = FakeKnowledge(corpus=Corpus(title="空的"))
    [words] = await told(api, knowledge, command)
    assert words["text"].startswith("知识库里还没有读到任务")


@pytest.mark.parametrize("command", ["/timeline", "/ics"])
async def test_an_unknown_department_is_said_to_be_unknown(api: BotApi, command: str) -> None:
    [words] = await told(api, knowing(*many(5)), f"{command} <火星>局")
    assert words["text"] == "没有查到“<火星>局”这个部门，请写方案里的全称"


@pytest.mark.parametrize("command", ["/timeline", "/ics"])
async def test_a_plan_without_any_day_gives_no_empty_file(api: BotApi, command: str) -> None:
    [words] = await told(api, knowing(plan_task(1, ONGOING, UNITS[1])), command)
    assert words["text"].startswith("1项任务都没有写明完成日期")


async def test_a_font_that_does_not_serve_is_told_at_the_start(tmp_path: Path) -> None:
    from bot.config import BadSettings, read_settings

    fake = tmp_path / "a.ttf"
    fake.write_bytes(b"no font")
    token = {"TELEGRAM_BOT_TOKEN": "1:a"}
    for value, words in ((str(fake), "不是有中文字的字体"), (str(tmp_path / "b"), "没有")):
        with pytest.raises(BadSettings, match=f"ASKPLAN_FONT: .*{words}"):
            read_settings({**token, "ASKPLAN_FONT": value})
