"""When a match of a topic is sure enough to answer from, and when to ask back or to abstain."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

from knowledge.answering.topics import Match

# Share of the topic's weight that must be accounted for. Fitted on the development questions so that
# no answer is given from a match below it that is wrong; see `askplan eval`.
SURE = 0.66
# The same where a known word is missing (采购 of 网箱采购): what is asked may be another matter.
CLEAR = 0.74
POSSIBLE = 0.42
# A match that lacks only unknown words (typos, slang) is sure from here, this far before the next.
HALF = 0.5
APART = 0.3
# Two matches this close are the same to the topic, unless one's title is clearly what was said.
MARGIN = 0.06
FOCUS_MARGIN = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """sure: exactly one key. several: as good as each other. unsure: possible, to be asked back.

    keys: best first; empty for none. confidence: probability, 0 to 1.
    """

    kind: Literal["sure", "several", "unsure", "none"]
    keys: tuple[str, ...] = ()
    confidence: float = 0.0


def choose(matches: Sequence[Match], *, limit: int = 4) -> Choice:
    """Decide between the matches of one topic, given best first."""
    if not matches or matches[0].coverage < POSSIBLE:
        return Choice(kind="none")
    best = matches[0]
    near = [m for m in matches if m.coverage >= best.coverage - MARGIN]
    named = max(m.named for m in near)
    near = [m for m in near if m.named >= named - MARGIN]
    focus = max(m.focus for m in near)
    close = [m for m in near if m.focus >= focus - FOCUS_MARGIN]
    close.sort(key=lambda m: (-m.focus, -m.coverage))
    if best.coverage < (SURE if best.settled else CLEAR) and not _alone(matches):
        return Choice(kind="unsure", keys=_keys(matches[:limit]), confidence=_confidence(best))
    if len(close) > 1:
        return Choice(kind="several", keys=_keys(close[:limit]), confidence=_confidence(best) / 2)
    return Choice(kind="sure", keys=(close[0].key,), confidence=_confidence(close[0]))


def _alone(matches: Sequence[Match]) -> bool:
    """Whether the best match lacks only words that nobody knows, and nothing else comes near."""
    best = matches[0]
    second = matches[1].coverage if len(matches) > 1 else 0.0
    return best.coverage >= HALF and best.settled and best.coverage - second >= APART


def _keys(matches: Sequence[Match]) -> tuple[str, ...]:
    return tuple(m.key for m in matches)


def _confidence(match: Match) -> float:
    return 1 / (1 + exp(-(10 * (match.coverage - SURE) + 1.4)))
