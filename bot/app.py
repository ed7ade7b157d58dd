"""The composition root of the bot: builds the parts, joins them, runs them until told to stop."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application
from telegram.request import BaseRequest

from bot.answering import Answering
from bot.body import Body
from bot.config import Settings
from bot.handlers import Desk, install
from bot.handlers.menus import publish_menus
from bot.intake import Intake
from bot.ledger import Ledger
from bot.living import Living
from bot.memory import Memory
from bot.metrics import Metrics
from bot.outage import Patience, Stopped, reason
from bot.pacing import Pacer, unhurried
from bot.polling import KINDS, Poller
from bot.ports import Answerer, Clock
from bot.reminders.tick import EVERY, Parts, Reminders
from bot.review.queue import ReviewQueue
from bot.sending import TelegramSender
from bot.store.buttons import KeptButtons
from bot.store.condition import Condition
from bot.store.database import Store, open_store
from bot.store.people import AskedInVain, InWork, Markings, OwnButtons, PrivateChat
from bot.store.retention import keep_clean
from bot.store.review import ReviewStore
from bot.store.signals import Signals
from bot.store.updates import UpdateLog
from bot.timeline.fonts import find_font
from bot.transport import Requests
from bot.web.registration import Registration

FindFont = Callable[[Path | None], Path | None]

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

# Seconds that answers in work may take after SIGTERM, and then those that are on their way to Telegram;
# the rest of ten is for the farewell.
FINISH, ARRIVE = 6.0, 1.0
# Answering is work for the processor: more threads would only take turns.
ANSWERING_THREADS = 2
# Pauses of a digest's sending, in seconds; the tick tries again later.
_DIGEST_PAUSES = (1, 2, 4, 8, 15)
# Connections for everything but polls: more than Telegram's limits ask for, and as many answers as a crash
# can repeat at most.
CONNECTIONS = 24


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def build(settings: Settings, polls: BaseRequest, calls: BaseRequest, pacer: Pacer) -> App:
    """The library's application: no updater, as `polling` and `web` take updates by themselves."""
    return (
        Application.builder()
        .token(settings.token.reveal())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(calls)
        .get_updates_request(polls)
        .rate_limiter(pacer)
        .updater(None)
        .job_queue(None)
        .build()
    )


def furnish(
    app: App,
    settings: Settings,
    knowledge: Living,
    store: Store,
    clock: Clock,
    answering: Answering,
    font: Path | None,
    metrics: Metrics | None = None,
) -> Desk:
    """The desk that the handlers work at. The bot must know itself by now."""
    memory = Memory()
    return Desk(
        knowledge=knowledge,
        store=store,
        bot=app.bot,
        sender=TelegramSender(app.bot),
        memory=memory,
        buttons=KeptButtons(store.database, clock),
        clock=clock,
        zone=settings.zone,
        answering=answering,
        me=app.bot.bot,
        font=font,
        admins=settings.admins,
        review=ReviewQueue(ReviewStore(store.database), knowledge, clock),
        # Whatever keeps something about people stands here, and so on /privacy.
        traces=(
            memory,
            OwnButtons(store.database),
            PrivateChat(store.database),
            Markings(store.marks),
            AskedInVain(),
            InWork(),
        ),
        retention_days=settings.retention_days,
        metrics=metrics or Metrics(),
    )


def reminders_of(app: App, desk: Desk, ticked: Callable[[timedelta], None]) -> Reminders:
    """What sends the daily digests. A digest that may have arrived is repeated by the tick alone."""
    return Reminders(
        Parts(
            store=desk.store,
            corpus=lambda: desk.knowledge.corpus,
            calendar=lambda: desk.calendar,
            clock=desk.clock,
            buttons=desk.buttons,
            admins=sorted(desk.admins),
            zone=desk.zone.key,
            sender=lambda told: TelegramSender(
                app.bot, pauses=_DIGEST_PAUSES, unknown=0, told=told
            ),
            ticked=ticked,
        )
    )


async def serve(
    settings: Settings,
    knowledge: Answerer,
    *,
    clock: Clock = system_clock,
    stop: asyncio.Event | None = None,
    finish: float = FINISH,
    every: float = EVERY,
    fonts: FindFont = find_font,
    condition: Condition | None = None,
    in_loop: bool = False,
) -> None:
    """Answer on Telegram until `stop` is set, or SIGTERM or SIGINT comes.

    knowledge: a `Living` one is replaced by its newer states. condition: of the same database, where
    the knowledge asks it, too; what is wrong with it is told once. in_loop: whether quick answers may
    be worked out in the event loop.
    finish: seconds that answers in work get then. every: seconds between two looks at what digests
    are due. Waits for as long as Telegram is out of reach. Raises TokenRefused, UnusableDatabase.
    """
    stop = stop or asyncio.Event()
    living = knowledge if isinstance(knowledge, Living) else Living(knowledge)
    store = await asyncio.to_thread(open_store, settings.database.reveal(), condition)
    metrics = Metrics()
    pacer = Pacer(metrics=metrics)
    polls = Requests(settings.api_url, connections=4)
    calls = Requests(settings.api_url, connections=CONNECTIONS)
    app = build(settings, polls, calls, pacer)
    ledger = ledger_of(settings, store, clock, pacer)
    intake = Intake(app.bot, app.process_update, ledger, metrics)
    pool = ThreadPoolExecutor(ANSWERING_THREADS, thread_name_prefix="answer")
    answering = Answering(pool, in_loop=in_loop)
    body = Body(
        settings=settings,
        living=living,
        ledger=ledger,
        intake=intake,
        pacer=pacer,
        metrics=metrics,
        clock=clock,
        sender=TelegramSender(app.bot),
        signals=Signals(store.database),
    )
    try:
        async with AsyncExitStack() as stack:
            stack.enter_context(_signals(stop))
            stack.enter_context(suppress(Stopped))
            await stack.enter_async_context(body.reachable())
            await _greet(app, stop)
            desk = furnish(
                app, settings, living, store, clock, answering, fonts(settings.font), metrics
            )
            desk.last_tick = lambda: body.vitals.tick
            install(app, desk)
            log.info("已启动", extra=_facts(app, living))
            await stack.enter_async_context(body.alive())
            cleaning = keep_clean(store.database, clock, settings.retention_days)
            await stack.enter_async_context(_beside(cleaning))
            await stack.enter_async_context(_beside(desk.review.run()))
            reminders = reminders_of(app, desk, body.ticked)
            farewell = _Farewell(finish)
            await stack.enter_async_context(_reminding(reminders, every, farewell))
            await stack.enter_async_context(_beside(_publish_menus(app, desk.admins)))
            await _receive(app, polls, body, Patience(stop), farewell)
        log.info("已停止")
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        await app.shutdown()
        await app.bot.shutdown()
        # The library leaves them open where it has not met Telegram yet.
        await asyncio.gather(polls.shutdown(), calls.shutdown())
        await asyncio.to_thread(store.close)


def ledger_of(settings: Settings, store: Store, clock: Clock, pacer: Pacer) -> Ledger:
    """The record of updates. A webhook may refuse what it cannot record: Telegram keeps it."""
    number = int(settings.token.reveal().partition(":")[0])
    return Ledger(
        log=UpdateLog(store.database, number),
        clock=clock,
        strict=settings.webhook is not None,
        told=pacer.share,
    )


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Something goes on for as long as this lasts."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Farewell:
    """The seconds that everything in work has together, once the bot is told to stop."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: float | None = None

    def begin(self) -> float:
        """They run from now on; how many they are."""
        self._until = time.monotonic() + self._seconds
        return self._seconds

    def left(self) -> float:
        """What is left of them."""
        return self._seconds if self._until is None else max(0.0, self._until - time.monotonic())


@asynccontextmanager
async def _reminding(
    reminders: Reminders, every: float, farewell: _Farewell
) -> AsyncIterator[None]:
    """Digests are sent while this lasts; those on their way at its end get what time is left."""
    with unhurried():
        ticking = asyncio.create_task(reminders.run(every))
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await reminders.finish(max(ARRIVE, farewell.left()))


async def _greet(app: App, stop: asyncio.Event) -> None:
    """Meet Telegram for the first time, however long that takes; a wrong token ends it at once."""
    patience = Patience(stop, refusals=1)
    await patience.outlast(app.bot.initialize)
    await app.initialize()


async def _receive(
    app: App, polls: BaseRequest, body: Body, patience: Patience, farewell: _Farewell
) -> None:
    """Take updates until told to stop, then finish what is in work. Nothing that waits is dropped."""
    hook = body.settings.webhook
    poller = None
    try:
        if hook is None:
            # Polling is refused while a webhook of an earlier set-up stands.
            await patience.outlast(lambda: app.bot.delete_webhook(drop_pending_updates=False))
            poller = Poller(app.bot, polls, body.intake, patience, body.polled)
            await poller.run()
        else:
            registration = Registration(app.bot, hook, KINDS, patience)
            body.vitals.problems.append(lambda: registration.problem)
            with suppress(Stopped):
                await registration.run()
        body.vitals.serving = False
        await body.intake.rest(farewell.begin())
        if poller is not None:
            await poller.confirm()
    finally:
        body.vitals.serving = False
        body.pacer.halt()
        await body.intake.abandon(ARRIVE)


async def _publish_menus(app: App, keepers: Iterable[int]) -> None:
    """Set the command menus; the bot works without them, too."""
    try:
        await publish_menus(app.bot, keepers)
    except TelegramError as failure:
        log.warning("命令菜单没有设置成", extra={"why": reason(failure)})


def _facts(app: App, knowledge: Answerer) -> dict[str, Any]:
    corpus = knowledge.corpus
    return {
        "bot": app.bot.username,
        "knowledge": corpus.title,
        "documents": len(corpus.documents),
        "faq": len(corpus.faq),
        "tasks": sum(1 for _ in corpus.tasks()),
    }


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set `stop` for as long as the bot runs."""
    loop = asyncio.get_running_loop()
    kinds = (signal.SIGTERM, signal.SIGINT)
    # Only the main thread may take signals, and Windows' loop takes none.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        for kind in kinds:
            loop.add_signal_handler(kind, stop.set)
    try:
        yield
    finally:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for kind in kinds:
                loop.remove_signal_handler(kind)
