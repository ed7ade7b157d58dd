"""Working days: the make-up Saturdays of a published year, and plain words for one that is not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plans.dates import find_dates
from knowledge.plans.workdays import WorkCalendar, YearSchedule, clear_and_bright, statutory_days

CALENDAR = WorkCalendar()
# Weekend days on which offices work in 2026, by the State Council's notice for that year.
MAKE_UP = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]


def test_the_make_up_weekends_of_2026_are_working_days_and_no_others() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    worked = [(d.month, d.day) for d in days if d.weekday() >= 5 and CALENDAR.is_workday(d)]
    assert worked == MAKE_UP


@pytest.mark.parametrize(
    "day", [(1, 1), (2, 17), (4, 6), (5, 1), (6, 19), (9, 25), (10, 1), (10, 7)]
)
def test_the_holidays_of_2026_are_no_working_days(day: tuple[int, int]) -> None:
    assert not CALENDAR.is_workday(date(2026, *day))


def test_a_year_that_is_not_published_is_said_to_be_so() -> None:
    assert CALENDAR.is_published(2026)
    assert not CALENDAR.is_published(2029)
    assert CALENDAR.note(2026) == ""
    assert CALENDAR.note(2026, 2029) == "2029年节假日安排尚未公布，按周末和法定节假日推算"


def test_an_unpublished_year_still_rests_on_the_days_of_the_law() -> None:
    assert not CALENDAR.is_workday(date(2029, 10, 1))
    assert not CALENDAR.is_workday(date(2029, 2, 13))  # 春节
    assert CALENDAR.is_workday(date(2029, 10, 8))


def test_a_persons_schedule_outranks_the_package() -> None:
    schedule = YearSchedule(
        year=2029,
        holidays=frozenset({date(2029, 1, 1), date(2029, 10, 4)}),
        workdays=frozenset({date(2029, 9, 29)}),
    )
    calendar = WorkCalendar.of([schedule])
    assert calendar.is_published(2029)
    assert calendar.is_workday(date(2029, 9, 29))  # a Saturday
    assert not calendar.is_workday(date(2029, 10, 4))
    assert calendar.note(2029) == ""


def test_a_schedule_with_a_day_of_another_year_or_of_two_minds_is_refused() -> None:
    with pytest.raises(ValueError, match="2028-12-31"):
        YearSchedule(year=2029, holidays=frozenset({date(2028, 12, 31)}))
    with pytest.raises(ValueError, match="both"):
        YearSchedule(
            year=2029,
            holidays=frozenset({date(2029, 1, 1)}),
            workdays=frozenset({date(2029, 1, 1)}),
        )


@pytest.mark.parametrize("year", range(2015, 2027))
def test_the_computed_festivals_fall_into_the_published_holidays(year: int) -> None:
    newer = {date(year, 5, 2), date(year, 10, 3)}  # by law since 2025 only, as is 除夕
    eve = min(d for d in statutory_days(year) if date(year, 1, 10) < d < date(year, 3, 1))
    days = statutory_days(year) - (newer | {eve} if year < 2025 else set())
    assert not [day for day in days if CALENDAR.is_workday(day)]
    assert not CALENDAR.is_workday(clear_and_bright(year))


@given(day=st.dates(date(2005, 1, 1), date(2040, 1, 1)), number=st.integers(0, 60))
def test_a_term_ends_when_its_working_days_are_over(day: date, number: int) -> None:
    last = CALENDAR.after(day, number)
    passed = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(map(CALENDAR.is_workday, passed)) == number
    assert number == 0 or CALENDAR.is_workday(last)


def test_working_days_after_the_issue_skip_the_holidays() -> None:
    found = find_dates("印发之日起5个工作日内", reference=date(2026, 9, 28))[0]
    assert (found.date, found.certain) == (date(2026, 10, 10), True)
    unsure = find_dates("印发之日起5个工作日内", reference=date(2029, 9, 28))[0]
    assert not unsure.certain
    assert "尚未公布" in unsure.reason
