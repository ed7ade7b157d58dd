"""A chat's digest by its settings, its marks and what it was told before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.digest import Digest, Span, begins_week, compose, span_of
from bot.reminders.marked import Marked
from bot.reminders.news import Row, changes, from_json
from bot.reminders.outline import Outline
from bot.store.database import Store
from bot.store.records import Chat, Key, Mark
from knowledge.plans.deadlines import Due
from knowledge.plans.workdays import WorkCalendar

# Days looked ahead for what comes next, when there is nothing to say today.
_AHEAD = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a digest follows. last: the day of the one before, None for the first.

    marks: the chat's. since, rows: day and state of the plans that it was last told of; None where
    that is not known, or nothing has changed.
    """

    last: date | None = None
    marks: Sequence[Mark] = ()
    since: date | None = None
    rows: Sequence[Row] | None = None


def past_of(store: Store, key: Key, outline: Outline) -> Past:
    """What the store knows of a chat before a digest. Blocks: call it through a thread."""
    told = store.snapshots.before(key)
    content = store.snapshots.read(told[1]) if told and told[1] != outline.state else None
    return Past(
        last=store.last_day(key),
        marks=store.marks.of(key.chat),
        since=told[0] if told else None,
        rows=None if content is None else from_json(content),
    )


def compose_for(
    chat: Chat, day: date, past: Past, outline: Outline, calendar: WorkCalendar
) -> Digest:
    """A chat's digest of a day. Pure."""
    settings = chat.settings
    span = span_of(day, past.last, calendar, workdays=settings.workdays)
    digest = _compose(chat, span, past.marks, outline)
    if past.rows is not None:
        names = outline.names(settings.departments)
        found = changes(past.rows, outline.rows, names)
        digest = replace(digest, changes=found, since=past.since)
    if not digest and settings.allclear and begins_week(span):
        return replace(digest, clear=True, nearest=_nearest(chat, day, past.marks, outline))
    return digest


def overview(chat: Chat, day: date, marks: Sequence[Mark], outline: Outline) -> Digest:
    """Everything within the chat's longest lead time, and everything overdue. Pure."""
    return _compose(chat, Span.overview(day), marks, outline)


def _compose(chat: Chat, span: Span, marks: Sequence[Mark], outline: Outline) -> Digest:
    return compose(
        outline.tasks,
        span,
        lead_days=chat.settings.lead_days,
        departments=outline.names(chat.settings.departments),
        marked=Marked(marks, outline),
    )


def _nearest(chat: Chat, day: date, marks: Sequence[Mark], outline: Outline) -> Due | None:
    """What is due next of all that concerns a chat and is not done."""
    every = compose(
        outline.tasks,
        Span(today=day, since=day, until=day + timedelta(days=_AHEAD)),
        lead_days=(0,),
        departments=outline.names(chat.settings.departments),
        marked=Marked(marks, outline),
    )
    return min(every.listed, key=lambda item: item.day, default=None)
