"""Is an answer right? Judged as strictly as its question set allows."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from knowledge.evaluation.questions import Labelled
from knowledge.model import Answer
from knowledge.text import letters

QUOTED = 300  # characters of a quote that count


def rank(asked: Labelled, answer: Answer) -> int | None:
    """Place of the first right candidate, from 1; None where there is none or no ids are wanted."""
    ids = []
    for candidate in answer.candidates:
        kind, _, rest = candidate.id.partition(":")
        if kind == asked.form:
            ids.append(rest.split("#")[0] if kind == "passage" else rest)
    places = [n for n, found in enumerate(dict.fromkeys(ids), 1) if found in asked.wanted]
    return places[0] if places else None


def right(asked: Labelled, answer: Answer) -> bool:
    """Whether this is what a person would have wanted: a right answer, or none where none exists."""
    if asked.refuse:
        return answer.status != "answered"
    if answer.status != "answered":
        return False
    if asked.form == "faq":
        return answer.faq in asked.wanted
    if asked.form == "passage":
        return _quoted(asked.words, answer, first=True)
    return _as_expected(asked.expect, answer, asked.type)


def _quoted(words: str, answer: Answer, *, first: bool = False) -> bool:
    sources = answer.sources[:1] if first else answer.sources
    wanted = letters(words)
    return any(wanted in letters(source.quote[:QUOTED]) for source in sources)


def _departments(expect: Mapping[str, Any], answer: Answer) -> bool:
    return {letters(d) for d in expect["departments"]} == {letters(d) for d in answer.departments}


def _tasks(expect: Mapping[str, Any], answer: Answer) -> bool:
    got = {_number_of(task.id) for task in answer.tasks}
    wanted = set(map(_number_of, expect["tasks"]))
    return wanted <= got <= wanted | set(map(_number_of, expect.get("optional_tasks", ())))


def _number_of(task: str) -> str:
    """What is stable of a task's id: `DOC/12` and `t12` are task 12 of their document."""
    return str(task).rpartition("/")[2].lstrip("abcdefghijklmnopqrstuvwxyz")


def _date(expect: Mapping[str, Any], answer: Answer) -> bool:
    if not expect.get("date"):
        return letters(str(expect["date_text"])) in letters(answer.answer)
    also = expect.get("date_alt") or []
    accepted = [expect["date"], *([also] if isinstance(also, str) else also)]
    return answer.date is not None and answer.date.isoformat() in accepted


def _number(expect: Mapping[str, Any], answer: Answer) -> bool:
    said = _numbers(f"{answer.answer} {answer.value or ''} {answer.count or ''}")
    value = expect["value"]
    wanted = [value if isinstance(value, list) else [value]]
    wanted += [[other] for other in expect.get("value_alt", ())]
    return any(set().union(*(_numbers(str(v)) for v in option)) <= said for option in wanted)


def _numbers(text: str) -> set[str]:
    return {f"{float(n):g}" for n in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))}


def _passage(expect: Mapping[str, Any], answer: Answer) -> bool:
    return _quoted(str(expect["passage_contains"]), answer)


# What an expectation is judged by: the first key that it has.
_JUDGES: Mapping[str, Callable[[Mapping[str, Any], Answer], bool]] = {
    "departments": _departments,
    "tasks": _tasks,
    "date": _date,
    "date_text": _date,
    "passage_contains": _passage,
    "value": _number,
}
# What some types ask for, whatever else their rows tell.
_FIRST = {"deadline": "date_text", "count": "value"}


def _as_expected(expect: Mapping[str, Any], answer: Answer, kind: str) -> bool:
    keys = (_FIRST[kind], *_JUDGES) if kind in _FIRST else tuple(_JUDGES)
    return next((_JUDGES[key](expect, answer) for key in keys if key in expect), False)
