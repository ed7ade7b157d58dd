"""What keeps the bot alive beside the answering: its beat, its eye on the folder, its vital signs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from telegram.error import TelegramError

from bot.config import Settings
from bot.intake import Intake
from bot.ledger import Ledger
from bot.living import Living
from bot.metrics import Metrics
from bot.pacing import Pacer, unhurried
from bot.ports import Clock
from bot.render import message_parts
from bot.sending import Place, Sender
from bot.store.signals import Signals
from bot.watching import Watch
from bot.web.health import Vitals

log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Body:
    """The parts that run for as long as the bot does."""

    settings: Settings
    living: Living
    ledger: Ledger
    intake: Intake
    pacer: Pacer
    metrics: Metrics
    clock: Clock
    sender: Sender
    signals: Signals
    vitals: Vitals = field(init=False)
    watch: Watch = field(init=False)
    _lag: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.vitals = Vitals(
            clock=self.clock,
            knowledge=self.living,
            check=self.ledger.log.check,
            polls=self.settings.webhook is None,
        )
        self.watch = Watch(self.living, self.tell, metrics=self.metrics)
        self.vitals.problems += [self._unrecorded, self._unread]
        self._measure()

    def _unrecorded(self) -> str:
        return self.ledger.log.trouble

    def _unread(self) -> str:
        return "知识文件夹有错，仍用原来的内容" if self.watch.problem else ""

    def _measure(self) -> None:
        """The figures that are asked for when somebody looks."""
        gauge, living = self.metrics.gauge, self.living
        gauge("updates_open", "Updates in work", lambda: len(self.intake.open))
        gauge("sends_waiting", "Messages that wait to be sent", lambda: self.pacer.queued)
        gauge("replicas", "Processes of this bot", lambda: max(1, len(self.ledger.alive)))
        gauge(
            "reminder_lag_seconds",
            "How long the oldest unsent digest has been due",
            lambda: self._lag.total_seconds(),
        )
        gauge("knowledge_documents", "Documents", lambda: len(living.corpus.documents))
        gauge("knowledge_faq", "FAQ entries", lambda: len(living.corpus.faq))
        gauge("knowledge_tasks", "Tasks", lambda: sum(1 for _ in living.corpus.tasks()))

    # What other rooms tell

    def ticked(self, lag: timedelta) -> None:
        """The reminders have looked at the clock; `lag`: since when the oldest one is due."""
        self._lag = lag
        self.vitals.stamp("tick")

    def polled(self, updates: int) -> None:
        """Telegram has answered a poll with so many updates."""
        self.vitals.stamp("poll")
        if updates:
            self.vitals.stamp("update")

    async def tell(self, text: str) -> None:
        """Say something to the administrators in private; by one replica alone."""
        if not self.ledger.leads:
            return
        with unhurried():
            for admin in sorted(self.settings.admins):
                try:
                    await self.sender.say(Place(chat=admin, private=True), message_parts(text))
                except TelegramError as failure:
                    log.warning("没能告知管理员", extra={"why": type(failure).__name__})

    def _heard(self, version: str) -> None:
        if version != self.living.version:
            self.watch.nudge()

    # What runs

    @asynccontextmanager
    async def reachable(self) -> AsyncIterator[None]:
        """Health, metrics and the webhook answer while this lasts, if they are wanted."""
        listen, hook = self.settings.listen, self.settings.webhook
        if listen is None:
            yield
            return
        from bot.web.server import Door, Front, listening

        door = Door(hook.secret, self.intake, self.vitals) if hook else None
        async with listening(listen, Front(self.vitals, self.metrics), hook, door) as port:
            log.info("监听", extra={"host": listen.host, "port": port})
            yield

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[None]:
        """Updates are recorded and the folder is watched while this lasts."""
        await self.ledger.open()
        self.vitals.begin()
        sent: set[asyncio.Task[None]] = set()

        def changed() -> None:
            task = asyncio.create_task(self.signals.send(self.living.version))
            sent.add(task)
            task.add_done_callback(sent.discard)

        self.living.follow(changed)
        tasks = [
            asyncio.create_task(work)
            for work in (
                self.ledger.run(self.intake.adopt),
                self.watch.run(),
                self.signals.hear(self._heard),
            )
        ]
        try:
            yield
        finally:
            for task in (*tasks, *sent):
                task.cancel()
            await asyncio.gather(*tasks, *sent, return_exceptions=True)
            await self.ledger.shut()
