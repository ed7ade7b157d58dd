"""Is the bot well, and if not, why? For load balancers, containers and whoever is woken at night."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.living import Living
from bot.ports import Clock

# A tick or a poll that is older than this has stopped.
TICK, POLL = timedelta(minutes=3), timedelta(minutes=5)
# Seconds that the database may take to say that it is there.
_DATABASE = 3.0


@dataclass(slots=True, kw_only=True)
class Vitals:
    """When the bot last did what it has to do again and again.

    check: asks the database; raises whatever is wrong. serving: it answers; not before it has met
    Telegram, and not once it is told to stop. polls: it is not a webhook.
    problems: tells what else is wrong, in words; none of them stops the answering.
    """

    clock: Clock
    knowledge: Living
    check: Callable[[], None]
    polls: bool = True
    serving: bool = False
    started: datetime | None = None
    update: datetime | None = None
    poll: datetime | None = None
    tick: datetime | None = None
    problems: list[Callable[[], str]] = field(default_factory=list)

    def begin(self) -> None:
        """From now on the bot serves."""
        self.serving = True
        self.started = self.poll = self.tick = self.clock()

    def stamp(self, what: str) -> None:
        """Something has happened now: an `update`, a `poll` or a `tick`."""
        setattr(self, what, self.clock())

    async def reasons(self) -> list[str]:
        """Why the bot is not well; none while it is."""
        found = []
        try:
            async with asyncio.timeout(_DATABASE):
                await asyncio.to_thread(self.check)
        # Whatever it is: the driver's words may hold the address, so only the kind is told.
        except Exception as failure:
            found.append(f"数据库没有回应（{type(failure).__name__}）")
        now = self.clock()
        if self.tick and now - self.tick > TICK:
            found.append(f"提醒已经 {_minutes(now - self.tick)} 分钟没有检查")
        if self.polls and self.poll and now - self.poll > POLL:
            found.append(f"已经 {_minutes(now - self.poll)} 分钟连不上 Telegram")
        return found

    async def report(self) -> dict[str, Any]:
        """Everything, as JSON: `status` is ok, degraded (it answers, something else is wrong), failing."""
        reasons = await self.reasons()
        problems = [said for tell in self.problems if (said := tell())]
        corpus = self.knowledge.corpus
        return {
            "status": "failing" if reasons else "degraded" if problems else "ok",
            "reasons": reasons + problems,
            "started": _iso(self.started),
            "last_update": _iso(self.update),
            "last_poll": _iso(self.poll) if self.polls else None,
            "last_tick": _iso(self.tick),
            "knowledge": {
                "title": corpus.title,
                "version": self.knowledge.version[:12],
                "documents": len(corpus.documents),
                "faq": len(corpus.faq),
                "tasks": sum(1 for _ in corpus.tasks()),
            },
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
