"""When a chat's digest is due. Pure; days are days in the chat's own zone."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from bot.store.records import ReminderSettings
from knowledge.plans.workdays import WorkCalendar

# Days looked ahead for the next digest; longer than any holiday.
_AHEAD = 40
# How long after its time a digest is still owed when the day is over.
_PAST_MIDNIGHT = timedelta(hours=3)


def moment_of(day: date, settings: ReminderSettings) -> datetime:
    """When a day's digest is due, in UTC.

    A time that the clocks skip on that day counts as the same number of hours after midnight before
    the change; of one that comes twice, the first counts.
    """
    return datetime.combine(day, settings.at, settings.tz).astimezone(UTC)


def is_wanted(day: date, settings: ReminderSettings, calendar: WorkCalendar) -> bool:
    """Whether the chat gets a digest on that day at all."""
    if not settings.on or (settings.paused_until and day < settings.paused_until):
        return False
    if settings.workdays and not calendar.is_workday(day):
        return False
    return moment_of(day, settings) >= settings.since


def day_due(settings: ReminderSettings, now: datetime, calendar: WorkCalendar) -> date | None:
    """The day whose digest is owed now, sent or not; None before its time and on other days.

    The current day, or, for a while past midnight, the day before: a late evening's digest would
    have no time to be tried again. What a longer outage kept back is folded into the next digest.
    """
    today = now.astimezone(settings.tz).date()
    if moment_of(today, settings) <= now:
        return today if is_wanted(today, settings, calendar) else None
    yesterday = today - timedelta(days=1)
    in_time = now - moment_of(yesterday, settings) < _PAST_MIDNIGHT
    return yesterday if in_time and is_wanted(yesterday, settings, calendar) else None


def next_moment(
    settings: ReminderSettings,
    now: datetime,
    calendar: WorkCalendar,
    sent: Collection[date] = (),
) -> datetime | None:
    """When the next digest is due, in the chat's zone; None where none is wanted.

    sent: days whose digest has been dealt with.
    """
    if not settings.on:
        return None
    first = now.astimezone(settings.tz).date()
    if settings.paused_until:
        first = max(first, settings.paused_until)
    for ahead in range(_AHEAD):
        day = first + timedelta(days=ahead)
        if day in sent or not is_wanted(day, settings, calendar):
            continue
        return moment_of(day, settings).astimezone(settings.tz)
    return None
