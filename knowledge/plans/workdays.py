"""Legal working days in China, with 调休: which days offices work, and how sure that is.

The State Council publishes a year's holidays late in the year before. Until then, and for years
that the package does not hold, the answer rests on weekends and the statutory days, and says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from knowledge.plans.timing.festivals import span_in

_WEEKEND = 5  # Saturday, Monday is 0


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSchedule:
    """One year's holiday notice, as a person enters it when the package does not hold it yet.

    holidays: days off, weekends among them not needed. workdays: make-up days, Saturdays and
    Sundays on which offices work. notice: number of the State Council's notice, for the reader.
    """

    year: int
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    notice: str = ""

    def __post_init__(self) -> None:
        days = self.holidays | self.workdays
        if wrong := sorted(day for day in days if day.year != self.year):
            raise ValueError(f"{wrong[0]} does not lie in {self.year}")
        if both := sorted(self.holidays & self.workdays):
            raise ValueError(f"{both[0]} is both a holiday and a working day")


def clear_and_bright(year: int) -> date:
    """清明, 4 or 5 April, for 2000 to 2099.

    Source: the usual closed formula for solar terms of the 21st century (寿星公式, D = 0.2422,
    C = 4.81); the test compares it with the published holidays.
    """
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def statutory_days(year: int) -> frozenset[date]:
    """The 13 days of rest by law, without bridges and make-up days.

    Source: 全国年节及纪念日放假办法, as amended from 1 January 2025 (除夕 and 2 May added).
    """
    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    days = {date(year, month, day) for month, day in fixed}
    days.add(clear_and_bright(year))
    if spring := span_in("春节", year):
        days |= {spring[0] + timedelta(days=shift) for shift in range(-1, 3)}
    days |= {span[0] for name in ("端午", "中秋") if (span := span_in(name, year))}
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days of all years. overrides: year -> schedule, which outranks the package."""

    overrides: Mapping[int, YearSchedule] = field(default_factory=dict)

    @classmethod
    def of(cls, schedules: Iterable[YearSchedule]) -> "WorkCalendar":
        """A calendar with these schedules; of two for one year the later counts."""
        return cls({schedule.year: schedule for schedule in schedules})

    def is_published(self, year: int) -> bool:
        """Whether the year's holidays and make-up days are known."""
        return year in self.overrides or _packaged(date(year, 1, 1)) is not None

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day; see `note` for how sure that is."""
        if schedule := self.overrides.get(day.year):
            if day in schedule.workdays:
                return True
            return day.weekday() < _WEEKEND and day not in schedule.holidays
        packaged = _packaged(day)
        if packaged is not None:
            return packaged
        return day.weekday() < _WEEKEND and day not in statutory_days(day.year)

    def note(self, *years: int) -> str:
        """What a reader must know about these years: empty, or `2027年节假日安排尚未公布，…`."""
        unknown = "、".join(
            f"{year}年" for year in sorted(set(years)) if not self.is_published(year)
        )
        return f"{unknown}节假日安排尚未公布，按周末和法定节假日推算" if unknown else ""

    def after(self, day: date, number: int) -> date:
        """The day on which `number` working days are over, `day` itself not counted.

        0 gives `day`. Source: 民法典 201 (the first day does not count).
        """
        while number > 0:
            day += timedelta(days=1)
            number -= self.is_workday(day)
        return day


def _packaged(day: date) -> bool | None:
    """What chinesecalendar says; None for a year that it does not hold."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
