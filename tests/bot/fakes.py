"""A knowledge that answers what it was told to, and a bot that runs on it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from telegram.request import HTTPXRequest

from bot.answering import Answering
from bot.app import FindFont, build, furnish, serve
from bot.config import Secret, Settings
from bot.handlers import Desk, install
from bot.handlers.addressing import Request
from bot.intake import Intake
from bot.living import Living
from bot.outage import Patience
from bot.pacing import Pacer
from bot.polling import Poller
from bot.ports import Answerer, NoteKind
from bot.store.database import open_store
from bot.timeline.fonts import find_font
from knowledge.answering.catalogue import Catalogue
from knowledge.model import Answer, Corpus, Document, Kind, Source, Turn
from knowledge.text import Segmenter
from tests.botapi import NOW, TOKEN, BotApi

PLAN = Source(
    document="plan",
    title="青山市质量提升工作方案",
    quote="由市场监督管理局牵头，<教育局>配合，2026年6月底前完成。",
    doc_no="青政办发〔2026〕3号",
    date=date(2026, 3, 1),
    section=("三、重点任务", "(二)食品安全"),
)


CORPUS = Corpus(
    title="青山市知识库",
    documents={
        "plan": Document(
            id="plan", title=PLAN.title, text="", raw="", doc_no=PLAN.doc_no, date=PLAN.date
        )
    },
)


def answered(text: str = "牵头单位：市场监督管理局", **fields: object) -> Answer:
    """A sure answer with one source."""
    known = {"kind": "lead", "confidence": 0.9, "sources": (PLAN,), **fields}
    return Answer(query="", status="answered", answer=text, **known)  # type: ignore[arg-type]


def suggested(*questions: str) -> Answer:
    """Not sure: these may have been meant."""
    return Answer(
        query="", status="suggested", answer="您问的是下面哪一项？", suggestions=questions
    )


@dataclass
class FakeKnowledge:
    """Answers by a table, 没有查到 for what is not in it; keeps what it was asked."""

    answers: Mapping[str, Answer | Exception] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...], Kind | None]] = field(default_factory=list)
    corpus: Corpus = CORPUS

    @cached_property
    def catalogue(self) -> Catalogue:
        """Lookups over the corpus, the real ones."""
        return Catalogue(self.corpus, Segmenter())

    def examples(self) -> tuple[str, ...]:
        """Two of the questions in the table."""
        return tuple(self.answers)[:2]

    def answer(
        self, question: str, today: date, history: Sequence[Turn] = (), *, kind: Kind | None = None
    ) -> Answer:
        """The answer in the table; an exception there is raised."""
        self.asked.append((question, tuple(turn.question for turn in history), kind))
        found = self.answers.get(question)
        if isinstance(found, Exception):
            raise found
        if found is None:
            return Answer(query=question, status="unanswered", answer="没有查到。", kind=kind)
        return replace(found, query=question)


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime.fromtimestamp(NOW, UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@asynccontextmanager
async def running(
    api: BotApi,
    knowledge: Answerer,
    clock: FakeClock | None = None,
    *,
    finish: float = 5.0,
    every: float = 60.0,
    database: str = "sqlite://",
    fonts: FindFont = find_font,
    admins: Collection[int] = (),
    **more: Any,
) -> AsyncIterator[asyncio.Event]:
    """The real bot against `api`; yields the event that stops it, and stops it at the end.

    more: of its settings.
    """
    settings = Settings(
        token=Secret(TOKEN),
        api_url=api.url,
        database=Secret(database),
        admins=frozenset(admins),
        **more,
    )
    stop = asyncio.Event()
    task = asyncio.create_task(
        serve(
            settings,
            knowledge,
            clock=clock or FakeClock(),
            stop=stop,
            finish=finish,
            every=every,
            fonts=fonts,
        )
    )
    try:
        await api.until(lambda: api.polls > 0 or bool(api.called("setwebhook")))
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await task


@dataclass
class FakeReview:
    """Keeps what was noted: kind, question, what it followed on from, status, reason."""

    notes: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    async def note(
        self, kind: NoteKind, request: Request, answer: Answer | None, reason: str = ""
    ) -> None:
        """Keep it."""
        status = answer.status if answer else ""
        self.notes.append((kind, request.text, request.context, status, reason))

    async def sort(self) -> None:
        """Nothing to do."""

    async def run(self) -> None:
        """Nothing to do."""


@asynccontextmanager
async def reviewed(
    api: BotApi, knowledge: Answerer, clock: FakeClock | None = None, *, database: str = "sqlite://"
) -> AsyncIterator[FakeReview]:
    """The parts of the real bot against `api`, with a queue for review that a test can look into."""
    settings = Settings(token=Secret(TOKEN), api_url=api.url)
    polls, stop = HTTPXRequest(), asyncio.Event()
    app, store, review = (
        build(settings, polls, HTTPXRequest(), Pacer()),
        open_store(database),
        FakeReview(),
    )
    await app.initialize()
    with ThreadPoolExecutor(1) as pool:
        desk: Desk = furnish(
            app, settings, Living(knowledge), store, clock or FakeClock(), Answering(pool), None
        )
        desk.review = review
        install(app, desk)
        poller = Poller(app.bot, polls, Intake(app.bot, app.process_update), Patience(stop))
        task = asyncio.create_task(poller.run())
        try:
            yield review
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await task
            await app.shutdown()
            await app.bot.shutdown()
            store.close()
