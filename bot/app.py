"""The composition root of the bot: builds the parts, joins them, runs them until told to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application
from telegram.request import HTTPXRequest

from bot.config import Settings
from bot.handlers import Desk, install
from bot.handlers.menus import publish_menus
from bot.intake import Intake
from bot.living import Living
from bot.memory import Memory
from bot.outage import Patience, Stopped, reason
from bot.pacing import Pacer
from bot.polling import Poller
from bot.ports import Answerer, Clock
from bot.reminders.tick import EVERY, Parts, Reminders
from bot.sending import TelegramSender
from bot.store.buttons import KeptButtons
from bot.store.database import Store, open_store
from bot.store.people import OwnButtons, PrivateChat
from bot.store.retention import keep_clean
from bot.timeline.fonts import find_font
from knowledge.plans.workdays import WorkCalendar

FindFont = Callable[[Path | None], Path | None]

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

# Seconds that answers in work may take after SIGTERM; the rest of ten is for the farewell.
FINISH = 7.0
# Answering is work for the processor: more threads would only take turns.
ANSWERING_THREADS = 2
# Pauses of a digest's sending, in seconds; the tick tries again later.
_DIGEST_PAUSES = (1, 2, 4, 8, 15)
# Connections for everything but polls. The HTTP library looks at each of them for each request: with
# 64 instead of 16, answers per second fall by a fifth, and 16 carry more than Telegram allows.
CONNECTIONS = 16
# Seconds that Telegram may take for one call. A shorter time makes a slow message a double one.
_TIMEOUT = 25.0


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def build(settings: Settings, polls: HTTPXRequest) -> App:
    """The library's application: no updater, as `polling` fetches updates by itself."""
    request = HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        read_timeout=_TIMEOUT,
        write_timeout=_TIMEOUT,
        connect_timeout=10.0,
        pool_timeout=_TIMEOUT,
    )
    return (
        Application.builder()
        .token(settings.token.reveal())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(request)
        .get_updates_request(polls)
        .rate_limiter(Pacer())
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
    pool: Executor,
    font: Path | None,
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
        pool=pool,
        me=app.bot.bot,
        font=font,
        admins=settings.admins,
        # Whatever keeps something about people stands here, and so on /privacy.
        traces=(memory, OwnButtons(store.database), PrivateChat(store.database)),
        retention_days=settings.retention_days,
    )


def reminders_of(app: App, knowledge: Answerer, store: Store, clock: Clock) -> Reminders:
    """What sends the daily digests. A digest that may have arrived is repeated by the tick alone."""
    return Reminders(
        Parts(
            store=store,
            corpus=lambda: knowledge.corpus,
            calendar=WorkCalendar(),
            clock=clock,
            sender=lambda told: TelegramSender(
                app.bot, pauses=_DIGEST_PAUSES, unknown=0, told=told
            ),
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
) -> None:
    """Answer on Telegram until `stop` is set, or SIGTERM or SIGINT comes.

    knowledge: a `Living` one is replaced by its newer states.
    finish: seconds that answers in work get then. every: seconds between two looks at what digests
    are due. Waits for as long as Telegram is out of reach. Raises TokenRefused, UnusableDatabase.
    """
    stop = stop or asyncio.Event()
    living = knowledge if isinstance(knowledge, Living) else Living(knowledge)
    store = await asyncio.to_thread(open_store, settings.database.reveal())
    polls = HTTPXRequest(connection_pool_size=64, connect_timeout=10.0, pool_timeout=5.0)
    app = build(settings, polls)
    pool = ThreadPoolExecutor(ANSWERING_THREADS, thread_name_prefix="answer")
    try:
        with _signals(stop), suppress(Stopped):
            await _greet(app, stop)
            desk = furnish(app, settings, living, store, clock, pool, fonts(settings.font))
            install(app, desk)
            log.info("已启动", extra=_facts(app, living))
            async with (
                _beside(keep_clean(store.database, clock, settings.retention_days)),
                _reminding(reminders_of(app, living, store, clock), every, finish),
            ):
                await _work(app, desk, polls, stop, finish)
        log.info("已停止")
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        await app.shutdown()
        await app.bot.shutdown()
        await asyncio.to_thread(store.close)


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Something goes on for as long as this lasts."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _reminding(reminders: Reminders, every: float, finish: float) -> AsyncIterator[None]:
    """Digests are sent while this lasts; those on their way at its end get `finish` seconds."""
    ticking = asyncio.create_task(reminders.run(every))
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await reminders.finish(finish)


async def _greet(app: App, stop: asyncio.Event) -> None:
    """Meet Telegram for the first time, however long that takes; a wrong token ends it at once."""
    patience = Patience(stop, refusals=1)
    await patience.outlast(app.bot.initialize)
    await app.initialize()
    # Polling is refused while a webhook of an earlier set-up stands; nothing that waits is dropped.
    await patience.outlast(lambda: app.bot.delete_webhook(drop_pending_updates=False))


async def _work(
    app: App, desk: Desk, polls: HTTPXRequest, stop: asyncio.Event, finish: float
) -> None:
    """Poll until told to stop, then finish what is in work."""
    intake = Intake(app.bot, app.process_update)
    poller = Poller(app.bot, polls, intake, Patience(stop))
    menus = asyncio.create_task(_publish_menus(app, desk.admins))
    try:
        await poller.run()
        await intake.rest(finish)
        await poller.confirm()
    finally:
        menus.cancel()
        await intake.abandon()


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
