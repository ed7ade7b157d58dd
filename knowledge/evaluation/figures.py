"""Judged answers -> figures: a table by type, reliability, precision against coverage, latency."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self

from knowledge.evaluation import judging
from knowledge.evaluation.questions import Labelled
from knowledge.model import Answer, Caution, Turn
from knowledge.search.decision import THRESHOLDS

_BINS = 10
_RECALL = 10


class Answers(Protocol):
    """What can be evaluated: a `Knowledge`, or anything that answers like one."""

    caution: Caution

    def answer(self, question: str, today: date, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One question, answered and judged. rank: of the first right candidate. seconds: it took."""

    asked: Labelled
    answer: Answer
    right: bool
    rank: int | None
    seconds: float

    @property
    def answered(self) -> bool:
        """Whether an answer was given, right or wrong."""
        return self.answer.status == "answered"

    @property
    def wrong(self) -> bool:
        """Whether it was answered wrongly: the worst there is."""
        return self.answered and not self.right

    @classmethod
    def of(cls, asked: Labelled, answer: Answer, seconds: float) -> Self:
        """Judge one answer."""
        return cls(
            asked=asked,
            answer=answer,
            right=judging.right(asked, answer),
            rank=judging.rank(asked, answer),
            seconds=seconds,
        )


def run(
    knowledge: Answers, questions: Sequence[Labelled], today: date, clock: Callable[[], float]
) -> list[Outcome]:
    """Ask every question, each with the turns before it. clock: seconds, for latency."""
    outcomes = []
    for asked in questions:
        turns: list[Turn] = []
        for earlier in asked.history:
            turns.append(Turn(question=earlier, answer=knowledge.answer(earlier, today, turns)))
        began = clock()
        answer = knowledge.answer(asked.query, today, turns)
        outcomes.append(Outcome.of(asked, answer, clock() - began))
    return outcomes


def with_caution(knowledge: Answers, caution: Caution) -> Answers:
    """The same knowledge, decided with another caution; what was indexed is shared."""
    other = copy(knowledge)
    other.caution = caution
    return other


def by_type(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Type -> n, right, answered, wrong (shares), and for sets with candidates recall and MRR."""
    types = dict.fromkeys(o.asked.type for o in outcomes)
    groups = {kind: [o for o in outcomes if o.asked.type == kind] for kind in types}
    table = {kind: _row(group) for kind, group in groups.items()}
    return {**table, "all": _row(outcomes)} if outcomes else {}


def _row(outcomes: Sequence[Outcome]) -> dict[str, float]:
    count = len(outcomes)
    row: dict[str, float] = {
        "n": count,
        "right": sum(o.right for o in outcomes) / count,
        "answered": sum(o.answered for o in outcomes) / count,
        "wrong": sum(o.wrong for o in outcomes) / count,
    }
    ranked = [o for o in outcomes if o.asked.wanted]
    if ranked:
        ranks = [o.rank for o in ranked if o.rank is not None and o.rank <= _RECALL]
        row["recall@1"] = sum(r == 1 for r in ranks) / len(ranked)
        row["recall@10"] = len(ranks) / len(ranked)
        row["MRR@10"] = sum(1 / r for r in ranks) / len(ranked)
    return row


def reliability(outcomes: Sequence[Outcome]) -> list[dict[str, float]]:
    """Of the answers given at a confidence, how many are right: one row a tenth that occurs."""
    rows = []
    for step in range(_BINS):
        low, high = step / _BINS, (step + 1) / _BINS
        inside = [o for o in outcomes if o.answered and _bin(o.answer.confidence) == step]
        if inside:
            rows.append(
                {
                    "from": low,
                    "to": high,
                    "n": len(inside),
                    "confidence": sum(o.answer.confidence for o in inside) / len(inside),
                    "right": sum(o.right for o in inside) / len(inside),
                }
            )
    return rows


def _bin(confidence: float) -> int:
    return min(_BINS - 1, int(confidence * _BINS))


def precision(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Of all answered so many are right; of all that can be answered so many are answered right."""
    answered = [o for o in outcomes if o.answered]
    answerable = [o for o in outcomes if not o.asked.refuse]
    outside = [o for o in outcomes if o.asked.refuse]
    good = sum(o.right for o in answered)
    return {
        "right of all answered": good / max(1, len(answered)),
        "answered right of all answerable": good / max(1, len(answerable)),
        "out of scope answered anyway": sum(o.answered for o in outside) / max(1, len(outside)),
    }


def latency(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Milliseconds of a complete answer, half of all and 99 of 100 within."""
    times = sorted(o.seconds * 1000 for o in outcomes)
    if not times:
        return {}
    return {
        "p50": times[len(times) // 2],
        "p99": times[min(len(times) - 1, len(times) * 99 // 100)],
    }


def explain(outcome: Outcome, *, evidence: int = 4) -> str:
    """One failure for a person: what was wanted, what came, and what decided."""
    asked, answer = outcome.asked, outcome.answer
    wanted = "不回答" if asked.refuse else asked.words or "、".join(sorted(asked.wanted))
    wanted = wanted or "、".join(f"{k}={v}" for k, v in asked.expect.items())
    got = "、".join(c.id for c in answer.candidates[:3]) or answer.answer[:40].replace("\n", " ")
    said = f"{asked.query}｜应为：{wanted}｜得到：{got}（{answer.status}，{answer.confidence:.2f}）"
    if answer.candidates and answer.candidates[0].evidence:
        best = sorted(answer.candidates[0].evidence.items(), key=lambda item: -abs(item[1]))
        said += "｜" + "，".join(f"{name} {value:.2f}" for name, value in best[:evidence])
    return said


def report(
    knowledge: Answers,
    questions: Sequence[Labelled],
    today: date,
    clock: Callable[[], float],
    *,
    settings: Sequence[Caution] = tuple(THRESHOLDS),
) -> tuple[dict[str, Any], list[Outcome]]:
    """All figures as a JSON-able object, and the outcomes under the knowledge's own caution."""
    outcomes = run(knowledge, questions, today, clock)
    cautions = {}
    for caution in settings:
        same = caution == knowledge.caution
        judged = (
            outcomes if same else run(with_caution(knowledge, caution), questions, today, clock)
        )
        cautions[caution] = precision(judged)
    figures = {
        "types": by_type(outcomes),
        "reliability": reliability(outcomes),
        "caution": cautions,
        "latency_ms": latency(outcomes),
        "questions": [
            {"query": o.asked.query, "right": o.right, "status": o.answer.status} for o in outcomes
        ],
    }
    return figures, outcomes


def against(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Questions that got better and that got worse since an earlier report.

    Raises ValueError where `before` is no such report.
    """
    try:
        earlier = {row["query"]: bool(row["right"]) for row in before["questions"]}
    except (KeyError, TypeError):
        raise ValueError("not a report") from None
    both = [row for row in now["questions"] if row["query"] in earlier]
    better = [row["query"] for row in both if row["right"] and not earlier[row["query"]]]
    worse = [row["query"] for row in both if earlier[row["query"]] and not row["right"]]
    return better, worse
