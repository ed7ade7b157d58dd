"""Laws of the schedule and the digest, over zones, days, lead days and rules of recurrence."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.digest import Span, compose
from bot.reminders.marked import Marked
from bot.reminders.outline import Outline
from bot.reminders.schedule import day_due, is_wanted, moment_of
from bot.store.records import Mark, ReminderSettings
from knowledge.model import Deadline
from knowledge.plans.workdays import WorkCalendar
from tests.bot.small_plans import corpus, task

CALENDAR = WorkCalendar()
ZONES = st.sampled_from(
    (
        "Asia/Shanghai",
        "Asia/Kolkata",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    )
)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MINUTE = timedelta(minutes=1)
RULES = st.one_of(
    st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")).map("FREQ=WEEKLY;BYDAY={}".format),
    st.integers(1, 28).map("FREQ=MONTHLY;BYMONTHDAY={}".format),
    st.sampled_from(("3,6,9,12", "6,12", "12")).map("FREQ=MONTHLY;BYMONTH={};BYMONTHDAY=-1".format),
)
slow = settings(deadline=None, max_examples=60)


@slow
@given(ZONES, DAYS, TIMES)
def test_a_digest_is_owed_from_its_very_minute_on_and_not_before(
    zone: str, day: date, at: time
) -> None:
    chat = ReminderSettings(on=True, zone=zone, at=at)
    moment = moment_of(day, chat)
    # On a day of a change of clocks a time may not exist, or come twice.
    assume(moment.astimezone(chat.tz).replace(tzinfo=None) == datetime.combine(day, at))
    assert day_due(chat, moment, CALENDAR) == day
    assert day_due(chat, moment - MINUTE, CALENDAR) != day


@slow
@given(ZONES, DAYS, TIMES)
def test_every_day_has_one_moment_and_they_follow_one_another(
    zone: str, day: date, at: time
) -> None:
    chat = ReminderSettings(on=True, zone=zone, at=at)
    gap = moment_of(day + timedelta(days=1), chat) - moment_of(day, chat)
    assert timedelta(hours=22) <= gap <= timedelta(hours=26)


@slow
@given(ZONES, DAYS, TIMES, st.integers(0, 24 * 60))
def test_a_paused_chat_is_owed_nothing_before_the_day_that_it_chose(
    zone: str, day: date, at: time, minutes: int
) -> None:
    chat = ReminderSettings(on=True, zone=zone, at=at, paused_until=day)
    now = datetime.combine(day - timedelta(days=2), time(), UTC) + MINUTE * minutes
    found = day_due(chat, now, CALENDAR)
    assert found is None or found >= day
    assert not is_wanted(day - timedelta(days=1), chat, CALENDAR)


@slow
@given(DAYS, st.integers(-40, 40), st.lists(st.integers(0, 40), min_size=1, max_size=5))
def test_days_are_told_exactly_as_chosen_and_the_day_itself_is_never_overdue(
    day: date, left: int, lead: list[int]
) -> None:
    found = compose([task("河道清淤", day)], Span.of(day - timedelta(days=left)), lead_days=lead)
    assert bool(found.due) == (left == 0 and 0 in lead)
    assert bool(found.near) == (left > 0 and left in lead)
    if left >= 0:
        assert not found.overdue


@slow
@given(RULES, DAYS, st.integers(0, 5))
def test_recurring_work_is_told_on_the_days_of_its_rule_and_a_round_that_is_done_is_skipped(
    rule: str, start: date, skipped: int
) -> None:
    again = task("报送进展", rule=rule)
    outline = Outline(corpus([again]))
    begin = datetime.combine(start, time())
    rounds = [one.date() for one in rrulestr(rule, dtstart=begin)[: skipped + 3]]
    done = Mark(
        chat=1,
        task=outline.prints[again.id],
        round=rounds[skipped],
        made=datetime(2025, 1, 1, tzinfo=UTC),
    )
    marked = Marked([done], outline)
    told = [
        day
        for number in range((rounds[-1] - start).days + 1)
        if compose(
            [again], Span.of(day := start + timedelta(days=number)), lead_days=[0], marked=marked
        ).due
    ]
    assert told == [day for day in rounds if day != rounds[skipped]]


@slow
@given(DAYS, st.integers(-30, 60), st.integers(1, 40))
def test_what_is_put_off_is_silent_until_its_day_and_told_on_it(
    today: date, left: int, days: int
) -> None:
    one = task("河道清淤", today + timedelta(days=left))
    outline = Outline(corpus([one]))
    until = today + timedelta(days=days)
    mark = Mark(
        chat=1, task=outline.prints[one.id], until=until, made=datetime(2025, 1, 1, tzinfo=UTC)
    )
    marked = Marked([mark], outline)
    for number in range(days):
        span = Span.of(today + timedelta(days=number))
        assert not compose([one], span, lead_days=(30, 7, 3, 1, 0), marked=marked)
    assert compose([one], Span.of(until), lead_days=(30, 7, 3, 1, 0), marked=marked)


@slow
@given(DAYS, st.integers(1, 200))
def test_ongoing_work_is_listed_once_a_quarter_at_most(start: date, days: int) -> None:
    endless = replace(task("日常巡查"), deadline=Deadline(kind="ongoing", text="长期坚持"))
    told = [
        day
        for number in range(days)
        if compose([endless], Span.of(day := start + timedelta(days=number)), lead_days=[0])
    ]
    quarters = [(day.year, (day.month - 1) // 3) for day in told]
    assert len(quarters) == len(set(quarters))
    assert all(day.day == 1 for day in told)
    assert len(told) >= days // 92
