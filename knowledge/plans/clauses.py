"""Where in a paragraph responsibility stands: in brackets, after a label, or on a line of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.plans.assignments import Assignment
from knowledge.plans.labels import labels_in
from knowledge.plans.responsibility import is_strong_unit, is_time, names_role, read_clause
from knowledge.plans.unit_names import is_unit

_PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "［": "］", "{": "}", "「": "」"}
_CLOSERS = frozenset(_PAIRS.values())
_NOT_A_CLAUSE = re.compile(
    r"^(?:以下(?:简称|统称)|简称|含|包括|如|例如|即|见|详见|不含|除|注[:：]|原|下称|又称|其中\d|此件)"
)
# 财政部 税务总局公告2020年第8号: where something is written, not who does it.
_CITES = re.compile(r"第\s*[\d一二三四五六七八九十]+\s*号|[〔\[【（(]20\d\d[〕\]】）)]\s*\d+\s*号")
_ONE_DOES = re.compile(r"[^、，,；;。（）()]{3,14}(?:牵头|负责|配合|落实)")
_INDICATOR = re.compile(r"(?:约束|预期|引导|考核)性(?:指标|目标)?|核心指标")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One responsibility clause in a paragraph. start, end: with its brackets or label.

    form: `bracket`, `label` (牵头单位：… at the end of a line) or `line` (a line of its own).
    indicator: the clause says that what it follows is an indicator (约束性指标). cut: its bracket is
    never closed, so that something may be missing.
    """

    start: int
    end: int
    assignment: Assignment
    form: Literal["bracket", "label", "line"]
    indicator: bool = False
    cut: bool = False


def _brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost brackets of `text[start:end]`, with their signs. A closer of another kind also closes."""
    depth, begin = 0, 0
    for i in range(start, end):
        if text[i] in _PAIRS:
            begin = begin if depth else i
            depth += 1
        elif text[i] in _CLOSERS and depth:
            depth -= 1
            if not depth:
                yield begin, i + 1
    if depth and end - begin > 2:
        # A bracket that is never closed ends with its line.
        yield begin, end


def _bracket_clause(text: str, begin: int, end: int, last: int, level: str | None) -> Clause | None:
    closed = text[end - 1] in _CLOSERS
    inner = text[begin + 1 : end - 1 if closed else end].replace("\n", "")
    if _NOT_A_CLAUSE.match(inner.strip()) or _CITES.search(inner) or len(inner) > 600:
        return None
    assignment = read_clause(inner, level)
    labels = [role for _, _, role in labels_in(inner)]
    if any(role in ("lead", "responsible", "division") for role in labels):
        good = True
    elif labels and "deadline" in labels:
        good = _ends_sentence(text, begin, end, last)
    else:
        good = _is_phrase(inner, assignment, _ends_sentence(text, begin, end, last), closed)
    if not good:
        return None
    return Clause(
        start=begin,
        end=end,
        assignment=assignment,
        form="bracket",
        indicator=bool(_INDICATOR.search(inner)),
        cut=not closed,
    )


def _is_phrase(inner: str, assignment: Assignment, at_end: bool, closed: bool) -> bool:
    """Whether words in brackets without labels say who does it."""
    named = [u for u in assignment.units if is_strong_unit(u)]
    unread = sum(map(len, assignment.unread))
    if _ONE_DOES.fullmatch(inner) and closed and at_end:
        # 锦屏供电所负责: no name that anybody knows, but nothing else can be meant.
        return bool(assignment.units) and is_unit(assignment.units[0])
    if not named or (unread * 2 > len(inner) and not assignment.lead):
        return False
    first = assignment.units[0]
    if not (is_strong_unit(first) or "*" in first or len(assignment.lead) == len(assignment.units)):
        return False
    if names_role(inner) or assignment.first_leads or assignment.starred:
        return True
    # A bare list of units is one only where a sentence ends: 市一院（市公立医院集团）is not.
    return closed and at_end and len(named) == len(assignment.units)


def _ends_sentence(text: str, begin: int, end: int, last: int) -> bool:
    after = text[end:last].lstrip()
    before = text[max(0, begin - 1) : begin]
    return not after or after[0] in "。；;！!？?（(〔[【" or before in tuple("。；;！!？?）)")


def _label_start(text: str, start: int, end: int) -> int | None:
    """Where labelled fields begin that run to the paragraph's end; None where there are none."""
    inside = [range(a, b) for a, b in _brackets(text, start, end)]
    for begin, _, role in labels_in(text[start:end]):
        at = start + begin
        if role in ("lead", "responsible", "division", "deadline", "person") and not any(
            at in r for r in inside
        ):
            return at
    return None


def find_clauses(text: str, start: int, end: int, level: str | None = None) -> list[Clause]:
    """The responsibility clauses of the paragraph `text[start:end]`, in order.

    Brackets that follow one another directly are one clause: （牵头单位：A）（完成时限：B）.
    """
    found: list[Clause] = []
    label = _label_start(text, start, end)
    for begin, stop in _brackets(text, start, label if label is not None else end):
        clause = _bracket_clause(text, begin, stop, end, level)
        if clause is None and found and not text[found[-1].end : begin].strip(" ，,。；;"):
            clause = _time_bracket(text, begin, stop)
        if clause:
            level = clause.assignment.level or level
            _append(found, clause, text)
    if label is not None:
        assignment = read_clause(text[label:end], level)
        persons = labels_in(text[label:end])[0][2] == "person"
        if assignment.units or assignment.deadline or label == start or persons:
            _append(found, Clause(start=label, end=end, assignment=assignment, form="label"), text)
    return found


def _time_bracket(text: str, begin: int, end: int) -> Clause | None:
    """A bracket that only says when, behind one that says who."""
    inner = text[begin + 1 : end - 1]
    if not is_time(inner):
        return None
    return Clause(start=begin, end=end, assignment=Assignment(deadline=inner), form="bracket")


def _append(found: list[Clause], clause: Clause, text: str) -> None:
    last = found[-1] if found else None
    if last and not text[last.end : clause.start].strip(" \u3000，,。；;"):
        found[-1] = Clause(
            start=last.start,
            end=clause.end,
            assignment=last.assignment.joined(clause.assignment),
            form=clause.form,
            indicator=last.indicator or clause.indicator,
            cut=last.cut or clause.cut,
        )
    else:
        found.append(clause)


def line_clause(text: str, start: int, end: int, level: str | None = None) -> Clause | None:
    """The clause of a line that holds nothing else: `责任单位：各街道，区税务局`; None for other lines."""
    line = text[start:end]
    bracket = next(_brackets(text, start, end), None)
    if bracket == (start, end):
        return _bracket_clause(text, start, end, end, level)
    labels = labels_in(line)
    if not labels or labels[0][0] > 3 or labels[0][2] == "other":
        return None
    return Clause(start=start, end=end, assignment=read_clause(line, level), form="line")
