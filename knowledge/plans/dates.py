"""By when: every date phrase of a text, and the one deadline of a task.

The grammar of plan documents: 2026年10月底前, 年底前, 印发之日起60日内, 每季度末, 长期坚持. A missing
year is the document's. Years that only describe (对2005年底前建成的小区, 较2023年) and handling times
(20个工作日内审核) are found as well, so that nobody takes them for a deadline, and are of kind `none`.
"""

import datetime  # fields called `date` hide the type of that name
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from knowledge.model import Deadline, DeadlineKind
from knowledge.plans.moments import (
    Frame,
    Moment,
    S,
    add_months,
    due_day,
    moment_at,
    relation_at,
    starts,
)
from knowledge.plans.numerals import CHINESE, fold, read_integer
from knowledge.plans.periods import Period, describe, find_period
from knowledge.plans.recurrence import recurrences

__all__ = [
    "DateExpression",
    "Period",
    "counted_from",
    "describe",
    "find_dates",
    "find_period",
    "read_deadline",
]

Role = Literal["by", "in", "from", "round", "always", "handling", "described"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """One date phrase. `text` equals `source[start:end]`.

    kind: as of `model.Deadline`; `date` has a date. date: the last day that is on time.
    first, last: the stretch that is named, where there is one. begins: for "from ... on".
    role: `by` a day; `in` a stretch; `from` a start; `round` recurring; `always` ongoing;
    `handling` how long a case may take; `described` a year that only says which thing is meant.
    reason: the reading, Chinese. certain: false where a person should look.
    """

    text: str
    start: int
    end: int
    kind: DeadlineKind
    date: datetime.date | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    rule: str | None = None
    begins: datetime.date | None = None
    reason: str = ""
    certain: bool = True
    role: Role = "by"
    loose: bool = False

    def __post_init__(self) -> None:
        if (self.kind == "date") != (self.date is not None):
            raise ValueError(f"kind {self.kind!r} with date {self.date}")


# --- ongoing ---------------------------------------------------------------------------------

_ALWAYS_WHOLE = (
    r"(?:并|要|应|须|且|坚持|做到|实行|保持|年内|全年|长期|持续)*"
    r"(?:长期(?:坚持|推进|实施|开展|落实|执行|抓好|有效|任务|工作|整治|保持)*"
    r"|持续(?:推进|开展|实施|深化|加强|巩固|落实|用力|发力|抓好|进行|推动|整治|坚持|做好|提升|优化|完善|深入推进|跟进)*"
    r"|常态化?(?:开展|推进|实施|坚持|运行|进行|保持|长效|管理|落实|整治|机制|长效化|、?长效化?)*"
    r"|动态(?:清零|管理|推进|调整|更新)|常抓不懈|久久为功|不间断(?:推进|开展|实施)?|全年(?:推进|开展|坚持|实施|持续)*"
    r"|贯穿(?:全年|始终)|(?:保持)?常态(?:化)?(?:高压)?(?:态势)?|(?:保持)?高压态势|长效(?:坚持|推进)?|日常(?:工作|推进|开展)?"
    r"|立行立改|常年(?:坚持|开展)?|实时|适时推进)(?:下去|不放松|不松劲)?"
)
# Alone in their clause these say when; with an object behind them, only the stronger ones do.
_ALWAYS_ALONE = re.compile(
    rf"(?:(?<=[,，。;；、:：(（\[【〔 ])|^){_ALWAYS_WHOLE}(?= *(?:[,，。;；、)）\]】〕]|$))"
)
_ALWAYS_STRONG = re.compile(
    r"(?:长期|全年|年内)(?:坚持|不间断)[推进开展实施]*|长期坚持|常态化(?:地)?(?:开展|推进|实施|组织|抓好|做好|进行|落实|整治)"
    r"|(?:保持)?常态化?高压|常抓不懈|动态清零|贯穿全年|全年不间断|不间断推进"
)
_ALWAYS_WEAK = re.compile(
    r"(?:持续|长期)(?:推进|开展|实施|抓好|做好|巩固|整治)|全年(?:坚持|推进|开展)"
)
_FROM_NOW = re.compile(
    r"(?:自|从)?(?:即日|印发之日|发布之日|公布之日|发文之日)起(?:施行|实施|执行|生效|开始)?(?!{S}[0-9一二三四五六七八九十两])"
)


def _ongoing(text: str, cell: bool) -> Iterator[DateExpression]:
    for pattern, certain in ((_ALWAYS_ALONE, True), (_ALWAYS_STRONG, True), (_ALWAYS_WEAK, False)):
        for found in pattern.finditer(text):
            yield DateExpression(
                text=found[0],
                start=found.start(),
                end=found.end(),
                kind="ongoing",
                reason="长期或持续开展，没有截止日",
                certain=certain or cell,
                role="always",
            )


def _from_now(text: str, issued: date | None) -> Iterator[DateExpression]:
    for found in _FROM_NOW.finditer(text):
        yield DateExpression(
            text=found[0],
            start=found.start(),
            end=found.end(),
            kind="ongoing",
            begins=issued,
            reason="自印发之日起，是开始时间，不是截止时间",
            certain=issued is not None,
            role="from",
        )


# --- so many days after something -------------------------------------------------------------

_COUNT = rf"(?:[0-9]+|{CHINESE}|半)"
_ISSUE = (
    r"(?:自|从)?(?:本|该)?(?:通知|方案|实施方案|办法|意见|计划|行动计划|文件|清单|措施|细则|规划)?"
    r"(?:正式)?(?:印发|发布|公布|下发|发文|印制下发|出台|颁布)(?:之日|之时|当日|日)?(?:起|后|以后|之后)?(?:的)?"
)
_UNITS = r"个?工作日|个?自然日|小时|分钟|日|天|个?星期|个?周|周|个?半?月|年"
_AFTER = re.compile(
    rf"(?P<issue>{_ISSUE})?{S}(?<![0-9.年月第])(?P<count>{_COUNT}){S}(?P<unit>{_UNITS}){S}"
    r"(?P<within>以内|之内|内(?!容|部))?"
)
_HANDLING = re.compile(r"工作日|小时|分钟")


def _counted(text: str, frame: Frame, issued: date | None) -> Iterator[DateExpression]:
    """印发之日起60日内 as a date; 20个工作日内, 资金拨付后30日内 as handling times."""
    for found in _AFTER.finditer(text):
        if not found["within"] and not _HANDLING.search(found["unit"]):
            continue
        yield _after_issue(found, issued) if found["issue"] else _handling(found)


def _handling(found: re.Match[str]) -> DateExpression:
    # 三年内, 6个月内 without anything to count from may be meant from the issue on: doubtful.
    long = found["unit"].endswith(("月", "年"))
    return DateExpression(
        text=found[0],
        start=found.start(),
        end=found.end(),
        kind="none",
        reason="没有写从哪天起算" if long else "办理时限，不是完成时限",
        certain=not long,
        role="handling",
    )


def _after_issue(found: re.Match[str], issued: date | None) -> DateExpression:
    last = None if issued is None else counted_from(issued, found["count"], found["unit"])
    expression = DateExpression(
        text=found[0],
        start=found.start(),
        end=found.end(),
        kind="none",
        reason="从印发之日起算，但印发日期未知",
        certain=False,
    )
    if last is None:
        return expression
    exact = "工作日" not in found["unit"]
    reason = f"从印发之日（{issued}）次日起算" + ("" if exact else "，未扣除法定节假日")
    return replace(
        expression, kind="date", date=last, first=issued, last=last, reason=reason, certain=exact
    )


def counted_from(day: date, count: str, unit: str) -> date | None:
    """The last day of a term of `count` units that begins on `day`; None where it cannot be read.

    The first day does not count, and a term in months ends on the same day (民法典 201, 202).
    """
    half = count == "半" or unit.startswith("个半")
    number = 0 if count == "半" else read_integer(count)
    if number is None or number > 1200:
        return None
    if unit.endswith(("月", "年")):
        months = number * (12 if unit.endswith("年") else 1)
        if unit.endswith("年"):
            return add_months(day, months + (6 if half else 0))
        return add_months(day, months) + timedelta(days=15 if half else 0)
    if "工作日" in unit:
        return _workdays_after(day, number)
    weeks = unit.endswith(("周", "星期"))
    return day + timedelta(days=number * (7 if weeks else 1))


def _workdays_after(day: date, number: int) -> date:
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


# --- calendar phrases -------------------------------------------------------------------------

_OPENING = re.compile(r"(?:不晚于|不迟于|最迟|最晚|截至|截止到?|到|至)(?:于|在)?(?: *)$")
_FROM = re.compile(r"(?:自|从)(?: *)$")
_COMPARED = re.compile(r"(?:相?较于?|相?比|与|同|超过|不低于|高于|低于|对比|以)(?:去年的?)?(?: *)$")
_ABOUT = re.compile(r"(?:对|将|把|除|凡|为|及)(?: *)$")
_CLAUSE = re.compile(
    r"(?:^|[,，。;；:：、(（\[【〔\n!！?？\"]|于|在|到|至|力争|争取|确保|计划|拟|并|且|要|应|于每|完成时限|时限|前)(?: *)$"
)
_ONLY_SAYS = re.compile(
    r"(?:度|的)?(?:相比|基础上|水平|同期|以来|数据|考核|预算|年报|工作要点|工作总结|版|修订|第[0-9一二三四五六七八九十]"
    r"|中央|省级|市级|国家|重点工作|任务清单|基数|目标任务|行动方案|实施方案|工作方案|行动计划|发展规划|规划)"
)
# 前建成的小区, 前登记的车辆: the phrase says which things are meant.
_WHICH = re.compile(
    r"(?:已|已经|未|尚未|仍未)?[\u4e00-\u9fff]{2}(?:登记|投产|使用|入住|备案)?的(?!通知)"
)
_TITLE = re.compile(r"《[^》]*$")


def _calendar(text: str, frame: Frame) -> Iterator[DateExpression]:
    position, year = 0, frame.year
    for start in starts(text):
        if start < position:
            continue
        if re.search(r"[。\n]", text[position:start]):
            year = frame.year
        moment = moment_at(text, start, replace(frame, year=year))
        if moment is None:
            continue
        moment = _following(moment, year)
        expression = _expressed(text, moment)
        position = expression.end
        if expression.last and moment.year_named and expression.role in ("by", "in"):
            year = expression.last.year
        yield expression


def _following(moment: Moment, year: int | None) -> Moment:
    # 次年 counts from a year that the sentence named before (`Frame.year`); else it is recurring,
    # and `recurrence` finds it.
    return moment


def _expressed(text: str, moment: Moment) -> DateExpression:
    """The moment with the words around it: what it says about the time of the work."""
    relation, end = relation_at(text, moment)
    before = text[: moment.start]
    opening = (
        _OPENING.search(before) if relation in ("", "before", "within") else _FROM.search(before)
    )
    start = opening.start() if opening else moment.start
    role = _role(text, moment, relation, end, bool(opening))
    last = due_day(moment, relation)
    expression = DateExpression(
        text=text[start:end],
        start=start,
        end=end,
        kind="none",
        first=moment.first,
        last=last,
        reason=moment.why,
        certain=moment.certain,
        role=role,
    )
    return _dated(expression, moment, relation)


def _dated(expression: DateExpression, moment: Moment, relation: str) -> DateExpression:
    role, last = expression.role, expression.last
    if role == "described":
        return replace(expression, reason="只说明是哪一年（期）的，不是完成时限")
    if role == "from":
        reason = "；".join(filter(None, ("起始时间，不是截止时间", moment.why)))
        return replace(expression, kind="ongoing", begins=moment.first, last=None, reason=reason)
    if last is None:
        return replace(expression, reason="没有写年份，文件日期未知", certain=False)
    reasons = [moment.why]
    certain = moment.certain
    if not moment.year_named and not moment.season:
        reasons.append(f"缺年份，取{last.year}年")
    if relation == "before" and not moment.edge and moment.unit in ("year", "month"):
        reasons.append(f"“{expression.text}”按含{'当年' if moment.unit == 'year' else '当月'}读")
        certain = False
    reason = "；".join(filter(None, reasons))
    return replace(expression, kind="date", date=last, reason=reason, certain=certain)


def _role(text: str, moment: Moment, relation: str, end: int, opening: bool) -> Role:
    before, after = text[: moment.start], text[end:]
    if relation in ("since", "after", "about"):
        return "described"
    if relation == "from" or (_FROM.search(before) and relation == ""):
        return "from"
    if _COMPARED.search(before) or _TITLE.search(before):
        return "described"
    bounded = relation in ("before", "within") or moment.edge or opening
    if _WHICH.match(after) and (_ABOUT.search(before) or relation == "before"):
        return "described"
    if bounded:
        return "by"
    if _ONLY_SAYS.match(after) or not _CLAUSE.search(before):
        ends = re.match(rf"{S}(?:[,，。;；、)）\]】〕]|$)", after)
        return (
            "in" if ends and not _TITLE.search(before) and moment.unit != "years" else "described"
        )
    return "in"


def _recurring(text: str, frame: Frame) -> Iterator[DateExpression]:
    for found in recurrences(text, frame):
        yield DateExpression(
            text=text[found.start : found.end],
            start=found.start,
            end=found.end,
            kind="recurring",
            rule=found.rule,
            reason=found.why,
            certain=found.certain,
            role="round",
            loose=found.loose,
        )


def _select(found: list[DateExpression], source: str) -> list[DateExpression]:
    """Non-overlapping, in order: of two that overlap the one that begins first, then the longer."""
    chosen: list[DateExpression] = []
    for expression in sorted(found, key=lambda e: (e.start, -e.end)):
        if not chosen or expression.start >= chosen[-1].end:
            text = source[expression.start : expression.end]
            chosen.append(replace(expression, text=text))
    return chosen


def find_dates(
    text: str, *, reference: date | None, issued: date | None = None
) -> list[DateExpression]:
    """Every date phrase of `text`, in order, none overlapping; never raises on any text.

    reference: the day from which 今年, 下月 and a missing year count, usually the document's.
    issued: the day of 印发; without it, `reference` is taken for it.
    """
    return _find(text, reference, issued, cell=False)


def _find(
    text: str, reference: date | None, issued: date | None, *, cell: bool
) -> list[DateExpression]:
    folded = fold(text)
    frame = Frame(today=reference)
    issued = issued or reference
    found = [
        *_recurring(folded, frame),
        *_calendar(folded, frame),
        *_counted(folded, frame, issued),
        *_from_now(folded, issued),
        *_ongoing(folded, cell),
    ]
    return _select(found, text)


# --- the deadline of a task -------------------------------------------------------------------


def _rank(expression: DateExpression) -> int:
    """How strongly a phrase claims to be THE deadline, 0 first."""
    if expression.kind == "date":
        presumed = "推定" in expression.reason
        return {"by": 0, "in": 2}[expression.role] + presumed
    if expression.kind == "recurring":
        return 6 if expression.loose else 4
    if expression.kind == "ongoing":
        return 7 if expression.role == "from" else 5 if expression.certain else 8
    return 9


def read_deadline(
    text: str, *, reference: date | None, issued: date | None = None, cell: bool = False
) -> Deadline:
    """THE deadline of one task's text, or of a 完成时限 cell or bracket (`cell`).

    A day to be met outranks a stretch, a stretch a rhythm, a rhythm 长期坚持; of two the first.
    Kind `none` where there is none; its text then is the phrase that could be mistaken for one.
    """
    found = _find(text, reference, issued, cell=cell)
    best = min(found, key=_rank, default=None)
    if best is None:
        return Deadline()
    return Deadline(
        kind=best.kind,
        text=best.text,
        date=best.date,
        rule=best.rule,
        start=best.begins,
        reason=best.reason,
        certain=best.certain,
    )
