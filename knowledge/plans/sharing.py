"""Lines of responsibility below the last of several sub-items: they speak for all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from knowledge.plans.drafts import Draft
from knowledge.plans.structure import Group

_SHARED = "责任单位写在本组最后一条之后，按各条共用理解"


def shared(text: str, groups: Sequence[Group], drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Drafts for sub-items that name nobody, out of the lines below the last of them.

    1.加强监管。（1）开展检查。（2）公布结果。
    责任单位：市市场监管局
    """
    found: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        found[id(draft.group)].append(draft)
    for *before, last in _siblings(groups):
        said = found[id(last)]
        if len(said) == 1 and said[0].lined and not any(found[id(g)] for g in before):
            for group in before:
                yield from _taking(text, group, said[0])


def _siblings(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Items that stand side by side under one item, without items of their own."""
    inside: Mapping[int, list[Group]] = defaultdict(list)
    for group in groups:
        if group.parent is not None:
            inside[group.parent].append(group)
    for parent in groups:
        section = parent.section
        items = (
            inside[parent.index] if section and section.item and parent.index is not None else []
        )
        if len(items) > 1 and not any(g.has_children for g in items):
            yield items


def _taking(text: str, group: Group, draft: Draft) -> Iterator[Draft]:
    if group.head is None or group.section is None or draft.clause is None:
        return
    words = text[slice(*draft.clause)]
    yield replace(
        draft,
        start=group.head.start,
        end=group.head.end,
        quote_start=group.section.start,
        quote_end=group.head.end,
        group=group,
        assignment=replace(draft.assignment, grounds=(words,)),
        doubts=(_SHARED,),
    )
