"""The record of one date phrase."""

import datetime  # a field called `date` hides the name of that type
from dataclasses import dataclass
from typing import Literal

from knowledge.model import DeadlineKind

Role = Literal["by", "in", "from", "round", "always", "handling", "described"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """One date phrase. `text` equals `source[start:end]`.

    kind: as of `model.Deadline`; `date` has a date. date: the last day that is on time.
    first, last: the stretch that is named, where there is one. rule: an RRULE without its name.
    begins: for "from ... on". reason: the reading, Chinese.
    role: `by` a day; `in` a stretch; `from` a start; `round` recurring; `always` ongoing;
    `handling` how long a case may take; `described` a year that only says which thing is meant.
    presumed: a festival or season, whose day nobody prints. loose: 按月, 定期, 年终 and the like,
    which often describe only part of the work. certain: false where a person should look.
    """

    text: str
    start: int
    end: int
    kind: DeadlineKind = "none"
    date: datetime.date | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    rule: str | None = None
    begins: datetime.date | None = None
    reason: str = ""
    certain: bool = True
    role: Role = "by"
    presumed: bool = False
    loose: bool = False

    def __post_init__(self) -> None:
        if (self.kind == "date") != (self.date is not None):
            raise ValueError(f"kind {self.kind!r} with date {self.date}")
