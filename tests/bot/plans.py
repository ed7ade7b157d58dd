"""Invented plans of any size for pictures and calendars, and a knowledge that holds them."""

from collections.abc import Iterable
from datetime import date, timedelta

from knowledge.answering.catalogue import Catalogue
from knowledge.model import Corpus, Deadline, Document, Plan, Task
from knowledge.text import Segmenter

TODAY = date(2026, 11, 22)
UNITS = ("市财政局", "市教育局", "市民政局", "市水务局", "市交通运输局", "市市场监督管理局")


def on(day: date, text: str = "", **fields: object) -> Deadline:
    """A deadline on a day."""
    words = text or f"{day.year}年{day.month}月{day.day}日前"
    return Deadline(kind="date", text=words, date=day, **fields)  # type: ignore[arg-type]


MONTHLY = Deadline(kind="recurring", text="每月28日前", rule="FREQ=MONTHLY;BYMONTHDAY=28")
WEEKLY = Deadline(kind="recurring", text="每周五前", rule="FREQ=WEEKLY;BYDAY=FR")
ONGOING = Deadline(kind="ongoing", text="长期坚持")


def task(number: int, deadline: Deadline, unit: str = UNITS[0], **fields: object) -> Task:
    """A task of the invented plan."""
    title = fields.pop("title", f"完成第{number}项整治任务")
    known: dict[str, object] = {"title": title, "text": title, "lead": (unit,), **fields}
    return Task(id=f"plan/{number}", document="plan", deadline=deadline, **known)  # type: ignore[arg-type]


def many(count: int) -> tuple[Task, ...]:
    """So many tasks, of all kinds of deadline, due within about a year around `TODAY`."""
    rare = {7: MONTHLY, 11: ONGOING, 13: Deadline()}
    return tuple(
        task(
            number,
            rare.get(number % 17) or on(TODAY + timedelta(days=(number * 37) % 400 - 60)),
            UNITS[number % len(UNITS)],
        )
        for number in range(1, count + 1)
    )


def catalogue(tasks: Iterable[Task]) -> Catalogue:
    """The lookups over a knowledge that holds these tasks of one plan."""
    paper = Document(
        id="plan",
        title="青山市城市管理提升实施方案",
        text="",
        raw="",
        doc_no="青政办发〔2026〕3号",
        date=date(2026, 3, 1),
    )
    plan = Plan(document="plan", tasks=tuple(tasks))
    corpus = Corpus(title="青山市知识库", documents={"plan": paper}, plans={"plan": plan})
    return Catalogue(corpus, Segmenter())
