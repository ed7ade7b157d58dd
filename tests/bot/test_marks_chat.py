"""Tasks marked as done or put off by buttons, end to end: over HTTP, with the real store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.database import open_store
from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running
from tests.bot.small_plans import corpus, task
from tests.botapi import BotApi, Json, group, private, user

GROUP, WANG = group(), private("小王")
# Wednesday, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
DREDGING = task("河道清淤", date(2026, 11, 26))
PIPES = task("校园管网", date(2026, 12, 2), lead=("市教育局",))
STATION = task("泵站改造", date(2026, 11, 20), lead=("市住建局",))
REPORT = task("报送进展", rule="FREQ=MONTHLY;BYMONTHDAY=28")
PLAN = corpus([DREDGING, PIPES, STATION, REPORT])


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.now = int(NOW.timestamp())
        api.administrators[GROUP["id"]].add(user("组长")["id"])
        yield api


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge({"河道清淤谁牵头": answered(tasks=(DREDGING,))}, corpus=PLAN)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


async def _said(api: BotApi, chat: Json, text: str, **fields: object) -> Json:
    before = len(api.sent)
    api.say(chat, text, **fields)  # type: ignore[arg-type]
    return (await api.answers(before + 1))[-1]


async def _list(api: BotApi, chat: Json, by: str) -> Json:
    """The list behind the button of a digest that is asked for at once."""
    digest = await _said(api, chat, "/remind@askplan_bot now", by=by)
    before = len(api.sent)
    api.press(digest, "标记完成", by=by)
    return (await api.answers(before + 1))[-1]


async def _choose(api: BotApi, shown: Json, *labels: str, by: str) -> None:
    """Press one button after the other in a message that is written anew each time."""
    for label in labels:
        edits = len(api.called("editmessagetext"))
        api.press(shown, label, by=by)
        await api.until(lambda edits=edits: len(api.called("editmessagetext")) > edits)


async def test_a_task_is_marked_told_of_in_answers_and_taken_back(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        shown = await _list(api, GROUP, "组长")
        assert "2. 河道清淤" in shown["text"]
        await _choose(api, shown, "河道清淤", "已完成", by="组长")
        assert "本群已标记完成，11月25日，由组长" in shown["text"]
        answer = await _said(api, GROUP, "@askplan_bot 河道清淤谁牵头", by="路人")
        assert "✅ 本群已标记完成，11月25日，由组长" in answer["text"]
        digest = await _said(api, GROUP, "/remind@askplan_bot now", by="组长")
        assert "河道清淤" not in digest["text"]
        assert "已标记的1项没有列" in digest["text"]
        done = await _said(api, GROUP, "/remind@askplan_bot done", by="路人")
        assert "✅ 河道清淤" in done["text"]
        # Another chat knows nothing of it.
        other = await _said(api, WANG, "河道清淤谁牵头")
        assert "标记" not in other["text"]
        await _choose(api, done, "河道清淤", "撤销", by="组长")
        assert "还没有标记" in done["text"]
        answer = await _said(api, GROUP, "@askplan_bot 河道清淤谁牵头", by="路人")
        assert "标记" not in answer["text"]
        digest = await _said(api, GROUP, "/remind@askplan_bot now", by="组长")
        assert "河道清淤" in digest["text"]


async def test_only_administrators_mark_unless_a_chat_lets_everybody(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        digest = await _said(api, GROUP, "/remind@askplan_bot now", by="组长")
        api.press(digest, "标记完成", by="路人")
        await api.until(lambda: len(api.called("answercallbackquery")) == 1)
        told = api.called("answercallbackquery")[-1]
        assert (told["text"], told["show_alert"]) == ("只有群管理员可以这样做", "true")
        refused = await _said(api, GROUP, "@askplan_bot 所有人都可以标记完成", by="路人")
        assert "只有群管理员" in refused["text"]
        allowed = await _said(api, GROUP, "@askplan_bot 所有人都可以标记完成", by="组长")
        assert "标记完成、推迟：所有人可以" in allowed["text"]
        before = len(api.sent)
        api.press(digest, "标记完成", by="路人")
        shown = (await api.answers(before + 1))[-1]
        await _choose(api, shown, "校园管网", "已完成", by="路人")
        assert "由路人" in shown["text"]


async def test_an_anonymous_administrator_stays_anonymous(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    api.anonymous.add(user("组长")["id"])
    async with running(api, knowledge, clock):
        shown = await _list(api, GROUP, "组长")
        await _choose(api, shown, "河道清淤", "已完成", by="组长")
    assert shown["text"].endswith("由管理员")


async def test_what_is_put_off_comes_back_on_its_day(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock, every=0.01):
        await _said(api, WANG, "/remind on 08:30")
        shown = await _list(api, WANG, "小王")
        await _choose(api, shown, "泵站改造", "下周一", by="小王")
        assert "您已推迟到11月30日再提醒" in shown["text"]
        for days, text in ((1, "河道清淤"), (4, "泵站改造")):
            before = len(api.sent)
            clock.move(timedelta(days=days))
            digest = (await api.answers(before + 1))[-1]
            assert text in digest["text"]
            assert ("泵站改造" in digest["text"]) == (days == 4)


async def test_recurring_work_that_is_done_comes_back_with_its_next_round(
    api: BotApi, clock: FakeClock
) -> None:
    knowledge = FakeKnowledge({}, corpus=corpus([REPORT]))
    async with running(api, knowledge, clock, every=0.01):
        await _said(api, WANG, "/remind on 08:30")
        shown = await _list(api, WANG, "小王")
        await _choose(api, shown, "报送进展", "已完成", by="小王")
        assert "（11月28日这一次）" in shown["text"]
        quiet = await _said(api, WANG, "/remind now")
        assert quiet["text"].startswith("现在没有要提醒的任务")
        clock.move(timedelta(days=27))
        again = await _said(api, WANG, "/remind now")
        assert "12月28日" in again["text"]


async def test_marks_survive_a_restart_and_move_with_their_group(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    async with running(api, knowledge, clock, database=database):
        shown = await _list(api, GROUP, "组长")
        await _choose(api, shown, "河道清淤", "已完成", by="组长")
    old, new = GROUP["id"], GROUP["id"] - 5
    store = open_store(database)
    store.move(old, new)
    assert [mark.chat for mark in store.marks.of(new)] == [new]
    assert store.marks.of(old) == []
    assert store.marks.forget(user("组长")["id"]) == 1
    [kept] = store.marks.of(new)
    assert (kept.person, kept.name, kept.done) == (None, "", True)
    store.close()
    api.sent.clear()
    async with running(api, knowledge, clock, database=database):
        answer = await _said(api, GROUP | {"id": new}, "@askplan_bot 河道清淤谁牵头", by="路人")
    assert "✅ 本群已标记完成，11月25日" in answer["text"]
    assert "由" not in answer["text"].split("✅")[1].split("\n")[0]


async def test_a_mark_follows_its_task_when_the_numbers_of_a_plan_shift(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    async with running(api, knowledge, clock, database=database):
        shown = await _list(api, WANG, "小王")
        await _choose(api, shown, "河道清淤", "已完成", by="小王")
    # 校园管网 has got the number that 河道清淤 had.
    moved = replace(DREDGING, id="river/新号")
    knowledge.corpus = corpus([moved, replace(PIPES, id=DREDGING.id), STATION])
    async with running(api, knowledge, clock, database=database):
        digest = await _said(api, WANG, "/remind now")
    assert "校园管网" in digest["text"]
    assert "河道清淤" not in digest["text"]


async def test_a_long_list_has_pages(api: BotApi, clock: FakeClock) -> None:
    many = corpus(task(f"任务{n:02}", date(2026, 11, 26)) for n in range(20))
    async with running(api, FakeKnowledge({}, corpus=many), clock):
        shown = await _list(api, WANG, "小王")
        await _choose(api, shown, "下一页", "下一页", by="小王")
        assert "20. 任务19" in shown["text"]
        await _choose(api, shown, "任务19", "已完成", "返回", by="小王")
        assert "20. ✅ 任务19" in shown["text"]


async def test_a_button_whose_plan_is_gone_says_so(
    api: BotApi, knowledge: FakeKnowledge, clock: FakeClock
) -> None:
    async with running(api, knowledge, clock):
        shown = await _list(api, WANG, "小王")
        knowledge.corpus = corpus([])
        await _choose(api, shown, "河道清淤", by="小王")
    assert "已经不在方案里" in shown["text"]
