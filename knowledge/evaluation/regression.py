"""What a change to the knowledge would do to questions that it answers already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any, Protocol

from knowledge.evaluation.questions import Labelled
from knowledge.model import Answer, Corpus, Turn
from knowledge.search.similarity import ratio
from knowledge.text import letters

# Questions that are asked again; of more, those nearest to what changes.
LIMIT = 400


class Answers(Protocol):
    """What can be asked."""

    def answer(self, question: str, today: date, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A question that would be answered in another way."""

    query: str
    before: Answer
    after: Answer


def stored_questions(
    corpus: Corpus, examples: Iterable[str], labelled: Iterable[Labelled] = ()
) -> list[Labelled]:
    """Every question whose answer is settled, each once.

    labelled: a question set of the folder's own. The FAQ's questions and wordings; examples; and for
    every task with a lead department, who that is.
    """
    own = list(labelled)
    plain = [
        *examples,
        *(entry.question for entry in corpus.faq),
        *(wording for entry in corpus.faq for wording in entry.similar),
        *(f"{task.title}谁牵头？" for task in corpus.tasks() if task.lead),
    ]
    known = {letters(one.query) for one in own if not one.history}
    fresh = {letters(text): text for text in reversed(plain) if letters(text) not in known}
    return [*own, *(_plain(text) for text in reversed(fresh.values()))]


def _plain(text: str) -> Labelled:
    return Labelled(query=text, form="faq", type="faq")


def chosen(
    questions: Sequence[Labelled], about: Sequence[str], limit: int = LIMIT
) -> list[Labelled]:
    """At most `limit` of the questions: those most like what changes; evenly where nothing is named."""
    if len(questions) <= limit:
        return list(questions)
    if not about:
        step = len(questions) / limit
        return [questions[int(n * step)] for n in range(limit)]
    near = [letters(text) for text in about]
    scored = nlargest(
        limit,
        range(len(questions)),
        key=lambda n: max(ratio(letters(questions[n].query), other) for other in near),
    )
    return [questions[n] for n in sorted(scored)]


def differences(
    before: Answers, after: Answers, questions: Iterable[Labelled], today: date
) -> Iterator[Difference]:
    """The questions that get another answer, in order."""
    for asked in questions:
        old, new = (_ask(knowledge, asked, today) for knowledge in (before, after))
        if _shown(old) != _shown(new):
            yield Difference(query=asked.query, before=old, after=new)


def _ask(knowledge: Answers, asked: Labelled, today: date) -> Answer:
    turns: list[Turn] = []
    for earlier in asked.history:
        turns.append(Turn(question=earlier, answer=knowledge.answer(earlier, today, turns)))
    return knowledge.answer(asked.query, today, turns)


def _shown(answer: Answer) -> Any:
    """What an asker would see of an answer; of none, only that there is none."""
    if answer.status != "answered":
        return (answer.status, answer.suggestions)
    quotes = tuple(source.quote for source in answer.sources)
    return (answer.status, answer.answer, tuple(task.title for task in answer.tasks), quotes)
