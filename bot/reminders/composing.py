"""A chat's digest by its settings. Pure."""

from datetime import date

from bot.digest import Digest, Span, compose, span_of
from bot.store.records import Chat
from knowledge.model import Corpus
from knowledge.plans.workdays import WorkCalendar


def compose_for(
    chat: Chat, day: date, last: date | None, corpus: Corpus, calendar: WorkCalendar
) -> Digest:
    """A chat's digest of a day. last: the day of its digest before, None for the first."""
    span = span_of(day, last, calendar, workdays=chat.settings.workdays)
    return _compose(chat, span, corpus)


def overview(chat: Chat, day: date, corpus: Corpus) -> Digest:
    """Everything within the chat's longest lead time, and everything overdue."""
    return _compose(chat, Span.overview(day), corpus)


def _compose(chat: Chat, span: Span, corpus: Corpus) -> Digest:
    settings = chat.settings
    return compose(
        corpus.tasks(), span, lead_days=settings.lead_days, departments=settings.departments
    )
