"""The days across a timeline: from when to when, in months, quarters or years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

# Ticks that a phone's width has room for; and the months of the shortest axis.
_MOST = 16
_LEAST = 6
# Up to so many ticks a year fits above each.
_ROOMY = 10
# Months of a tick, shortest first.
_STEPS = (1, 3, 12)
# One in so many days may be left out at either end, where it would squeeze all the others.
_STRAGGLERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """ticks: first days of the months, quarters or years shown, and of the one after the last."""

    ticks: tuple[date, ...]
    step: int

    @property
    def first(self) -> date:
        """The first day shown."""
        return self.ticks[0]

    @property
    def end(self) -> date:
        """The day after the last one shown."""
        return self.ticks[-1]

    def share(self, day: date) -> float:
        """Where a day stands between the ends, 0 to 1; days outside stand at the ends."""
        begins = list(pairwise(self.ticks))
        for number, (begin, end) in enumerate(begins):
            if day < end:
                # Ticks are equally wide, so that months of 28 and 31 days look alike.
                inside = max(0.0, ((day - begin).days + 0.5) / (end - begin).days)
                return min(1.0, (number + inside) / len(begins)) if day >= begin else 0.0
        return 1.0

    def column(self, day: date) -> int:
        """The tick, from 0, that a day belongs to; the first or last for days outside."""
        inside = [number for number, tick in enumerate(self.ticks[:-1]) if tick <= day]
        return inside[-1] if inside else 0

    def labels(self) -> list[tuple[str, str]]:
        """(label, year) of every tick; the year only where it is new."""
        found = []
        year = 0
        for tick in self.ticks[:-1]:
            words = {1: f"{tick.month}月", 3: f"{(tick.month + 2) // 3}季", 12: f"{tick.year}"}
            new = "" if tick.year == year or self.step == 12 else f"{tick.year}年"
            year = tick.year
            found.append((words[self.step], new))
        if len(found) > _ROOMY and found[1][1]:  # two years side by side have no room
            found[0] = (found[0][0], "")
        return found


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _months(days: Sequence[date], today: date) -> tuple[int, int]:
    """First and last month, today's among them."""
    shown = [today, *days]
    return _month(min(shown)), _month(max(shown))


def lay_axis(days: Sequence[date], today: date) -> Axis:
    """The axis for these days: as fine as fits, today on it, single stragglers left outside."""
    ordered = sorted(days)
    cut = len(ordered) // _STRAGGLERS
    low, high = _months(ordered, today)
    near_low, near_high = _months(ordered[cut : len(ordered) - cut], today)
    if high - low >= _MOST and high - low > 2 * (near_high - near_low + 1):
        low, high = near_low, near_high
    high = max(high, low + _LEAST - 1)
    step = next((s for s in _STEPS if high // s - low // s < _MOST), _STEPS[-1])
    if step == _STEPS[-1]:  # decades: keep to the years around today
        low = max(low, _month(today) - 12 * (_MOST - 3))
        high = min(high, low - low % 12 + 12 * _MOST - 1)
    begin = low - low % step
    ticks = tuple(_first_day(month) for month in range(begin, high + step + 1, step))
    return Axis(ticks=ticks, step=step)
