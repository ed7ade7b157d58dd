"""Updates on record, for the event loop: claims and ends of many updates in one transaction.

Whatever is asked for while one transaction runs goes into the next, so the window in which a crash
repeats an update is one transaction long, and a busy bot does not pay for each update by itself.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from bot.intake import Raw, RecentUpdates, Unrecorded
from bot.ports import Clock
from bot.store.condition import attempt
from bot.store.updates import UpdateLog, digest_of

log = logging.getLogger(__name__)

# Seconds between two beats; and between two attempts to write.
BEAT = 5.0
_AGAIN = 0.5
# Seconds that the last record may take when the bot stops.
_LAST = 2.0
# Seconds that a suspect may be in work alone; whatever ends a process does so sooner.
_ALONE = 20.0
# Seconds for which polling waits for a database server, before it answers without a record.
PATIENCE = 20.0

Adopt = Callable[[Sequence[Raw]], None]


@dataclass(slots=True)
class _Asked:
    """A claim that waits for its transaction."""

    raws: Sequence[Raw]
    won: asyncio.Future[Collection[int]]


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What intake asks whether an update is its to handle.

    log: the record. clock: what time it is. strict: without a record an update is not handled but
    refused, for webhooks of several replicas. patience: seconds for which a claim waits otherwise.
    told: hears after each beat how many replicas are alive. alive: their names.
    """

    log: UpdateLog
    clock: Clock
    strict: bool = False
    patience: float = PATIENCE
    beat: float = BEAT
    told: Callable[[int], None] = lambda _: None
    alive: Sequence[str] = ()
    _recent: RecentUpdates = field(default_factory=RecentUpdates)
    _asked: list[_Asked] = field(default_factory=list)
    _claiming: set[int] = field(default_factory=set)
    # Digests by id: of what is in work, and of what is done and not yet recorded as such.
    _open: dict[int, int] = field(default_factory=dict)
    _done: dict[int, int] = field(default_factory=dict)
    # What is in work although the database did not take it.
    _unrecorded: set[int] = field(default_factory=set)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _suspects: asyncio.Queue[Raw] = field(default_factory=asyncio.Queue)
    # The one that is tried, and whether it has been handled.
    _tried: int | None = None
    _survived: asyncio.Event = field(default_factory=asyncio.Event)
    _writing: asyncio.Task[None] | None = None
    # A thread of its own: in a rush the others' queue is long, and what waits there is repeated
    # after a crash.
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="ledger")
    )
    _ending: bool = False

    async def open(self) -> None:
        """Begin to beat and to write, as soon as the database lets it."""
        try:
            await asyncio.to_thread(self.log.join, self.clock())
        except SQLAlchemyError as failure:
            log.debug("还没有登记成", extra={"why": type(failure).__name__})
        self._writing = asyncio.create_task(self._write())

    async def claim(self, raws: Sequence[Raw]) -> Collection[int]:
        """The ids of the updates that are to be handled here. Raises Unrecorded where `strict`."""
        if self.strict and any(raw["update_id"] in self._claiming for raw in raws):
            # Whether the first delivery gets on record is not known yet.
            raise Unrecorded
        fresh = {raw["update_id"]: raw for raw in raws if raw["update_id"] not in self._recent}
        if not fresh:
            return ()
        self._recent.add(fresh)
        self._claiming |= fresh.keys()
        won: Collection[int] = ()
        try:
            won = await self._record(list(fresh.values()))
        except BaseException:
            self._recent.forget(fresh)
            raise
        finally:
            self._claiming -= fresh.keys()
        self._open |= {number: digest_of(fresh[number]) for number in won}
        return won

    async def _record(self, fresh: Sequence[Raw]) -> Collection[int]:
        """Those of new updates that no other process has. Waits for the database, but not for ever."""
        until = time.monotonic() + (self.patience if self.log.shared and not self.strict else 0.0)
        while True:
            asked = _Asked(fresh, asyncio.get_running_loop().create_future())
            self._asked.append(asked)
            self._wake.set()
            try:
                return await asked.won
            except Unrecorded:
                if self.strict and self.log.shared:
                    raise
                if time.monotonic() >= until:
                    # Better an answer that may be repeated after a crash than none.
                    taken = {raw["update_id"] for raw in fresh}
                    self._unrecorded |= taken
                    return taken
            await asyncio.sleep(_AGAIN)

    def close(self, number: int) -> None:
        """An update has been handled."""
        self._unrecorded.discard(number)
        self._done[number] = self._open.pop(number, 0)
        self._wake.set()
        if number == self._tried:
            self._survived.set()

    def outlives(self, number: int) -> bool:
        """Whether an update that was taken on is known to the next process, too."""
        return number not in self._unrecorded

    async def _write(self) -> None:
        """One transaction after the other, for as long as there is something to write."""
        while not self._ending:
            await self._wake.wait()
            self._wake.clear()
            asked, self._asked = self._asked, []
            done, self._done = self._done, {}
            raws = [raw for one in asked for raw in one.raws]
            try:
                won = await self._exchange(done, raws)
            # Whatever it is: those who wait must be told, and the next ones must be served.
            except Exception as failure:
                if not isinstance(failure, SQLAlchemyError):
                    log.exception("收到的消息没有记录成")
                self._done = done | self._done
                for one in asked:
                    if not one.won.done():
                        one.won.set_exception(Unrecorded())
                await asyncio.sleep(_AGAIN)
                if self._done:
                    self._wake.set()
                continue
            for one in asked:
                if not one.won.done():
                    one.won.set_result({raw["update_id"] for raw in one.raws} & won)

    async def _exchange(self, done: Mapping[int, int], raws: Sequence[Raw]) -> set[int]:
        loop, now = asyncio.get_running_loop(), self.clock()
        return await loop.run_in_executor(self._thread, self.log.exchange, done, raws, now)

    async def run(self, adopt: Adopt) -> None:
        """Beat until cancelled, and hand what dead replicas left undone to `adopt`."""
        trying = asyncio.create_task(self._try(adopt))
        try:
            while True:
                try:
                    await self._beat(adopt)
                except SQLAlchemyError as failure:
                    log.debug("没有登记成", extra={"why": type(failure).__name__})
                await asyncio.sleep(self.beat)
        finally:
            trying.cancel()
            await asyncio.gather(trying, return_exceptions=True)

    async def _beat(self, adopt: Adopt) -> None:
        now = self.clock()
        self.alive = await asyncio.to_thread(self.log.beat, now)
        self.told(len(self.alive))
        if left := await asyncio.to_thread(self.log.adopt, now):
            log.info("接手没有处理完的更新", extra={"count": len(left)})
            self._own(left)
            adopt(left)
        if suspects := await asyncio.to_thread(self.log.suspects, now):
            log.warning("这些更新处理时程序多次中断，逐条再试", extra={"count": len(suspects)})
            self._own(suspects)
            for raw in suspects:
                self._suspects.put_nowait(raw)
        for number in await asyncio.to_thread(self.log.give_up, now):
            log.error("这条更新一再使程序中断，不再处理", extra={"update": number})

    def _own(self, raws: Sequence[Raw]) -> None:
        self._recent.add(raw["update_id"] for raw in raws)
        self._open |= {raw["update_id"]: digest_of(raw) for raw in raws}

    async def _try(self, adopt: Adopt) -> None:
        """One suspect after the other, until cancelled."""
        while True:
            raw = await self._suspects.get()
            self._tried = raw["update_id"]
            self._survived.clear()
            await attempt(self.log.risk, raw)
            adopt([raw])
            try:
                async with asyncio.timeout(_ALONE):
                    await self._survived.wait()
            except TimeoutError:
                # It waits for Telegram, as any other may.
                await attempt(self.log.acquit, raw)

    @property
    def leads(self) -> bool:
        """Whether this replica does what one of them is enough for."""
        return not self.alive or self.alive[0] == self.log.owner

    async def shut(self) -> None:
        """Write what is left, and leave the rest to others."""
        if self._writing is None:
            return
        # What is being written is waited for: cancelled, it would go on in its thread all the same,
        # and the next process might take over what is done a moment later.
        self._ending = True
        self._wake.set()
        await asyncio.wait((self._writing,), timeout=_LAST)
        self._writing.cancel()
        await asyncio.gather(self._writing, return_exceptions=True)
        try:
            if self._done:
                await self._exchange(self._done, ())
            await asyncio.to_thread(self.log.leave)
        except SQLAlchemyError as failure:
            log.warning("停止时没能写数据库", extra={"why": type(failure).__name__})
        finally:
            self._thread.shutdown(wait=False)
