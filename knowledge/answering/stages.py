"""Deadlines in stages: 6月底前完成第一批，年底前全部完成. Which of them is asked about.

The first stage is the task's deadline; a question may mean a later one, by what is done in it
(到100家), by its place (第二批), or because it asks when all is done.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model import Deadline, Task
from knowledge.plans.dates import find_dates

_PART = re.compile(r"[^，,；;。:：()（）〔〕]+")
_ALL = re.compile(r"全部|全都|全面|整个|整体|最终|最后|彻底|收尾|竣工|全.{0,3}完|一共到|总的")
_FIRST = re.compile(r"首批|第一批|头一批|首期|一期|第一(?:阶段|步|期)|先期|首轮")
_ORDINAL = re.compile(r"第([二三四五])(?:批|阶段|步|期|轮)")
_WORD = re.compile(r"\d+(?:\.\d+)?|(?=([\u4e00-\u9fff]{2}))")
# 不是堤防: what is named to be left out.
_NOT_MEANT = re.compile(r"(?:不是|不问|不算|除了)[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One day of a staged deadline. phrase: its words about time. said: what is done by then."""

    day: date
    phrase: str
    said: str


def stages(task: Task, reference: date | None) -> tuple[Stage, ...]:
    """The stages of a task, first to last; fewer than two days: none.

    reference: the day from which years that are not written count, as when the task was read.
    """
    days = (task.deadline.date, *task.deadline.later)
    if len(days) < 2:
        return ()
    found: dict[date, Stage] = {}
    # Brackets behind the task's words say by when, too.
    text = task.quote if task.text in task.quote else task.text
    for part in _PART.finditer(text):
        last = find_dates(text[: part.end()], reference=reference)
        here = next((e for e in last if e.start >= part.start() and e.date in days), None)
        if here is not None and here.date is not None:
            stage = Stage(day=here.date, phrase=here.text, said=part[0].strip())
            found.setdefault(here.date, stage)
    return tuple(found[day] for day in days if day in found)


def asked_stage(text: str, found: Sequence[Stage]) -> Stage | None:
    """The stage that a question means; None where it names none, or several alike."""
    if len(found) < 2:
        return None
    if _FIRST.search(text):
        return found[0]
    if place := _ORDINAL.search(text):
        number = "一二三四五".index(place[1])
        return found[number] if number < len(found) else None
    asked = _words(_NOT_MEANT.sub("", text))
    told = [_telling(stage, found) & asked for stage in found]
    most = max(len(words) for words in told)
    best = [stage for stage, words in zip(found, told, strict=True) if len(words) == most]
    if most and len(best) == 1:
        return best[0]
    return found[-1] if _ALL.search(text) else None


def _words(text: str) -> set[str]:
    """Numbers and pairs of characters."""
    return {found[1] or found[0] for found in _WORD.finditer(text)}


def _telling(stage: Stage, found: Sequence[Stage]) -> set[str]:
    """The words for what is done in a stage, its date left out, that no other stage has."""
    own = _words(stage.said.replace(stage.phrase, ""))
    return own.difference(*(_words(other.said) for other in found if other is not stage))


def at_stage(deadline: Deadline, stage: Stage) -> Deadline:
    """The deadline with one of its stages as the day that counts, the days after it kept."""
    later = tuple(day for day in deadline.later if day > stage.day)
    return Deadline(kind="date", text=stage.phrase, date=stage.day, later=later)
