"""Documents written in the tests, read and understood the way a user's file is."""

from knowledge.model import Document, Plan, Task
from knowledge.plans.extraction import extract
from knowledge.reading.documents import read_document

HEAD = """临江市节水行动实施方案
临政办发〔2026〕12号
临江市人民政府办公室
2026年3月10日
"""


def read(text: str, name: str = "plan.txt") -> Document:
    """A document out of its text; `name` settles the format."""
    return read_document(name, text.encode())


def plan_of(text: str, name: str = "plan.txt") -> Plan:
    """The plan understood from a text."""
    return extract(read(text, name))


def tasks_of(text: str, name: str = "plan.txt") -> tuple[Task, ...]:
    """The tasks understood from a text."""
    return plan_of(text, name).tasks


def duties(text: str, name: str = "plan.txt") -> list[tuple[str, str, str]]:
    """Task text, lead and responsible units of every task, units joined by spaces."""
    return [(t.text, " ".join(t.lead), " ".join(t.responsible)) for t in tasks_of(text, name)]
