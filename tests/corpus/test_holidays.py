"""holidays.toml: a year's days off before the calendar package holds them."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.corpus.folder import survey
from knowledge.corpus.holidays import read_calendar
from knowledge.errors import BadFolder
from knowledge.plans.workdays import WorkCalendar

GOOD = """
[2027]
holidays = ["2027-01-01/2027-01-03", 2027-02-08]
workdays = ["2027-02-20"]
notice = "国办发明电〔2026〕7号"
"""


def test_without_the_file_2027_is_said_to_be_unpublished(tmp_path: Path) -> None:
    calendar = read_calendar(tmp_path)
    assert not calendar.is_published(2027)
    assert "2027年节假日安排尚未公布" in calendar.note(2027)


def test_with_it_the_year_counts_as_published(tmp_path: Path) -> None:
    (tmp_path / "holidays.toml").write_text(GOOD, encoding="utf-8")
    calendar = read_calendar(tmp_path)
    assert calendar.is_published(2027)
    assert calendar.note(2027) == ""
    # 20 February 2027 is a Saturday, 8 February a Monday.
    assert calendar.is_workday(date(2027, 2, 20))
    assert not calendar.is_workday(date(2027, 2, 8))
    assert not calendar.is_workday(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[2027\n", "写法有误"),
        ("[明年]\nholidays = []", "写法有误"),
        ('["明年"]\nholidays = []', "不是年份"),
        ("[2027]\nholidays = []", "没有写放假"),
        ('[2027]\nholidays = ["元旦"]', "“元旦”不是日期"),
        ('[2027]\nholidays = ["2027-01-03/2027-01-01"]', "起止不对"),
        ('[2027]\nholidays = ["2026-12-31"]', "不在2027年"),
        ('[2027]\nfeiertage = ["2027-01-01"]', "不认识“feiertage”"),
    ],
)
def test_each_mistake_gets_a_line_with_the_way_out(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "holidays.toml").write_text(text, encoding="utf-8")
    (tmp_path / "documents").mkdir()
    with pytest.raises(BadFolder, match=what):
        read_calendar(tmp_path)
    _, problems = survey(tmp_path)
    assert any(what in problem.what for problem in problems)


def test_the_make_up_saturdays_of_2026_are_working_days_and_its_holidays_are_not() -> None:
    calendar = WorkCalendar()
    made_up = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert all(calendar.is_workday(date.fromisoformat(day)) for day in made_up)
    off = ["2026-01-01", "2026-02-17", "2026-04-06", "2026-05-01", "2026-06-19", "2026-10-01"]
    assert not any(calendar.is_workday(date.fromisoformat(day)) for day in off)
