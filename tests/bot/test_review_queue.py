"""Questions in vain are on record at once, and put together when there is time."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.handlers.addressing import Request
from bot.living import Living
from bot.review.queue import ReviewQueue
from bot.sending import Place
from bot.store.condition import OutOfReach
from bot.store.connection import Database, open_database
from bot.store.review import Asking, ReviewStore
from tests.bot.fakes import FakeClock
from tests.bot.folders import living, town

PLACE = Place(chat=5, private=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/a.db")
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> ReviewStore:
    return ReviewStore(database)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Living:
    return living(town(tmp_path_factory.mktemp("knowledge") / "青川"))


def asked(text: str) -> Request:
    return Request(text=text, place=PLACE, asker=5)


async def test_a_question_is_on_record_before_it_is_compared_with_any_other(
    store: ReviewStore, knowledge: Living
) -> None:
    queue = ReviewQueue(store, knowledge, FakeClock())
    await queue.note("unanswered", asked("充电桩的油漆是什么颜色"), None)
    assert [one.question for _, one in store.unsorted()] == ["充电桩的油漆是什么颜色"]
    assert store.waiting() == (0, None)


async def test_what_a_killed_process_left_unsorted_is_sorted_by_the_next(
    store: ReviewStore, knowledge: Living
) -> None:
    killed = ReviewQueue(store, knowledge, FakeClock())
    for question in ("充电桩的油漆是什么颜色", "充电桩的油漆是什么颜色？", "公园几点关门"):
        await killed.note("unanswered", asked(question), None)
    await ReviewQueue(store, knowledge, FakeClock()).sort()
    count, first = store.waiting()
    assert count == 2
    assert first is not None
    assert (first.question, first.count) == ("充电桩的油漆是什么颜色", 2)
    assert store.unsorted() == []


async def test_among_hundreds_of_matters_a_rewording_still_finds_its_own(
    store: ReviewStore, knowledge: Living
) -> None:
    queue = ReviewQueue(store, knowledge, FakeClock())
    places = ("幼儿园", "食堂", "公交站", "图书馆", "菜市场", "停车场", "体育馆", "养老院")
    matters = ("几点关门", "一次收多少钱", "为什么总是停电", "能不能带狗进去", "有没有无线网")
    for question in (place + matter for matter in (*matters, "谁来打扫") for place in places):
        asking = Asking(kind="unanswered", question=question, asked=FakeClock()())
        store.add(asking, None)
    before, _ = store.waiting()
    await queue.note("unanswered", asked("体育馆能带狗进去不"), None)
    await queue.sort()
    count, first = store.waiting()
    assert count == before
    assert first is not None
    assert "体育馆能不能带狗进去" in first.wordings


async def test_a_question_that_cannot_be_compared_is_shown_all_the_same(
    store: ReviewStore, knowledge: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int | None:
        raise RecursionError

    monkeypatch.setattr("bot.review.queue.same_matter", broken)
    queue = ReviewQueue(store, knowledge, FakeClock())
    await queue.note("unanswered", asked("甲地在哪里"), None)
    await queue.note("unanswered", asked("乙地在哪里"), None)
    await queue.sort()
    assert store.waiting()[0] == 2


async def test_what_is_asked_at_the_same_time_is_noted_as_if_one_after_the_other(
    store: ReviewStore, knowledge: Living
) -> None:
    questions = ("食堂多久检查一次", "老旧小区加装电梯补贴多少钱", "食堂多久检查一次？")
    queue = ReviewQueue(store, knowledge, FakeClock())
    await asyncio.gather(*(queue.note("none_of_these", asked(one), None) for one in questions))
    await asyncio.gather(queue.sort(), queue.sort())
    known = sorted(sorted(wordings) for _, wordings in store.known())
    assert known == [[questions[1]], sorted([questions[0], questions[2]])]


async def test_a_database_out_of_reach_keeps_nobody_waiting(
    store: ReviewStore, database: Database, knowledge: Living
) -> None:
    queue = ReviewQueue(store, knowledge, FakeClock())
    database.condition.failed(OutOfReach("away"))
    lost = (queue.note("none_of_these", asked(one), None) for one in ("甲在哪里", "乙在哪里"))
    async with asyncio.timeout(5):
        await asyncio.gather(*lost)
        database.condition.succeeded(wrote=True)
        await queue.note("none_of_these", asked("丙在哪里"), None)
        await queue.sort()
    assert [wordings for _, wordings in store.known()] == [("丙在哪里",)]
