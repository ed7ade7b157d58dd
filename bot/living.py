"""The knowledge that answers now; another state of it takes its place in one step.

What was asked a moment ago is asked again by others: an answer to a question that stands for itself
is kept for as long as the state that gave it.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from bot.heap import give_back
from bot.ports import Answerer
from knowledge.answering.catalogue import Catalogue
from knowledge.corpus.holidays import read_calendar
from knowledge.model import Answer, Corpus, Kind, Turn
from knowledge.plans.workdays import WorkCalendar

log = logging.getLogger(__name__)

# Answers that are kept, about 35 kilobytes each.
KEPT = 500

_Asked = tuple[str, date, Kind | None]


class _State:
    """One state of the knowledge, with the answers that it gave."""

    def __init__(self, answerer: Answerer, version: str, folder: Path | None) -> None:
        self.answerer = answerer
        self.version = version
        self.calendar = read_calendar(folder) if folder else WorkCalendar()
        self.given: OrderedDict[_Asked, Answer] = OrderedDict()

    def keep(self, asked: _Asked, answer: Answer) -> None:
        self.given[asked] = answer
        while len(self.given) > KEPT:
            self.given.popitem(last=False)


class Living:
    """Answers with the newest state that could be loaded.

    now: the state to begin with. load: reads the folder anew; raises KnowledgeError.
    folder: where it is read from; None where it cannot change. version: of the folder before `now`
    was read from it; None for the present one. Raises BadFolder where its holidays are wrong.
    """

    def __init__(
        self,
        now: Answerer,
        load: Callable[[], Answerer] | None = None,
        folder: Path | None = None,
        version: str | None = None,
    ) -> None:
        self._state = _State(now, version_of(folder) if version is None else version, folder)
        self._load = load
        self._loading = asyncio.Lock()
        self._followers: list[Callable[[], None]] = []
        self.folder = folder
        # Held by whoever changes the folder, from the last look at it until the new state answers.
        self.changing = asyncio.Lock()

    @property
    def now(self) -> Answerer:
        """The state that answers; whoever needs two things of the same state asks once."""
        return self._state.answerer

    @property
    def version(self) -> str:
        """Tells two states apart, the same in every process that reads the same files."""
        return self._state.version

    @property
    def corpus(self) -> Corpus:
        """Everything that the knowledge folder holds."""
        return self.now.corpus

    @property
    def catalogue(self) -> Catalogue:
        """Its tasks and departments."""
        return self.now.catalogue

    @property
    def calendar(self) -> WorkCalendar:
        """The working days, with what the folder says of them."""
        return self._state.calendar

    def examples(self) -> tuple[str, ...]:
        """Up to four questions that this knowledge answers."""
        return self.now.examples()

    def recall(self, question: str, today: date, kind: Kind | None = None) -> Answer | None:
        """The answer that a question without a history was given today; None before the first."""
        return self._state.given.get((question, today, kind))

    def answer(
        self, question: str, today: date, history: Sequence[Turn] = (), *, kind: Kind | None = None
    ) -> Answer:
        """Answer one question; blocks, so never call it in an event loop."""
        state = self._state
        found = state.answerer.answer(question, today, history, kind=kind)
        if not history:
            state.keep((question, today, kind), found)
        return found

    def follow(self, told: Callable[[], None]) -> None:
        """Call `told` whenever a new state has taken over."""
        self._followers.append(told)

    async def reload(self) -> None:
        """Take the folder's present state over; the old one stays where that cannot be loaded.

        Raises KnowledgeError: what is wrong, with file and row.
        """
        if self._load is None:
            return
        async with self._loading:
            # Before the files are read: what changes meanwhile is a change to the version, too.
            version = await asyncio.to_thread(version_of, self.folder)
            load, folder = self._load, self.folder
            self._state = await asyncio.to_thread(lambda: _State(load(), version, folder))
            # The old state holds rings of references, and Python would look for them only when a
            # quarter more has been loaded: after ten edits the process would be half as large again.
            await asyncio.to_thread(give_back)
        log.info("知识已更新", extra={"version": version[:8], "title": self.corpus.title})
        for told in self._followers:
            told()


def version_of(folder: Path | None) -> str:
    """The state of a folder's files by name, size and time; nothing is read.

    Files that nobody published do not count: hidden ones, those of an open Excel (`~$…`), and what
    `askplan` itself writes for people (reports).
    """
    if folder is None:
        return ""
    found = sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "~$")) for part in parts):
            continue
        try:
            state = path.stat()
        except OSError:
            continue
        if path.is_file():
            found.update(f"{'/'.join(parts)}\n{state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()
