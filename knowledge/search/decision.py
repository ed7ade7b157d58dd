"""Probabilities -> answer, offer a choice, or say that the knowledge does not tell.

Past this module nobody looks at a score: every confidence is a probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.model import Caution, Status


class Judged(Protocol):
    """Anything that carries the probability that it is right."""

    @property
    def probability(self) -> float:
        """0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """floor: answer at or above this probability. quote: the same for a passage, which the asker
    reads and judges too. margin: and this far before the second. offer: a candidate is worth
    offering at or above this probability.
    """

    floor: float
    quote: float
    margin: float
    offer: float


# Chosen on development questions with out-of-scope ones among them. Of what the FAQ answers at the
# floors so much is right: cautious 97%, balanced 95%, eager 90%; of quotes 94%, 92%, 89%.
THRESHOLDS: dict[Caution, Thresholds] = {
    "cautious": Thresholds(floor=0.93, quote=0.8, margin=0.1, offer=0.2),
    "balanced": Thresholds(floor=0.85, quote=0.6, margin=0.05, offer=0.15),
    "eager": Thresholds(floor=0.6, quote=0.4, margin=0.0, offer=0.1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do with the hits. offered: positions of the 2 to 4 to choose from, best first.

    rule: `floor`, `margin` or `coverage`: which one kept it from being answered; empty if answered.
    """

    status: Status
    offered: tuple[int, ...] = ()
    rule: str = ""


def decide(
    hits: Sequence[Judged],
    *,
    caution: Caution = "balanced",
    covered: bool = True,
    quoted: bool = False,
) -> Decision:
    """Answer with the first of `hits` (best first), offer 2 to 4 of them, or neither.

    covered: whether everything that must be met (a number, a name in the question) is met.
    quoted: the hits are passages, answered with their own words.
    """
    limits = THRESHOLDS[caution]
    second = hits[1].probability if len(hits) > 1 else 0.0
    if not hits or hits[0].probability < (limits.quote if quoted else limits.floor):
        rule = "floor"
    elif hits[0].probability - second < limits.margin:
        rule = "margin"
    elif not covered:
        rule = "coverage"
    else:
        return Decision(status="answered")
    offered = tuple(n for n, hit in enumerate(hits[:4]) if hit.probability >= limits.offer)
    status: Status = "suggested" if offered else "unanswered"
    return Decision(status=status, offered=offered, rule=rule)
