"""The review queue under a rush: questions that come together are noted together."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.handlers.addressing import Request
from bot.living import Living
from bot.review.queue import ReviewQueue
from bot.sending import Place
from bot.store.condition import OutOfReach
from bot.store.connection import Database, open_database
from bot.store.review import ReviewStore
from knowledge.answering.knowledge import Knowledge
from knowledge.model import Corpus

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
QUESTIONS = (
    "食堂多久检查一次",
    "老旧小区加装电梯补贴多少钱",
    "食堂多久检查一次？",
    "垃圾分类什么时候完成",
)


@pytest.fixture
def database() -> Iterator[Database]:
    opened = open_database("sqlite://")
    yield opened
    opened.close()


def asked(text: str) -> Request:
    return Request(text=text, asker=7, place=Place(chat=7, private=True))


def queue(database: Database) -> ReviewQueue:
    living = Living(Knowledge(Corpus(title="青川")))
    return ReviewQueue(ReviewStore(database), living, lambda: NOW)


async def test_what_is_asked_at_the_same_time_is_noted_as_if_one_after_the_other(
    database: Database,
) -> None:
    notes = queue(database)
    await asyncio.gather(*(notes.note("none_of_these", asked(one), None) for one in QUESTIONS))
    known = sorted(sorted(wordings) for _, wordings in ReviewStore(database).known())
    assert known == sorted([[QUESTIONS[1]], sorted([QUESTIONS[0], QUESTIONS[2]]), [QUESTIONS[3]]])


async def test_a_database_out_of_reach_keeps_nobody_waiting(database: Database) -> None:
    notes = queue(database)
    database.condition.failed(OutOfReach("away"))
    lost = (notes.note("none_of_these", asked(one), None) for one in QUESTIONS[:2])
    await asyncio.wait_for(asyncio.gather(*lost), 5)
    database.condition.succeeded(wrote=True)
    await asyncio.wait_for(notes.note("none_of_these", asked(QUESTIONS[3]), None), 5)
    assert [wordings for _, wordings in ReviewStore(database).known()] == [(QUESTIONS[3],)]
