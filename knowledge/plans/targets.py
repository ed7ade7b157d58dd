"""Which numbers of a text are goals, what they are goals of, and by when.

Reads one goal paragraph, sentence or table cell, or one task's text; which parts of a document
state its goals is for the extraction to decide. Nothing here knows a single indicator by name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.model import Target
from knowledge.plans.dates import DateExpression, find_dates
from knowledge.plans.indicators import (
    CHANGE,
    CREATE,
    HAN,
    NUMBERING,
    REACH,
    SOFT,
    completed,
    goal_name,
    shown,
)
from knowledge.plans.numerals import fold
from knowledge.plans.quantities import Quantity, find_quantities

# --- clauses ----------------------------------------------------------------------------------

_OPEN, _CLOSE = "(（[【〔《<“「", ")）]】〕》>”」"
_BREAKS = ",，;；。!！?？\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """A stretch between two commas or stops, outside brackets. group: counts the stretches
    between ; or 。"""

    start: int
    end: int
    group: int


def _clauses(text: str) -> Iterator[_Clause]:
    depth = group = start = 0
    for position, char in enumerate(text + "\n"):
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char == "\n":
            depth = 0
        if depth or char not in _BREAKS or _inside_number(text, position):
            continue
        if text[start:position].strip():
            yield _Clause(start=start, end=position, group=group)
        start = position + 1
        group += char not in ",，"


def _inside_number(text: str, position: int) -> bool:
    """The comma of 1,200."""
    around = text[position - 1 : position + 4] if position else ""
    return bool(re.fullmatch(r"[0-9],[0-9]{3}", around))


# --- what may be a goal -----------------------------------------------------------------------

_TIME = re.compile("分钟|个?小时|秒|毫秒|个?工作日|个月|个星期|周|天|日|年")
_PARTS = re.compile(
    r"(?:大|重点|具体|主要|专项|类)*(?:方面|领域|任务|行动|工程|举措|措施|指标|维度|环节|部分|要求|原则|阶段|步骤|层面|条款)"
)
_WITH = re.compile(
    r"(?:用|经过|通过|围绕|聚焦|针对|按照?|以|对|过去|连续|历时|前|第|满|(?<![制持定])在|等|涉及|涵盖|除|经|这|上述|其他|凡)$"
)
_REACHED = re.compile(rf"{REACH}{SOFT}*$")
_CHANGED = re.compile(rf"(?:{CHANGE}){SOFT}*$")
_CREATED = re.compile(rf"(?:{CREATE}){SOFT}*$")
_DOING = re.compile(rf"(?:{REACH}|{CHANGE}|{CREATE}){SOFT}*$")
_REACH_SOON = re.compile(rf"[^,，;；。]{{0,6}}{REACH}")
_FROM_BASE = re.compile(r"(?:从|由)[^,，;；。]{0,14}$")


def _attributive(between: str, followed: bool) -> bool:
    """10亿元以上项目5个: a number that says which things the next number counts."""
    return (
        followed
        and bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z\"]+", between))
        and not (re.match(rf"{REACH}|{CHANGE}|以", between) or _REACHED.search(between))
        and not between.endswith(("和", "及", "与"))
    )


def _is_condition(head: str, tail: str) -> bool:
    """员工100人以上的企业: a number that says whom something is for. 70%以上的企业完成改造 is a goal."""
    if not re.match(r" *的", tail):
        return False
    return bool(head.strip()) or not re.search(rf"(?:{CREATE})", tail)


def _is_goal(text: str, clause: _Clause, head: str, quantity: Quantity, alone: bool) -> bool:
    """Whether a number states something to reach, rather than something that is.

    head: the clause up to the number. alone: the clause holds nothing but the number.
    """
    head = fold(head)
    tail = text[quantity.end : clause.end]
    stated = text[quantity.start : quantity.number_start].strip()
    compared = quantity.comparator not in ("=", "range") or stated
    reached = alone or bool(compared) or bool(_REACHED.search(head))
    if _WITH.search(head) or (_FROM_BASE.search(head) and _REACH_SOON.match(tail)):
        return False
    if not (stated or alone or _DOING.search(head)) and _is_condition(head, tail):
        return False
    if reached or (quantity.unit and _CHANGED.search(head) and not _TIME.fullmatch(quantity.unit)):
        return True
    if not quantity.unit or _TIME.fullmatch(quantity.unit) or _PARTS.match(tail):
        return False
    ends = not tail.strip(' "”)）】]') or re.match(r' *["”]? *(?:[(（、]|和|及)', tail)
    return bool(_CREATED.search(head) or (ends and len(HAN.findall(head)) >= 2))


# --- targets ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One text being read: as printed, folded, its dates and its quantities."""

    text: str
    folded: str
    dates: tuple[DateExpression, ...]
    quantities: tuple[Quantity, ...]


def _read(text: str, reference: date | None) -> _Reading:
    found = find_dates(text, reference=reference)
    dates = tuple(d for d in found if d.role in ("by", "in", "from", "described"))
    quantities = tuple(
        q
        for q in find_quantities(text)
        if not any(d.start < q.number_end and q.number_start < d.end for d in dates)
    )
    return _Reading(text=text, folded=fold(text), dates=dates, quantities=quantities)


_WHOLE_YEAR = re.compile(r"全年|年内|当年")


def _days(reading: _Reading, reference: date | None) -> list[tuple[int, str]]:
    """Where the text names a day to reach something by, and that day; 全年 is the document's."""
    days = [(d.start, d.last) for d in reading.dates if d.role in ("by", "in") and d.last]
    if reference:
        covered = [range(d.start, d.end) for d in reading.dates]
        whole = (f.start() for f in _WHOLE_YEAR.finditer(reading.folded))
        year_end = date(reference.year, 12, 31)
        days += [(at, year_end) for at in whole if not any(at in span for span in covered)]
    return sorted((at, day.isoformat()) for at, day in days)


def _by(reading: _Reading, clauses: list[_Clause], reference: date | None) -> list[str | None]:
    """By when, clause by clause: a date counts until the next, across ; only if it is the only one."""
    days = _days(reading, reference)
    several = len({day for _, day in days}) > 1
    result: list[str | None] = []
    current, group = None, -1
    for clause in clauses:
        own = [day for at, day in days if clause.start <= at < clause.end]
        if own:
            current, group = own[0], clause.group
        elif several and clause.group != group:
            current = None
        result.append(current)
    return result


_ALL = re.compile(
    r"(?P<all>全覆盖|全面覆盖)(?=[\s\"”]*(?:$|[,，。;；、()（）]|和))|(?P<double>翻番)"
)


def _worded(reading: _Reading, clause: _Clause) -> Iterator[tuple[Quantity, str]]:
    """全覆盖 as 100%, 翻番 as one doubling: numbers in words, with the clause before them."""
    for found in _ALL.finditer(reading.folded, clause.start, clause.end):
        head = reading.text[clause.start : found.start()]
        value, unit = ("100", "%") if found["all"] else ("1", "番")
        quantity = Quantity(
            text=found[0],
            start=found.start(),
            end=found.end(),
            value=value,
            unit=unit,
            comparator="=",
            hedge="基本" if "基本" in head else None,
            number_start=found.start(),
            number_end=found.end(),
        )
        yield quantity, head


def _head(reading: _Reading, low: int, quantity: Quantity) -> str:
    """The clause from `low` to a number, without its date."""
    kept, position = "", low
    for found in reading.dates:
        if low <= found.start and found.end <= quantity.number_start and found.role != "described":
            # What stands before the date belongs to the name only if it is more than a link.
            before = kept + reading.text[position : found.start]
            kept = before if len(HAN.findall(before)) > 3 else ""
            position = found.end
    return kept + reading.text[position : quantity.number_start]


_LISTED = re.compile(r"[^,，;；。]*(?:[、和及与])\s*")
_LIST_END = re.compile(r"[、和及与\s]+$")


def _in_clause(reading: _Reading, clause: _Clause, before: str) -> Iterator[tuple[Quantity, str]]:
    """The goals of one clause with their names. before: the last name of the same sentence."""
    inside = [q for q in reading.quantities if clause.start <= q.number_start < clause.end]
    low = clause.start
    clause_text = reading.text[clause.start : clause.end].strip()
    behind = False  # the name of the last goal stood behind its number
    for number, quantity in enumerate(inside):
        head = _head(reading, low, quantity)
        until = inside[number + 1].start if number + 1 < len(inside) else clause.end
        alone = quantity.text.strip() == clause_text
        if _attributive(reading.folded[quantity.end : until], until < clause.end):
            continue
        listed = behind and bool(_LISTED.fullmatch(head))
        head = "" if listed else head
        if listed or _is_goal(reading.folded, clause, head, quantity, alone):
            tail = reading.text[quantity.end : until]
            name = completed(goal_name(head, tail), before)
            before, low = name or before, quantity.end
            behind = bool(tail) and name.endswith(_LIST_END.sub("", tail))
            yield quantity, shown(name)
    if not any(q.unit == "%" for q in inside):
        for quantity, head in _worded(reading, clause):
            yield quantity, goal_name(head, "")


def _target(
    reading: _Reading, clause: _Clause, quantity: Quantity, name: str, by: str | None, offset: int
) -> Target:
    start, end = clause.start, clause.end
    numbering = NUMBERING.match(reading.text[start:end])
    start += numbering.end() if numbering else 0
    start += len(reading.text[start:end]) - len(reading.text[start:end].lstrip())
    end = start + len(reading.text[start:end].rstrip())
    return Target(
        name=name,
        value=quantity.value,
        unit=quantity.unit,
        comparator=quantity.comparator,
        text=reading.text[start:end],
        by=by,
        hedge=quantity.hedge,
        base=quantity.base,
        start=start + offset,
        end=end + offset,
    )


# What was, in a sentence of its own: no goal. 比去年提高 and 在上年基础上 speak of what is to come.
_PAST = re.compile(
    r"(?<![比较与])(?:去年|上年度?|前年)(?![^，,。；;]{0,6}(?:基础|水平|同期|底|末|相比|提高|增长|下降))|截至目前|迄今|目前(?:已|全|累计)"
)


def find_targets(text: str, *, reference: date | None, offset: int = 0) -> tuple[Target, ...]:
    """The goals that one goal paragraph, sentence or cell states, in order; never raises.

    reference: the document's date, for years that are not written. offset: where `text` begins in
    the document; `start` and `end` of a target count from there, and its `text` is that clause.
    A cell that holds only a number gives a target without a name.
    """
    reading = _read(text, reference)
    clauses = list(_clauses(text))
    over = {c.group for c in clauses if _PAST.search(text[c.start : c.end])}
    found: list[Target] = []
    name, group = "", -1
    for clause, by in zip(clauses, _by(reading, clauses, reference), strict=True):
        if clause.group != group:
            name, group = "", clause.group
        if group in over:
            continue
        for quantity, said in _in_clause(reading, clause, name):
            name = said or name
            found.append(_target(reading, clause, quantity, said, by, offset))
    return tuple(found)


def task_numbers(text: str, *, reference: date | None, offset: int = 0) -> tuple[Target, ...]:
    """The numbers to reach inside one task's text; shapes as of `find_targets`."""
    return find_targets(text, reference=reference, offset=offset)
