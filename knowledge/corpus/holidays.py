"""holidays.toml: days off and make-up days of years that chinesecalendar does not hold yet.

[2027]
holidays = ["2027-01-01/2027-01-03", "2027-02-05/2027-02-11"]
workdays = ["2027-02-20"]
notice = "国办发明电〔2026〕7号"
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge.corpus.files import read_bytes
from knowledge.errors import BadFolder, Problem, UnreadableFile
from knowledge.plans.workdays import WorkCalendar, YearSchedule

FILE = "holidays.toml"
_WRITE = '写成 ["2027-01-01/2027-01-03", "2027-02-05"] 这样的日期或起止日期'
_KEYS = ("holidays", "workdays", "notice")
# Days of the longest run of days off that is believed.
_LONGEST = 31


class _Wrong(Exception):
    """What is wrong, for a person."""


def read_calendar(folder: Path) -> WorkCalendar:
    """The working days with what the folder says of them. Raises BadFolder where that is wrong."""
    schedules, problems = read_schedules(folder)
    if problems:
        raise BadFolder(problems)
    return WorkCalendar.of(schedules)


def read_schedules(folder: Path) -> tuple[list[YearSchedule], list[Problem]]:
    """The years of the folder's holidays.toml, and what is wrong with it; nothing without one."""
    path = folder / FILE
    if not path.is_file():
        return [], []
    try:
        table = tomllib.loads(read_bytes(path, FILE).decode("utf-8-sig"))
    except UnreadableFile as failure:
        return [], [failure.problem]
    except ValueError:
        remedy = f"存成 UTF-8 文本；每一年先写一行 [2027]，日期{_WRITE}"
        return [], [Problem(file=FILE, what="写法有误，读不了", remedy=remedy)]
    schedules, problems = [], []
    for year, entries in table.items():
        try:
            schedules.append(_schedule(year, entries))
        except _Wrong as wrong:
            problems.append(Problem(file=FILE, place=year, what=str(wrong), remedy=_WRITE))
    return schedules, problems


def _schedule(year: str, entries: Any) -> YearSchedule:
    if not re.fullmatch(r"20\d\d", year) or not isinstance(entries, dict):
        raise _Wrong(f"“{year}”不是年份")
    if unknown := [key for key in entries if key not in _KEYS]:
        raise _Wrong(f"不认识“{unknown[0]}”，可用的有 {'、'.join(_KEYS)}")
    if not entries.get("holidays"):
        raise _Wrong("没有写放假的日期 holidays")
    days = {key: frozenset(_days(entries.get(key, []))) for key in ("holidays", "workdays")}
    # A make-up day may lie inside what a notice calls the holiday's span.
    days["holidays"] -= days["workdays"]
    try:
        return YearSchedule(year=int(year), notice=str(entries.get("notice", "")), **days)
    except ValueError:
        raise _Wrong(f"有的日期不在{year}年") from None


def _days(spans: Any) -> Iterator[date]:
    for span in spans if isinstance(spans, list) else [spans]:
        first, _, last = str(span).partition("/")
        try:
            begin = date.fromisoformat(first.strip())
            length = (date.fromisoformat(last.strip() or first.strip()) - begin).days
        except ValueError:
            raise _Wrong(f"“{span}”不是日期") from None
        if not 0 <= length <= _LONGEST:
            raise _Wrong(f"“{span}”的起止不对")
        yield from (begin + timedelta(days=number) for number in range(length + 1))
