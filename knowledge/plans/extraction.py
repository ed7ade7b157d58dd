"""A Document to its plan: tasks with lead and responsible units, deadlines and numbers; targets.

Document -> outline -> rules stated once -> drafts (paragraphs, rows) -> tasks and targets. Nothing is
taken from text that cleaning could only guess, and whatever is not certain carries a doubt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.model import Deadline, Document, Plan, Target, Task
from knowledge.plans.dates import read_deadline
from knowledge.plans.drafts import Draft, Drafter
from knowledge.plans.responsibility import NOBODY, Assignment, is_time, with_leads
from knowledge.plans.rules import read_rules
from knowledge.plans.silent import silent_items
from knowledge.plans.structure import Stretch, outline, plain_title
from knowledge.plans.tables import TableTask, TargetRow, table_tasks
from knowledge.plans.targets import find_targets, task_numbers
from knowledge.plans.titles import short_title


def extract(document: Document) -> Plan:
    """Understand a document as a plan; a document that is none gives an empty one. Never fails.

    Every task's and target's `text` is `document.text[start:end]`. Tasks are numbered in printed
    order from 1; `doubts` tell a person what to look at.
    """
    return _Extractor(document).plan()


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


class _Extractor:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._reference = reference_date(document)
        self._rules = read_rules(document, reference=self._reference)
        self._groups = outline(document)
        self._tables = list(table_tasks(document))

    def plan(self) -> Plan:
        drafts = Drafter(self._document, self._groups, self._rules).drafts()
        drafts += silent_items(self._document, self._groups, self._rules, drafts)
        drafts.sort(key=lambda d: (d.start, d.end))
        goals = [d for d in drafts if self._is_goal(d)]
        found = [self._from_draft(d) for d in drafts if d not in goals]
        found += [self._from_row(t) for _, rows, _ in self._tables for t in rows]
        found.sort(key=lambda f: (f.start, f.end))
        tasks = tuple(self._task(i, f) for i, f in enumerate(found, start=1))
        targets = tuple(self._targets(goals, found))
        return Plan(document=self._document.id, tasks=tasks, targets=targets)

    # ---- tasks ---------------------------------------------------------------------------------

    def _is_goal(self, draft: Draft) -> bool:
        """Whether a draft is an indicator with its own units rather than a task."""
        if not draft.indicator and draft.group.zone not in ("goal", "preface"):
            return False
        return bool(self._find_targets(draft.start, draft.end))

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
        deadline, about, grounds = self._deadline(found)
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
            deadline=deadline,
            numbers=numbers,
            start=found.start,
            end=found.end,
            quote=self._text[found.quote_start : found.quote_end],
            grounds=tuple(dict.fromkeys((*assignment.grounds, *grounds))),
            place=found.place,
            doubts=tuple(dict.fromkeys((*found.doubts, *doubts, *about))),
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

    # ---- deadlines -----------------------------------------------------------------------------

    def _deadline(self, found: _Found) -> tuple[Deadline, list[str], tuple[str, ...]]:
        """The clause's own words first, then the task's text, then the document's default."""
        phrase = found.assignment.deadline
        text = self._text[found.start : found.end]
        read = self._read(phrase, cell=True) if phrase else Deadline()
        if read.kind == "none" and found.after:
            read = self._read(found.after, cell=True)
        if read.kind == "none":
            own = self._read(text, cell=False)
            read = own if own.kind != "none" or read.text is None else read
            if own.kind != "none" and self._in_doubt(own, found):
                return Deadline(), ["原文此处乱码只能推测，时限未采用，请对照原件填写"], ()
        default = self._rules.deadline
        if default and found.listed and read.kind == "none":
            reason = f"文中统一时限“{default.text}”"
            read = replace(
                default, reason=f"{reason}；{default.reason}" if default.reason else reason
            )
            return read, self._deadline_doubts(read), (self._rules.default or "",)
        return read, self._deadline_doubts(read), ()

    def _read(self, phrase: str, *, cell: bool) -> Deadline:
        return read_deadline(
            phrase, reference=self._reference, issued=self._document.date, cell=cell
        )

    def _in_doubt(self, deadline: Deadline, found: _Found) -> bool:
        at = self._text.find(deadline.text or "\0", found.start, found.end)
        return at >= 0 and self._document.doubtful(at, at + len(deadline.text or ""))

    def _deadline_doubts(self, deadline: Deadline) -> list[str]:
        doubts = []
        if not deadline.certain:
            doubts.append(
                f"时限“{deadline.text}”为推定：{deadline.reason}"
                if deadline.reason
                else f"时限“{deadline.text}”为推定"
            )
        if (
            deadline.kind == "date"
            and self._document.date is None
            and not re.search(r"\d{4}年", deadline.text or "")
        ):
            doubts.append("文件没有日期，时限的年份为推定")
        return doubts

    # ---- targets -------------------------------------------------------------------------------

    def _find_targets(self, start: int, end: int) -> list[Target]:
        found = find_targets(self._text[start:end], reference=self._reference, offset=start)
        return [
            t
            for t in found
            if t.start is None or not self._document.doubtful(t.start, t.end or t.start)
        ]

    def _targets(self, goals: list[Draft], tasks: list[_Found]) -> Iterator[Target]:
        found: list[Target] = []
        for stretch in self._goal_stretches(is_plan=bool(tasks)):
            found += self._find_targets(stretch.start, stretch.end)
        for goal in goals:
            assignment = with_leads(goal.assignment, star=self._rules.star, sole=self._rules.sole)
            for target in self._find_targets(goal.start, goal.end):
                found.append(
                    replace(target, lead=assignment.lead, responsible=assignment.responsible)
                )
        for _, _, rows in self._tables:
            for row in rows:
                found += self._row_targets(row)
        best: dict[tuple[int | None, int | None, str], Target] = {}
        for target in found:
            key = (target.start, target.end, target.value)
            if key not in best or target.lead or target.responsible:
                best[key] = target
        inside = [(t.start, t.end) for t in tasks]
        for target in sorted(best.values(), key=lambda t: t.start or 0):
            at = target.start if target.start is not None else -1
            if not any(start <= at < end for start, end in inside):
                yield target

    def _goal_stretches(self, *, is_plan: bool) -> Iterator[Stretch]:
        """Where a document states its goals: goal sections; in a plan also what precedes all headings."""
        for group in self._groups:
            if group.zone == "goal":
                yield from (s for s in (group.head, *group.paragraphs) if s)
            elif group.zone == "preface" and is_plan:
                yield from (p for p in group.paragraphs if self._is_preface_goal(p))

    def _is_preface_goal(self, stretch: Stretch) -> bool:
        words = stretch.of(self._text)
        return (
            not self._rules.states(stretch.start)
            and self._document.title not in words
            and len(words) > 12
        )

    def _row_targets(self, row: TargetRow) -> list[Target]:
        if row.phrase is None:
            return self._find_targets(row.start, row.end)
        found = find_targets(row.phrase, reference=self._reference, offset=0)
        year = re.search(r"\d{4}", row.by)
        return [
            replace(
                t,
                name=row.name,
                unit=row.unit or t.unit,
                text=self._text[row.start : row.end],
                start=row.start,
                end=row.end,
                by=t.by or (year[0] if year else None),
                lead=row.assignment.lead,
                responsible=row.assignment.responsible,
            )
            for t in found[:1]
            if not self._document.doubtful(row.start, row.end)
        ]


def reference_date(document: Document) -> date | None:
    """The day that 今年 and 年底前 count from: the document's own, else the year in its number or title."""
    if document.date:
        return document.date
    for text in (document.doc_no or "", document.title):
        year = re.search(r"(?<!\d)(20\d\d)(?!\d)", text)
        if year:
            return date(int(year[1]), 1, 1)
    return None


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
