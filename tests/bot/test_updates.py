"""Updates on record: none handled twice, none lost, over restarts and replicas, on both databases."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update as change
from telegram import Bot, Update

from bot.intake import Intake, Unrecorded
from bot.ledger import Ledger
from bot.store import schema
from bot.store.connection import Database, open_database
from bot.store.retention import sweep
from bot.store.updates import ATTEMPTS, LEASE, TOGETHER, UpdateLog, digest_of
from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running
from tests.botapi import TOKEN, BotApi, Json, private

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
WANG = private("小王")


def raw(number: int, text: str = "甲") -> Json:
    return {"update_id": number, "message": {"text": text}}


def done(*raws: Json) -> dict[int, int]:
    return {one["update_id"]: digest_of(one) for one in raws}


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    found = open_database(address)
    yield found
    found.close()


@pytest.fixture
def two(database: Database) -> tuple[UpdateLog, UpdateLog]:
    """Two replicas of one bot, both alive."""
    pair = UpdateLog(database, 7, "a"), UpdateLog(database, 7, "b")
    for one in pair:
        one.beat(NOW)
    return pair


def test_of_two_replicas_only_one_gets_an_update(two: tuple[UpdateLog, UpdateLog]) -> None:
    first, second = two
    assert first.exchange({}, [raw(1), raw(2)], NOW) == {1, 2}
    assert second.exchange({}, [raw(2), raw(3)], NOW) == {3}


def test_what_is_done_stays_done(two: tuple[UpdateLog, UpdateLog]) -> None:
    first, second = two
    first.exchange({}, [raw(1)], NOW)
    first.exchange(done(raw(1)), [], NOW)
    first.leave()
    assert second.exchange({}, [raw(1)], NOW) == set()
    assert second.adopt(NOW) == []


def test_what_a_replica_leaves_undone_is_adopted_once(two: tuple[UpdateLog, UpdateLog]) -> None:
    first, second = two
    first.exchange({}, [raw(1), raw(2)], NOW)
    first.exchange(done(raw(1)), [], NOW)
    assert second.adopt(NOW) == []
    first.leave()
    assert second.adopt(NOW) == [raw(2)]
    assert second.adopt(NOW) == []


def test_a_replica_whose_beat_has_stopped_counts_as_dead(two: tuple[UpdateLog, UpdateLog]) -> None:
    first, second = two
    first.exchange({}, [raw(1), raw(2)], NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    assert second.beat(later) == ["b"]
    assert second.exchange({}, [raw(1)], later) == {1}
    assert second.adopt(later) == [raw(2)]


def test_the_process_that_ran_here_before_is_dead_at_once(database: Database) -> None:
    before = UpdateLog(database, 7)
    before.join(NOW)
    before.exchange({}, [raw(1)], NOW)
    with database.transaction() as connection:
        connection.execute(change(schema.replicas).values(pid=2**22 + 1))
    after = UpdateLog(database, 7)
    after.join(NOW)
    assert after.adopt(NOW) == [raw(1)]


def test_an_update_that_ends_process_after_process_is_given_up_and_its_neighbours_are_not(
    database: Database,
) -> None:
    lethal, ends = 2, 0
    handled: list[int] = []
    given_up: list[int] = []
    UpdateLog(database, 7, "first").exchange({}, [raw(1), raw(2), raw(3)], NOW)
    for number in range(ATTEMPTS + 2):
        replica = UpdateLog(database, 7, f"r{number}")
        if replica.adopt(NOW):
            continue  # They are in work together, and the process ends.
        for one in replica.suspects(NOW):
            replica.risk(one)
            if one["update_id"] == lethal:
                ends += 1
                break
            replica.exchange(done(one), [], NOW)
            handled.append(one["update_id"])
        given_up += replica.give_up(NOW)
    assert (handled, ends, given_up) == ([1, 3], ATTEMPTS - TOGETHER, [lethal])
    with database.transaction() as connection:
        left = connection.execute(schema.updates.select().where(~schema.updates.c.done)).all()
    assert left == []


def test_however_often_processes_end_a_neighbour_is_never_given_up(database: Database) -> None:
    UpdateLog(database, 7, "first").exchange({}, [raw(number) for number in range(50)], NOW)
    for number in range(3 * ATTEMPTS):
        replica = UpdateLog(database, 7, f"r{number}")
        replica.adopt(NOW)
        waiting = replica.suspects(NOW)
        assert replica.give_up(NOW) == []
        if number >= TOGETHER:
            # One is tried, another one is in the middle of it when the process is killed.
            for one in waiting[:2]:
                replica.risk(one)
            replica.exchange(done(*waiting[:1]), [], NOW)


def test_an_orderly_end_counts_against_no_update(database: Database) -> None:
    for number in range(2 * ATTEMPTS):
        replica = UpdateLog(database, 7, f"r{number}")
        replica.beat(NOW)
        assert replica.adopt(NOW) == [raw(1)] if number else replica.exchange({}, [raw(1)], NOW)
        replica.leave()


async def test_suspects_are_tried_one_by_one(memory: Database) -> None:
    UpdateLog(memory, 7, "first").exchange({}, [raw(number) for number in range(3)], NOW)
    for number in range(TOGETHER):
        UpdateLog(memory, 7, f"r{number}").adopt(NOW)
    in_work: list[int] = []
    seen: list[int] = []
    all_seen = asyncio.Event()

    def adopt(raws: Sequence[Json]) -> None:
        in_work.extend(one["update_id"] for one in raws)
        assert len(in_work) == 1
        asyncio.get_running_loop().call_soon(handle)

    def handle() -> None:
        seen.append(in_work.pop())
        ledger.close(seen[-1])
        if len(seen) == 3:
            all_seen.set()

    ledger = Ledger(log=UpdateLog(memory, 7), clock=FakeClock())
    await ledger.open()
    running = asyncio.create_task(ledger.run(adopt))  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        await all_seen.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await ledger.shut()
    assert seen == [0, 1, 2]


def test_another_update_with_the_same_id_is_another_one(two: tuple[UpdateLog, UpdateLog]) -> None:
    first, _ = two
    assert first.exchange({}, [raw(1, "甲")], NOW) == {1}
    first.exchange(done(raw(1, "甲")), [], NOW)
    assert first.exchange({}, [raw(1, "乙")], NOW) == {1}


def test_another_bot_on_the_same_database_has_ids_of_its_own(database: Database) -> None:
    for bot in (7, 8):
        log = UpdateLog(database, bot)
        log.beat(NOW)
        assert log.exchange({}, [raw(1)], NOW) == {1}


def test_text_goes_when_the_update_is_done_and_the_row_soon_after(database: Database) -> None:
    log = UpdateLog(database, 7, "a")
    log.beat(NOW)
    odd = raw(1, "\ud83d\x00")
    assert log.exchange({}, [odd], NOW) == {1}
    log.exchange(done(odd), [], NOW)
    with database.transaction() as connection:
        assert connection.execute(schema.updates.select()).one().content is None
    assert sweep(database, NOW + timedelta(days=3), 180) == {"updates": 1, "replicas": 1}


# The event loop's side


class Refusing(UpdateLog):
    """A record whose database is away."""

    away = True

    def exchange(self, *given: object, **named: object) -> set[int]:  # type: ignore[override]
        from sqlalchemy.exc import OperationalError

        if self.away:
            raise OperationalError("INSERT", {}, Exception("gone"))
        return super().exchange(*given, **named)  # type: ignore[arg-type]

    @property
    def shared(self) -> bool:
        return True


@pytest.fixture
def memory() -> Iterator[Database]:
    found = open_database("sqlite://")
    yield found
    found.close()


async def test_a_second_delivery_to_the_same_process_is_none(memory: Database) -> None:
    ledger = Ledger(log=UpdateLog(memory, 7), clock=FakeClock())
    await ledger.open()
    claims = [await ledger.claim([raw(1), raw(2)]), await ledger.claim([raw(2), raw(3)])]
    ledger.close(1)
    await ledger.shut()
    assert [set(one) for one in claims] == [{1, 2}, {3}]
    again = UpdateLog(memory, 7)
    again.join(NOW)
    assert [one["update_id"] for one in again.adopt(NOW)] == [2, 3]


async def test_what_is_done_gets_on_record_however_long_the_queue_of_other_work_is(
    memory: Database,
) -> None:
    loop, free = asyncio.get_running_loop(), threading.Event()
    ledger = Ledger(log=UpdateLog(memory, 7), clock=FakeClock())
    await ledger.open()
    with ThreadPoolExecutor(1) as others:
        loop.set_default_executor(others)
        queued = loop.run_in_executor(None, free.wait)
        try:
            async with asyncio.timeout(10):
                assert set(await ledger.claim([raw(1)])) == {1}
        finally:
            free.set()
            await queued
    loop.set_default_executor(ThreadPoolExecutor(1))
    await ledger.shut()


async def test_a_webhook_refuses_what_cannot_be_recorded_and_takes_it_later(
    memory: Database,
) -> None:
    log = Refusing(memory, 7)
    ledger = Ledger(log=log, clock=FakeClock(), strict=True)
    await ledger.open()
    with pytest.raises(Unrecorded):
        await ledger.claim([raw(1)])
    log.away = False
    assert set(await ledger.claim([raw(1)])) == {1}
    await ledger.shut()


async def test_telegram_is_told_of_an_update_on_no_record_only_once_it_is_handled(
    memory: Database,
) -> None:
    log = Refusing(memory, 7)
    ledger, free = Ledger(log=log, clock=FakeClock(), patience=0.0), asyncio.Event()
    await ledger.open()

    async def handle(_: Update) -> None:
        await free.wait()

    intake = Intake(Bot(TOKEN), handle, ledger)
    await intake.accept([{"update_id": 1}, {"update_id": 2}])
    with pytest.raises(Unrecorded):
        await intake.assure(1, 0.01)
    waiting = asyncio.create_task(intake.assure(1, 10))
    await asyncio.sleep(0)
    assert not waiting.done()
    free.set()
    await waiting
    free.clear()
    log.away = False
    await intake.accept([{"update_id": 3}])
    # On record, it need not be waited for.
    await intake.assure(3, 0)
    await intake.abandon()
    await ledger.shut()


async def test_polling_answers_without_a_record_when_the_database_stays_away(
    memory: Database,
) -> None:
    ledger = Ledger(log=Refusing(memory, 7), clock=FakeClock(), patience=0.0)
    await ledger.open()
    assert set(await ledger.claim([raw(1)])) == {1}
    assert not await ledger.claim([raw(1)])
    await ledger.shut()


async def test_after_a_restart_an_answered_question_is_not_answered_again(address: str) -> None:
    async with BotApi() as api:
        async with running(api, FakeKnowledge({"甲": answered()}), database=address):
            api.say(WANG, "甲")
            await api.answers(1)
            await api.handled()
        [update] = api.delivered
        async with running(api, FakeKnowledge({"甲": answered()}), database=address):
            api.deliver_again(update)
            api.say(WANG, "甲")
            await api.answers(2)
            await api.handled()
        assert len(api.sent) == 2


async def test_what_was_taken_on_and_not_answered_is_answered_by_the_next_process(
    address: str,
) -> None:
    async with BotApi() as api:
        message = {"message_id": 9, "date": api.now, "chat": WANG, "from": WANG | {"is_bot": False}}
        database = open_database(address)
        dead = UpdateLog(database, 700000001, "dead")
        dead.exchange({}, [{"update_id": 4, "message": message | {"text": "甲"}}], NOW)
        await asyncio.to_thread(database.close)
        async with running(api, FakeKnowledge({"甲": answered()}), database=address):
            [answer] = await api.answers(1)
        assert answer["chat"]["id"] == WANG["id"]
