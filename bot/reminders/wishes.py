"""What may be wanted of reminders, and the values in it as people write them. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Literal

from knowledge.plans.departments import Departments
from knowledge.plans.numerals import read_integer

# Days ahead that a chat may ask for, and how many of them.
_FARTHEST, _MOST = 365, 10
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted. fields: settings to change, by name, for `set`."""

    action: Literal["show", "set", "now", "done"]
    fields: dict[str, Any] = field(default_factory=dict)


class Misread(Exception):
    """It cannot be done as it is written; the message says why, and how to write it."""


def to_set(**fields: Any) -> Wish:
    """The wish to change these settings."""
    return Wish(action="set", fields=fields)


def short(text: str) -> str:
    """As much of what somebody wrote as is worth repeating."""
    return text if len(text) <= 30 else text[:29] + "…"


# Departments


def read_units(departments: Departments, text: str) -> tuple[str, ...]:
    """The canonical names of departments as somebody lists them. Raises Misread."""
    names = [name for name in re.split(r"[、,，;；和及\s]+", text) if name]
    # A name may hold one of the separators itself: 人力资源和社会保障局.
    whole = departments.resolve(text)
    if whole.kind == "known":
        return whole.names
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_unit(departments, name)))
    if not found:
        raise Misread("写上部门的名称，如：/remind dept 市教育局；全部部门：/remind dept all")
    return tuple(found)


def _unit(departments: Departments, name: str) -> tuple[str, ...]:
    resolved = departments.resolve(name)
    if resolved.kind == "known":
        return resolved.names
    if resolved.kind == "ambiguous":
        choices = "、".join(resolved.names[:_SHOWN])
        raise Misread(f"“{short(name)}”可以是：{choices}。请写全称。")
    known = "、".join(departments.names[:_SHOWN])
    listed = f"方案里有：{known}{' 等' if len(departments.names) > _SHOWN else ''}。"
    raise Misread(
        f"方案里没有“{short(name)}”这个部门。" + (listed if known else "这些方案没有写明任何部门。")
    )


# Times and days

NUMBER = r"[0-9]{1,3}|[零〇一二两三四五六七八九十百]{1,5}"
HALVES = {"凌晨": 0, "清晨": 0, "早上": 0, "早晨": 0, "早": 0, "上午": 0, "中午": 12}
HALVES |= {"下午": 12, "傍晚": 12, "晚上": 12, "晚": 12}
_CLOCK = re.compile(
    rf"({'|'.join(HALVES)})?({NUMBER})(?:[:：]([0-9]{{2}})|[点时](?:(半)|(一刻|三刻)|({NUMBER})分?|整|钟)?)"
)
_SPAN = re.compile(rf"(半|{NUMBER})个?(天|日|周|星期|礼拜|月)")
_LENGTH = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}


def read_clock(text: str) -> time | None:
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
    hour += HALVES[half] if half and hour < (11 if half == "中午" else 12) else 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_day(text: str, today: date) -> date | None:
    """A day to come: 2026-12-01, 12月1日, 三天 (from today), 一周."""
    text = "".join(text.split())
    if found := re.fullmatch(r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})[日号]?", text):
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            guess = date(year or today.year, month, day)
            return guess if year or guess > today else date(today.year + 1, month, day)
        except ValueError:
            return None
    span = read_spans(text)
    return today + timedelta(days=span[0]) if len(span) == 1 and span[0] <= 3650 else None


def read_spans(text: str) -> list[int]:
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


def lead_days(numbers: Iterable[int]) -> tuple[int, ...]:
    days = tuple(sorted(set(numbers), reverse=True))
    if days[0] > _FARTHEST or len(days) > _MOST:
        raise Misread(f"最多提前 {_FARTHEST} 天，最多写 {_MOST} 个天数")
    return days
