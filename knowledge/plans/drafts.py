"""Paragraphs, items and rows that are tasks, before deadlines and numbers are read.

What makes a task: a responsibility clause of its own, an item under a heading that names who leads, a
numbered item among tasks, a sentence that assigns somebody. Goals, definitions and appeals are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.model import Document
from knowledge.plans.clauses import Clause, find_clauses, line_clause, read_sentence, sentences
from knowledge.plans.responsibility import NOBODY, Assignment, is_time
from knowledge.plans.rules import Rules
from knowledge.plans.structure import Group, Stretch

_LIST_ITEM = re.compile(r"\s*(?:[①-⑳]|[（(]?\d{1,2}[）)、.．]|[-*•·●])\s*")
_JOINTS = " \t\u3000\n，,；;。、"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A task in the making. start, end: its words. quote_start, quote_end: with its clause.

    own: the clause is its own, not taken over from a heading. clause: range of that clause or None.
    indicator: the clause says that this is an indicator. alone: nothing else stands under its heading.
    after: words behind the clause in the same sentence, which may hold the deadline.
    """

    start: int
    end: int
    quote_start: int
    quote_end: int
    group: Group
    assignment: Assignment = NOBODY
    own: bool = True
    clause: tuple[int, int] | None = None
    indicator: bool = False
    alone: bool = False
    sentence: bool = False
    inherited: bool = False
    after: str = ""


@dataclass(slots=True)
class _Pending:
    """Paragraphs of a group that wait for the lines that say who does them."""

    stretches: list[Stretch]


class Drafter:
    """Goes through the groups of a document in order."""

    def __init__(self, document: Document, groups: list[Group], rules: Rules) -> None:
        self._document = document
        self._text = document.text
        self._groups = groups
        self._rules = rules
        self._held: dict[int, Assignment] = {}
        self._level: str | None = None
        self._has_units = False

    def drafts(self) -> list[Draft]:
        """All tasks in printed order, also those in goal sections (which may be indicators)."""
        found = [draft for group in self._groups for draft in self._group(group)]
        self._has_units = any(d.assignment.units for d in found)
        silent = [draft for group in self._groups for draft in self._silent(group, found)]
        return sorted(found + silent, key=lambda d: (d.start, d.end))

    # ---- a group with clauses -------------------------------------------------------------------

    def _group(self, group: Group) -> list[Draft]:
        if group.section is None or group.zone == "preface":
            return [
                d for p in group.paragraphs for d in self._paragraph(group, p, self._clauses(p))
            ]
        self._heading(group)
        found: list[Draft] = []
        pending: list[Stretch] = []
        block: Clause | None = None
        for stretch in (*([group.head] if group.head else []), *group.paragraphs):
            line = line_clause(self._text, stretch.start, stretch.end, self._level)
            if line is not None and stretch is not group.head:
                block = line if block is None else _merged(block, line)
                self._level = block.assignment.level or self._level
                continue
            if block is not None:
                found += self._settle(group, pending, block)
                pending, block = [], None
            clauses = self._clauses(stretch)
            if clauses:
                found += self._paragraph(group, stretch, clauses)
                pending = []
            else:
                pending.append(stretch)
        if block is not None:
            found += self._settle(group, pending, block)
            pending = []
        for stretch in pending:
            found += self._unclaimed(group, stretch)
        return found

    def _clauses(self, stretch: Stretch) -> list[Clause]:
        found = find_clauses(self._text, stretch.start, stretch.end, self._level)
        for clause in found:
            self._level = clause.assignment.level or self._level
        return found

    def _heading(self, group: Group) -> None:
        """Take in what a heading says about everything under it."""
        section = group.section
        if section is None or group.index is None or section.item:
            return
        clauses = find_clauses(section.title, 0, len(section.title), self._level)
        if clauses:
            words = self._text[section.start : self._text.find("\n", section.start) + 1].strip()
            self._hold(group, replace(clauses[-1].assignment, grounds=(words or section.title,)))

    def _hold(self, group: Group, assignment: Assignment) -> None:
        if group.index is not None:
            before = self._held.get(group.index)
            self._held[group.index] = before.joined(assignment) if before else assignment
            self._level = assignment.level or self._level

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
            self._hold(group, _grounded(block, self._text))
            return []
        # A heading with nothing but these lines is a task itself.
        at = self._text.find(section.title, section.start) if section.title else -1
        if at < 0:
            return []
        return [self._draft(group, at, at + len(section.title), block, quote_end=block.end)]

    def _paragraph(self, group: Group, stretch: Stretch, clauses: list[Clause]) -> list[Draft]:
        """A paragraph with clauses in it: each ends a task."""
        if not any(
            c.assignment.units or c.assignment.deadline or c.form != "bracket" for c in clauses
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
                    self._hold(group, _grounded(clause, self._text))
                continue
            if self._only_heading(group, start, end):
                self._hold(group, _grounded(clause, self._text))
                continue
            after = self._text[clause.end : stretch.end].strip(_JOINTS) if last else ""
            draft = self._draft(group, start, end, clause, quote_end=clause.end)
            found.append(replace(draft, after=after if _is_afterword(after) else ""))
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
        mark = _LIST_ITEM.match(self._text, start, end)
        if mark and start and self._text[start - 1] in _JOINTS:
            start = mark.end()
        while end > start and self._text[end - 1] in " \t\u3000\n，,；;、":
            end -= 1
        return start, end

    def _draft(
        self, group: Group, start: int, end: int, clause: Clause, *, quote_end: int
    ) -> Draft:
        own = clause.assignment
        held = self._inherited(group)
        assignment = _overlaid(own, held) if held else own
        at = (
            group.section.start
            if group.section and group.head and start == group.head.start
            else start
        )
        return Draft(
            start=start,
            end=end,
            quote_start=at,
            quote_end=max(quote_end, end),
            group=group,
            assignment=assignment,
            clause=(clause.start, clause.end),
            indicator=clause.indicator,
            inherited=assignment.lead != own.lead,
        )

    def _inherited(self, group: Group, *, itself: bool = True) -> Assignment | None:
        """What the nearest heading around a group says about everything under it."""
        index = group.index if itself else group.parent
        while index is not None:
            if index in self._held:
                return self._held[index]
            index = self._document.sections[index].parent
        return self._rules.blanket(group.section.start) if group.section else None

    # ---- paragraphs without a clause ----------------------------------------------------------

    def _rest(self, group: Group, start: int, end: int) -> list[Draft]:
        """What stands behind the last clause: only sentences that assign somebody."""
        return [d for d in self._sentences(group, start, end) if d.assignment.lead]

    def _unclaimed(self, group: Group, stretch: Stretch) -> list[Draft]:
        held = self._inherited(group)
        if held and held.units and group.zone != "note" and not group.has_children:
            return [self._taken_over(group, stretch, held)]
        if group.zone == "note" or (
            group.has_children and stretch is not group.head and group.zone == "goal"
        ):
            return []
        said = [*self._sentences(group, stretch.start, stretch.end)]
        if stretch is group.head and said and group.zone != "goal":
            best = next((d for d in said if d.assignment.lead), said[0])
            whole = replace(best, start=stretch.start, end=stretch.end, sentence=False)
            return [
                replace(
                    whole,
                    quote_start=group.section.start if group.section else stretch.start,
                    quote_end=stretch.end,
                )
            ]
        return said if group.zone in ("duty", "task") else []

    def _taken_over(self, group: Group, stretch: Stretch, held: Assignment) -> Draft:
        start = group.section.start if group.section and stretch is group.head else stretch.start
        return Draft(
            start=stretch.start,
            end=stretch.end,
            quote_start=start,
            quote_end=stretch.end,
            group=group,
            assignment=held,
            own=False,
            inherited=True,
        )

    def _sentences(self, group: Group, start: int, end: int) -> Iterator[Draft]:
        """Sentences that say who does something; one that only names who acts needs a time as well."""
        for begin, stop in sentences(self._text, start, end):
            if self._rules.states(begin):
                continue
            words = self._text[begin:stop]
            said = read_sentence(words, self._level)
            if said is None or not (said.assigned or _is_timed(words)):
                continue
            if group.section is None or group.zone == "preface":
                continue
            yield Draft(
                start=begin,
                end=stop,
                quote_start=begin,
                quote_end=stop,
                group=group,
                assignment=said.assignment,
                clause=(begin, stop),
                sentence=True,
            )

    # ---- items that say nothing about who -----------------------------------------------------

    def _silent(self, group: Group, found: list[Draft]) -> Iterator[Draft]:
        """Numbered items among tasks that name nobody; paragraphs too where the whole plan names nobody."""
        if group.zone != "task" or group.section is None or group.has_children:
            return
        if any(d.group is group for d in found):
            return
        stretches = [
            s for s in (group.head, *group.paragraphs) if s and not self._rules.states(s.start)
        ]
        stretches = [s for s in stretches if not line_clause(self._text, s.start, s.end)]
        if not stretches:
            return
        if group.head is None and (self._has_units or not group.numbered):
            return
        if not self._under_tasks(group):
            return
        first = stretches[0]
        last = stretches[0] if group.head else stretches[-1]
        yield replace(
            self._taken_over(group, first, NOBODY),
            end=last.end,
            quote_end=last.end,
            inherited=False,
        )

    def _under_tasks(self, group: Group) -> bool:
        """Whether an item without units stands in a list of tasks: below a heading, not a lone chapter."""
        return group.parent is not None or (bool(group.head) and self._has_units)


def _grounded(clause: Clause, text: str) -> Assignment:
    """A clause that speaks for others, with its words as their ground."""
    return replace(clause.assignment, grounds=(text[clause.start : clause.end],))


def _merged(one: Clause, other: Clause) -> Clause:
    return replace(one, end=other.end, assignment=one.assignment.joined(other.assignment))


def _overlaid(own: Assignment, held: Assignment) -> Assignment:
    """An item's own clause over what its heading says: 配合单位 adds, 负责 and 牵头 replace."""
    if own.lead or (own.exclusive and own.responsible):
        return replace(own, deadline=own.deadline or held.deadline)
    helps = own.responsible or held.responsible
    return replace(
        own,
        lead=held.lead,
        responsible=tuple(u for u in helps if u not in held.lead),
        deadline=own.deadline or held.deadline,
        grounds=held.grounds,
    )


def _is_timed(sentence: str) -> bool:
    """Whether a sentence says when or how often, so that it is a duty and not an appeal."""
    return bool(
        re.search(
            r"每(?:年|半年|季|月|周|旬|日|天|学期)|按[年季月周旬]|逐[年季月周]|(?:年|季|月|周)(?:度)?(?:通报|调度|报送|汇总|总结)|"
            r"[月年季]底前|\d+[月日]前|定期",
            sentence,
        )
    )


def _is_afterword(text: str) -> bool:
    """Whether the words behind a clause only say when: `2026年6月底前完成`."""
    return 0 < len(text) <= 30 and is_time(text) and not re.search(r"[。；;].", text)
