"""Paragraphs, items and rows that are tasks, before deadlines and numbers are read.

What makes a task: a responsibility clause of its own, an item under a heading that names who leads, a
numbered item among tasks, a sentence that assigns somebody. Goals, definitions and appeals are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.model import Document
from knowledge.plans.assignments import NOBODY, Assignment, over
from knowledge.plans.clauses import Clause, find_clauses, line_clause
from knowledge.plans.headings import Headings
from knowledge.plans.labels import is_bare_label, labels_in
from knowledge.plans.nature import Nature
from knowledge.plans.responsibility import is_time
from knowledge.plans.rules import Rules
from knowledge.plans.sentences import read_paragraph
from knowledge.plans.structure import Group, Stretch

_LIST_ITEM = re.compile(r"\s*(?:[①-⑳]|[（(]?\d{1,2}[）)、.．]|[-*•·●])\s*")
_LIST_OPENS = re.compile(r"[^。；;\n]{2,40}[:：]\s*①\s*")
FORMAL = re.compile(r"^本(?:措施|方案|办法|意见|规定|计划|细则|通知|清单|文件)")
_CUT = "原文括号没有写完，单位可能不全"
_JOINTS = " \t\u3000\n，,；;。、"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A task in the making. start, end: its words. quote_start, quote_end: with its clause.

    clause: range of the clause or sentence that says who, or None. indicator: it says that this is an
    indicator. spoken: sentences say who, no clause does. lined: lines below say who. listed: it stands
    in a list of tasks, rather than being said in passing. after: words behind the clause, which may
    hold the deadline. doubts: lines for a person.
    """

    start: int
    end: int
    quote_start: int
    quote_end: int
    group: Group
    assignment: Assignment = NOBODY
    clause: tuple[int, int] | None = None
    indicator: bool = False
    spoken: bool = False
    lined: bool = False
    doubts: tuple[str, ...] = ()
    listed: bool = True
    after: str = ""


class Drafter:
    """Goes through the groups of a document in order.

    nature: in a notice only what is said in form makes a task.
    """

    def __init__(
        self, document: Document, groups: list[Group], rules: Rules, *, nature: Nature = "plan"
    ) -> None:
        self._formal = nature != "plan"
        self._document = document
        self._text = document.text
        self._groups = groups
        self._rules = rules
        self._headings = Headings(document, rules)
        self._level: str | None = None

    def drafts(self) -> list[Draft]:
        """Tasks that name somebody, in printed order; also those in goal sections (maybe indicators)."""
        return [draft for group in self._groups for draft in self._group(group)]

    # ---- a group with clauses -------------------------------------------------------------------

    def _group(self, group: Group) -> list[Draft]:
        if group.section is None or group.zone == "preface":
            return [d for p in group.paragraphs for d in self._in_preface(group, p)]
        self._level = self._headings.read(group, self._level)
        found: list[Draft] = []
        pending: list[Stretch] = []
        for stretches, block in self._blocks(group):
            for stretch in stretches:
                clauses = self._clauses(stretch)
                if clauses and group.head in pending and not group.has_children:
                    # An item's clause closes all its paragraphs so far.
                    stretch = Stretch(start=pending[0].start, end=stretch.end)
                    pending = []
                if clauses:
                    found += [d for p in pending for d in self._unclaimed(group, p)]
                    found += self._paragraph(group, stretch, clauses)
                    pending = []
                else:
                    pending.append(stretch)
            if block is None:
                found += [d for p in pending for d in self._unclaimed(group, p)]
            elif not pending and found and self._text[found[-1].quote_end : block.start].isspace():
                # The lines go on where a clause at the paragraph's end has stopped.
                found[-1] = self._continued(found[-1], block)
            else:
                found += self._settle(group, pending, block)
            pending = []
        return found

    def _in_preface(self, group: Group, stretch: Stretch) -> list[Draft]:
        """Before the first heading only clauses make a task; without any heading, sentences do, too."""
        clauses = self._clauses(stretch)
        if clauses or self._document.sections:
            return self._paragraph(group, stretch, clauses)
        return self._rest(group, stretch.start, stretch.end)

    def _blocks(self, group: Group) -> Iterator[tuple[list[Stretch], Clause | None]]:
        """Paragraphs up to the lines that say who does them, with those lines as one clause."""
        stretches = [group.head] if group.head else []
        block: Clause | None = None
        for stretch in _labelled(self._text, group.paragraphs):
            line = line_clause(self._text, stretch.start, stretch.end, self._level)
            if line is not None:
                block = line if block is None else _merged(block, line)
                self._level = block.assignment.level or self._level
                continue
            if block is not None:
                yield stretches, block
                stretches, block = [], None
            stretches.append(stretch)
        yield stretches, block

    def _continued(self, draft: Draft, block: Clause) -> Draft:
        joined = draft.assignment.joined(block.assignment)
        assignment = over(joined, self._headings.over(draft.group))
        return replace(draft, assignment=assignment, quote_end=block.end)

    def _clauses(self, stretch: Stretch) -> list[Clause]:
        found = find_clauses(self._text, stretch.start, stretch.end, self._level)
        for clause in found:
            self._level = clause.assignment.level or self._level
        return found

    def _settle(self, group: Group, pending: list[Stretch], block: Clause) -> list[Draft]:
        """Lines of responsibility: they belong to the paragraphs before them, else to the section."""
        if pending:
            return [
                self._draft(group, pending[0].start, pending[-1].end, block, quote_end=block.end)
            ]
        section = group.section
        if section is None:
            return []
        if group.has_children:
            self._headings.hold(group, block)
            return []
        # A heading with nothing but these lines is a task itself.
        at = self._text.find(section.title, section.start) if section.title else -1
        if at < 0:
            return []
        return [self._draft(group, at, at + len(section.title), block, quote_end=block.end)]

    def _paragraph(self, group: Group, stretch: Stretch, clauses: list[Clause]) -> list[Draft]:
        """A paragraph with clauses in it: each ends a task."""
        if not any(
            c.assignment.units or c.assignment.deadline or c.form == "line" for c in clauses
        ):
            return []
        found = []
        begin = stretch.start
        for i, clause in enumerate(clauses):
            start, end = self._words(begin, clause.start)
            last = i + 1 == len(clauses)
            begin = clause.end
            if end - start < 2:
                if group.has_children and clause.assignment.units:
                    self._headings.hold(group, clause)
                continue
            if self._only_heading(group, start, end):
                self._headings.hold(group, clause)
                continue
            after = self._text[clause.end : stretch.end].strip(_JOINTS) if last else ""
            draft = self._draft(group, start, end, clause, quote_end=clause.end)
            found.append(replace(draft, after=after if _is_afterword(after) else ""))
        if found and found[-1].after and self._text[clauses[-1].end] in "，,":
            # `A（甲负责），B（乙负责），9月底前完成`: the time is said of the whole sentence.
            found = [replace(d, after=d.after or found[-1].after) for d in found]
        found += self._rest(group, begin, stretch.end) if begin < stretch.end else []
        return found

    def _only_heading(self, group: Group, start: int, end: int) -> bool:
        """Whether a clause ends a heading rather than a task: short, with items below it."""
        words = self._text[start:end]
        return group.has_children and len(words) <= 40 and not re.search(r"[，,。；;].", words)

    def _words(self, start: int, end: int) -> tuple[int, int]:
        """A range without the joints, numbers and marks around it; the closing 。 stays."""
        while start < end and self._text[start] in _JOINTS:
            start += 1
        opened = _LIST_OPENS.match(self._text, start, end)
        if opened:
            return opened.end(), self._words(opened.end(), end)[1]
        mark = _LIST_ITEM.match(self._text, start, end)
        if mark and start and self._text[start - 1] in _JOINTS:
            start = mark.end()
        while end > start and self._text[end - 1] in " \t\u3000\n，,；;、":
            end -= 1
        return start, end

    def _draft(
        self, group: Group, start: int, end: int, clause: Clause, *, quote_end: int
    ) -> Draft:
        item = group.section and group.head and start == group.head.start
        return Draft(
            start=start,
            end=end,
            quote_start=group.section.start if group.section and item else start,
            quote_end=max(quote_end, end),
            group=group,
            assignment=over(clause.assignment, self._headings.over(group)),
            clause=(clause.start, clause.end),
            indicator=clause.indicator,
            lined=clause.form == "line",
            doubts=(_CUT,) if clause.cut else (),
        )

    # ---- paragraphs without a clause ----------------------------------------------------------

    def _rest(self, group: Group, start: int, end: int) -> list[Draft]:
        """Running text, and what stands behind the last clause: only sentences that say who leads."""
        parts = read_paragraph(self._text, start, end, among_tasks=False, level=self._level)
        return [
            Draft(
                start=part.start,
                end=part.end,
                quote_start=part.start,
                quote_end=part.end,
                group=group,
                assignment=part.assignment,
                clause=(part.start, part.end),
                spoken=True,
                listed=False,
            )
            for part in parts
            if part.assignment.lead and not self._rules.states(part.start)
        ]

    def _unclaimed(self, group: Group, stretch: Stretch) -> list[Draft]:
        """A paragraph without a clause: a heading may speak for it, or its own sentences."""
        if self._rules.states(stretch.start) or group.zone == "note":
            return []
        # What is said of 以上任务 is said of listed items, not of every paragraph beside them.
        held = self._headings.over(group, blankets=stretch is group.head)
        if held and held.units and not group.has_children:
            parts = read_paragraph(
                self._text, stretch.start, stretch.end, among_tasks=True, level=self._level
            )
            own = parts[0].assignment if len(parts) == 1 and parts[0].assignment.lead else NOBODY
            return [self._taken_over(group, stretch, over(own, held))]
        if group.zone == "goal":
            return []
        return self._spoken(group, stretch.start, stretch.end, whole=stretch is group.head)

    def _spoken(self, group: Group, start: int, end: int, *, whole: bool) -> list[Draft]:
        """Tasks out of sentences. whole: the stretch is a numbered item."""
        if group.section is None or group.zone == "preface":
            return []
        among = group.zone == "task" or (whole and group.zone == "duty")
        parts = read_paragraph(self._text, start, end, among_tasks=among, level=self._level)
        if group.zone == "duty" and whole:
            # An item among duties is one task only if it is assigned; appeals stay appeals.
            sure = read_paragraph(self._text, start, end, among_tasks=False, level=self._level)
            parts = parts if sure else []
        at = group.section.start if whole else start
        return [
            Draft(
                start=part.start,
                end=part.end,
                quote_start=at if part.start == start else part.start,
                quote_end=part.end,
                group=group,
                assignment=part.assignment,
                clause=(part.start, part.end),
                spoken=True,
                listed=part.listed,
            )
            for part in parts
            if (part.assignment.lead or not self._formal)
            and not self._rules.states(part.start)
            and not FORMAL.search(self._text[part.start : part.end])
        ]

    def _taken_over(self, group: Group, stretch: Stretch, held: Assignment) -> Draft:
        start = group.section.start if group.section and stretch is group.head else stretch.start
        return Draft(
            start=stretch.start,
            end=stretch.end,
            quote_start=start,
            quote_end=stretch.end,
            group=group,
            assignment=held,
        )


def _labelled(text: str, paragraphs: list[Stretch]) -> Iterator[Stretch]:
    """The paragraphs, a label that stands alone on its line joined with the line below it."""
    label: Stretch | None = None
    for stretch in paragraphs:
        words = stretch.of(text)
        if label is not None and not labels_in(words):
            yield Stretch(start=label.start, end=stretch.end)
            label = None
        elif is_bare_label(words):
            label = stretch
        else:
            label = None
            yield stretch


def _merged(one: Clause, other: Clause) -> Clause:
    return replace(one, end=other.end, assignment=one.assignment.joined(other.assignment))


def _is_afterword(text: str) -> bool:
    """Whether the words behind a clause only say when: `2026年6月底前完成`."""
    return 0 < len(text) <= 30 and is_time(text) and not re.search(r"[。；;].", text)
