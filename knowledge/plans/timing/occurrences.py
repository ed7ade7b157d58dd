"""The days of a recurring rule, for the rules that `recurrence` writes (RFC 5545, 3.3.10)."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PARTS = frozenset({"FREQ", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"})


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.upper().split(";"))
    parts = {name: value for name, _, value in pairs}
    if unknown := parts.keys() - _PARTS:
        raise ValueError(f"rule {rule!r} has {', '.join(sorted(unknown))}, which is not read here")
    return parts


def _numbers(parts: dict[str, str], name: str) -> list[int]:
    return [int(number) for number in parts.get(name, "").split(",") if number]


def _placed(days: list[date], place: int) -> list[date]:
    """All of them for place 0, else the one at that place: 1 from the front, -1 from the back."""
    index = place - 1 if place > 0 else len(days) + place
    if place == 0:
        return days
    return days[index : index + 1] if 0 <= index < len(days) else []


def _in_month(parts: dict[str, str], year: int, month: int) -> list[date]:
    """The days of one month that the rule names, ascending."""
    length = monthrange(year, month)[1]
    days = [date(year, month, day) for day in range(1, length + 1)]
    if wanted := _numbers(parts, "BYMONTHDAY"):
        numbers = {number if number > 0 else length + 1 + number for number in wanted}
        return [day for day in days if day.day in numbers]
    chosen: list[date] = []
    for code in parts.get("BYDAY", "").split(","):
        weekday = _CODES.index(code[-2:])
        chosen += _placed([day for day in days if day.weekday() == weekday], int(code[:-2] or 0))
    places = _numbers(parts, "BYSETPOS")
    chosen.sort()
    return [day for place in places for day in _placed(chosen, place)] if places else chosen


def _monthly(parts: dict[str, str], first: date) -> Iterator[date]:
    months = _numbers(parts, "BYMONTH") or list(range(1, 13))
    for year in range(first.year, date.max.year + 1):
        for month in months:
            yield from (day for day in _in_month(parts, year, month) if day >= first)


def _daily(parts: dict[str, str], first: date) -> Iterator[date]:
    wanted = {_CODES.index(code) for code in parts.get("BYDAY", "").split(",") if code}
    for number in range(first.toordinal(), date.max.toordinal() + 1):
        day = date.fromordinal(number)
        if not wanted or day.weekday() in wanted:
            yield day


def occurrences(rule: str, first: date) -> Iterator[date]:
    """The days of `rule` from `first` on, ascending, without end.

    rule: as `Deadline.rule`, an RRULE without its name and without INTERVAL, COUNT and UNTIL.
    Raises ValueError for a rule with other parts.
    """
    parts = _parts(rule)
    often = parts.get("FREQ") in ("DAILY", "WEEKLY")
    yield from (_daily if often else _monthly)(parts, first)


def next_occurrence(rule: str, after: date) -> date:
    """The first day of `rule` later than `after`; for one on or after a day, ask from the eve."""
    return next(occurrences(rule, after + timedelta(days=1)))
