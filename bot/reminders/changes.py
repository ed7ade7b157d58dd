"""What a chat asks about its reminders -> a request for a change. Pure.

Two ways of writing: the forms of /remind (`on 08:30`, `days 30,7,1,0`, `dept 市教育局`), and sentences as
people say them (每天早上9点提醒我们，周末不要提醒). A sentence counts only if every clause of it is understood,
so that a question is never taken for a setting.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.reminders.sentences import Setting, read_clause
from bot.reminders.wishes import (
    Misread,
    Wish,
    lead_days,
    read_clock,
    read_day,
    read_units,
    short,
    to_set,
)
from knowledge.plans.departments import Departments
from knowledge.text import to_simplified

__all__ = ["Misread", "Reader", "Wish"]


# A sentence with none of these words is about something else.
_ABOUT = ("提醒", "标记", "平安")


def is_about_reminders(text: str) -> bool:
    """Whether a sentence may be a setting at all; simplified characters."""
    return any(word in text for word in _ABOUT) or text.startswith("提前")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads wishes. departments: the names that are known. today: the chat's day."""

    departments: Departments
    today: date

    def read_form(self, text: str) -> Wish:
        """The wish behind `/remind text`. Raises Misread."""
        text = to_simplified(text).strip()
        word, _, rest = text.partition(" ")
        form = _FORMS.get(word.lower())
        if form is not None:
            return form(self, rest.strip())
        sentence = self.read_sentence(text)
        if sentence is not None:
            return sentence
        if moment := read_clock(text):
            return Wish(action="set", fields={"on": True, "at": moment})
        raise Misread(f"没看懂“{short(text)}”。\n{USAGE}")

    def read_sentence(self, text: str) -> Wish | None:
        """The wish in a plain sentence; None where it is none. Raises Misread for half of one."""
        text = to_simplified(text).strip()
        clauses = [part for part in re.split(r"[，,。；;！!\n]+", text) if part.strip()]
        if not is_about_reminders(text):
            return None
        setting = Setting(self.departments, self.today)
        wishes = [read_clause(setting, "".join(clause.split())) for clause in clauses]
        found = [wish for wish in wishes if wish is not None]
        if not found or len(found) < len(wishes):
            return None
        if len(found) == 1:
            return found[0]
        if any(wish.action != "set" for wish in found):
            return None
        merged: dict[str, Any] = {}
        for wish in found:
            merged |= wish.fields
        return Wish(action="set", fields=merged)


USAGE = """\
可以这样写：
/remind on 08:30　每天这个时间提醒
/remind off　关闭
/remind days 30,7,1,0　提前几天
/remind dept 市教育局　只提醒这个部门（dept all 全部）
/remind workdays on　只在法定工作日
/remind tz Asia/Shanghai　时区
/remind pause 2026-12-01　暂停到这一天
/remind allclear on　没有要提醒的，也每周报一次平安
/remind marks all　所有人都可以标记完成（marks admins 只有管理员）
/remind done　标记过的任务
/remind now　现在发一份
也可以说：每天早上9点提醒我们，周末不要提醒"""


# Forms of the command

_YES = ("on", "开", "是", "打开", "开启", "yes")
_NO = ("off", "关", "否", "关闭", "no")
_EITHER = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_WHO = dict.fromkeys(("all", "所有人", "大家", "全部"), True)
_WHO |= dict.fromkeys(("admins", "admin", "管理员"), False)


def _read_on(_: Reader, rest: str) -> Wish:
    if not rest:
        return to_set(on=True, paused_until=None)
    moment = read_clock(rest)
    if moment is None:
        raise Misread(f"“{short(rest)}”不是时间；写成 /remind on 08:30")
    return to_set(on=True, at=moment, paused_until=None)


def _read_days(_: Reader, rest: str) -> Wish:
    numbers = [part for part in re.split(r"[,，、;；天\s]+", rest) if part]
    if not numbers or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in numbers):
        raise Misread("写提前的天数，用逗号分开，0 是当天，如：/remind days 30,7,1,0")
    return to_set(lead_days=lead_days(map(int, numbers)))


def _read_dept(reader: Reader, rest: str) -> Wish:
    everything = rest.lower() in ("all", "全部", "所有")
    return to_set(departments=() if everything else read_units(reader.departments, rest))


def _switch(field: str, words: dict[str, bool], mistake: str) -> Callable[[Reader, str], Wish]:
    """Reads what is one of two. words: each that may follow, and what it means."""

    def read(_: Reader, rest: str) -> Wish:
        value = words.get(rest.lower())
        if value is None:
            raise Misread(mistake)
        return to_set(**{field: value})

    return read


def _read_zone(_: Reader, rest: str) -> Wish:
    try:
        return to_set(zone=ZoneInfo(rest).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misread(
            f"没有“{short(rest)}”这个时区；写英文名，如：/remind tz Asia/Shanghai"
        ) from None


def _read_pause(reader: Reader, rest: str) -> Wish:
    if rest.lower() in _NO:
        return to_set(paused_until=None)
    day = read_day(rest, reader.today)
    if day is None or day <= reader.today:
        raise Misread("写以后的一个日期，如：/remind pause 2026-12-01；取消暂停：/remind pause off")
    return to_set(paused_until=day)


_FORMS: dict[str, Callable[[Reader, str], Wish]] = {
    "": lambda _, __: Wish(action="show"),
    **dict.fromkeys(("on", "开", "打开", "开启"), _read_on),
    **dict.fromkeys(("off", "关", "关闭"), lambda _, __: to_set(on=False)),
    "days": _read_days,
    "dept": _read_dept,
    "workdays": _switch(
        "workdays",
        _EITHER,
        "写 /remind workdays on（只在法定工作日）或 /remind workdays off（每天）",
    ),
    "allclear": _switch(
        "allclear",
        _EITHER,
        "写 /remind allclear on（没有要提醒的，也每周报一次平安）或 /remind allclear off",
    ),
    "marks": _switch(
        "open_marks",
        _WHO,
        "写 /remind marks all（所有人都可以标记完成）或 /remind marks admins（只有管理员）",
    ),
    "done": lambda _, __: Wish(action="done"),
    "tz": _read_zone,
    "pause": _read_pause,
    "now": lambda _, __: Wish(action="now"),
}
