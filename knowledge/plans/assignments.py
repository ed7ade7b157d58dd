"""Who leads and who takes part: what one clause says, joined with others, under a plan's rules."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What one clause says. lead, responsible: full names in printed order, none in both.

    deadline: its words about time, or None. helpers: those of the responsible that only help
    (配合单位). starred: units marked with ☆. first_leads: the clause itself says that the first unit
    leads. open_ended: the list ends in 等. exclusive: `X负责` and the like, which stand alone rather
    than beside a lead named elsewhere. unread: what is neither a unit nor a time. level: the level of
    its last unit, for lists that follow. grounds: passages outside the clause on which it rests, word
    for word: a heading, a rule stated once.
    """

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    deadline: str | None = None
    helpers: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    first_leads: bool = False
    open_ended: bool = False
    exclusive: bool = False
    unread: tuple[str, ...] = ()
    level: str | None = None
    grounds: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Everyone named, leads first."""
        return (*self.lead, *self.responsible)

    def joined(self, other: "Assignment") -> "Assignment":
        """This clause and one that goes on where it ends, such as the next line."""
        lead = (*self.lead, *(u for u in other.lead if u not in self.lead))
        helps = dict.fromkeys((*self.responsible, *other.responsible))
        return Assignment(
            lead=lead,
            responsible=tuple(u for u in helps if u not in lead),
            deadline=self.deadline or other.deadline,
            helpers=self.helpers + other.helpers,
            starred=self.starred + other.starred,
            first_leads=self.first_leads or other.first_leads,
            open_ended=self.open_ended or other.open_ended,
            exclusive=self.exclusive or other.exclusive,
            unread=self.unread + other.unread,
            level=other.level or self.level,
            grounds=tuple(dict.fromkeys(self.grounds + other.grounds)),
        )


NOBODY = Assignment()


def over(own: Assignment, held: Assignment | None) -> Assignment:
    """An item's own clause over what its heading says: 配合单位 adds, 负责 and 牵头 replace."""
    if held is None:
        return own
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


def with_leads(
    assignment: Assignment,
    *,
    first: str | None = None,
    star: str | None = None,
    sole: str | None = None,
) -> Assignment:
    """Apply rules that the document states once, each given by its words, None where it is not stated.

    first: the first unit leads. star: the meaning of ☆ (a ☆ leads also where none is given).
    sole: a single responsible unit leads.
    """
    helps = assignment.responsible
    duties = tuple(u for u in helps if u not in assignment.helpers)
    if assignment.lead or not duties:
        return assignment
    if assignment.starred:
        lead, ground = tuple(u for u in helps if u in assignment.starred), star
    elif assignment.first_leads or first is not None:
        lead, ground = duties[:1], None if assignment.first_leads else first
    elif sole is not None and len(duties) == 1 and not assignment.open_ended:
        lead, ground = duties, sole
    else:
        return assignment
    return replace(
        assignment,
        lead=lead,
        responsible=tuple(u for u in helps if u not in lead),
        grounds=(*assignment.grounds, *([ground] if ground else [])),
    )
