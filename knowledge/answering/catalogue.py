"""Everything that structured answers look things up in, prepared once for a corpus."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.answering.topics import Item, Match, TopicIndex
from knowledge.model import Corpus, Document, Source, Target, Task
from knowledge.plans.departments import Departments
from knowledge.text import Segmenter


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with the place it belongs to: a document's own goal, or a number inside a task."""

    key: str
    target: Target
    document: str
    task: Task | None = None


class Catalogue:
    """Tasks, targets and departments of a corpus, with indexes that are built when first needed."""

    def __init__(self, corpus: Corpus, segmenter: Segmenter) -> None:
        self.corpus = corpus
        self.segmenter = segmenter

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """Every task by id, in printed order."""
        return {task.id: task for task in self.corpus.tasks()}

    @cached_property
    def departments(self) -> Departments:
        """The names this corpus knows: its glossary and every unit in its plans."""
        return Departments.of(self.corpus)

    @cached_property
    def goals(self) -> dict[str, Goal]:
        """Every number to reach, by key; a document's own goals before those inside tasks."""
        found: dict[str, Goal] = {}
        for name, plan in sorted(self.corpus.plans.items()):
            for i, target in enumerate(plan.targets):
                key = f"target:{name}/{i}"
                found[key] = Goal(key, target, name)
        for task in self.tasks.values():
            for i, target in enumerate(task.numbers):
                key = f"number:{task.id}/{i}"
                found[key] = Goal(key, target, task.document, task)
        return found

    @cached_property
    def _task_topics(self) -> TopicIndex:
        items = [
            Item(
                t.id,
                (
                    (t.title, 1.0),
                    (t.text, 1.0),
                    (" ".join(t.section_path), 0.8),
                    (t.quote, 0.6),
                ),
            )
            for t in self.tasks.values()
        ]
        return TopicIndex(items, self.segmenter)

    @cached_property
    def _goal_topics(self) -> TopicIndex:
        return TopicIndex(
            [Item(g.key, tuple(_goal_fields(g))) for g in self.goals.values()], self.segmenter
        )

    def match_tasks(self, topic: str, among: Sequence[Task] | None = None) -> list[Match]:
        """Tasks that the topic may mean, best first."""
        keys = None if among is None else [t.id for t in among]
        return self._task_topics.match(topic, keys)

    def account(self, topic: str, fields: Sequence[tuple[str, float]]) -> Match:
        """How well texts, each with a weight, account for a topic; fully for an empty one."""
        if not topic.strip():
            return Match(key="", coverage=1.0, focus=0.0)
        return self._task_topics.account(topic, fields)

    def tells(self, topic: str) -> bool:
        """Whether a topic says which matter is meant."""
        return self._task_topics.tells(topic)

    def names_subject(self, topic: str) -> bool:
        """Whether a topic holds a noun, and not only talk, so that it must not be passed over."""
        return self._task_topics.names_subject(topic)

    def match_goals(self, topic: str) -> list[Match]:
        """Targets and numbers that the topic may mean, best first."""
        return self._goal_topics.match(topic)

    def document(self, name: str) -> Document | None:
        """A document by id; None when a plan table of the clerk's stands without one."""
        return self.corpus.documents.get(name)

    def is_in_title(self, topic: str) -> bool:
        """Whether a topic only repeats what a plan is about as a whole."""
        words = topic.split()
        return bool(words) and any(all(w in title for w in words) for title in self.titles())

    def plan_year(self) -> int | None:
        """The year that a month without one means: that of the only plan, or None."""
        years = {
            d.date.year
            for name in self.corpus.plans
            if self.corpus.plans[name].tasks and (d := self.document(name)) and d.date
        }
        return years.pop() if len(years) == 1 else None

    def source(self, document_id: str, quote: str, start: int | None) -> Source:
        """A source in a document, with its section path; or the clerk's row itself."""
        document = self.document(document_id)
        if document is None:
            return Source(
                document=document_id,
                title=document_id,
                quote=quote,
                fictional=self.corpus.fictional,
            )
        if start is None or document.text[start : start + len(quote)] != quote:
            found = document.text.find(quote)
            start = found if found >= 0 else None
        around = document.section_at(start) if start is not None else ()
        return Source(
            document=document.id,
            title=document.title,
            quote=quote,
            doc_no=document.doc_no,
            date=document.date,
            section=tuple(s.heading for s in around if not s.item),
            url=document.url,
            fictional=document.fictional or self.corpus.fictional,
        )

    def task_source(self, task: Task) -> Source:
        """The sentence or row that a task stands in."""
        return self.source(task.document, task.quote or task.text, task.start)

    def task_sources(self, task: Task) -> tuple[Source, ...]:
        """The same, with the headings and rules that its units and its deadline rest on."""
        grounds = (self.source(task.document, ground, None) for ground in task.grounds)
        return tuple(dict.fromkeys((self.task_source(task), *grounds)))

    def goal_source(self, goal: Goal) -> Source:
        """The sentence that a number stands in: the task's own, or the clause of the goal section."""
        if goal.task is not None:
            return self.task_source(goal.task)
        return self.source(goal.document, goal.target.text, goal.target.start)

    def titles(self) -> Iterator[str]:
        """Titles of the documents that hold tasks, for saying what was looked through."""
        for name, plan in sorted(self.corpus.plans.items()):
            if plan.tasks or plan.targets:
                document = self.document(name)
                yield document.title if document else name


def _goal_fields(goal: Goal) -> Iterator[tuple[str, float]]:
    yield goal.target.name, 1.0
    yield goal.target.text, 1.0
    if goal.task is not None:
        yield goal.task.title, 0.85
        yield goal.task.text, 0.8
