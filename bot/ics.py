"""Deadlines -> a calendar file (.ics) that phones, Outlook and WPS take in without an account.

All-day events with dates alone: no zone can move them. Importing a newer file changes the events that
are there, as each keeps its UID. Source: RFC 5545; RFC 7986 for the calendar's name.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.printing import locator
from knowledge.answering.catalogue import Catalogue
from knowledge.model import Source, Task
from knowledge.plans.deadlines import is_closed, next_occurrence

_PRODUCT = "-//askplan//deadlines//ZH"
# Alarms at nine in the morning, a week before, on the day before and on the day itself.
ALARMS = tuple(timedelta(hours=9) - timedelta(days=days) for days in (7, 1, 0))
_OFTEN = ("FREQ=DAILY", "FREQ=WEEKLY")
_CALLED_OFF = ("取消", "终止")
# Lead departments named in an event's title; a phone shows one line of it.
_NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar file and what is in it.

    dated, recurring: tasks that became events. left_out: tasks that name no day to stand on.
    """

    data: bytes
    dated: int
    recurring: int
    left_out: int

    @property
    def tasks(self) -> int:
        """How many tasks stand in the calendar."""
        return self.dated + self.recurring


def write_calendar(
    tasks: Iterable[Task], catalogue: Catalogue, *, now: datetime, title: str = ""
) -> Calendar:
    """The deadlines of tasks as an iCalendar file.

    now: aware; its day, in its own zone, is "today". title: the calendar's name, else the knowledge's.
    """
    import icalendar

    calendar = icalendar.Calendar()
    name = title or f"{catalogue.corpus.title} · 任务时限"
    for key, value in (
        ("prodid", _PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", name),
        ("x-wr-calname", name),
    ):
        calendar.add(key, value)
    counts = {"date": 0, "recurring": 0, "": 0}
    for task in tasks:
        days = _days(task, catalogue, now.date())
        counts[task.deadline.kind if days else ""] += 1
        for number, day in enumerate(days):
            calendar.add_component(_event(task, catalogue, day, number, now))
    return Calendar(
        data=calendar.to_ical(),
        dated=counts["date"],
        recurring=counts["recurring"],
        left_out=counts[""],
    )


def _days(task: Task, catalogue: Catalogue, today: date) -> Sequence[date]:
    """The days of a task that get an event: each stage, or the first round of recurring work.

    Recurring work begins this year at the earliest: rounds of years gone by help nobody.
    """
    deadline = task.deadline
    if deadline.date is not None:
        return (deadline.date, *deadline.later)
    if deadline.kind != "recurring" or deadline.rule is None:
        return ()
    document = catalogue.document(task.document)
    known = (deadline.start or (document.date if document else None), date(today.year, 1, 1))
    begin = max(day for day in known if day is not None)
    return (next_occurrence(deadline.rule, begin - timedelta(days=1)),)


def _event(task: Task, catalogue: Catalogue, day: date, number: int, now: datetime) -> Any:
    """One all-day event. number: of the stage, from 0."""
    import icalendar

    source = catalogue.task_source(task)
    event = icalendar.Event()
    event.add("uid", _uid(task, source, number))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    if task.deadline.rule is not None and task.deadline.kind == "recurring":
        event.add("rrule", icalendar.vRecur.from_ical(task.deadline.rule))
    event.add("summary", _summary(task, source))
    event.add("description", "\n".join(_description(task, source)))
    event.add("transp", "TRANSPARENT")
    if task.lead:
        event.add("categories", list(task.lead))
    if source.url:
        event.add("url", source.url)
    if is_closed(task):
        event.add("status", "CANCELLED" if _is_called_off(task) else "CONFIRMED")
    elif _is_rung_for(task, day, now.date()):
        for trigger in ALARMS:
            event.add_component(_alarm(trigger, task))
    return event


def _is_rung_for(task: Task, day: date, today: date) -> bool:
    """Whether an alarm helps: past ones would all ring at once, weekly ones be muted by the second."""
    if task.deadline.kind == "recurring":
        return not any(often in (task.deadline.rule or "") for often in _OFTEN)
    return day >= today


def _is_called_off(task: Task) -> bool:
    return any(word in task.status for word in _CALLED_OFF)


def _uid(task: Task, source: Source, number: int) -> str:
    """The same for the same task of the same plan, whenever and wherever it is written."""
    key = f"{source.title}\n{task.id}\n{number}"
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@askplan"


def _summary(task: Task, source: Source) -> str:
    """Title first, as a phone shows it, then who leads."""
    marks = "【虚构示例】" if source.fictional else ""
    marks += f"【{task.status}】" if is_closed(task) else ""
    return f"{marks}{task.title}{_units(task)}"


def _units(task: Task) -> str:
    names = task.lead or task.responsible
    if not names:
        return ""
    shown = "、".join(names[:_NAMED]) + (f"等{len(names)}家" if len(names) > _NAMED else "")
    return f"（{shown}{'牵头' if task.lead else ''}）"


def _description(task: Task, source: Source) -> Iterator[str]:
    if source.fictional:
        yield "虚构示例"
    for header, text in (
        ("牵头单位", "、".join(task.lead)),
        ("责任单位", "、".join(task.responsible)),
        ("完成时限", task.deadline.text or ""),
        ("状态", task.status),
    ):
        if text:
            yield f"{header}：{text}"
    if not task.deadline.certain:
        yield f"时限请核对：{task.deadline.reason}"
    yield f"原文：“{source.quote}”"
    yield f"——{locator(source)}"


def _alarm(trigger: timedelta, task: Task) -> Any:
    import icalendar

    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", task.title)
    alarm.add("trigger", trigger)
    return alarm
