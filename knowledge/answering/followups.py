"""Half a question, completed from the turns before it: 那责任单位呢, 第二个呢, 那省财政厅的呢.

A question that says everything itself is left alone, so that a new subject starts anew.
"""

import re
from dataclasses import replace

from knowledge.answering.understanding import Query
from knowledge.model import Answer, Kind

_ORDINAL = re.compile(
    r"第\s*([一二两三四五六七八九十]|\d{1,2})\s*(?:个|项|条|件)?(?=$|呢|的|是|谁|什么|由|要|怎)"
)
_CHINESE = "一二三四五六七八九十"
_MORE = re.compile(
    r"^(?:那|就)?(?:还有|其他|其它|另外|别的|没有别的|再有)(?:的)?(?:呢|吗|没有?|什么|哪些)*$"
)
_AGAIN = re.compile(r"^(?:那|这)?(?:有)?(?:原文|出处|依据|来源|根据|哪里写的|在哪(?:里|儿)?写)")
_REFERS = re.compile(r"^(?:那|那么|它|他|她|这|该|此|其|上面|刚才|前面|另外)|呢$")


def is_more(query: Query) -> bool:
    """Whether the question only asks if there is more: 还有吗."""
    return bool(_MORE.match(query.text))


def asks_for_source(query: Query) -> bool:
    """Whether the question only asks where the last answer stands: 出处呢."""
    return bool(_AGAIN.match(query.text)) and len(query.text) <= 10


def ordinal(text: str) -> int | None:
    """The 1-based place that 第二个, 第3项 names; None without one."""
    found = _ORDINAL.search(text)
    if not found:
        return None
    word = found[1].replace("两", "二")
    return int(word) if word.isdigit() else _CHINESE.index(word) + 1


def complete(query: Query, before: Query | None, last: Answer | None) -> Query:
    """Fill in what the question leaves out. before: the last question, itself completed."""
    if before is None or last is None:
        return query
    place = ordinal(query.text)
    if place is not None and 1 <= place <= len(last.tasks) and len(query.text) <= 14:
        return replace(query, kind=_single(query), tasks=(last.tasks[place - 1].id,), topic="")
    if _only_asks(query):
        return _about_the_same(query, before, last)
    if query.kind in (None, "reverse") and query.names_department and _refers(query):
        return _same_about_department(query, before)
    if query.kind is None and query.topic and query.text.endswith("呢") and len(query.text) <= 16:
        return replace(query, kind=before.kind, role=before.role)
    return query


def _single(query: Query) -> Kind:
    return query.kind if query.kind in ("lead", "responsible", "deadline") else "lead"


def _refers(query: Query) -> bool:
    return bool(_REFERS.search(query.text)) and len(query.text) <= 16


def _only_asks(query: Query) -> bool:
    """The question has a kind about one task, and nothing that says which."""
    single = query.kind in ("lead", "responsible", "deadline", "target")
    return single and not query.topic and not query.names_department


def _about_the_same(query: Query, before: Query, last: Answer) -> Query:
    if last.tasks and query.kind != "target":
        return replace(query, tasks=tuple(t.id for t in last.tasks))
    return replace(query, topic=before.topic, tasks=before.tasks)


def _same_about_department(query: Query, before: Query) -> Query:
    if before.kind in ("reverse", "count", "deadline_list"):
        role = query.role if query.role != "any" else before.role
        period = query.period or before.period
        return replace(query, kind=before.kind, role=role, period=period, topic="")
    return query
