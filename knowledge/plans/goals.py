"""The goals that a plan sets for itself: in goal sections, before the first heading, in tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.model import Document, Target
from knowledge.plans.assignments import with_leads
from knowledge.plans.drafts import Draft
from knowledge.plans.rules import Rules
from knowledge.plans.structure import Group, Stretch
from knowledge.plans.tables import TargetRow
from knowledge.plans.targets import find_targets

# What a page says of the document: 来源：某镇党政办 发布日期：2026-05-18 点击数：327次.
_PAGE_FIELD = re.compile(
    r"(?:来源|作者|编辑|索引号|文号|日期|时间|有效性|主题词|字号|(?:点击|浏览|阅读|访问)(?:数|量|次数)?)\s*[:：]"
)
_SHORTEST = 12  # characters of a paragraph that may state goals before the first heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """Reads the targets of one document. reference: the day that its missing years come from."""

    document: Document
    groups: Sequence[Group]
    rules: Rules
    reference: date | None

    def between(self, start: int, end: int) -> list[Target]:
        """The targets in a stretch of the text, none out of what cleaning could only guess."""
        words = self.document.text[start:end]
        found = find_targets(words, reference=self.reference, offset=start)
        return [t for t in found if t.name and not self._guessed(t)]

    def _guessed(self, target: Target) -> bool:
        start, end = target.start or 0, target.end or 0
        return target.start is not None and self.document.doubtful(start, end)

    def targets(
        self,
        indicators: Sequence[Draft],
        rows: Sequence[TargetRow],
        tasks: Sequence[tuple[int, int]],
    ) -> tuple[Target, ...]:
        """All targets in printed order, each once.

        indicators: paragraphs with units of their own. rows: of tables. tasks: ranges of the tasks,
        whose numbers are theirs and no targets of the document.
        """
        found = [
            *(
                t
                for s in self._stretches(is_plan=bool(tasks))
                for t in self.between(s.start, s.end)
            ),
            *(t for draft in indicators for t in self._with_units(draft)),
            *(t for row in rows for t in self._of_row(row)),
        ]
        best: dict[tuple[int | None, int | None, str], Target] = {}
        for target in found:
            key = (target.start, target.end, target.value)
            if key not in best or target.lead or target.responsible:
                best[key] = target
        inside = (t for t in best.values() if not _within(t.start, tasks))
        return tuple(sorted(inside, key=lambda t: t.start or 0))

    def _stretches(self, *, is_plan: bool) -> Iterator[Stretch]:
        """Goal sections; in a plan also what precedes all headings."""
        for group in self.groups:
            if group.zone == "goal":
                yield from (s for s in (group.head, *group.paragraphs) if s)
            elif group.zone == "preface" and is_plan:
                yield from filter(self._may_state_goals, group.paragraphs)

    def _may_state_goals(self, stretch: Stretch) -> bool:
        words = stretch.of(self.document.text)
        stated = self.rules.states(stretch.start) or self.document.title in words
        if len(_PAGE_FIELD.findall(words)) > 1:
            return False
        return not stated and len(words) > _SHORTEST

    def _with_units(self, draft: Draft) -> Iterator[Target]:
        units = with_leads(draft.assignment, star=self.rules.star, sole=self.rules.sole)
        for target in self.between(draft.start, draft.end):
            yield replace(target, lead=units.lead, responsible=units.responsible)

    def _of_row(self, row: TargetRow) -> list[Target]:
        if row.phrase is None:
            return self.between(row.start, row.end)
        if self.document.doubtful(row.start, row.end):
            return []
        year = re.search(r"\d{4}", row.by)
        return [
            replace(
                target,
                name=row.name,
                unit=row.unit or target.unit,
                text=self.document.text[row.start : row.end],
                start=row.start,
                end=row.end,
                by=target.by or (year[0] if year else None),
                lead=row.assignment.lead,
                responsible=row.assignment.responsible,
            )
            for target in find_targets(row.phrase, reference=self.reference)[:1]
        ]


def _within(position: int | None, ranges: Sequence[tuple[int, int]]) -> bool:
    return position is not None and any(start <= position < end for start, end in ranges)
