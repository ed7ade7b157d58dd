"""The review queue: notes what was asked in vain, and puts what means the same together."""

import asyncio
import logging
from collections.abc import Sequence
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


class ReviewQueue:
    """What questions in vain are noted in; see `bot.ports.Review`.

    A question is noted after it was answered, and no answer fails for a database that takes nothing.
    Questions that come while others are being noted are noted together: what is known is read once.
    """

    def __init__(self, store: ReviewStore, knowledge: Living, clock: Clock) -> None:
        self._store = store
        self._knowledge = knowledge
        self._clock = clock
        # One after the other: two alike at the same time would make two clusters.
        self._waiting: list[tuple[Asking, asyncio.Future[int]]] = []
        self._working: asyncio.Task[None] | None = None
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
            cluster = await self._noted(asking)
        except SQLAlchemyError as failure:
            log.warning("问题没有记下：数据库用不了", extra={"why": type(failure).__name__})
            return
        log.info("记下待处理的问题", extra={"cluster": cluster, "kind": kind})

    async def _noted(self, asking: Asking) -> int:
        noted: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((asking, noted))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await noted

    async def _work(self) -> None:
        """Note whatever waits, until nothing does."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                clusters = await asyncio.to_thread(self._add, [asking for asking, _ in waiting])
            # Whatever it is, those who wait must be told.
            except Exception as failure:
                for _, noted in waiting:
                    if not noted.done():
                        noted.set_exception(failure)
                continue
            for (_, noted), cluster in zip(waiting, clusters, strict=True):
                if not noted.done():
                    noted.set_result(cluster)

    def _add(self, askings: Sequence[Asking]) -> list[int]:
        """The cluster that each question was put into."""
        now = askings[-1].asked
        if self._tidied is None or now - self._tidied > _TIDY:
            self._store.clear_places(now)
            self._tidied = now
        catalogue = self._knowledge.catalogue
        known = dict(self._store.known())
        found = []
        for asking in askings:
            today = asking.asked.date()
            meant = same_matter(asking.question, tuple(known.items()), catalogue, today)
            cluster = self._store.add(asking, meant)
            if meant not in (None, cluster):
                known.pop(meant, None)  # somebody has erased it
            known[cluster] = tuple(dict.fromkeys((*known.get(cluster, ()), asking.question)))
            found.append(cluster)
        return found


def _says_nothing(answer: Answer) -> bool:
    """Whether a question did not say what it is about (谁牵头, 那什么时候): nothing can answer that."""
    about = ("主题", "部门", "未收录部门", "时间")
    return answer.kind is not None and not any(answer.reading.get(name) for name in about)
