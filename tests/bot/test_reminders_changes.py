"""What people write to change their reminders, and what of it is none of that."""

from datetime import date, time
from typing import Any

import pytest

from bot.reminders.changes import Misread, Reader
from knowledge.plans.departments import Departments
from tests.bot.small_plans import corpus, task

UNITS = ("省市场监管局", "省教育厅", "省人力资源和社会保障厅", "市公安局", "县公安局")
DEPARTMENTS = Departments.of(corpus([task(unit, lead=(unit,)) for unit in UNITS]))
READER = Reader(departments=DEPARTMENTS, today=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("on", {"on": True, "paused_until": None}),
        ("on 08:30", {"on": True, "at": time(8, 30), "paused_until": None}),
        ("on 9：05", {"on": True, "at": time(9, 5), "paused_until": None}),
        ("ON 早上9点半", {"on": True, "at": time(9, 30), "paused_until": None}),
        ("17:45", {"on": True, "at": time(17, 45)}),
        ("off", {"on": False}),
        ("关闭", {"on": False}),
        ("days 30,7,1,0", {"lead_days": (30, 7, 1, 0)}),
        ("days 0、1，7 7", {"lead_days": (7, 1, 0)}),
        ("dept 省市场监管局", {"departments": ("省市场监管局",)}),
        ("dept 市场监管局、省教育厅", {"departments": ("省市场监管局", "省教育厅")}),
        ("dept 省人力资源和社会保障厅", {"departments": ("省人力资源和社会保障厅",)}),
        ("dept all", {"departments": ()}),
        ("workdays on", {"workdays": True}),
        ("workdays off", {"workdays": False}),
        ("tz Asia/Urumqi", {"zone": "Asia/Urumqi"}),
        ("pause 2026-12-01", {"paused_until": date(2026, 12, 1)}),
        ("pause 3月1日", {"paused_until": date(2027, 3, 1)}),
        ("pause off", {"paused_until": None}),
        ("allclear on", {"allclear": True}),
        ("marks all", {"open_marks": True}),
        ("marks 管理员", {"open_marks": False}),
        ("所有人都可以标记完成", {"open_marks": True}),
        ("只有管理员可以标记", {"open_marks": False}),
        ("没有任务的时候，也每周报一次平安", {"allclear": True}),
        ("不要报平安", {"allclear": False}),
    ],
)
def test_the_forms_of_the_command(text: str, fields: dict[str, Any]) -> None:
    wish = READER.read_form(text)
    assert wish.action == "set"
    assert wish.fields == fields


@pytest.mark.parametrize(
    "text",
    [
        "on 25:00",
        "on 明天",
        "days",
        "days 七",
        "days 9999",
        "days " + ",".join(map(str, range(20))),
        "dept",
        "dept 省航天局",
        "dept 公安局",
        "workdays maybe",
        "tz Mars/Olympus",
        "tz ../../etc/passwd",
        "pause 2026-11-25",
        "pause 2026-13-01",
        "whatever",
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(Misread) as caught:
        READER.read_form(text)
    assert len(str(caught.value)) > 8


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("每天早上9点提醒我们", {"on": True, "at": time(9), "paused_until": None}),
        ("每天下午三点半提醒大家一下", {"on": True, "at": time(15, 30), "paused_until": None}),
        ("請每天早上八點提醒我們", {"on": True, "at": time(8), "paused_until": None}),
        ("每天 08:15 提醒", {"on": True, "at": time(8, 15), "paused_until": None}),
        (
            "每个工作日上午十点提醒我",
            {"on": True, "at": time(10), "paused_until": None, "workdays": True},
        ),
        ("只提醒省市场监管局的", {"departments": ("省市场监管局",)}),
        ("只提醒我们省教育厅和省市场监管局的任务", {"departments": ("省教育厅", "省市场监管局")}),
        ("提醒所有部门的任务", {"departments": ()}),
        ("周末不要提醒", {"workdays": True}),
        ("节假日别提醒了", {"workdays": True}),
        ("周末也要提醒", {"workdays": False}),
        ("提前一周和一天", {"lead_days": (7, 1, 0)}),
        ("提前半个月、3天提醒我们", {"lead_days": (15, 3, 0)}),
        ("提前一个月提醒", {"lead_days": (30, 0)}),
        ("不要再提醒了", {"on": False}),
        ("取消提醒", {"on": False}),
        ("打开提醒", {"on": True, "paused_until": None}),
        ("暂停提醒到12月1日", {"paused_until": date(2026, 12, 1)}),
        ("暂停提醒三天", {"paused_until": date(2026, 11, 28)}),
        ("12月1日之前不要提醒", {"paused_until": date(2026, 12, 1)}),
        (
            "每天早上9点提醒我们，周末不要提醒，提前一周和一天",
            {
                "on": True,
                "at": time(9),
                "paused_until": None,
                "workdays": True,
                "lead_days": (7, 1, 0),
            },
        ),
    ],
)
def test_sentences_as_people_say_them(text: str, fields: dict[str, Any]) -> None:
    wish = READER.read_sentence(text)
    assert wish is not None
    assert wish.fields == fields
    # The command takes the same sentences.
    assert READER.read_form(text).fields == fields


@pytest.mark.parametrize(("text", "action"), [("现在提醒一次", "now"), ("提醒设置", "show")])
def test_sentences_that_change_nothing(text: str, action: str) -> None:
    wish = READER.read_sentence(text)
    assert wish is not None
    assert wish.action == action


@pytest.mark.parametrize(
    "text",
    [
        "食品安全谁牵头",
        "提醒函由谁发出",
        "每季度末提醒谁报送",
        "提前完成的任务有哪些",
        "提前多久报送",
        "谁负责发提醒",
        "什么时候提醒各单位报送进展",
        "对进展缓慢的任务提醒督办",
        "省教育厅9月底前要完成什么，周末不要提醒",
        "不要提醒是什么意思",
        "提醒",
        "",
    ],
)
def test_questions_are_never_taken_for_settings(text: str) -> None:
    assert READER.read_sentence(text) is None


def test_an_unknown_department_is_named_and_never_guessed() -> None:
    with pytest.raises(Misread, match="省航天局"):
        READER.read_sentence("只提醒省航天局的")


@pytest.mark.parametrize(
    "text", ["谁可以标记", "标记完成的标准是什么", "平安建设谁牵头", "食品安全标记谁负责"]
)
def test_questions_with_words_of_settings_in_them_stay_questions(text: str) -> None:
    assert READER.read_sentence(text) is None


def test_what_is_marked_is_shown_on_request() -> None:
    assert READER.read_form("done").action == "done"
    wish = READER.read_sentence("看看标记过的任务")
    assert wish is not None
    assert wish.action == "done"
