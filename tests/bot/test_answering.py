"""Where answers are worked out: quick ones in the event loop, slow ones never."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.answering import QUICK, Answering


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def _quick() -> int:
    return threading.get_ident()


def _slow() -> int:
    began = time.thread_time()
    while time.thread_time() - began < 8 * QUICK:
        pass
    return threading.get_ident()


async def test_quick_answers_are_worked_out_in_the_loop_once_they_are_known_to_be(
    pool: ThreadPoolExecutor,
) -> None:
    answering = Answering(pool, in_loop=True)
    here = threading.get_ident()
    assert await answering.work(_quick) != here
    assert await answering.work(_quick) == here


async def test_slow_answers_leave_the_loop_to_others(pool: ThreadPoolExecutor) -> None:
    answering = Answering(pool, in_loop=True)
    here = threading.get_ident()
    assert await answering.work(_slow) != here
    assert await answering.work(_slow) != here


async def test_one_slow_answer_among_quick_ones_sends_the_next_to_a_thread(
    pool: ThreadPoolExecutor,
) -> None:
    answering = Answering(pool, in_loop=True)
    here = threading.get_ident()
    await answering.work(_quick)
    assert await answering.work(_slow) == here
    assert await answering.work(_quick) != here
    found = [await answering.work(_quick) for _ in range(20)]
    assert found[-1] == here


async def test_where_a_database_is_asked_the_loop_never_waits(pool: ThreadPoolExecutor) -> None:
    answering = Answering(pool)
    found = [await answering.work(_quick) for _ in range(3)]
    assert threading.get_ident() not in found


async def test_between_two_answers_the_loop_goes_round(pool: ThreadPoolExecutor) -> None:
    answering = Answering(pool, in_loop=True)
    await answering.work(_quick)
    turns = []

    async def others() -> None:
        for n in range(3):
            turns.append(n)
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    for _ in range(4):
        await answering.work(_quick)
    assert turns
    await beside


async def test_what_goes_wrong_is_told_and_the_next_is_answered(pool: ThreadPoolExecutor) -> None:
    answering = Answering(pool, in_loop=True)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await answering.work(lambda: 1 // 0)
        await answering.work(_quick)
