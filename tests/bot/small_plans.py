"""Small plans for the tests of reminders: fictitious tasks with the deadlines that a test needs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from knowledge.model import Corpus, Deadline, Document, Plan, Task


def task(
    name: str,
    day: date | None = None,
    *,
    rule: str | None = None,
    lead: tuple[str, ...] = ("市水务局",),
    **fields: Any,
) -> Task:
    """A task due on a day, or by a rule, or never."""
    if rule:
        deadline = Deadline(kind="recurring", rule=rule, text="定期")
    elif day:
        deadline = Deadline(kind="date", date=day, text=f"{day.month}月{day.day}日前")
    else:
        deadline = Deadline()
    known = {"section_path": ("二、主要任务",), "document": "river", **fields}
    return Task(id=f"river/{name}", title=name, text=name, lead=lead, deadline=deadline, **known)


def corpus(tasks: Iterable[Task]) -> Corpus:
    """A knowledge with one plan."""
    document = Document(
        id="river", title="清河市治水方案", text="", raw="", doc_no="清政发〔2026〕9号"
    )
    plan = Plan(document="river", tasks=tuple(tasks))
    return Corpus(title="清河市", documents={"river": document}, plans={"river": plan})
