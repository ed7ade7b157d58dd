"""What was asked in vain, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.sending import Place
from bot.store.connection import Database, open_database
from bot.store.retention import sweep
from bot.store.review import PLACE_KEPT, Asking, ReviewStore
from bot.store.schema import review_askings, review_clusters

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
GROUP = Place(chat=-100, thread=7, reply_to=11)


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> ReviewStore:
    return ReviewStore(database)


def asked(question: str, minutes: int = 0, **fields: object) -> Asking:
    known = {"kind": "unanswered", "asked": NOW + timedelta(minutes=minutes), **fields}
    return Asking(question=question, **known)  # type: ignore[arg-type]


def test_the_cluster_asked_most_often_comes_first_then_the_newest(store: ReviewStore) -> None:
    seldom = store.add(asked("甲"), None)
    often = store.add(asked("乙", 1), None)
    newer = store.add(asked("丙", 2), None)
    store.add(asked("乙呢", 3, kind="none_of_these"), often)
    count, first = store.waiting()
    assert count == 3
    assert first is not None
    assert (first.id, first.count, first.wordings) == (often, 2, ("乙呢", "乙"))
    assert first.counts == {"unanswered": 1, "none_of_these": 1}
    _, second = store.waiting(without=[often])
    assert second is not None
    assert second.id == newer
    assert store.waiting(without=[often, newer])[1] == store.cluster(seldom)


def test_what_is_ignored_stays_so_and_what_was_published_opens_again(store: ReviewStore) -> None:
    ignored, published = store.add(asked("甲"), None), store.add(asked("乙"), None)
    assert store.settle(ignored, "ignored")
    assert store.settle(published, "published")
    assert not store.settle(published, "published")
    assert store.waiting() == (0, None)
    assert store.add(asked("甲", 1), ignored) == ignored
    assert store.add(asked("乙", 1), published) == published
    count, first = store.waiting()
    assert (count, first and first.id) == (1, published)


def test_of_two_replicas_one_sorts_a_question(store: ReviewStore) -> None:
    store.put(asked("甲", place=GROUP))
    store.put(asked("乙", 1))
    (first, one), (second, other) = store.unsorted()
    assert (one, other) == (asked("甲", place=GROUP), asked("乙", 1))
    cluster = store.sort(first, one, None)
    assert cluster
    assert store.sort(first, one, None) is None
    assert store.sort(second, other, cluster) == cluster
    assert store.unsorted() == []
    found = store.cluster(cluster)
    assert found is not None
    assert (found.question, found.count) == ("甲", 2)
    assert store.waiting()[0] == 1


def test_a_reason_that_is_sorted_later_belongs_to_the_same_mark(store: ReviewStore) -> None:
    id = store.add(asked("甲", kind="wrong"), None)
    store.put(asked("甲", 5, kind="wrong", reason="年份不对"))
    [(number, asking)] = store.unsorted()
    assert store.sort(number, asking, id) == id
    assert store.unsorted() == []
    found = store.cluster(id)
    assert found is not None
    assert (found.count, found.reasons) == (1, ("年份不对",))


def test_a_reason_that_comes_later_belongs_to_the_same_mark(store: ReviewStore) -> None:
    id = store.add(asked("甲", kind="wrong"), None)
    store.add(asked("甲", 5, kind="wrong", reason="年份不对"), id)
    found = store.cluster(id)
    assert found is not None
    assert (found.count, found.reasons) == (1, ("年份不对",))


def test_each_group_is_owed_one_answer_once_below_its_last_question(store: ReviewStore) -> None:
    id = store.add(asked("甲", place=GROUP), None)
    store.add(asked("甲吗", 1, place=Place(chat=-100, thread=7, reply_to=12)), id)
    store.add(asked("甲", 2, place=Place(chat=-200, reply_to=13)), id)
    store.add(asked("甲", 3), id)
    owed = store.take_places(id, NOW)
    assert sorted((place.chat, place.reply_to, text) for place, text in owed) == [
        (-200, 13, "甲"),
        (-100, 12, "甲吗"),
    ]
    assert store.take_places(id, NOW) == []


def test_places_are_forgotten_after_a_month_on_request_and_move_with_the_group(
    store: ReviewStore, database: Database
) -> None:
    id = store.add(asked("甲", place=GROUP), None)
    store.move(-100, -1000)
    assert store.forget_chat(-100) == 0
    assert store.forget_chat(-1000) == 1
    store.add(asked("甲", place=GROUP), id)
    store.clear_places(NOW + PLACE_KEPT)
    with database.transaction() as connection:
        rows = connection.execute(
            select(review_askings.c.chat, review_askings.c.topic, review_askings.c.message)
        ).all()
    assert {tuple(row) for row in rows} == {(None, None, None)}


def test_what_is_erased_is_gone_with_every_word(store: ReviewStore, database: Database) -> None:
    id = store.add(asked("甲的电话"), None)
    assert store.erase(id)
    assert not store.erase(id)
    with database.transaction() as connection:
        assert connection.execute(select(review_askings)).all() == []
    # Asked again, it does not find its way into a cluster that is gone.
    assert store.add(asked("甲的电话"), id) != 0
    assert store.waiting()[0] == 1


def test_settled_questions_go_before_those_that_wait(
    store: ReviewStore, database: Database
) -> None:
    store.settle(store.add(asked("甲"), None), "ignored")
    store.add(asked("乙"), None)
    sweep(database, NOW + timedelta(days=31), 90)
    with database.transaction() as connection:
        assert connection.execute(select(review_clusters.c.question)).scalars().all() == ["乙"]
    sweep(database, NOW + timedelta(days=91), 90)
    with database.transaction() as connection:
        assert connection.execute(select(review_askings)).all() == []


def test_what_a_reply_is_for_survives_until_the_reply(store: ReviewStore) -> None:
    store.prompt(5, 9, {"step": "answer"}, NOW)
    store.prompt(5, 9, {"step": "source", "list": ["甲"]}, NOW)
    assert store.prompted(5, 9) == {"step": "source", "list": ["甲"]}
    assert store.prompted(6, 9) is None
