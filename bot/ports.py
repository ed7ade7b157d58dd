"""What the front end needs from the parts behind it, so that each can be replaced on its own."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from knowledge.answering.catalogue import Catalogue
from knowledge.model import Answer, Corpus, Kind, Turn

if TYPE_CHECKING:
    from bot.handlers.addressing import Request


class Answerer(Protocol):
    """The loaded knowledge. Immutable once loaded, so several threads may ask it at once."""

    @property
    def corpus(self) -> Corpus:
        """Everything that the knowledge folder holds."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Its tasks and departments, for what is looked up and not asked."""
        ...

    def examples(self) -> tuple[str, ...]:
        """Up to four questions that this knowledge answers, for help texts and buttons."""
        ...

    def answer(
        self, question: str, today: date, history: Sequence[Turn] = (), *, kind: Kind | None = None
    ) -> Answer:
        """Answer one question; blocks for as long as it takes, so never call it in an event loop.

        today: the day that 本月 counts from. history: earlier turns of this chat, oldest first.
        kind: how to read the question where the asker chose a command; None to let it be judged.
        """
        ...


class Clock(Protocol):
    """The time of day, given from outside so that nothing below asks the machine."""

    def __call__(self) -> datetime:
        """Now, aware, in any zone."""
        ...


NoteKind = Literal["unanswered", "wrong", "none_of_these"]


class Review(Protocol):
    """Takes what a person should look at: questions without an answer, answers marked as wrong."""

    async def note(
        self, kind: NoteKind, request: "Request", answer: Answer | None, reason: str = ""
    ) -> None:
        """Keep one for review; never fails.

        request: with the question as its text. answer: what was said to it. reason: why it is wrong,
        in the words of whoever marked it; the same mark comes without one first, and again with it.
        """
        ...

    async def sort(self) -> None:
        """Put together what has been noted. Raises SQLAlchemyError."""
        ...

    async def run(self) -> None:
        """Do so whenever something is noted, until cancelled."""
        ...


class NoReview:
    """Nobody reviews."""

    async def note(
        self, kind: NoteKind, request: "Request", answer: Answer | None, reason: str = ""
    ) -> None:
        """Nothing is kept."""

    async def sort(self) -> None:
        """Nothing to do."""

    async def run(self) -> None:
        """Nothing to do."""


class Trace(Protocol):
    """One kind of thing that is kept about people, and how to be rid of it."""

    @property
    def what(self) -> str:
        """It in words, for `/privacy`; `{days}` stands for the days after which it goes."""
        ...

    async def forget(self, person: int) -> int:
        """Remove everything about a user, or stop it from pointing to him; how much there was."""
        ...
