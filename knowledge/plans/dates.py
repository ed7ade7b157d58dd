"""By when: every date phrase of a text, and the one deadline of a task.

The grammar of plan documents: 2026年10月底前, 年底前, 印发之日起60日内, 每季度末, 长期坚持. A missing
year is the document's. Years that only describe (对2005年底前建成的小区, 较2023年) and handling times
(20个工作日内审核) are found as well, so that nobody takes them for a deadline, and are of kind `none`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from knowledge.model import Deadline
from knowledge.plans.numerals import fold
from knowledge.plans.periods import Period, describe, find_period
from knowledge.plans.timing.expressions import DateExpression, Role
from knowledge.plans.timing.moments import (
    FIRST_YEAR,
    LAST_YEAR,
    Frame,
    Moment,
    cell_moment,
    moment_at,
    naming,
    starts,
)
from knowledge.plans.timing.ongoing import ongoing
from knowledge.plans.timing.recurrence import recurrences
from knowledge.plans.timing.relations import Relation, due_day, relation_at
from knowledge.plans.timing.terms import terms

__all__ = [
    "DateExpression",
    "Period",
    "describe",
    "find_dates",
    "find_period",
    "read_deadline",
]

# --- what the words around a moment make of it ------------------------------------------------

_OPENING = re.compile(r"(?:不晚于|不迟于|最迟|最晚|截至|截止到?|到|至)(?:于|在)?(?: *)$")
_FROM = re.compile(r"(?:自|从) *$")
_TAKES_EFFECT = re.compile(r" *(?:施行|实施|执行|生效|启用|正式)")
_COMPARED = re.compile(r"(?:相?较于?|相?比|与|同|超过|不低于|高于|低于|对比|以)(?:去年的?)? *$")
_ABOUT = re.compile(r"(?:对|将|把|除|凡|为|及) *$")
# Where a bare year or month may say when the work is done.
_OPENS_CLAUSE = re.compile(
    r"(?:^|[,，。;；:：、(（\[【〔\n!！?？\"“”]|(?<![对关由属用高低等基鉴至位处大小])于|在|到|至|力争|争取|确保|计划|拟|并|且|要|应|时限|时间) *$"
)
_ENDS_CLAUSE = re.compile(r" *(?:[,，。;；、)）\]】〕]|$)")
_ONLY_SAYS = re.compile(
    r"(?:度|的)?(?:相比|基础上|水平|同期|数据|考核|预算|年报|工作要点|工作总结|版|修订|第[0-9一二三四五六七八九十]"
    r"|中央|省级|市级|国家|重点工作|任务清单|基数|目标任务|行动方案|实施方案|工作方案|行动计划|发展规划|规划)"
)
# 前建成的小区, 前未整改到位的企业, 对...前到期的许可证: the phrase says which things are meant.
_WHICH = re.compile(
    r"(?:已经?)?[\u4e00-\u9fff]{2}(?:登记|投产|使用|入住|备案)?的(?!通知)"
    r"|(?:尚|仍|逾期)?未[\u4e00-\u9fff]{2,8}?的"
)
_WHICH_ONE = re.compile(r"[\u4e00-\u9fff]{2,10}?的")
_VALID = re.compile(r"有效期(?:限)?(?:延长)?(?:截?至|截止到?|到|为)? *$")
_BRACKET = re.compile(r"[(（] *$"), re.compile(r" *[)）]")
_IN_TITLE = re.compile(r"《[^》]*$")
_EVERY = re.compile(r" *[,，]? *每")


def _role(text: str, moment: Moment, relation: Relation, end: int) -> Role:
    before, after = text[: moment.start], text[end:]
    if relation in ("since", "after", "about"):
        return "described"
    since = bool(_FROM.search(before)) and not moment.ranged
    if relation == "from" or (since and _TAKES_EFFECT.match(after)):
        return "from"
    if since and relation == "":
        return "described"
    if any(words.search(before) for words in (_COMPARED, _IN_TITLE, _VALID)):
        return "described"
    if moment.unit == "years" and _BRACKET[0].search(before) and _BRACKET[1].match(after):
        return "described"
    if _ABOUT.search(before) and _WHICH_ONE.match(after):
        return "described"
    if relation == "before" and _WHICH.match(after):
        return "described"
    spanned = moment.ranged and _FROM.search(before)
    if relation or moment.stretch.edge or spanned or _OPENING.search(before):
        return "by"
    if _EVERY.match(after) or _ONLY_SAYS.match(after) or after.startswith("的"):
        return "described"
    if _OPENS_CLAUSE.search(before):
        return "in"
    return "in" if _ENDS_CLAUSE.match(after) and moment.unit != "years" else "described"


def _expressed(text: str, moment: Moment) -> DateExpression:
    """The moment with the words around it: what it says about the time of the work."""
    relation, end = relation_at(text, moment)
    before = text[: moment.start]
    words = _OPENING if relation in ("", "before", "within") and not moment.ranged else _FROM
    opening = words.search(before)
    start = opening.start() if opening else moment.start
    expression = DateExpression(
        text=text[start:end],
        start=start,
        end=end,
        first=moment.first,
        last=due_day(moment, relation),
        reason=_joined(moment.stretch.said),
        certain=moment.stretch.certain,
        role=_role(text, moment, relation, end),
        presumed=bool(moment.stretch.season),
    )
    if expression.role == "described":
        return replace(expression, reason="只说明是哪一年（期）的，不是完成时限")
    if expression.role == "from":
        reason = _joined("起始时间，不是截止时间", moment.stretch.said)
        return replace(expression, kind="ongoing", begins=moment.first, last=None, reason=reason)
    return _dated(expression, moment, relation)


def _joined(*reasons: str) -> str:
    return "；".join(filter(None, reasons))


def _dated(expression: DateExpression, moment: Moment, relation: Relation) -> DateExpression:
    """The expression with its date, and how it was found."""
    last, stretch = expression.last, moment.stretch
    if last is None:
        return replace(expression, reason="没有写年份，文件日期未知", certain=False)
    assumed = "" if moment.year_named or stretch.season else f"缺年份，取{last.year}年"
    whole = relation == "before" and not stretch.edge and moment.unit in ("year", "month")
    including = f"按含{'当年' if moment.unit == 'year' else '当月'}读" if whole else ""
    return replace(
        expression,
        kind="date",
        date=last,
        reason=_joined(stretch.said, stretch.taken, assumed, including) or "原文写明日期",
        certain=stretch.certain and not whole,
    )


# --- all phrases of a text --------------------------------------------------------------------

_NEXT = re.compile("次[年月]|翌年")
_SENTENCE_END = re.compile(r"[。\n]")


def _calendar(text: str, frame: Frame) -> Iterator[DateExpression]:
    """Days, months, years and their ranges, in order, none overlapping.

    A year that a sentence names goes on counting in it; 次年 and 次月 count from what it named.
    """
    position, previous = 0, None
    for start in starts(text):
        if start < position:
            continue
        if _SENTENCE_END.search(text, position, start):
            previous = None
        here = naming(frame, previous) if previous else frame
        if _NEXT.match(text, start):
            if previous is None:
                continue
            here = Frame(today=previous.last)
        moment = moment_at(text, start, here)
        if moment is None:
            continue
        expression = _expressed(text, moment)
        position = expression.end
        if expression.role in ("by", "in", "from") and moment.last:
            previous = moment
        yield expression


def _recurring(text: str) -> Iterator[DateExpression]:
    for found in recurrences(text):
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


def _whole_cell(text: str, frame: Frame) -> Iterator[DateExpression]:
    if moment := cell_moment(text, frame):
        yield _dated(_expressed(text, moment), moment, "")


_WHOLE_YEAR = re.compile(r"全年(?=[^,，。;；]{0,12}[0-9])")


def _all_year(text: str, frame: Frame) -> Iterator[DateExpression]:
    """全年培训3000人次: by the end of the year, which the plan's horizon may contradict."""
    for found in _WHOLE_YEAR.finditer(text):
        last = date(frame.default_year, 12, 31) if frame.default_year else None
        yield DateExpression(
            text=found[0],
            start=found.start(),
            end=found.end(),
            kind="date" if last else "none",
            date=last,
            last=last,
            reason="全年的量，取当年最后一日推定",
            certain=False,
            role="in",
            presumed=True,
        )


def _select(found: list[DateExpression], source: str) -> list[DateExpression]:
    """Non-overlapping, in order: of two that overlap the one that begins first, then the longer."""
    chosen: list[DateExpression] = []
    for expression in sorted(found, key=lambda e: (e.start, -e.end)):
        if not chosen or expression.start >= chosen[-1].end:
            text = source[expression.start : expression.end]
            chosen.append(replace(expression, text=text))
    return chosen


def _find(
    text: str, reference: date | None, issued: date | None, *, cell: bool
) -> list[DateExpression]:
    folded = fold(text)
    if reference and not FIRST_YEAR <= reference.year <= LAST_YEAR:
        reference = None
    frame = Frame(today=reference)
    if cell and (whole := list(_whole_cell(folded, frame))):
        return _select(whole, text)
    # Of two phrases with the same range the first counts: 次年3月底前 behind a year is a date.
    found = [
        *_calendar(folded, frame),
        *_recurring(folded),
        *terms(folded, issued or reference, cell=cell),
        *ongoing(folded, cell=cell),
        *_all_year(folded, frame),
    ]
    return [_in_time(e, reference, cell=cell) for e in _select(found, text)]


def _in_time(expression: DateExpression, reference: date | None, *, cell: bool) -> DateExpression:
    """The expression, doubted where it is over before the document was written."""
    last = expression.date
    if last is None or reference is None or last >= reference:
        return expression
    if last.year < reference.year and not cell:
        reason = "早于文件年份，只说明已有情况，不是完成时限"
        return replace(expression, kind="none", date=None, role="described", reason=reason)
    return replace(expression, certain=False, reason=_joined(expression.reason, "早于文件日期"))


def find_dates(
    text: str, *, reference: date | None, issued: date | None = None
) -> list[DateExpression]:
    """Every date phrase of `text`, in order, none overlapping; never raises on any text.

    reference: the day from which 今年, 下月 and a missing year count, usually the document's;
    outside 1949 to 2099 it counts as unknown. issued: the day of 印发; without it, `reference`.
    """
    return _find(text, reference, issued, cell=False)


# --- the deadline of a task -------------------------------------------------------------------


def _rank(expression: DateExpression) -> int:
    """How strongly a phrase claims to be THE deadline, 0 first."""
    if expression.kind == "date":
        return (2 if expression.role == "in" else 0) + expression.presumed
    if expression.kind == "recurring":
        return 6 if expression.loose else 4
    if expression.kind == "ongoing":
        return 7 if expression.role == "from" else 5 if expression.certain else 8
    return 9 if expression.role == "handling" else 10


def read_deadline(
    text: str, *, reference: date | None, issued: date | None = None, cell: bool = False
) -> Deadline:
    """THE deadline of one task's text, or of a 完成时限 cell or bracket (`cell`).

    A day to be met outranks a stretch, a stretch a rhythm, a rhythm 长期坚持; of two the first, and
    later ones stand in `later`. Kind `none` where there is none; its text then is the phrase that
    could be mistaken for one. In a cell a bare `2026年12月`, `9月` or `2026.6` counts.
    """
    found = _find(text, reference, issued, cell=cell)
    best = min(found, key=_rank, default=None)
    if best is None or best.role == "described":
        return Deadline()
    # 汛前检查，3月20日前完成: a season beside a day that is named is no further stage.
    staged = (e for e in found if _rank(e) <= min(1, _rank(best)))
    later = {e.date for e in staged if e.date and best.date and e.date > best.date}
    begins = best.begins or next((e.begins for e in found if e.begins), None)
    return Deadline(
        kind=best.kind,
        text=best.text,
        date=best.date,
        rule=best.rule,
        start=begins,
        reason=best.reason,
        certain=best.certain,
        later=tuple(sorted(later)),
    )
