"""Answer, offer or abstain: by one probability and one setting."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.decision import THRESHOLDS, Caution, decide


@dataclass(frozen=True)
class Hit:
    probability: float


PROBABILITIES = st.lists(st.floats(0, 1), max_size=8).map(lambda ps: sorted(ps, reverse=True))
RANK = {"unanswered": 0, "suggested": 1, "answered": 2}
CAUTIONS: tuple[Caution, ...] = ("cautious", "balanced", "eager")


def _hits(probabilities: list[float]) -> list[Hit]:
    return [Hit(p) for p in probabilities]


def test_nothing_found_is_unanswered() -> None:
    assert decide([]).status == "unanswered"


@pytest.mark.parametrize(
    ("probabilities", "status", "rule"),
    [
        ([0.99, 0.1], "answered", ""),
        ([0.99, 0.97], "suggested", "margin"),
        ([0.5, 0.4, 0.01], "suggested", "floor"),
        ([0.05], "unanswered", "floor"),
    ],
)
def test_the_rule_that_decided_is_named(probabilities: list[float], status: str, rule: str) -> None:
    decision = decide(_hits(probabilities))
    assert (decision.status, decision.rule) == (status, rule)


def test_what_must_be_met_keeps_a_sure_hit_from_being_answered() -> None:
    decision = decide(_hits([0.99]), covered=False)
    assert (decision.status, decision.rule, decision.offered) == ("suggested", "coverage", (0,))


@given(PROBABILITIES, st.booleans())
def test_more_caution_never_answers_more(probabilities: list[float], quoted: bool) -> None:
    ranks = [
        decide(_hits(probabilities), caution=c, quoted=quoted).status == "answered"
        for c in CAUTIONS
    ]
    assert ranks == sorted(ranks)


@given(PROBABILITIES, st.sampled_from(CAUTIONS))
def test_at_most_four_are_offered_and_each_is_worth_it(
    probabilities: list[float], caution: Caution
) -> None:
    decision = decide(_hits(probabilities), caution=caution)
    assert len(decision.offered) <= 4
    assert all(probabilities[n] >= THRESHOLDS[caution].offer for n in decision.offered)
    assert (decision.status == "suggested") == bool(decision.offered)


@given(PROBABILITIES.filter(bool), st.floats(0, 1))
def test_a_more_probable_first_hit_is_never_treated_as_less(
    probabilities: list[float], more: float
) -> None:
    better = [min(1.0, probabilities[0] + more), *probabilities[1:]]
    assert RANK[decide(_hits(better)).status] >= RANK[decide(_hits(probabilities)).status]
