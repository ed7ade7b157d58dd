"""When a digest is due: zones, working days, pauses, the minute itself."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.schedule import day_due, moment_of, next_moment
from bot.store.records import ReminderSettings
from knowledge.plans.workdays import WorkCalendar

CALENDAR = WorkCalendar()
ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
)
SETTINGS = st.builds(
    ReminderSettings,
    on=st.just(True),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(ZONES),
    workdays=st.booleans(),
)
MOMENTS = st.integers(0, 2 * 365 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-25T08:29:59+08:00", None),
        ("2026-11-25T08:30:00+08:00", date(2026, 11, 25)),
        ("2026-11-25T23:59:59+08:00", date(2026, 11, 25)),
        ("2026-11-26T00:00:00+08:00", None),
    ],
)
def test_a_digest_is_due_from_its_minute_to_the_end_of_the_day(now: str, due: date | None) -> None:
    assert day_due(ReminderSettings(on=True), at(now), CALENDAR) == due


def test_a_late_evenings_digest_is_owed_for_a_while_past_midnight() -> None:
    settings = ReminderSettings(on=True, at=time(23, 50))
    for now, due in (
        ("2026-11-25T23:49:59+08:00", None),
        ("2026-11-26T00:05:00+08:00", date(2026, 11, 25)),
        ("2026-11-26T02:49:59+08:00", date(2026, 11, 25)),
        ("2026-11-26T02:50:00+08:00", None),
    ):
        assert day_due(settings, at(now), CALENDAR) == due


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # a Saturday, made up for
        (date(2026, 10, 10), True),  # a Saturday, made up for
        (date(2026, 10, 1), False),
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2026, 11, 23), True),
    ],
)
def test_on_working_days_means_the_legal_ones(day: date, works: bool) -> None:
    settings = ReminderSettings(on=True, workdays=True)
    noon = moment_of(day, settings) + timedelta(hours=3)
    assert (day_due(settings, noon, CALENDAR) == day) == works


def test_a_pause_ends_on_its_day() -> None:
    settings = ReminderSettings(on=True, paused_until=date(2026, 12, 1))
    assert day_due(settings, at("2026-11-30T12:00:00+08:00"), CALENDAR) is None
    assert day_due(settings, at("2026-12-01T12:00:00+08:00"), CALENDAR) == date(2026, 12, 1)
    found = next_moment(settings, at("2026-11-25T12:00:00+08:00"), CALENDAR)
    assert found == at("2026-12-01T08:30:00+08:00")


def test_a_time_that_is_over_when_it_is_set_begins_tomorrow() -> None:
    now = at("2026-11-25T10:00:00+08:00")
    settings = ReminderSettings(on=True, at=time(9), since=now)
    assert day_due(settings, now + timedelta(minutes=1), CALENDAR) is None
    assert next_moment(settings, now, CALENDAR) == at("2026-11-26T09:00:00+08:00")


@given(SETTINGS, MOMENTS)
def test_the_next_digest_is_the_first_moment_at_which_one_is_due(
    settings: ReminderSettings, now: datetime
) -> None:
    today = now.astimezone(settings.tz).date()
    coming = next_moment(settings, now, CALENDAR, sent=[today])
    assert coming is not None
    assert coming > now
    assert day_due(settings, coming, CALENDAR) == coming.date()
    # Between now and then nothing but today's own digest is owed.
    for hours in range(0, int((coming - now).total_seconds() // 3600)):
        owed = day_due(settings, now + timedelta(hours=hours), CALENDAR)
        assert owed in (None, today, today - timedelta(days=1))


@given(SETTINGS, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_day_has_its_moment_in_every_zone(settings: ReminderSettings, day: date) -> None:
    moment = moment_of(day, settings)
    assert moment.astimezone(settings.tz).date() == day
    assert moment < moment_of(day + timedelta(days=1), settings)
