"""A Document to its plan: tasks with lead and responsible units, deadlines and numbers; targets.

Document -> outline -> rules stated once -> drafts (paragraphs, rows) -> tasks and targets. Nothing is
taken from text that cleaning could only guess, and whatever is not certain carries a doubt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.model import Document, Plan, Task
from knowledge.plans.assignments import NOBODY, Assignment, with_leads
from knowledge.plans.drafts import Draft, Drafter
from knowledge.plans.due import DueReader, reference_date
from knowledge.plans.goals import Goals
from knowledge.plans.nature import Nature, nature_of
from knowledge.plans.responsibility import is_time
from knowledge.plans.rules import read_rules
from knowledge.plans.sharing import shared
from knowledge.plans.silent import silent_items
from knowledge.plans.structure import outline, plain_title
from knowledge.plans.tables import TableTask, table_tasks
from knowledge.plans.targets import task_numbers
from knowledge.plans.titles import short_title
from knowledge.text import letters

__all__ = ["extract", "reference_date"]


def extract(document: Document) -> Plan:
    """Understand a document as a plan; a document that is none (see nature.py) gives an empty one.

    Every task's and target's `text` is `document.text[start:end]`. Tasks are numbered in printed
    order from 1; `doubts` tell a person what to look at. Never fails.
    """
    nature = nature_of(document)
    if nature == "other":
        return Plan(document=document.id)
    return _Extractor(document, nature).plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A task before it has its number."""

    start: int
    end: int
    quote_start: int
    quote_end: int
    title: str
    path: tuple[str, ...]
    assignment: Assignment
    doubts: tuple[str, ...] = ()
    clause: tuple[int, int] | None = None
    after: str = ""
    place: str = ""
    listed: bool = True  # in the list of tasks, not said in passing


_COPY = 12  # characters; what is shorter may be said twice
_REPEATED = 6  # characters of an item that its row in the appendix begins with


class _Extractor:
    def __init__(self, document: Document, nature: Nature) -> None:
        self._document = document
        self._nature = nature
        self._text = document.text
        self._reference = reference_date(document)
        self._rules = read_rules(document, reference=self._reference)
        self._groups = outline(document)
        self._tables = list(table_tasks(document))
        self._due = DueReader(document=document, rules=self._rules, reference=self._reference)
        self._goals = Goals(
            document=document, groups=self._groups, rules=self._rules, reference=self._reference
        )

    def plan(self) -> Plan:
        drafts = Drafter(self._document, self._groups, self._rules, nature=self._nature).drafts()
        drafts += [*shared(self._text, self._groups, drafts)]
        drafts += [
            *silent_items(self._document, self._groups, self._rules, drafts, nature=self._nature)
        ]
        drafts.sort(key=lambda d: (d.start, d.end))
        goals: list[Draft] = []
        found: list[_Found] = []
        for draft in drafts:
            if self._is_goal(draft):
                goals.append(draft)
            else:
                found.append(self._from_draft(draft))
        in_tables = [self._from_row(t) for _, rows, _ in self._tables for t in rows]
        found = [*self._without_outlined(found, in_tables), *in_tables]
        found = self._once(sorted(found, key=lambda f: (f.start, f.end)))
        tasks = tuple(self._task(i, f) for i, f in enumerate(found, start=1))
        rows = [row for _, _, rows in self._tables for row in rows]
        targets = self._goals.targets(goals, rows, [(f.start, f.end) for f in found])
        return Plan(document=self._document.id, tasks=tasks, targets=targets)

    def _without_outlined(self, found: list[_Found], rows: list[_Found]) -> list[_Found]:
        """Without the items of the text that a row of a table repeats and says who does."""
        told = [letters(self._text[f.start : f.end]) for f in rows]
        repeated = tuple(words for words in told if len(words) >= _REPEATED)
        return [
            one
            for one in found
            if one.assignment.units
            or not letters(self._text[one.start : one.end]).startswith(repeated)
        ]

    def _once(self, found: list[_Found]) -> list[_Found]:
        """Without the copies that a page holds of an item: the same number, words and units again.

        The same words with other units, or with another number, may be meant; a copy that lost its
        units or its heading is none of that.
        """
        kept: dict[tuple[str, str], _Found] = {}
        out = []
        for one in found:
            words = self._text[one.start : one.end]
            key = self._text[one.quote_start : one.start].strip(), words
            first = kept.setdefault(key, one)
            same = one.assignment.units in ((), first.assignment.units)
            if first is one or len(words) < _COPY or one.place or not same:
                out.append(one)
        return out

    # ---- tasks ---------------------------------------------------------------------------------

    def _is_goal(self, draft: Draft) -> bool:
        """Whether a draft is an indicator with its own units rather than a task."""
        if draft.spoken and not draft.indicator:
            return False
        if not draft.indicator and draft.group.zone not in ("goal", "preface"):
            return False
        return bool(self._goals.between(draft.start, draft.end))

    def _from_draft(self, draft: Draft) -> _Found:
        group = draft.group
        words = self._text[draft.start : draft.end]
        heading = plain_title(group.title) if group.head is None else ""
        path = (*group.path, heading) if heading else group.path
        return _Found(
            start=draft.start,
            end=draft.end,
            quote_start=draft.quote_start,
            quote_end=draft.quote_end,
            title=short_title(words, heading if self._is_alone(draft) else ""),
            path=tuple(p for p in path if p and p != words.rstrip("。")),
            assignment=draft.assignment,
            clause=draft.clause,
            after=draft.after,
            listed=draft.listed,
            doubts=draft.doubts,
        )

    def _is_alone(self, draft: Draft) -> bool:
        group = draft.group
        return (
            group.head is None
            and not group.has_children
            and len(group.paragraphs) == 1
            and bool(group.path)
        )

    def _from_row(self, row: TableTask) -> _Found:
        around = [plain_title(s.title) for s in self._document.section_at(row.start) if not s.item]
        words = self._text[row.start : row.end]
        doubts = tuple(f"“{title}”一格为空，按与上一行合并理解" for title in row.inherited if title)
        held = self._rules.blanket(row.start) or NOBODY
        return _Found(
            start=row.start,
            end=row.end,
            quote_start=row.row.start,
            quote_end=row.row.end,
            title=short_title(row.name or words, ""),
            path=(*(t for t in around if t and t not in self._document.title), *row.path),
            assignment=row.assignment
            if row.assignment.units
            else replace(held, deadline=row.assignment.deadline),
            doubts=doubts,
            place=row.row.place,
        )

    def _task(self, number: int, found: _Found) -> Task:
        assignment, doubts = self._assigned(found)
        due = self._due.due(
            (found.assignment.deadline, found.after), found.start, found.end, listed=found.listed
        )
        numbers = tuple(
            t
            for t in task_numbers(
                self._text[found.start : found.end], reference=self._reference, offset=found.start
            )
            if not self._document.doubtful(t.start or found.start, t.end or found.end)
        )
        return Task(
            id=f"{self._document.id}/{number}",
            title=found.title,
            text=self._text[found.start : found.end],
            document=self._document.id,
            section_path=found.path,
            lead=assignment.lead,
            responsible=assignment.responsible,
            deadline=due.deadline,
            numbers=numbers,
            start=found.start,
            end=found.end,
            quote=self._text[found.quote_start : found.quote_end],
            grounds=tuple(dict.fromkeys((*assignment.grounds, *due.grounds))),
            place=found.place,
            doubts=tuple(dict.fromkeys((*found.doubts, *doubts, *due.doubts))),
        )

    def _assigned(self, found: _Found) -> tuple[Assignment, list[str]]:
        """Lead and responsible units under the rules of the document, and what is doubtful about them."""
        given = found.assignment
        start, end = found.clause or (found.quote_start, found.quote_end)
        if given.units and self._document.doubtful(start, end):
            return Assignment(), ["原文此处乱码只能推测，单位未采用，请对照原件填写"]
        rules = self._rules
        if not found.listed:
            return given, list(_unit_doubts(given))
        settled = with_leads(
            given, first=rules.first_leads(start), star=rules.star, sole=rules.sole
        )
        doubts = list(_unit_doubts(settled))
        if given.starred and not rules.star:
            doubts.append("带☆单位按牵头理解，文中没有说明☆的含义")
        region = tuple(u for u in rules.region if u not in settled.units)
        if settled.units and region and rules.regional:
            settled = replace(
                settled,
                responsible=(*settled.responsible, *region),
                grounds=(*settled.grounds, rules.regional),
            )
        return settled, doubts


_VAGUE = re.compile(
    r"^(?:各)?(?:有关|相关|其他|各)(?:职能|责任|成员|主管|行业|行政执法|牵头)?(?:部门|单位|地方|地区|方面|部委)$"
)


def _unit_doubts(assignment: Assignment) -> Iterator[str]:
    if not assignment.units:
        yield "原文未写明责任单位"
        return
    if not assignment.lead:
        yield "原文未写明牵头单位"
    for unit in assignment.units:
        if "*" in unit or "×" in unit or "某" in unit:
            yield f"单位名称在原文中被遮盖：{unit}"
        elif _VAGUE.match(unit):
            yield f"“{unit}”没有指明具体单位"
    if assignment.open_ended:
        yield "责任单位以“等”结尾，没有列全"
    for words in assignment.unread:
        if not is_time(words) and len(words) > 1:
            yield f"责任分工中有未能识别的内容：{words}"
