"""The review queue: notes what was asked in vain, and puts what means the same together.

A question is on record before its update counts as done, and is compared with the others later: that
takes time, and whoever asks next is not to wait for it, nor be answered twice after a crash.
"""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.handlers.addressing import Request
from bot.living import Living
from bot.ports import Clock, NoteKind
from bot.store.review import Asking, ReviewStore
from knowledge.answering.clustering import same_matter
from knowledge.model import Answer

log = logging.getLogger(__name__)

# How often what has been kept long enough is looked for.
_TIDY = timedelta(hours=1)
# Characters of a reason: it explains, and is no second document.
_REASON = 300
# How long to rest after each question, in times of the work: answers come first, unless a keeper waits.
_REST = 19
# Seconds until a database that failed is tried again.
_AGAIN = 30.0


class ReviewQueue:
    """What questions in vain are noted in; see `bot.ports.Review`.

    A question is noted after it was answered, and no answer fails for a database that takes nothing.
    """

    def __init__(self, store: ReviewStore, knowledge: Living, clock: Clock) -> None:
        self._store = store
        self._knowledge = knowledge
        self._clock = clock
        # One after the other: two alike at the same time would make two clusters.
        self._turn = asyncio.Lock()
        self._noted = asyncio.Event()
        # In a rush the common threads have a long queue, and the update is open until this is written.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="review")
        # Keepers who wait for it.
        self._awaited = 0
        self._tidied: datetime | None = None

    async def note(
        self, kind: NoteKind, request: Request, answer: Answer | None, reason: str = ""
    ) -> None:
        """Put a question into the queue. No name is kept, and the place of a group's alone."""
        question = " ".join(request.text.split())
        if not question or (kind == "unanswered" and answer is not None and _says_nothing(answer)):
            return
        place = None if request.place.private else request.place
        asking = Asking(
            kind=kind,
            question=question,
            asked=self._clock(),
            reason=" ".join(reason.split())[:_REASON],
            place=place,
        )
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._store.put, asking)
        except SQLAlchemyError as failure:
            log.warning("问题没有记下：数据库用不了", extra={"why": type(failure).__name__})
            return
        self._noted.set()

    async def sort(self) -> None:
        """Put together what has been noted. Raises SQLAlchemyError; the rest is sorted next time."""
        self._awaited += 1
        try:
            await self._work_off()
        finally:
            self._awaited -= 1

    async def run(self) -> None:
        """Sort whatever is noted, until cancelled; first of all what an earlier process has left."""
        while True:
            try:
                await self._work_off()
                await self._noted.wait()
            except SQLAlchemyError as failure:
                log.debug("问题没有归类", extra={"why": type(failure).__name__})
                await asyncio.sleep(_AGAIN)
            self._noted.clear()

    async def _work_off(self) -> None:
        async with self._turn:
            await asyncio.to_thread(self._tidy)
            while noted := await asyncio.to_thread(self._store.unsorted):
                known = dict(await asyncio.to_thread(self._store.known))
                for id, asking in noted:
                    began = time.monotonic()
                    await asyncio.to_thread(self._sort, id, asking, known)
                    took = time.monotonic() - began
                    await asyncio.sleep(0 if self._awaited else _REST * took)

    def _tidy(self) -> None:
        now = self._clock()
        if self._tidied is None or now - self._tidied > _TIDY:
            self._store.clear_places(now)
            self._tidied = now

    def _sort(self, id: int, asking: Asking, known: dict[int, tuple[str, ...]]) -> None:
        """Put one question into its cluster, in the database and among those that are `known`."""
        catalogue, today = self._knowledge.catalogue, asking.asked.date()
        try:
            meant = same_matter(asking.question, tuple(known.items()), catalogue, today)
        # Whatever it is: a keeper is to see this question, and those after it, all the same.
        except Exception:
            log.exception("问题没有比较成", extra={"asking": id})
            meant = None
        cluster = self._store.sort(id, asking, meant)
        if cluster is None:
            return
        if meant not in (None, cluster):
            known.pop(meant, None)  # somebody has erased it
        known[cluster] = tuple(dict.fromkeys((*known.get(cluster, ()), asking.question)))
        log.info("记下待处理的问题", extra={"cluster": cluster, "kind": asking.kind})


def _says_nothing(answer: Answer) -> bool:
    """Whether a question did not say what it is about (谁牵头, 那什么时候): nothing can answer that."""
    about = ("主题", "部门", "未收录部门", "时间")
    return answer.kind is not None and not any(answer.reading.get(name) for name in about)
