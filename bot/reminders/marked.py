"""What a chat has marked, as a digest and an answer see it. Pure.

A mark is about a task as a whole, or, of recurring and staged work, about one round of it: the next
one comes back by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from bot.reminders.outline import Outline
from bot.store.records import Mark
from knowledge.model import Task
from knowledge.plans.deadlines import Due


def round_of(task: Task, day: date | None) -> date | None:
    """What a mark made on this day of a task is about: that round, or None for all of the task."""
    returns = task.deadline.kind == "recurring" or bool(task.deadline.later)
    return day if returns else None


class Marked:
    """The marks of one chat, by task."""

    def __init__(self, marks: Iterable[Mark], outline: Outline) -> None:
        self._of: defaultdict[str, list[Mark]] = defaultdict(list)
        self.tasks: dict[str, Task] = {}
        for mark in marks:
            task = outline.task_of(mark.task)
            if task is not None:
                self.tasks[task.id] = task
                self._of[task.id].append(mark)

    def on(self, task: Task, day: date | None) -> Mark | None:
        """The mark that counts for a day of a task; None where there is none."""
        marks = self._of.get(task.id, ())
        round = round_of(task, day)
        exact = next((mark for mark in marks if mark.round == round), None)
        if exact is None and round and task.deadline.later:
            # Whoever is through with a later stage is through with those before it.
            return next((m for m in marks if m.done and m.round and m.round > round), None)
        return exact

    def hides(self, task: Task, day: date | None, today: date) -> bool:
        """Whether nothing is said of that day of a task today."""
        mark = self.on(task, day)
        return mark is not None and (mark.until is None or today < mark.until)

    def woken(self, since: date, today: date) -> Iterator[tuple[Task, Mark]]:
        """Tasks that were put off until after `since`, and not further than today."""
        for id, task in self.tasks.items():
            for mark in self._of[id]:
                if mark.until is not None and since < mark.until <= today:
                    yield task, mark

    def wakes(self, item: Due, since: date, today: date) -> bool:
        """Whether an item was put off, and has come back since the last digest."""
        mark = self.on(item.task, item.day)
        return mark is not None and mark.until is not None and since < mark.until <= today

    def done(self, task: Task) -> Mark | None:
        """The newest mark that says that a task, or a round of it, is done."""
        done = (mark for mark in self._of.get(task.id, ()) if mark.done)
        return max(done, key=lambda mark: (mark.round or date.max, mark.made), default=None)

    def newest(self) -> list[tuple[Task, Mark]]:
        """Every mark with its task, the newest first."""
        pairs = [(self.tasks[id], mark) for id, marks in self._of.items() for mark in marks]
        return sorted(pairs, key=lambda pair: pair[1].made, reverse=True)
