"""Rows of a clerk's plan table -> tasks. What the clerk wrote is taken as written; nothing is guessed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath

from knowledge.corpus.columns import BLANKS
from knowledge.corpus.records import Record
from knowledge.corpus.sources import Sources
from knowledge.errors import Problem
from knowledge.model import Deadline, Document, Target, Task
from knowledge.plans.dates import read_deadline
from knowledge.plans.extraction import reference_date
from knowledge.reading.formats.spreadsheet import in_words
from knowledge.reading.grid import Filled, Number

SECTION_MARK = " > "
# Written by `import` into 出处 where a clerk's row stays although the document lost its sentence.
LOST_QUOTE = "原文已不在新版文件中："
# Said where there is a deadline that nobody knows yet: not a date, and not a mistake.
UNDECIDED = frozenset({"待定", "另定", "未定", "另行通知", "按要求", "按上级要求", "按时限要求"})
TITLE_LIMIT = 1000
_YEAR = r"(20\d\d)"
# How a year, a month or a day is typed into a cell without the words -> with them.
_BARE_DATES = (
    (re.compile(rf"{_YEAR}"), "{}年"),
    (re.compile(rf"{_YEAR}[./-](0?[1-9]|1[0-2])"), "{}年{}月"),
    (re.compile(rf"{_YEAR}(0[1-9]|1[0-2])"), "{}年{}月"),
    (re.compile(rf"{_YEAR}(0[1-9]|1[0-2])([0-2]\d|3[01])"), "{}年{}月{}日"),
    (
        re.compile(
            rf"{_YEAR}[./-](0?[1-9]|1[0-2])[./-]([0-2]?\d|3[01])(?:[ T]\d\d?:\d\d(?::\d\d)?)?"
        ),
        "{}年{}月{}日",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTask:
    """A task and the row that it was read from. owner: key of its plan, a document or the table."""

    record: Record
    owner: str
    task: Task


def build_tasks(
    records: Iterable[Record], sources: Sources
) -> tuple[list[TableTask], list[Problem]]:
    """The tasks in order of their rows, and what is wrong with the rows.

    A row that names no document is its own source: it belongs to a plan of the table's own name.
    """
    problems: list[Problem] = []
    rows: list[tuple[Record, Document | None, str, Deadline]] = []
    for record in records:
        if not record.text("title"):
            problems.append(record.problem("没有任务", "请填写“任务”一列，或删去这一行", "title"))
            continue
        document, quote, astray = sources.check(record)
        deadline, unclear = read_cell(record, document)
        problems += [*astray, *unclear, *_oddities(record)]
        rows.append((record, document, quote, deadline))
    names = _ids([(record, _owner(record, document, sources)) for record, document, _, _ in rows])
    tasks = [
        TableTask(record=row[0], owner=owner, task=_task(f"{owner}/{name}", *row))
        for (owner, name), row in zip(names, rows, strict=True)
    ]
    problems += _repeated(tasks)
    return tasks, problems


def _owner(record: Record, document: Document | None, sources: Sources) -> str:
    """The document's id, or the table's name without its ending where no document has that id."""
    if document is not None:
        return document.id
    file = PurePosixPath(record.file)
    return file.name if sources.find(file.stem) else file.stem


def _ids(rows: list[tuple[Record, str]]) -> list[tuple[str, str]]:
    """(owner, id within it) of every row; a row without an id, or with a merged one, gets its own."""
    own = [(owner, _own_id(record)) for record, owner in rows]
    taken = {pair for pair in own if pair[1]}
    named = []
    for (record, _), (owner, name) in zip(rows, own, strict=True):
        given = name
        if not given:
            above = record.text("id")  # of the merged cell, or nothing
            row = record.place.rpartition("!")[2]
            given = f"{above}-{row}" if above else f"row{row}"
            while (owner, given) in taken:
                given += "'"
            taken.add((owner, given))
        named.append((owner, given))
    return named


def _own_id(record: Record) -> str:
    return "" if isinstance(record.values.get("id"), Filled) else record.text("id")


def _repeated(tasks: list[TableTask]) -> Iterator[Problem]:
    first: dict[str, Record] = {}
    for row in tasks:
        if row.task.id in first:
            other = first[row.task.id]
            where = other.place if other.file == row.record.file else f"{other.file}:{other.place}"
            what = f"编号“{row.record.text('id')}”与 {where} 重复"
            yield row.record.problem(what, "请改成不同的编号，或把编号留空", "id")
        first.setdefault(row.task.id, row.record)


def _oddities(record: Record) -> Iterator[Problem]:
    if record.text("place").startswith(LOST_QUOTE):
        remedy = "要保留就在“来源原文”里补上新的原文并清空“出处”，不保留就删去这一行"
        what = f"“{record.text('title')[:20]}”的原文在新版文件里已经找不到"
        yield record.problem(what, remedy, "place", "warning")
    if len(title := record.text("title")) > TITLE_LIMIT:
        what = f"任务有 {len(title)} 个字，不像是一项任务"
        yield record.problem(what, "请检查是否把几列或整段文字贴进了一格", "title", "warning")


def _task(
    name: str, record: Record, document: Document | None, quote: str, deadline: Deadline
) -> Task:
    found = document.text.find(quote) if document is not None and quote else -1
    start = found if found >= 0 else None
    end = None if start is None else start + len(quote)
    title = record.text("title")
    reference = None if document is None else reference_date(document)
    lead = record.names("lead")
    lost = record.text("place").startswith(LOST_QUOTE)
    return Task(
        id=name,
        title=title,
        text=quote or title,
        document=PurePosixPath(record.file).name if document is None else document.id,
        section_path=_section(record, document, start),
        lead=lead,
        responsible=tuple(unit for unit in record.names("responsible") if unit not in lead),
        deadline=deadline,
        numbers=_numbers(record, reference),
        start=start,
        end=end,
        quote=quote or row_text(record),
        place=record.place if lost else record.text("place") or record.place,
        status=record.text("status"),
        extra=record.extra,
    )


def _section(record: Record, document: Document | None, start: int | None) -> tuple[str, ...]:
    if text := record.text("section") or record.section:
        return tuple(part.strip() for part in text.split(SECTION_MARK.strip()) if part.strip())
    if document is None or start is None:
        return ()
    return tuple(section.heading for section in document.section_at(start) if not section.item)


def _numbers(record: Record, reference: date | None) -> tuple[Target, ...]:
    """The numbers in the 目标 column; one that stands alone is the task's own."""
    text = record.text("target")
    if text.lower() in BLANKS:
        return ()
    return tuple(
        replace(target, name=target.name or record.text("title"), start=None, end=None)
        for target in _found_numbers(text, reference)
    )


@lru_cache(maxsize=4096)
def _found_numbers(text: str, reference: date | None) -> tuple[Target, ...]:
    from knowledge.plans.targets import task_numbers

    return task_numbers(text, reference=reference)


def row_text(record: Record) -> str:
    """A row as it is quoted: its filled cells, in order of the columns."""
    parts = (record.text(name) for name in record.values if name not in ("id", "document", "place"))
    own = [part for part in parts if part and part.lower() not in BLANKS]
    return " | ".join(part.replace("\n", "、") for part in own)


# --- when ---------------------------------------------------------------------------------------


def read_cell(record: Record, document: Document | None) -> tuple[Deadline, list[Problem]]:
    """The deadline in a row, and why it cannot be read, if so.

    A missing year is the document's. `2026.6`, `2026-12`, `20261231` and day numbers are dates here.
    """
    value = record.values.get("deadline", "")
    text = record.text("deadline")
    if text.lower() in BLANKS or text in UNDECIDED:
        return Deadline(), []
    if isinstance(value, Number) and re.fullmatch(r"20\d\d\.1", text):
        what = f"完成时限 {text} 存成了数字，分不清是1月还是10月"
        remedy = f"请改成文字，如 {text[:4]}年1月 或 {text[:4]}年10月"
        return Deadline(), [record.problem(what, remedy, "deadline")]
    deadline = parse_deadline(text, None if document is None else reference_date(document))
    if deadline.kind == "none":
        reason = deadline.reason or "看不懂"
        remedy = "请写成 2026年12月31日、2026年12月底前、每季度末、长期坚持 等"
        return deadline, [record.problem(f"完成时限“{text[:30]}”{reason}", remedy, "deadline")]
    if not deadline.certain:
        shown = deadline.date or deadline.rule or "没有截止日"
        what = f"完成时限“{text[:30]}”读作 {shown}（{deadline.reason}）"
        return deadline, [record.problem(what, "请核对，最好写明年月日", "deadline", "warning")]
    return deadline, []


@lru_cache(maxsize=4096)  # of a hundred thousand rows most share a few hundred deadlines
def parse_deadline(text: str, reference: date | None) -> Deadline:
    """The deadline that the text of a cell names. reference: the day that a missing year is of."""
    if text.lower() in BLANKS or text in UNDECIDED:
        return Deadline()
    return read_deadline(worded(text), reference=reference, cell=True)


def worded(text: str) -> str:
    """A date typed as digits, or a spreadsheet's day number, as it is said: `2026年6月`."""
    for pattern, words in _BARE_DATES:
        if found := pattern.fullmatch(text):
            return words.format(found[1], *(str(int(part)) for part in found.groups()[1:]))
    # In this column a number can be nothing but a day.
    return in_words(Number(text), date_column=True)


def settle_texts(tasks: Iterable[Task], read: Iterable[Task]) -> list[Task]:
    """The reviewed tasks, each with the words of the task that was read from the same sentence.

    A clerk's row quotes the whole sentence, its bracket of units included; the task's own words are
    the part that was read as such. Where two tasks share a sentence, the title decides.
    """
    by_quote: dict[str, list[Task]] = {}
    for task in read:
        by_quote.setdefault(task.quote, []).append(task)
    settled = []
    for task in tasks:
        same = by_quote.get(task.quote, [])
        same = [one for one in same if one.title == task.title] or same
        if task.start is not None and len(same) == 1:
            words = same[0]
            task = replace(
                task,
                text=words.text,
                start=words.start,
                end=words.end,
                numbers=task.numbers or words.numbers,
                section_path=task.section_path or words.section_path,
            )
        settled.append(task)
    return settled


def by_owner(tasks: Iterable[TableTask]) -> Mapping[str, list[Task]]:
    """The tasks by the plan that they belong to, in order."""
    owned: dict[str, list[Task]] = {}
    for row in tasks:
        owned.setdefault(row.owner, []).append(row.task)
    return owned
