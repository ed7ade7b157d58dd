"""Sentences about reminders as people say them: 每天早上9点提醒我们, 周末不要提醒. Pure.

A table of patterns; a clause that none of them matches from end to end is about something else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.reminders.wishes import (
    HALVES,
    Wish,
    lead_days,
    read_clock,
    read_day,
    read_spans,
    read_units,
    to_set,
)
from knowledge.plans.departments import Departments


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sentence is read against: the names that are known, and the chat's day."""

    departments: Departments
    today: date


def read_clause(setting: Setting, clause: str) -> Wish | None:
    """The wish in one clause, without spaces; None where it is none. Raises Misread."""
    clause = _POLITE.sub("", clause)
    for pattern, read in _SENTENCES:
        if match := pattern.fullmatch(clause):
            wish = read(setting, match)
            if wish is not None:
                return wish
    return None


_WHOM = "(?:我们?|大家|咱们|本群|群里)?"
_POLITE = re.compile(
    r"^(?:请|麻烦|帮忙|帮我们?|从今天起|从明天起|以后|那就?|改成|改为|@\S+)+|(?:一下|吧|了|啊|哦|谢谢)+$"
)


def _say_time(_: Setting, found: re.Match[str]) -> Wish | None:
    moment = read_clock(found["time"])
    if moment is None:
        return None
    workdays = {"workdays": True} if "工作日" in (found["every"] or "") else {}
    return to_set(on=True, at=moment, paused_until=None, **workdays)


def _say_lead(_: Setting, found: re.Match[str]) -> Wish | None:
    spans = read_spans(re.sub("当天|到期日", "0天", found["spans"]))
    return to_set(lead_days=lead_days({*spans, 0})) if spans else None


def _say_pause(setting: Setting, found: re.Match[str]) -> Wish | None:
    day = read_day(found["day"], setting.today)
    return to_set(paused_until=day) if day and day > setting.today else None


def _say_units(setting: Setting, found: re.Match[str]) -> Wish | None:
    if found["units"] in ("我们", "我", "大家", "一次"):
        return None
    return to_set(departments=read_units(setting.departments, found["units"]))


def _always(wish: Wish) -> Callable[[Setting, re.Match[str]], Wish]:
    return lambda _, __: wish


_MARK = "标记(?:任务)?(?:为?已?完成)?(?:任务)?"
_QUIET = "(?:没有?(?:什么|任何)?(?:事|任务|要提醒的|提醒|到期的)(?:情)?)"
_STOP = "(?:不要再?|别再?|不用再?|不必再?|不再|不)"
_REST = "(?:周末|双休日|节假日|周末和节假日|休息日|放假|非工作日|周六周日|周六日|星期六星期天)"
_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[Setting, re.Match[str]], Wish | None]], ...] = (
    (
        re.compile(
            rf"(?P<every>每天|每日|天天|每个工作日|工作日)?的?(?P<time>(?:{'|'.join(HALVES)})?[0-9零〇一二两三四五六七八九十]+[^提]{{1,6}}?)(?:给{_WHOM})?(?:来|发)?提醒{_WHOM}"
        ),
        _say_time,
    ),
    (
        re.compile(rf"{_REST}(?:的时候|期间)?就?(?:都|也)?{_STOP}提醒{_WHOM}"),
        _always(to_set(workdays=True)),
    ),
    (re.compile(rf"只在?(?:法定)?工作日提醒{_WHOM}"), _always(to_set(workdays=True))),
    (re.compile(rf"{_REST}也(?:要|请)?提醒{_WHOM}"), _always(to_set(workdays=False))),
    (
        re.compile(rf"提醒{_WHOM}(?:全部|所有)(?:的?部门|单位)?的?(?:任务)?"),
        _always(to_set(departments=())),
    ),
    (
        re.compile(rf"(?:全部|所有)(?:的?部门|单位)的?(?:任务)?都?(?:要)?提醒{_WHOM}"),
        _always(to_set(departments=())),
    ),
    (re.compile(rf"(?:只|仅)提醒{_WHOM}(?P<units>.{{2,60}}?)(?:的任务|的事项?|的)?"), _say_units),
    (re.compile(r"提前(?P<spans>.{2,40}?)(?:都|各)?(?:提醒)?(?:我们?|大家)?"), _say_lead),
    (re.compile(r"暂停提醒(?:到|至)?(?P<day>.{2,12}?)"), _say_pause),
    (re.compile(r"提醒暂停(?:到|至)?(?P<day>.{2,12}?)"), _say_pause),
    (re.compile(rf"(?P<day>.{{2,12}}?)(?:之?前|以前|内|之内){_STOP}提醒{_WHOM}"), _say_pause),
    (
        re.compile(rf"(?:{_STOP}|停止|关闭|取消|关掉)(?:每天的?|每日的?)?(?:提醒)(?:功能)?{_WHOM}"),
        _always(to_set(on=False)),
    ),
    (
        re.compile(r"(?:打开|开启|开始|恢复|启用)(?:每天的?|每日的?)?提醒(?:功能)?"),
        _always(to_set(on=True, paused_until=None)),
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
    (
        re.compile(rf"(?:所有人|全体成员|群成员|大家|谁都|任何人)都?(?:可以|能){_MARK}"),
        _always(to_set(open_marks=True)),
    ),
    (
        re.compile(rf"(?:只有|只让|仅)(?:群)?管理员(?:才)?(?:可以|能){_MARK}"),
        _always(to_set(open_marks=False)),
    ),
    (
        re.compile(
            rf"(?:{_QUIET}(?:的时候|时)?[，,]?)?(?:请|就|也|都)*每周(?:也|都|就)?(?:给{_WHOM})?(?:报|发|来)(?:一?[次个条声])?(?:平安|平安提醒|平安消息)"
        ),
        _always(to_set(allclear=True)),
    ),
    (re.compile(rf"{_QUIET}(?:的时候|的话|时)"), _always(to_set())),
    (
        re.compile(rf"{_STOP}(?:每周)?(?:报|发)(?:一?[次个条声])?平安(?:提醒|消息)?"),
        _always(to_set(allclear=False)),
    ),
    (
        re.compile(
            r"(?:查看|看看|看|显示|列出)?(?:本群|群里)?(?:已经?)?标记(?:过|了)?(?:为?已?完成)?的?(?:任务|事项)?(?:有哪些|是哪些)?[?？]?"
        ),
        _always(Wish(action="done")),
    ),
)
