"""What reminders need to know of the loaded plans, worked out once for each state of them. Pure."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256

from bot.reminders.news import Row, row_of, to_json
from bot.store.records import TaskPrint
from knowledge.model import Corpus, Task
from knowledge.plans.departments import Departments
from knowledge.text import normalise

# Characters of a print; a million tasks share one with a chance of one in ten million.
_PRINT = 16
_INVISIBLE = re.compile(r"[\s\u200b\ufeff]+")


class Outline:
    """The tasks of a corpus by department and by print."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.tasks: tuple[Task, ...] = tuple(corpus.tasks())

    @cached_property
    def departments(self) -> Departments:
        """Every name that the plans and the glossary know."""
        return Departments.of(self.corpus)

    def names(self, departments: Iterable[str]) -> tuple[str, ...]:
        """Every way in which the plans print these departments, given by their canonical names."""
        return tuple(
            dict.fromkeys(one for name in departments for one in self.departments.variants(name))
        )

    def document(self, task: Task) -> str:
        """The title of a task's document, or its id where it has none."""
        document = self.corpus.documents.get(task.document)
        return (document.title if document else "") or task.document

    @cached_property
    def prints(self) -> dict[str, TaskPrint]:
        """The print of every task, by its id."""
        return {
            task.id: TaskPrint(
                id=task.id,
                title=_print(self.document(task), task.title),
                text=_print(self.document(task), task.title, task.text),
            )
            for task in self.tasks
        }

    @cached_property
    def rows(self) -> list[Row]:
        """The state of the plans, to be compared with an earlier one."""
        return [row_of(task, self.document(task), self.prints[task.id]) for task in self.tasks]

    @cached_property
    def state(self) -> str:
        """The name of that state: the same for the same tasks."""
        words = json.dumps(to_json(self.rows), ensure_ascii=False)
        return sha256(words.encode()).hexdigest()[:32]

    @cached_property
    def by_id(self) -> dict[str, Task]:
        """Every task by its id."""
        return {task.id: task for task in self.tasks}

    @cached_property
    def _by_text(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for id, known in self.prints.items():
            found[known.text].append(id)
        return dict(found)

    @cached_property
    def _titles(self) -> Counter[str]:
        return Counter(known.title for known in self.prints.values())

    def task_of(self, known: TaskPrint) -> Task | None:
        """The task that a print was taken of, also after ids have shifted; None where it is gone.

        Its words tell, and its id among several of the same words. Where the text was reworded, id
        and title together do, as long as no other task has that title.
        """
        same = self._by_text.get(known.text, [])
        if known.id in same:
            return self.by_id[known.id]
        if len(same) == 1:
            return self.by_id[same[0]]
        now = self.prints.get(known.id)
        if not same and now and now.title == known.title and self._titles[now.title] == 1:
            return self.by_id[known.id]
        return None


class Outlines:
    """The outline of the newest corpus, kept for as long as that is the same object."""

    def __init__(self) -> None:
        self._last: Outline | None = None

    def of(self, corpus: Corpus) -> Outline:
        """The outline of a corpus."""
        last = self._last
        if last is None or last.corpus is not corpus:
            last = self._last = Outline(corpus)
        return last


def _print(*words: str) -> str:
    """A print of some words; spaces and widths of characters do not count."""
    plain = (_INVISIBLE.sub("", normalise(word)) for word in words)
    return sha256("\0".join(plain).encode()).hexdigest()[:_PRINT]
