"""Where an answer is worked out: in the event loop itself where answers are quick, else in a thread.

Python lets one thread compute at a time. An answer calls numpy hundreds of times, each call lets a
busy event loop in, and to be let in again costs more than most of those calls: in a thread an answer
of 2 ms took 6 ms of processor, and the bot gave half as many answers a second.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

Found = TypeVar("Found")

# Seconds that an answer usually takes, up to which everybody else can wait for it.
QUICK = 0.01
# How much the last answer counts in what is usual.
_LAST = 0.2


class Answering:
    """pool: threads that answer. in_loop: whether the event loop may; not where a database is asked."""

    def __init__(self, pool: Executor, *, in_loop: bool = False) -> None:
        self.pool = pool
        self._in_loop = in_loop
        self._usual: float | None = None

    async def work(self, find: Callable[[], Found]) -> Found:
        """What `find` finds; the first time in a thread, since nobody knows yet how long it takes."""
        if self._in_loop and self._usual is not None and self._usual <= QUICK:
            # Whatever else is due comes first: between two answers the loop goes round once.
            await asyncio.sleep(0)
            found, took = _timed(find, time.perf_counter)
        else:
            # Of a thread its own work counts, not what it waits for others who compute.
            loop = asyncio.get_running_loop()
            found, took = await loop.run_in_executor(self.pool, _timed, find, time.thread_time)
        self._usual = took if self._usual is None else self._usual + _LAST * (took - self._usual)
        return found


def _timed(find: Callable[[], Found], clock: Callable[[], float]) -> tuple[Found, float]:
    began = clock()
    found = find()
    return found, clock() - began
