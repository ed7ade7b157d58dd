"""One chat's digest of one day: what is due, near and overdue. Pure: the day is an argument.

A task is listed on the days that the chat chose (30, 7, 3, 1 days ahead, and on the day itself); an
overdue one on the day after, and then weekly; ongoing work once a quarter. A digest also covers the
days since the last one, so that nothing is missed over a weekend or an outage, and says nothing
where there is nothing to say. What the chat has marked as done is left out, what it has put off
comes back on its day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.reminders.marked import Marked
from bot.reminders.news import Change
from knowledge.model import Task
from knowledge.plans import deadlines
from knowledge.plans.deadlines import Due, is_closed
from knowledge.plans.plan import by_department
from knowledge.plans.workdays import WorkCalendar
from knowledge.sound import reading

_NOBODY = "未写明单位"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that a digest answers for.

    today: the day it is sent. since: the day of the digest before. until: the last day before the
    next one; later than today where digests come on working days only.
    """

    today: date
    since: date
    until: date

    @classmethod
    def of(cls, today: date) -> "Span":
        """The digest of an ordinary day, between yesterday's and tomorrow's."""
        return cls(today=today, since=today - timedelta(days=1), until=today)

    @classmethod
    def overview(cls, today: date) -> "Span":
        """Everything at once, as if there had never been a digest."""
        return cls(today=today, since=date.min, until=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What there is to say; each list is ordered by department name, then by day.

    due: today is the day. near: the day is to come. overdue: it is over. ongoing: work without end.
    changes: what is new in the plans since the day `since`. clear: there is nothing to say, and the
    chat wants to hear so; nearest: what comes next then.
    """

    today: date
    due: tuple[Due, ...] = ()
    near: tuple[Due, ...] = ()
    overdue: tuple[Due, ...] = ()
    ongoing: tuple[Task, ...] = ()
    changes: tuple[Change, ...] = ()
    since: date | None = None
    clear: bool = False
    nearest: Due | None = None

    def __bool__(self) -> bool:
        return bool(self.listed or self.ongoing or self.changes or self.clear)

    @property
    def listed(self) -> tuple[Due, ...]:
        """Everything with a day."""
        return (*self.due, *self.near, *self.overdue)

    @property
    def loud(self) -> bool:
        """Whether it is worth a sound: something is due today or overdue."""
        return bool(self.due or self.overdue)


def units_of(task: Task) -> tuple[str, ...]:
    """Who the task is listed under: its lead departments, or all units where none leads."""
    return task.lead or task.responsible


def department(task: Task) -> str:
    """The heading that a task stands under."""
    return "、".join(units_of(task)) or _NOBODY


def _by_name(name: str) -> tuple[tuple[str, ...], str]:
    """Sorting key: as a Chinese dictionary orders names, by pinyin."""
    return tuple(map(reading, name)), name


def compose(
    tasks: Iterable[Task],
    span: Span,
    *,
    lead_days: Sequence[int],
    departments: Sequence[str] = (),
    marked: Marked | None = None,
) -> Digest:
    """The digest of `span`, without changes of the plans.

    departments: as printed; only tasks that one of these leads or takes part in.
    marked: what the chat has marked.
    """
    chosen = list(tasks)
    if departments:
        chosen = by_department(chosen, departments, "any")
    view = _View(span=span, lead_days=tuple(lead_days), marked=marked)
    told = [item for item in view.candidates(chosen) if view.tells(item)]
    return Digest(
        today=span.today,
        due=_ordered(item for item in told if item.left == 0),
        near=_ordered(item for item in told if item.left > 0),
        overdue=_ordered(item for item in told if item.left < 0),
        ongoing=_by_unit(view.ongoing(chosen)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What of the plans a digest of a span has room for."""

    span: Span
    lead_days: tuple[int, ...]
    marked: Marked | None

    def candidates(self, tasks: Sequence[Task]) -> Iterator[Due]:
        """Days of tasks that may be worth a word today."""
        today = self.span.today
        rounds = [task for task in tasks if not _is_daily(task)]
        last = max(today + timedelta(days=max(self.lead_days, default=0)), self.span.until)
        yield from deadlines.between(rounds, today, last, today=today)
        yield from deadlines.overdue(rounds, today)
        # What was put off comes back on the day that was chosen, however far its own day is.
        for task, mark in self.marked.woken(self.span.since, today) if self.marked else ():
            day = mark.round or deadlines.next_day(task, today)
            if task in rounds and day and day > last and not is_closed(task):
                yield Due(task=task, day=day, left=(day - today).days)

    def tells(self, item: Due) -> bool:
        span = self.span
        if self.marked:
            if self.marked.hides(item.task, item.day, span.today):
                return False
            if self.marked.wakes(item, span.since, span.today):
                return True
        if item.left < 0:
            return _is_told(item.day, span)
        if item.left == 0:
            return 0 in self.lead_days
        return _is_near(item, span, self.lead_days)

    def ongoing(self, tasks: Sequence[Task]) -> Iterator[Task]:
        """Work without a day, with the first digest of a quarter; not in an overview."""
        today, since = self.span.today, self.span.since
        quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
        if since == date.min or since >= quarter:
            return
        for task in tasks:
            endless = task.deadline.kind == "ongoing" or _is_daily(task)
            hidden = self.marked and self.marked.hides(task, None, today)
            if endless and not hidden and not is_closed(task):
                yield task


def _is_daily(task: Task) -> bool:
    """Whether it is work of every day, whose days are no news."""
    return (task.deadline.rule or "").upper().startswith("FREQ=DAILY")


def _is_near(item: Due, span: Span, lead_days: Sequence[int]) -> bool:
    if item.day <= span.until and 0 in lead_days:
        return True
    longest = _longest_lead(item)
    # Compared as numbers: the first day of all has no day before it.
    since, today, day = (one.toordinal() for one in (span.since, span.today, item.day))
    return any(0 < ahead <= longest and since < day - ahead <= today for ahead in lead_days)


def _longest_lead(item: Due) -> float:
    """The most days ahead that are worth a word: of recurring work half of the way between rounds.

    Weekly work would otherwise be listed a month ahead, four times a week.
    """
    rule = item.task.deadline.rule
    if item.task.deadline.kind != "recurring" or rule is None:
        return float("inf")
    return (deadlines.next_occurrence(rule, item.day) - item.day).days / 2


def _is_told(day: date, span: Span) -> bool:
    """Whether a task overdue since `day` is listed: anew the day after, and on Mondays."""
    return span.since <= day or begins_week(span)


def begins_week(span: Span) -> bool:
    """Whether it is the first digest of a week."""
    return span.since < span.today - timedelta(days=span.today.weekday())


def _ordered(items: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(
        sorted(items, key=lambda due: (_by_name(department(due.task)), due.day, due.task.id))
    )


def _by_unit(tasks: Iterable[Task]) -> tuple[Task, ...]:
    return tuple(sorted(tasks, key=lambda task: (_by_name(department(task)), task.id)))


def span_of(today: date, last: date | None, calendar: WorkCalendar, *, workdays: bool) -> Span:
    """The span of a digest that is sent today. last: the day of the one before, None for the first.

    workdays: digests come on working days only, so this one looks ahead to the next of them.
    """
    until = today
    if workdays:
        until = calendar.after(today, 1) - timedelta(days=1)
    since = last if last is not None and last < today else today - timedelta(days=1)
    return Span(today=today, since=since, until=until)
