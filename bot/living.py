"""The knowledge that answers now; another state of it takes its place in one step."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.ports import Answerer
from knowledge.answering.catalogue import Catalogue
from knowledge.model import Answer, Corpus, Kind, Turn


class Living:
    """Answers with the newest state that could be loaded.

    now: the state to begin with. load: reads the folder anew; raises KnowledgeError.
    folder: where it is read from; None where it cannot change.
    """

    def __init__(
        self,
        now: Answerer,
        load: Callable[[], Answerer] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._now = now
        self._load = load
        self._loading = asyncio.Lock()
        self.folder = folder

    @property
    def now(self) -> Answerer:
        """The state that answers; whoever needs two things of the same state asks once."""
        return self._now

    @property
    def corpus(self) -> Corpus:
        """Everything that the knowledge folder holds."""
        return self._now.corpus

    @property
    def catalogue(self) -> Catalogue:
        """Its tasks and departments."""
        return self._now.catalogue

    def examples(self) -> tuple[str, ...]:
        """Up to four questions that this knowledge answers."""
        return self._now.examples()

    def answer(
        self, question: str, today: date, history: Sequence[Turn] = (), *, kind: Kind | None = None
    ) -> Answer:
        """Answer one question; blocks, so never call it in an event loop."""
        return self._now.answer(question, today, history, kind=kind)

    async def reload(self) -> None:
        """Take the folder's present state over; the old one stays where that cannot be loaded.

        Raises KnowledgeError: what is wrong, with file and row.
        """
        if self._load is None:
            return
        async with self._loading:
            self._now = await asyncio.to_thread(self._load)
