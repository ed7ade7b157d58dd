"""Everything that the knowledge holds in tables -> one workbook, which the loader reads back as it was."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN, Schema
from knowledge.corpus.excel import Column, Mark, Sheet, write_workbook
from knowledge.corpus.layout import columns
from knowledge.corpus.plan_file import TASKS_SHEET
from knowledge.corpus.plan_rows import task_rows
from knowledge.model import Corpus, Document, FaqEntry, Task, Term

FAQ_SHEET, GLOSSARY_SHEET, NOTES_SHEET = "问答", "名称", "使用说明"
_NOTES = (
    ("任务", "放进知识库的 plans 文件夹，就代替程序自己读的任务；黄色的格子请人工核对。"),
    ("问答", "以 faq.xlsx 为名放进知识库文件夹。"),
    ("名称", "以 glossary.xlsx 为名放进知识库文件夹。"),
    ("注意", "一个文件在一处只读一种表；其他工作表会提醒没有读入，可以不管，也可以删去。"),
    ("注意", "来源文件要在 documents 文件夹里。改完运行 askplan check 检查。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row to be written. extra: texts of the clerk's own columns. doubts: field -> why.

    table: the table that the row stands in, where it has no document.
    """

    values: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A workbook (.xlsx), and how many rows it holds of each kind."""

    data: bytes
    tasks: int
    faq: int
    terms: int


def export_workbook(corpus: Corpus, chosen: Iterable[Task] | None = None) -> Exported:
    """Tasks, FAQ and glossary of a corpus as a workbook of three sheets and a note.

    chosen: the tasks to export, None for all. Put into a folder that holds the same documents (as a
    table of plans/, as faq.xlsx, as glossary.xlsx), the whole of it gives the same records.
    """
    wanted = {task.id for task in (corpus.tasks() if chosen is None else chosen)}
    rows = (row for name in sorted(corpus.plans) for row in _plan_rows(corpus, name, wanted))
    tasks = list(_distinct(list(rows)))
    faq = [_faq_row(entry, corpus.documents) for entry in corpus.faq]
    terms = [_term_row(term) for term in corpus.glossary]
    sheets = (
        _sheet(TASKS_SHEET, PLAN, tasks),
        _sheet(FAQ_SHEET, FAQ, faq),
        _sheet(GLOSSARY_SHEET, GLOSSARY, terms),
        _notes(),
    )
    return Exported(data=write_workbook(sheets), tasks=len(tasks), faq=len(faq), terms=len(terms))


def _plan_rows(corpus: Corpus, name: str, wanted: Collection[str]) -> Iterator[Row]:
    plan = corpus.plans[name]
    document = corpus.documents.get(name)
    # Rows of a table that names no document are read without one, and are written so.
    paper = document or Document(id=name, title=name, text="", raw="")
    tasks = [_as_row(task, document) for task in plan.tasks if task.id in wanted]
    asked = replace(plan, tasks=tuple(tasks))
    rows = task_rows(paper, asked, listed=document is None)
    for task, row in zip(tasks, rows, strict=True):
        table = name if document is None else ""
        yield Row(values=row.values, extra=dict(task.extra), doubts=row.doubts, table=table)


def _as_row(task: Task, document: Document | None) -> Task:
    """The task with the quote and place that a table should carry.

    A row that is its own source has neither: both are made again from the row when it is read.
    """
    if document is not None:
        return replace(task, quote=task.quote if task.quote in document.text else "")
    own_words = task.text != task.title and task.text == task.quote
    return task if own_words else replace(task, quote="", place="")


def _distinct(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows without a document under ids of their own: all come to stand in one table."""
    used = Counter(row.values["id"] for row in rows if row.table)
    for row in rows:
        name = row.values["id"]
        if row.table and used[name] > 1:
            row = replace(row, values={**row.values, "id": f"{row.table}-{name}"})
        yield row


def _faq_row(entry: FaqEntry, documents: Mapping[str, Document]) -> Row:
    document = documents.get(entry.document or "")
    values = {
        "id": entry.id,
        "question": entry.question,
        "similar": "\n".join(entry.similar),
        "answer": entry.answer,
        "document": "" if document is None else document.file.rpartition("/")[2] or document.id,
        "quote": entry.quote,
        "tags": "、".join(entry.tags),
    }
    return Row(values=values, extra=dict(entry.extra))


def _term_row(term: Term) -> Row:
    values = {"name": term.name, "aliases": "、".join(term.aliases), "type": term.type}
    return Row(values=values)


def _sheet(title: str, schema: Schema, rows: Sequence[Row]) -> Sheet:
    """A sheet with the columns of a kind of table, then those of the clerk's own, by name."""
    unused = {"place"} if not any(row.values.get("place") for row in rows) else set()
    fields = columns(schema, frozenset(unused))
    own = sorted({header for row in rows for header in row.extra})
    place = {name: column for column, name in enumerate(fields)}
    return Sheet(
        name=title,
        columns=[*fields.values(), *(Column(header=header, width=20) for header in own)],
        rows=[
            [*(row.values.get(f, "") for f in fields), *(row.extra.get(h, "") for h in own)]
            for row in rows
        ],
        marks={
            (number, place[about]): Mark(reason=reason)
            for number, row in enumerate(rows)
            for about, reason in row.doubts.items()
        },
    )


def _notes() -> Sheet:
    titles = (("工作表", 12.0), ("怎么用", 80.0))
    return Sheet(
        name=NOTES_SHEET,
        columns=[Column(header=header, width=width) for header, width in titles],
        rows=_NOTES,
    )
