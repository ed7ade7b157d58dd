"""Which number must be reached: targets of the documents, and numbers inside their tasks.

A number answers only when the question's own measure fits it: 多少钱 is never answered with a share,
去年 never with this year's goal.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from knowledge.answering.catalogue import Catalogue, Goal
from knowledge.answering.checks import HOW_MANY
from knowledge.answering.decisions import choose
from knowledge.answering.phrases import said_value
from knowledge.answering.topics import Match
from knowledge.answering.understanding import Query
from knowledge.model import Answer, Candidate

# Measure words that people use for one another when they ask.
_COUNTERS = frozenset("个项家所座处条名件种类")
_MONEY = re.compile("元")
_SHARE = re.compile("[%‰％]|百分点|成|倍")
_TIME = re.compile("天|日|小时|分钟|周|月|年")
_ASKS = re.compile(r"谁|哪|什么|怎么|为什么|如何|吗|多久|是否|能不能|指|意思|叫")
# Share of a bare noun phrase that a target must account for.
_BARE = 0.8
_YEAR = re.compile(r"(20\d\d)\s*年?")


def look_up_goal(query: Query, catalogue: Catalogue, today: date) -> Answer | None:
    """The number that the question asks for, or None where no number of the knowledge fits."""
    if not query.topic or query.names_department:
        return None
    matches = [
        m for m in catalogue.match_goals(query.topic) if _fits(query, catalogue.goals[m.key])
    ]
    matches = _one_per_clause(matches, catalogue)
    if query.kind is None:
        # A bare noun phrase (巩固率) asks for its number; a question about it may ask anything.
        matches = [] if _ASKS.search(query.text) else [m for m in matches if m.coverage >= _BARE]
    choice = choose(matches)
    candidates = tuple(Candidate(id=m.key, score=m.coverage) for m in matches[:10])
    if choice.kind in ("none", "unsure"):
        return None
    goals = [catalogue.goals[key] for key in choice.keys]
    if not _timely(query, goals[0], catalogue, today):
        return None
    if choice.kind == "several":
        return _offer(query, goals, candidates)
    return replace(_said(query, goals[0], catalogue, choice.confidence), candidates=candidates)


def _one_per_clause(matches: Sequence[Match], catalogue: Catalogue) -> list[Match]:
    """A clause with several numbers answers once."""
    seen: dict[tuple[str, str], Match] = {}
    for match in matches:
        goal = catalogue.goals[match.key]
        seen.setdefault((goal.document, goal.target.text), match)
    return list(seen.values())


def _fits(query: Query, goal: Goal) -> bool:
    unit = goal.target.unit
    if _SHARE.search(unit) and HOW_MANY.search(query.text):
        return False  # how many of a thing is not which share of it
    wanted = {"money": _MONEY, "share": _SHARE, "time": _TIME}.get(query.measure)
    if query.measure == "share" and not unit:
        return True  # a coefficient
    if wanted is not None and not wanted.search(unit):
        return False
    if not query.unit or query.unit in unit:
        return True
    return query.unit in _COUNTERS and bool(_COUNTERS & set(unit))


def _timely(query: Query, goal: Goal, catalogue: Catalogue, today: date) -> bool:
    """Whether the goal is for the time that was asked for, as far as both are known."""
    years = {int(y) for y in _YEAR.findall(query.text)}
    if query.period and query.period.first and query.period.last:
        years |= {query.period.first.year, query.period.last.year}
    if not years:
        return True
    return any(str(year) in f"{goal.target.by or ''}{_around(goal, catalogue)}" for year in years)


def _around(goal: Goal, catalogue: Catalogue) -> str:
    source = catalogue.goal_source(goal)
    said = source.quote.replace(goal.target.base, "") if goal.target.base else source.quote
    said = re.sub(r"[较比](?:上年|去年|20\d\d年?)", "", said)
    return f"{source.title}{said}{source.date or ''}"


def _said(query: Query, goal: Goal, catalogue: Catalogue, confidence: float) -> Answer:
    target = goal.target
    value = said_value(target)
    by = f"（到{target.by[:4]}年）" if target.by and target.by[:4] not in target.text else ""
    hedge = f"，原文用“{target.hedge}”" if target.hedge else ""
    base = f"，{target.base}" if target.base and target.base not in target.name else ""
    return Answer(
        query=query.text,
        status="answered",
        kind="target",
        answer=f"{target.name}：{value}{by}{base}{hedge}\n原文：{target.text}",
        confidence=confidence,
        sources=(catalogue.goal_source(goal),),
        tasks=(goal.task,) if goal.task else (),
        value=value,
        highlight=target.text,
    )


def _offer(query: Query, goals: Sequence[Goal], candidates: tuple[Candidate, ...]) -> Answer:
    asked = dict.fromkeys(f"{g.target.name}的目标是多少？" for g in goals)
    return Answer(
        query=query.text,
        status="suggested",
        kind="target",
        answer="有几个数字都对得上，您问的是：",
        confidence=0.4,
        suggestions=tuple(asked),
        candidates=candidates,
    )
