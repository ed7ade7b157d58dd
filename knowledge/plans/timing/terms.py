"""So many days after something: 印发之日起60日内 is a date, 资金拨付后30日内 a handling time."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from knowledge.plans.numerals import CHINESE, read_integer
from knowledge.plans.timing.expressions import DateExpression
from knowledge.plans.timing.stretches import S, add_months
from knowledge.plans.workdays import WorkCalendar

_PAPER = "通知|方案|实施方案|办法|意见|计划|行动计划|文件|清单|措施|细则|规划|要点|决定"
_ISSUE = (
    rf"(?:自|从)?(?:本|该|此)?(?:{_PAPER})?(?:正式)?(?:印发|发布|公布|下发|发文|出台|颁布)"
    r"(?:之日|之时|当日|日)?(?:起|后|以后|之后)?(?:的)?"
)
_EVENT = r"(?:自|从)?[\u4e00-\u9fff]{2,12}?(?:之日起|之日|之后|以后|后|起)"
_AFTER = re.compile(
    rf"(?:(?P<issue>{_ISSUE})|(?P<event>{_EVENT}))?{S}(?<![0-9.年月第])(?P<count>[0-9]+|{CHINESE}|半){S}"
    rf"(?P<unit>个?工作日|个?自然日|小时|分钟|日|天|个?星期|个?周|个?半?月|年){S}(?P<within>以内|之内|内(?!容|部|蒙))?"
)
# 不超过2小时 limits a case, 每天2小时 and 24小时值班 do not.
_LIMITED = re.compile(r"(?:不超过|不得超过|[压缩减限]\w{0,2}[至到为]|限时) *$")
_LINK = re.compile(r"(?:[并且在于应须当可将的自从])+(?=[\u4e00-\u9fff]{2})")
_FROM_NOW = re.compile(
    r"(?:自|从)?(?:即日|印发之日|发布之日|公布之日|发文之日|印发)起(?:施行|实施|执行|生效|开始)?"
)


def terms(text: str, issued: date | None, *, cell: bool) -> Iterator[DateExpression]:
    """Every such phrase, in order; a 完成时限 cell (`cell`) counts months from the issue."""
    for found in _AFTER.finditer(text):
        if not found["within"] and not _is_case(text, found):
            continue
        long = found["unit"].endswith(("月", "年"))
        if found["issue"]:
            yield _after_issue(found, issued)
        elif cell and long and not found["event"]:
            yield replace(_after_issue(found, issued), certain=False)
        else:
            yield _handling(found, long)
    for start in _FROM_NOW.finditer(text):
        yield _from_issue(start, issued)


def _is_case(text: str, found: re.Match[str]) -> bool:
    """Whether a number of hours or working days without 内 says how long a case may take."""
    if "工作日" in found["unit"]:
        return True
    hours = found["unit"] in ("小时", "分钟")
    return hours and bool(
        _LIMITED.search(text[max(0, found.start("count") - 8) : found.start("count")])
    )


def _expression(found: re.Match[str]) -> DateExpression:
    return DateExpression(text=found[0], start=found.start(), end=found.end())


def _handling(found: re.Match[str], long: bool) -> DateExpression:
    # 三年内, 6个月内 without anything to count from may be meant from the issue on: doubtful.
    reason = "没有写从哪天起算" if long else "办理时限，不是完成时限"
    link = _LINK.match(found[0])
    start = found.start() + (link.end() if link else 0)
    handled = replace(_expression(found), role="handling", reason=reason, certain=not long)
    return replace(handled, start=start)


def _after_issue(found: re.Match[str], issued: date | None) -> DateExpression:
    last = None if issued is None else counted_from(issued, found["count"], found["unit"])
    if issued is None or last is None:
        reason = "从印发之日起算，但印发日期未知" if issued is None else "天数无法识别"
        return replace(_expression(found), reason=reason, certain=False)
    note = WorkCalendar().note(issued.year, last.year) if "工作日" in found["unit"] else ""
    return replace(
        _expression(found),
        kind="date",
        date=last,
        first=issued,
        last=last,
        reason="；".join(filter(None, (f"从印发之日（{issued}）次日起算", note))),
        certain=not note,
    )


def _from_issue(found: re.Match[str], issued: date | None) -> DateExpression:
    return replace(
        _expression(found),
        kind="ongoing",
        role="from",
        begins=issued,
        reason="自印发之日起，是开始时间，不是截止时间",
        certain=issued is not None,
    )


def counted_from(day: date, count: str, unit: str) -> date | None:
    """The last day of a term of `count` units that begins on `day`; None where it cannot be read.

    The first day does not count, and a term in months ends on the same day (民法典 201, 202).
    Working days are the legal ones, as far as they are published.
    """
    number = 0 if count == "半" else read_integer(count)
    if number is None or number > 1200:
        return None
    half = count == "半"
    if unit.endswith("年"):
        return add_months(day, 6 if half else 12 * number)
    if unit.endswith("月"):
        half = half or "半" in unit
        return add_months(day, number) + timedelta(days=15 if half else 0)
    if "工作日" in unit:
        return WorkCalendar().after(day, number)
    weeks = unit.endswith(("周", "星期"))
    return day + timedelta(days=number * (7 if weeks else 1))
