"""A plan as it was understood -> the rows of its table, with the cells that a person should look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.corpus.columns import PLAN
from knowledge.corpus.plan_table import SECTION_MARK, parse_deadline
from knowledge.model import Deadline, Document, Plan, Task
from knowledge.plans.extraction import reference_date
from knowledge.plans.targets import task_numbers

FIELDS = tuple(PLAN.fields)
# Words of a doubt -> the column that it is about; the first that fits.
_DOUBT_FIELDS = (
    ("牵头", "lead"),
    ("单位", "responsible"),
    ("责任", "responsible"),
    ("时限", "deadline"),
    ("日期", "deadline"),
    ("年份", "deadline"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One row. values: field -> text of the cell. doubts: field -> why a person should look there."""

    values: Mapping[str, str]
    doubts: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id within its plan."""
        return self.values["id"]


def task_rows(document: Document, plan: Plan, *, listed: bool) -> Iterator[TaskRow]:
    """The rows of a plan, in order; read back, they give the same tasks.

    listed: the document is a list of tasks that the knowledge does not keep: its rows are then the
    source themselves, with their place in it.
    """
    # A list is not at hand when its rows are read again, so it cannot lend them its year.
    reference = None if listed else reference_date(document)
    name = document.file.rpartition("/")[2]
    for task in plan.tasks:
        doubts = _doubts(task)
        deadline, doubt = deadline_cell(task.deadline, reference)
        if doubt:
            doubts["deadline"] = doubt
        values = {
            "id": task.id.removeprefix(f"{document.id}/"),
            "title": task.title,
            "section": SECTION_MARK.join(task.section_path),
            "lead": "、".join(task.lead),
            "responsible": "、".join(task.responsible),
            "deadline": deadline,
            "target": _target_cell(task, reference),
            "document": "" if listed else name,
            "quote": task.quote.strip(),
            "status": task.status,
            "place": f"{name} {task.place}".strip() if listed else "",
        }
        yield TaskRow(values=values, doubts=doubts)


def _doubts(task: Task) -> dict[str, str]:
    found: dict[str, str] = {}
    for doubt in task.doubts:
        name = next((name for words, name in _DOUBT_FIELDS if words in doubt), "title")
        found[name] = f"{found[name]}\n{doubt}" if name in found else doubt
    return found


def deadline_cell(deadline: Deadline, reference: date | None) -> tuple[str, str]:
    """What to write for a deadline so that it is read back as it is, and what is doubtful about it.

    The words of the document where they say it alone; else the day.
    """
    said = deadline.text or ""
    if deadline.kind == "none":
        doubt = f"原文“{said}”{deadline.reason}，请填写" if said and not deadline.certain else ""
        return "", doubt
    read = parse_deadline(said, reference)
    doubt = (
        ""
        if deadline.certain
        else f"原文“{said}”，读作 {deadline.date or deadline.rule}：{deadline.reason}"
    )
    if (read.kind, read.date, read.rule) == (deadline.kind, deadline.date, deadline.rule):
        return said, doubt
    if deadline.date is not None:
        day = deadline.date
        return f"{day.year}年{day.month}月{day.day}日", doubt
    return "", f"原文“{said}”，程序写不成时限，请填写"


def _target_cell(task: Task, reference: date | None) -> str:
    """The clauses with the numbers of a task, if they say the same when read alone; else nothing.

    Left empty, the numbers are read from the task's words again.
    """
    text = "；".join(dict.fromkeys(number.text.strip() for number in task.numbers))
    again = task_numbers(text, reference=reference) if text else ()
    same = [(n.value, n.unit, n.comparator) for n in again]
    return text if same == [(n.value, n.unit, n.comparator) for n in task.numbers] else ""
