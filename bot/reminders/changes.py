"""What a chat asks about its reminders -> a request for a change. Pure.

Two ways of writing: the forms of /remind (`on 08:30`, `days 30,7,1,0`, `dept 市教育局`), and sentences as
people say them (每天早上9点提醒我们，周末不要提醒). A sentence counts only if every clause of it is understood,
so that a question is never taken for a setting.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.plans.departments import Departments
from knowledge.plans.numerals import read_integer
from knowledge.text import to_simplified

# Days ahead that a chat may ask for, and how many of them.
_FARTHEST, _MOST = 365, 10
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted. fields: settings to change, by name, for `set`."""

    action: Literal["show", "set", "now"]
    fields: dict[str, Any] = field(default_factory=dict)


class Misread(Exception):
    """It cannot be done as it is written; the message says why, and how to write it."""


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
        if moment := _clock(text):
            return Wish(action="set", fields={"on": True, "at": moment})
        raise Misread(f"没看懂“{_short(text)}”。\n{USAGE}")

    def read_sentence(self, text: str) -> Wish | None:
        """The wish in a plain sentence; None where it is none. Raises Misread for half of one."""
        text = to_simplified(text).strip()
        clauses = [part for part in re.split(r"[，,。；;！!\n]+", text) if part.strip()]
        if "提醒" not in text and not text.startswith("提前"):
            return None
        wishes = [self._clause("".join(clause.split())) for clause in clauses]
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

    def _clause(self, clause: str) -> Wish | None:
        clause = _POLITE.sub("", clause)
        for pattern, read in _SENTENCES:
            if match := pattern.fullmatch(clause):
                wish = read(self, match)
                if wish is not None:
                    return wish
        return None

    # Values

    def _units(self, text: str) -> tuple[str, ...]:
        names = [name for name in re.split(r"[、,，;；和及\s]+", text) if name]
        # A name may hold one of the separators itself: 人力资源和社会保障局.
        whole = self.departments.resolve(text)
        if whole.kind == "known":
            return whole.names
        found: dict[str, None] = {}
        for name in names:
            found.update(dict.fromkeys(self._unit(name)))
        if not found:
            raise Misread("写上部门的名称，如：/remind dept 市教育局；全部部门：/remind dept all")
        return tuple(found)

    def _unit(self, name: str) -> tuple[str, ...]:
        resolved = self.departments.resolve(name)
        if resolved.kind == "known":
            return resolved.names
        if resolved.kind == "ambiguous":
            choices = "、".join(resolved.names[:_SHOWN])
            raise Misread(f"“{_short(name)}”可以是：{choices}。请写全称。")
        known = "、".join(self.departments.names[:_SHOWN])
        listed = f"方案里有：{known}{' 等' if len(self.departments.names) > _SHOWN else ''}。"
        raise Misread(
            f"方案里没有“{_short(name)}”这个部门。"
            + (listed if known else "这些方案没有写明任何部门。")
        )


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


USAGE = """\
可以这样写：
/remind on 08:30　每天这个时间提醒
/remind off　关闭
/remind days 30,7,1,0　提前几天
/remind dept 市教育局　只提醒这个部门（dept all 全部）
/remind workdays on　只在法定工作日
/remind tz Asia/Shanghai　时区
/remind pause 2026-12-01　暂停到这一天
/remind now　现在发一份
也可以说：每天早上9点提醒我们，周末不要提醒"""


def _set(**fields: Any) -> Wish:
    return Wish(action="set", fields=fields)


# Forms of the command

_YES = ("on", "开", "是", "打开", "开启", "yes")
_NO = ("off", "关", "否", "关闭", "no")


def _read_on(_: Reader, rest: str) -> Wish:
    if not rest:
        return _set(on=True, paused_until=None)
    moment = _clock(rest)
    if moment is None:
        raise Misread(f"“{_short(rest)}”不是时间；写成 /remind on 08:30")
    return _set(on=True, at=moment, paused_until=None)


def _read_days(_: Reader, rest: str) -> Wish:
    numbers = [part for part in re.split(r"[,，、;；天\s]+", rest) if part]
    if not numbers or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in numbers):
        raise Misread("写提前的天数，用逗号分开，0 是当天，如：/remind days 30,7,1,0")
    return _set(lead_days=_lead_days(map(int, numbers)))


def _lead_days(numbers: Iterable[int]) -> tuple[int, ...]:
    days = tuple(sorted(set(numbers), reverse=True))
    if days[0] > _FARTHEST or len(days) > _MOST:
        raise Misread(f"最多提前 {_FARTHEST} 天，最多写 {_MOST} 个天数")
    return days


def _read_dept(reader: Reader, rest: str) -> Wish:
    everything = rest.lower() in ("all", "全部", "所有")
    return _set(departments=() if everything else reader._units(rest))


def _read_workdays(_: Reader, rest: str) -> Wish:
    if rest.lower() not in (*_YES, *_NO):
        raise Misread("写 /remind workdays on（只在法定工作日）或 /remind workdays off（每天）")
    return _set(workdays=rest.lower() in _YES)


def _read_zone(_: Reader, rest: str) -> Wish:
    try:
        return _set(zone=ZoneInfo(rest).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misread(
            f"没有“{_short(rest)}”这个时区；写英文名，如：/remind tz Asia/Shanghai"
        ) from None


def _read_pause(reader: Reader, rest: str) -> Wish:
    if rest.lower() in _NO:
        return _set(paused_until=None)
    day = _day(rest, reader.today)
    if day is None or day <= reader.today:
        raise Misread("写以后的一个日期，如：/remind pause 2026-12-01；取消暂停：/remind pause off")
    return _set(paused_until=day)


_FORMS: dict[str, Callable[[Reader, str], Wish]] = {
    "": lambda _, __: Wish(action="show"),
    **dict.fromkeys(("on", "开", "打开", "开启"), _read_on),
    **dict.fromkeys(("off", "关", "关闭"), lambda _, __: _set(on=False)),
    "days": _read_days,
    "dept": _read_dept,
    "workdays": _read_workdays,
    "tz": _read_zone,
    "pause": _read_pause,
    "now": lambda _, __: Wish(action="now"),
}


# Sentences

_NUMBER = r"[0-9]{1,3}|[零〇一二两三四五六七八九十百]{1,5}"
_HALVES = {"凌晨": 0, "清晨": 0, "早上": 0, "早晨": 0, "早": 0, "上午": 0, "中午": 12}
_HALVES |= {"下午": 12, "傍晚": 12, "晚上": 12, "晚": 12}
_CLOCK = re.compile(
    rf"({'|'.join(_HALVES)})?({_NUMBER})(?:[:：]([0-9]{{2}})|[点时](?:(半)|(一刻|三刻)|({_NUMBER})分?|整|钟)?)"
)
_WHOM = "(?:我们?|大家|咱们|本群|群里)?"
_POLITE = re.compile(
    r"^(?:请|麻烦|帮忙|帮我们?|从今天起|从明天起|以后|那就?|改成|改为|@\S+)+|(?:一下|吧|了|啊|哦|谢谢)+$"
)
_SPAN = re.compile(rf"(半|{_NUMBER})个?(天|日|周|星期|礼拜|月)")
_LENGTH = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}


def _clock(text: str) -> time | None:
    """A time of day as people write it: 9:00, 09：30, 早上9点半, 下午三点一刻."""
    found = _CLOCK.fullmatch("".join(text.split()))
    if not found:
        return None
    half, hour_text, minutes, thirty, quarter, spoken = found.groups()
    hour = read_integer(hour_text)
    minute = 30 if thirty else {"一刻": 15, "三刻": 45}.get(quarter or "")
    if minute is None:
        minute = read_integer(minutes or spoken or "0")
    if hour is None or minute is None:
        return None
    hour += _HALVES[half] if half and hour < (11 if half == "中午" else 12) else 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(text: str, today: date) -> date | None:
    """A day to come: 2026-12-01, 12月1日, 三天 (from today), 一周."""
    text = "".join(text.split())
    if found := re.fullmatch(r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})[日号]?", text):
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            guess = date(year or today.year, month, day)
            return guess if year or guess > today else date(today.year + 1, month, day)
        except ValueError:
            return None
    span = _spans(text)
    return today + timedelta(days=span[0]) if len(span) == 1 and span[0] <= 3650 else None


def _spans(text: str) -> list[int]:
    """Spans of time in days, `一周和一天` -> [7, 1]; empty where there is anything else."""
    parts = [part for part in re.split(r"[、和及与跟]", text) if part]
    found = [_SPAN.fullmatch(part) for part in parts]
    days = []
    for match in found:
        if match is None:
            return []
        unit = _LENGTH[match[2]]
        number = read_integer(match[1]) if match[1] != "半" else None
        days.append(unit * number if number is not None else unit // 2)
    return days


def _say_time(_: Reader, found: re.Match[str]) -> Wish | None:
    moment = _clock(found["time"])
    if moment is None:
        return None
    workdays = {"workdays": True} if "工作日" in (found["every"] or "") else {}
    return _set(on=True, at=moment, paused_until=None, **workdays)


def _say_lead(_: Reader, found: re.Match[str]) -> Wish | None:
    spans = _spans(re.sub("当天|到期日", "0天", found["spans"]))
    return _set(lead_days=_lead_days({*spans, 0})) if spans else None


def _say_pause(reader: Reader, found: re.Match[str]) -> Wish | None:
    day = _day(found["day"], reader.today)
    return _set(paused_until=day) if day and day > reader.today else None


def _say_units(reader: Reader, found: re.Match[str]) -> Wish | None:
    if found["units"] in ("我们", "我", "大家", "一次"):
        return None
    return _set(departments=reader._units(found["units"]))


def _always(wish: Wish) -> Callable[[Reader, re.Match[str]], Wish]:
    return lambda _, __: wish


_STOP = "(?:不要再?|别再?|不用再?|不必再?|不再|不)"
_REST = "(?:周末|双休日|节假日|周末和节假日|休息日|放假|非工作日|周六周日|周六日|星期六星期天)"
_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[Reader, re.Match[str]], Wish | None]], ...] = (
    (
        re.compile(
            rf"(?P<every>每天|每日|天天|每个工作日|工作日)?的?(?P<time>(?:{'|'.join(_HALVES)})?[0-9零〇一二两三四五六七八九十]+[^提]{{1,6}}?)(?:给{_WHOM})?(?:来|发)?提醒{_WHOM}"
        ),
        _say_time,
    ),
    (
        re.compile(rf"{_REST}(?:的时候|期间)?就?(?:都|也)?{_STOP}提醒{_WHOM}"),
        _always(_set(workdays=True)),
    ),
    (re.compile(rf"只在?(?:法定)?工作日提醒{_WHOM}"), _always(_set(workdays=True))),
    (re.compile(rf"{_REST}也(?:要|请)?提醒{_WHOM}"), _always(_set(workdays=False))),
    (
        re.compile(rf"提醒{_WHOM}(?:全部|所有)(?:的?部门|单位)?的?(?:任务)?"),
        _always(_set(departments=())),
    ),
    (
        re.compile(rf"(?:全部|所有)(?:的?部门|单位)的?(?:任务)?都?(?:要)?提醒{_WHOM}"),
        _always(_set(departments=())),
    ),
    (re.compile(rf"(?:只|仅)提醒{_WHOM}(?P<units>.{{2,60}}?)(?:的任务|的事项?|的)?"), _say_units),
    (re.compile(r"提前(?P<spans>.{2,40}?)(?:都|各)?(?:提醒)?(?:我们?|大家)?"), _say_lead),
    (re.compile(r"暂停提醒(?:到|至)?(?P<day>.{2,12}?)"), _say_pause),
    (re.compile(r"提醒暂停(?:到|至)?(?P<day>.{2,12}?)"), _say_pause),
    (re.compile(rf"(?P<day>.{{2,12}}?)(?:之?前|以前|内|之内){_STOP}提醒{_WHOM}"), _say_pause),
    (
        re.compile(rf"(?:{_STOP}|停止|关闭|取消|关掉)(?:每天的?|每日的?)?(?:提醒)(?:功能)?{_WHOM}"),
        _always(_set(on=False)),
    ),
    (
        re.compile(r"(?:打开|开启|开始|恢复|启用)(?:每天的?|每日的?)?提醒(?:功能)?"),
        _always(_set(on=True, paused_until=None)),
    ),
    (
        re.compile(
            rf"(?:现在|马上|立即|立刻)(?:就)?(?:发|来|给{_WHOM}发)?(?:一次|一份|一遍)?提醒{_WHOM}(?:一次|一遍)?"
        ),
        _always(Wish(action="now")),
    ),
    (
        re.compile(
            r"(?:查看|看看|看|显示)?(?:现在的?|本群的?|群里的?|当前的?)?提醒(?:的)?设置(?:是什么|是怎样的|怎么样)?[?？]?"
        ),
        _always(Wish(action="show")),
    ),
)
