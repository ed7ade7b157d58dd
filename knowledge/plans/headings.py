"""What headings say about everything under them: 一、农业节水（市农业农村局牵头）."""

from dataclasses import replace

from knowledge.model import Document
from knowledge.plans.assignments import Assignment
from knowledge.plans.clauses import Clause, find_clauses
from knowledge.plans.responsibility import is_strong_unit
from knowledge.plans.rules import Rules
from knowledge.plans.structure import Group
from knowledge.plans.unit_names import split_units


class Headings:
    """Keeps what was said for whole sections, and finds what holds for a group."""

    def __init__(self, document: Document, rules: Rules) -> None:
        self._document = document
        self._rules = rules
        self._held: dict[int, Assignment] = {}

    def read(self, group: Group, level: str | None) -> str | None:
        """Take in what a group's heading itself says; the level that it leaves behind."""
        section = group.section
        if section is None or section.item:
            return level
        text = self._document.text
        line = text[section.start : text.find("\n", section.start) + 1].strip() or section.title
        clauses = find_clauses(section.title, 0, len(section.title), level)
        units = split_units(section.title, level)
        if clauses:
            return self._hold(group, replace(clauses[-1].assignment, grounds=(line,))) or level
        if group.has_children and units and all(map(is_strong_unit, units)):
            # A chapter for each department: 一、市教育局.
            self._hold(group, Assignment(responsible=units, grounds=(line,)))
        return level

    def hold(self, group: Group, clause: Clause) -> None:
        """Let a clause under a heading, outside its items, speak for all of them."""
        words = self._document.text[clause.start : clause.end]
        self._hold(group, replace(clause.assignment, grounds=(words,)))

    def _hold(self, group: Group, assignment: Assignment) -> str | None:
        if group.index is not None:
            before = self._held.get(group.index)
            self._held[group.index] = before.joined(assignment) if before else assignment
        return assignment.level

    def over(self, group: Group, *, blankets: bool = True) -> Assignment | None:
        """What the nearest heading around a group says; else, with blankets, a rule for all tasks."""
        index = group.index
        while index is not None:
            if index in self._held:
                return self._held[index]
            index = self._document.sections[index].parent
        return self._rules.blanket(group.section.start) if group.section and blankets else None
