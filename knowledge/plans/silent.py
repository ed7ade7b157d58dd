"""Items of a plan that name nobody: tasks all the same, among tasks or in a plan that names nobody at all.

In a notice or a guide, numbered items are no tasks: there, nothing is taken without a unit.
"""

import re
from collections.abc import Iterator, Sequence

from knowledge.model import Document
from knowledge.plans.clauses import line_clause
from knowledge.plans.drafts import FORMAL, Draft
from knowledge.plans.nature import Nature
from knowledge.plans.rules import Rules
from knowledge.plans.structure import Group, Stretch

_STAGES = re.compile(r"步骤|阶段|进度安排|时间安排")
_STAGE = re.compile(r"^[一-龥]{0,6}阶段(?:$|[（(。])")
_PLAN_TITLE = re.compile(
    r"方案|计划|要点|清单|分工|分解|任务|措施|行动|安排|规划|实事|责任书|台账|实施意见"
)


def silent_items(
    document: Document,
    groups: Sequence[Group],
    rules: Rules,
    found: Sequence[Draft],
    *,
    nature: Nature = "plan",
) -> Iterator[Draft]:
    """Numbered items that name nobody, in sections where other items do; in a plan by its title that
    names nobody anywhere, all items and paragraphs under numbered headings.
    """
    named = {id(d.group) for d in found}
    # A unit that a sentence mentions does not make its neighbours a list of tasks; a clause does.
    clauses = [d for d in found if d.assignment.units and d.group.section and not d.spoken]
    tops = {_top(groups, d.group) for d in clauses}
    whole = nature == "plan" and not clauses and bool(_PLAN_TITLE.search(document.title))
    for group in groups:
        if id(group) in named or not _may_be_task(group):
            continue
        stretches = _stretches(document, group, rules)
        among = group.head is not None and _top(groups, group) in tops
        if stretches and (among or (whole and group.numbered and group.parent is not None)):
            yield _draft(group, stretches)


def _top(groups: Sequence[Group], group: Group) -> int | None:
    """The outermost heading around a group, by its index; None for items that stand under none."""
    index = group.parent
    while index is not None and (above := groups[index + 1].parent) is not None:
        index = above
    return index


def _may_be_task(group: Group) -> bool:
    if group.zone != "task" or group.section is None or group.has_children:
        return False
    headings = group.path if group.head else (*group.path, group.title)
    return not _STAGE.search(group.title) and not any(map(_STAGES.search, headings))


def _stretches(document: Document, group: Group, rules: Rules) -> list[Stretch]:
    own = (s for s in (group.head, *group.paragraphs) if s)
    return [
        s
        for s in own
        if not rules.states(s.start)
        and not FORMAL.search(s.of(document.text))
        and line_clause(document.text, s.start, s.end) is None
    ]


def _draft(group: Group, stretches: Sequence[Stretch]) -> Draft:
    first, last = stretches[0], stretches[0] if group.head else stretches[-1]
    at = group.section.start if group.section and group.head else first.start
    return Draft(
        start=first.start,
        end=last.end,
        quote_start=at,
        quote_end=last.end,
        group=group,
    )
