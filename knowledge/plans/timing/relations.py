"""What the word behind a moment makes of it: 10月底前, 三季度内, 7月1日起, 2019年以来."""

import re
from datetime import date, timedelta
from typing import Literal

from knowledge.plans.timing.moments import HOUR, Moment

Relation = Literal["before", "within", "from", "after", "since", "about", ""]

_WORDS: tuple[tuple[str, Relation], ...] = (
    (r" *以来", "since"),
    (r" *(?:前后|左右)", "about"),
    (
        rf"{HOUR}(?: *[(（][^)）]{{1,10}}[)）])? *(?:结束)?(?:到来|来临|来)?(?:之前|以前|前夕"
        r"|前(?!景|沿|提|期|置|端|述|列|瞻|三|[0-9一二两三四]+(?:名|位|季)|往|身|台|线))",
        "before",
    ),
    (r" *(?:结束|期)?末", "within"),
    (r" *(?:期间|之内|以内|内(?!容|部|外|涵|在|设)|为止|止)", "within"),
    (
        rf"{HOUR} *(?:起(?!草|步|点|到|来|诉|重|降|伏|源|底)(?:施行|实施|执行|生效)?|开始(?:施行|实施|执行)?)",
        "from",
    ),
    (r" *(?:之后|以后|后(?!续|勤|备|台|期|方))", "after"),
)
_RELATIONS = tuple((re.compile(words), relation) for words, relation in _WORDS)


def relation_at(text: str, moment: Moment) -> tuple[Relation, int]:
    """What the word behind a moment makes of it, and where that word ends."""
    for pattern, relation in _RELATIONS:
        if found := pattern.match(text, moment.end):
            return relation, found.end()
    return "", moment.end


def due_day(moment: Moment, relation: Relation) -> date | None:
    """The last day that is on time; None where no year is known.

    Before a day, month or year includes it, as offices use 前 (X日前 is that day); before a
    festival or season ends on the eve of its first day.
    """
    stretch = moment.stretch
    if stretch.season and relation == "before" and not stretch.edge and stretch.first:
        return stretch.first - timedelta(days=1)
    return stretch.last
