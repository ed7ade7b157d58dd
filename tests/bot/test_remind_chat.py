"""/remind and the digest, end to end: over HTTP, with the real store."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.store.database import open_store
from bot.store.records import Key, ReminderSettings
from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running
from tests.bot.small_plans import corpus, task
from tests.botapi import BOT, BotApi, Json, Refusal, group, private, user

GROUP, FORUM, WANG = group(), group("治水论坛", forum=True), private("小王")
# Wednesday, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
PLAN = corpus(
    [
        task("河道清淤", date(2026, 11, 26), lead=("市水务局",)),
        task("校园管网", date(2026, 12, 2), lead=("市教育局",)),
        task("泵站改造", date(2026, 11, 20), lead=("市住建局",)),
    ]
)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.now = int(NOW.timestamp())
        api.administrators[GROUP["id"]].add(user("组长")["id"])
        yield api


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge({"食品安全谁牵头": answered()}, corpus=PLAN)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


async def _said(api: BotApi, chat: Json, text: str, **fields: object) -> str:
    before = len(api.sent)
    api.say(chat, text, **fields)  # type: ignore[arg-type]
    return str((await api.answers(before + 1))[-1]["text"])


async def test_everybody_may_look_and_sees_how_to_switch_it_on(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        text = await _said(api, GROUP, "/remind@askplan_bot", by="路人")
    assert "已关闭" in text
    assert "时间：每天 08:30（时区 Asia/Shanghai）" in text
    assert "30、7、3、1 天和到期当天" in text
    assert "部门：全部" in text


async def test_only_administrators_change_a_group(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        refused = await _said(api, GROUP, "/remind@askplan_bot on 09:00", by="路人")
        shown = await _said(api, GROUP, "/remind@askplan_bot", by="路人")
        done = await _said(api, GROUP, "/remind@askplan_bot on 09:00", by="组长")
    assert "只有群管理员" in refused
    assert "已关闭" in shown
    # Nine is over today.
    assert "下一次：2026年11月26日（周四） 09:00" in done


async def test_an_anonymous_administrator_writes_in_the_groups_name(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        done = await _said(api, GROUP, "/remind on 12:00", by="GroupBot", sender_chat=GROUP)
        other = await _said(api, GROUP, "/remind off", by="频道", sender_chat={**FORUM})
    assert "下一次：2026年11月25日（周三） 12:00" in done
    assert "只有群管理员" in other


async def test_when_nobody_can_say_who_administers_nothing_is_changed(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        api.fail("getchatmember", Refusal(400, "Bad Request: member list is inaccessible"))
        said = await _said(api, GROUP, "/remind on", by="组长")
        assert "查不到您是不是管理员" in said
        assert "已关闭" in await _said(api, GROUP, "/remind", by="组长")


async def test_plain_chinese_sets_it_and_questions_go_on_being_answered(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        first = await _said(api, WANG, "每天早上9点提醒我们，周末不要提醒")
        second = await _said(api, WANG, "只提醒市教育局的")
        third = await _said(api, WANG, "提前一周和一天")
        wrong = await _said(api, WANG, "只提醒市航天局的")
        answer = await _said(api, WANG, "食品安全谁牵头")
    assert "每个法定工作日 09:00" in first
    assert "部门：市教育局" in second
    assert "提前：7、1 天和到期当天" in third
    assert "方案里没有“市航天局”这个部门" in wrong
    assert "2027年节假日安排尚未公布" in third
    assert "市场监督管理局" in answer


async def test_in_a_group_a_sentence_counts_only_when_the_bot_is_addressed(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        api.say(GROUP, "每天早上9点提醒我们", by="组长")
        await api.handled()
        assert api.sent == []
        assert "09:00" in await _said(api, GROUP, "@askplan_bot 每天早上9点提醒我们", by="组长")


async def test_buttons_set_the_same_and_survive_a_restart(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    async with running(api, knowledge, clock, database=database):
        await _said(api, GROUP, "/remind", by="路人")
    shown = api.sent[-1]
    keys = [b["callback_data"] for row in shown["reply_markup"]["inline_keyboard"] for b in row]
    assert all(len(key.encode()) <= 64 for key in keys)
    async with running(api, knowledge, clock, database=database):
        api.press(shown, "打开提醒", by="路人")
        await api.until(lambda: bool(api.called("answercallbackquery")))
        assert "只有群管理员" in api.called("answercallbackquery")[-1]["text"]
        assert "已关闭" in shown["text"]
        api.press(shown, "14:30", by="组长")
        await api.until(lambda: "已开启" in shown["text"])
        assert "下一次：2026年11月25日（周三） 14:30" in shown["text"]
        api.press(shown, "只在工作日", by="组长")
        await api.until(lambda: "每个法定工作日" in shown["text"])
        api.press(shown, "现在发一份", by="组长")
        digest = (await api.answers(2))[-1]
        api.press(shown, "现在发一份", by="组长")
        await api.handled()
    assert len(api.sent) == 2
    # Everything near and everything overdue.
    for title in ("河道清淤", "校园管网", "泵站改造"):
        assert title in digest["text"]


async def test_the_digest_comes_at_its_time_once_and_not_again_after_a_restart(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock, tmp_path: Path
) -> None:
    api.topics[FORUM["id"]].add(7)
    api.administrators[FORUM["id"]].add(user("组长")["id"])
    database = f"sqlite:///{tmp_path / 'a.db'}"
    topic = {"message_thread_id": 7, "is_topic_message": True}
    async with running(api, knowledge, clock, every=0.01, database=database):
        await _said(api, FORUM, "/remind on 11:00", by="组长", **topic)
        clock.move(timedelta(minutes=59))
        await _said(api, WANG, "/remind")
        clock.move(timedelta(minutes=1))
        digest = (await api.answers(3))[-1]
    assert digest["message_thread_id"] == 7
    assert digest["text"].startswith("📌 11月25日（周三）任务提醒\n")
    assert "🔵 河道清淤" in digest["text"]
    assert "🔵 校园管网" in digest["text"]
    assert digest["asked_for"].get("disable_notification") == "true"
    api.now = int(clock().timestamp())
    async with running(api, knowledge, clock, every=0.01, database=database):
        text = await _said(api, FORUM, "/remind", by="路人", **topic)
        assert "下一次：2026年11月26日" in text
        clock.move(timedelta(days=1))
        overdue = (await api.answers(5))[-1]
    assert overdue["text"].startswith("📌 11月26日（周四）任务提醒\n今天到期1项")
    assert overdue["asked_for"]["disable_notification"] == "false"
    store = open_store(database)
    kept = store.delivery(Key(chat=FORUM["id"], topic=7, day=date(2026, 11, 26)))
    store.close()
    assert kept is not None
    assert kept.messages == (overdue["message_id"],)


async def test_a_chat_that_blocks_the_bot_is_paused_and_resumes_when_it_is_back(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"

    def membership(status: str) -> Json:
        who = {"user": BOT, "status": status, "until_date": 0}
        before = {"user": BOT, "status": "member"}
        return {
            "chat": WANG, "from": user("小王"), "date": api.now,
            "old_chat_member": before, "new_chat_member": who,
        }  # fmt: skip

    async with running(api, knowledge, clock, every=0.01, database=database):
        await _said(api, WANG, "/remind on 11:00")
        api.push({"my_chat_member": membership("kicked")})
        await api.handled()
        clock.move(timedelta(hours=2))
        await _said(api, GROUP, "/remind", by="路人")
        assert len(api.sent) == 2
        api.push({"my_chat_member": membership("member")})
        digest = (await api.answers(3))[-1]
    assert "补发（原定11:00）" in digest["text"]


async def test_settings_follow_a_group_that_becomes_a_supergroup(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    small = {"id": -77, "type": "group", "title": "治水群"}
    store = open_store(database)
    settings = ReminderSettings(on=True, at=time(11), since=NOW)
    store.save(small["id"], 0, settings)
    store.close()
    async with running(api, knowledge, clock, every=0.01, database=database):
        api.say(small, None, migrate_to_chat_id=GROUP["id"])
        api.say(GROUP, None, migrate_from_chat_id=small["id"])
        await api.handled()
        assert "11:00" in await _said(api, GROUP, "/remind", by="路人")
        clock.move(timedelta(hours=1))
        digest = (await api.answers(2))[-1]
    assert digest["chat"]["id"] == GROUP["id"]
