"""Watches the knowledge folder: what is saved there answers within seconds, or its mistake is told.

By looking at sizes and times every two seconds, not by the system's notices: those do not come from
network shares, where an office keeps its files, and a hundred files are looked at in a millisecond.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.living import Living, version_of
from bot.metrics import Metrics
from bot.store.condition import Unanswerable
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)

# Seconds between two looks.
EVERY = 2.0
# Lines of what is wrong, and characters, that a message shows.
_LINES, _LENGTH = 8, 1500
BROKEN = "知识文件夹里刚才的改动有问题，没有采用；机器人仍按原来的内容回答。\n\n{problems}\n\n改好保存后会自动采用。"
MENDED = "知识文件夹已经改好，现在按新的内容回答。"

Tell = Callable[[str], Awaitable[None]]


class Watch:
    """Follows one folder. tell: says something to the administrators. every: seconds."""

    def __init__(
        self, living: Living, tell: Tell, *, every: float = EVERY, metrics: Metrics | None = None
    ) -> None:
        self._living = living
        self._tell = tell
        self._every = every
        self._metrics = metrics or Metrics()
        self._seen = living.version
        self._refused = ""
        self._now = asyncio.Event()
        self.problem = ""

    def nudge(self) -> None:
        """Look at once: somebody says that there is something new."""
        self._now.set()

    async def run(self) -> None:
        """Watch until cancelled; nothing to do where the knowledge cannot change."""
        if self._living.folder is None:
            return
        while True:
            try:
                await self.look()
            # A fault of the program's own, or a share that is away: the next look must come.
            except Exception as fault:
                self._refused = self._seen
                log.exception("知识文件夹没有读成", extra={"why": type(fault).__name__})
            with suppress(TimeoutError):
                # Not `wait_for`: before Python 3.12 it swallows a cancellation that comes with a nudge.
                async with asyncio.timeout(self._every):
                    await self._now.wait()
            self._now.clear()

    async def look(self) -> None:
        """Take a new state over once the folder has been the same for two looks."""
        found = await asyncio.to_thread(version_of, self._living.folder)
        settled = found == self._seen
        self._seen = found
        if found == self._living.version:
            if self.problem:
                await self._mended()
        elif settled and found != self._refused:
            await self._take(found)

    async def _take(self, found: str) -> None:
        try:
            await self._living.reload()
        except Unanswerable:
            # The database is away and tells so itself; the folder is not at fault.
            return
        except KnowledgeError as mistake:
            self._refused = found
            self._metrics.reloads.labels("refused").inc()
            await self._broken(str(mistake))
        else:
            self._refused = ""
            self._metrics.reloads.labels("taken").inc()
            if self.problem:
                await self._mended()

    async def _broken(self, problems: str) -> None:
        """Told once for each different mistake, however often the file is saved with it."""
        if problems == self.problem:
            return
        self.problem = problems
        log.error("知识文件夹有错，仍用原来的内容", extra={"problems": problems})
        lines = problems.splitlines()
        more = [f"……另有 {len(lines) - _LINES} 处"] if len(lines) > _LINES else []
        shown = "\n".join(lines[:_LINES] + more)[:_LENGTH]
        await self._tell(BROKEN.format(problems=shown))

    async def _mended(self) -> None:
        self.problem = ""
        log.info("知识文件夹已改好")
        await self._tell(MENDED)
