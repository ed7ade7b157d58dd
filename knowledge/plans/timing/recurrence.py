"""Work that comes back: 每季度末, 每月28日前, 每周五17时前, 一周一报, 按月 -> an iCalendar RRULE.

A rule names the last day of each round, as a deadline does. Where the words do not settle a day
(每学期, 定期, 每两年) there is no rule rather than an invented one. Texts are folded.
Source of the rules' form: RFC 5545, section 3.3.10.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.plans.numerals import ARABIC, SMALL, read_integer
from knowledge.plans.timing.moments import Frame, Moment, moment_at
from knowledge.plans.timing.relations import due_day, relation_at
from knowledge.plans.timing.stretches import S, month_end

YEARLY = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"
HALVES = "FREQ=MONTHLY;BYMONTH=6,12;BYMONTHDAY=-1"
QUARTERS = "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
MONTHLY = "FREQ=MONTHLY;BYMONTHDAY=-1"
TENDAYS = "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"
WEEKLY = "FREQ=WEEKLY;BYDAY=SU"
DAILY = "FREQ=DAILY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A phrase that makes work recurring. start, end: its range in the text.

    rule: an RRULE without its name, or None where the words settle no day. why: the reading.
    loose: 按月, 定期 and the like, which often describe only a part of the work.
    """

    start: int
    end: int
    rule: str | None
    why: str
    certain: bool = True
    loose: bool = False


_Made = tuple[str | None, str]
_Form = tuple[re.Pattern[str], Callable[[re.Match[str]], _Made]]


def _days(listed: str) -> str | None:
    """`5日、20日` as BYMONTHDAY; None where one is no day of a month."""
    days = [read_integer(number) or 0 for number in re.findall(SMALL, listed)]
    if not days or not all(1 <= day <= 31 for day in days):
        return None
    # A month without a 31st still has a last day, and that is what is meant.
    return ",".join("-1" if day == 31 else str(day) for day in dict.fromkeys(days))


def _quarter_month(months: str, said: str) -> Callable[[re.Match[str]], _Made]:
    """A day, or the end, of one month of every quarter. months: BYMONTH of the four of them."""

    def make(found: re.Match[str]) -> _Made:
        days = _days(found["days"]) if found["days"] else "-1"
        rule = f"FREQ=MONTHLY;BYMONTH={months};BYMONTHDAY={days}" if days else None
        return rule, f"每季度{said}{found['days'] + '日' if found['days'] else '末'}"

    return make


def _month_days(found: re.Match[str]) -> _Made:
    days = _days(found["days"])
    return (f"FREQ=MONTHLY;BYMONTHDAY={days}" if days else None), f"每月{found['days']}日"


_WEEKDAYS = dict(
    zip("一二三四五六日天", ["MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"], strict=True)
)


def _place(word: str) -> int:
    return -1 if word.startswith("最后") else read_integer(word.removeprefix("第")) or 1


def _month_weekday(found: re.Match[str]) -> _Made:
    place, day = _place(found[1]), found[2]
    if not -1 <= place <= 5:
        return None, "每月"
    return f"FREQ=MONTHLY;BYDAY={place}{_WEEKDAYS[day]}", f"每月{found[1]}个周{day}"


def _month_workday(found: re.Match[str]) -> _Made:
    # Public holidays cannot be written into a rule.
    rule = f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={_place(found[1])}"
    return rule, f"每月{found[1]}个工作日，未计法定节假日"


def _month_third(found: re.Match[str]) -> _Made:
    day = {"上": "10", "中": "20", "下": "-1", "初": "10"}[found[1]]
    return f"FREQ=MONTHLY;BYMONTHDAY={day}", f"每月{'上' if found[1] == '初' else found[1]}旬末"


def _weekdays(found: re.Match[str]) -> _Made:
    codes = dict.fromkeys(_WEEKDAYS[char] for char in found[1] if char in _WEEKDAYS)
    return f"FREQ=WEEKLY;BYDAY={','.join(codes)}", f"每周{found[1]}"


def _every_months(found: re.Match[str]) -> _Made:
    months = read_integer(found[1]) or 0
    if not months or 12 % months:
        return None, f"每{found[1]}个月，起算月份未写"
    listed = ",".join(str(month) for month in range(months, 13, months))
    return f"FREQ=MONTHLY;BYMONTH={listed};BYMONTHDAY=-1", f"每{found[1]}个月，按自然月推定"


def _fixed(rule: str | None, why: str) -> Callable[[re.Match[str]], _Made]:
    return lambda _: (rule, why)


# 半年 and 学年 before 年.
_UNITS: dict[str, _Made] = {
    "半年": (HALVES, "每半年"),
    "学期": (None, "每学期，日期未写"),
    "学年": (None, "每学年，日期未写"),
    "年": (YEARLY, "每年"),
    "季": (QUARTERS, "每季度"),
    "月": (MONTHLY, "每月"),
    "旬": (TENDAYS, "每旬"),
    "周": (WEEKLY, "每周"),
    "星期": (WEEKLY, "每周"),
    "日": (DAILY, "每日"),
    "天": (DAILY, "每日"),
}
_UNIT = r"(?P<unit>半年|学期|学年|年度?|季度?|月|旬|周|星期|[日天])"


def _unit(found: re.Match[str]) -> _Made:
    return next(made for name, made in _UNITS.items() if name in found["unit"])


_EVERY = r"每(?:一|个|1个)?"
_LISTED = rf"(?P<days>{SMALL}(?:{S}[日号]?{S}[、,和及]{S}{SMALL})*){S}[日号]"
_IN_MONTH = rf"{S}的?{S}(?:{_LISTED}|[底末])?"
_WEEKDAY = r"(?:周|星期|礼拜)([一二三四五六日天])"
_ACTS = (
    "调度|通报|报告|报送|上报|巡查|巡检|研判|会商|督查|督办|排查|检查|抽查|督导|点评|例会|统计|监测"
    "|盘点|总结|汇总|分析|反馈|更新|公示|公布|清零|清理|评估|小结"
)
_TIMES = r"(?:次|轮|场|期|批|遍|回)"
# Behind 每, from the most exact to the barest: the first that fits counts.
_EACH: tuple[_Form, ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (
            rf"{_EVERY}季度?(?:末|结束|终了)?后?的?{S}次月{S}{_LISTED}",
            _quarter_month("1,4,7,10", "末次月"),
        ),
        (
            rf"{_EVERY}季度?(?:末|结束|终了)后{S}(?P<days>{SMALL}){S}[日天]",
            _quarter_month("1,4,7,10", "结束后"),
        ),
        (
            rf"{_EVERY}季度?的?{S}(?:首{S}个?月|第{S}[一1]{S}个?月)份?{_IN_MONTH}",
            _quarter_month("1,4,7,10", "首月"),
        ),
        (
            rf"{_EVERY}季度?的?{S}第{S}[二2]{S}个?月份?{_IN_MONTH}",
            _quarter_month("2,5,8,11", "第二个月"),
        ),
        (
            rf"{_EVERY}季度?的?{S}(?:末{S}个?月|最后{S}[一1]?{S}个?月|第{S}[三3]{S}个?月)份?{_IN_MONTH}",
            _quarter_month("3,6,9,12", "末月"),
        ),
        (rf"{_EVERY}季度?[底末]", _fixed(QUARTERS, "每季度末")),
        (rf"{_EVERY}月份?的?(?:次月)?{S}{_LISTED}", _month_days),
        (rf"{_EVERY}月的?(最后[一1]|第{SMALL}){S}个?{_WEEKDAY}", _month_weekday),
        (rf"{_EVERY}月的?(最后[一1]|第{SMALL}){S}个?工作日", _month_workday),
        (rf"{_EVERY}月(?:的?最后[一1][天日]|月?[底末])", _fixed(MONTHLY, "每月末")),
        (rf"{_EVERY}月([上中下](?=旬)|初)旬?", _month_third),
        (
            r"每个?(?:周|星期|礼拜)([一二三四五六日天](?:(?:[、和及]|至|-)(?:周|星期)?[一二三四五六日天])*)"
            rf"(?!{_TIMES}|{_ACTS}|报)",
            _weekdays,
        ),
        (r"每个?工作日", _fixed("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每个工作日")),
        (r"每隔?半年", _fixed(HALVES, "每半年")),
        (rf"每隔?({SMALL})个月", _every_months),
        (rf"每隔?{SMALL}(?:年|周|天|日|个学期|个星期)", _fixed(None, "隔期循环，起算时间未写")),
        (rf"(?<!每.){_EVERY}{_UNIT}(?:[底末初])?(?! *[0-9.]+ *万?元)", _unit),
    )
)
_OTHER: tuple[_Form, ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        # 一周一报, 一月一调度, 半年一次; 一月一日 is a day.
        (rf"[一1]{_UNIT}[一1](?:{_TIMES}|{_ACTS}|[报查结评检])", _unit),
        (rf"(?<![0-9一二三四五六七八九十]){_UNIT}[一1](?:{_TIMES}|{_ACTS})", _unit),
        # 全年不少于50场, 一年两次.
        (
            rf"(?:一|全)?(?P<unit>(?<=[一全])年|(?<=一)周|半年){S}(?:内|期间|至少|不少于|不低于|开展|组织|举办)*"
            rf"{S}(?:{ARABIC}|{SMALL}){S}余?{_TIMES}",
            _unit,
        ),
    )
)
_LOOSE: tuple[_Form, ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (
            r"[按逐](?P<unit>日|天|周|旬|月|季度?|年|半年|学期)"
            r"(?!度?(?:龄|薪|均|计|产|租|级|纪|提[高升]|增|下降|降低|减|扩大|加大|上升|递|缩|目标|计划|任务|工作|预算|考核))",
            _unit,
        ),
        # 日巡查, 月调度, 季通报: not 今日检查, 本月通报, 3月调度.
        (
            r"(?<![今本当次上下每昨明生节假近平元连逐按几数半两多该同即工周整全翌个第0-9〇一二三四五六七八九十])"
            rf"(?P<unit>日|周|旬|月|季)(?:{_ACTS})",
            _unit,
        ),
        (r"年终(?![前之以奖])", _fixed(YEARLY, "每年年终")),
        (r"不?定期(?!存|限|的|定额)|周期性", _fixed(None, "定期，周期未写")),
    )
)
_BEGIN = re.compile(r"[每一1半全按逐日周旬月季定不次翌两年]|周期")

_CLOCK = re.compile(
    rf"{S}(?:上午|下午|中午|晚上|晚)?{S}[0-9一二三四五六七八九十两]{{1,3}}(?:时|点|:[0-9]{{2}})"
    r"(?:[0-9]{1,2}分|半|整)?"
)
_HOW_OFTEN = re.compile(rf"{S}(?:至少|各|不少于)?{S}{SMALL}{_TIMES}")
# 每天 often sets a standard (每天运动2小时) and no rhythm of work.
_DAILY_WORK = re.compile(rf" *$|[^,。;，；]*(?:[次遍轮趟]|{_ACTS}|[报查])")


_JOINED = re.compile(rf"{S}[、,和及]{S}")
_YEAR_HEAD = re.compile(rf"(?:{_EVERY}年度?|次年度?|翌年){S}的?(?:于|在)?{S}")
_LUNAR = frozenset({"春节", "春运", "除夕", "元宵", "端午", "中秋", "重阳", "清明"})


def _yearly(text: str, position: int) -> Recurrence | None:
    """每年12月底前, 每年3月、9月, 每年“三夏”期间, 次年3月底前: stretches of every year."""
    head = _YEAR_HEAD.match(text, position)
    moments = _listed_moments(text, head.end()) if head else []
    if head is None or not moments:
        return None
    relation, end = relation_at(text, moments[-1])
    days = [due_day(moment, relation) for moment in moments]
    doubtful = any(not moment.stretch.certain for moment in moments)
    lunar = any(moment.stretch.season in _LUNAR for moment in moments)
    if relation in ("from", "after") or lunar:
        days, end = [], moments[-1].end
    following = "，次年" if "次" in head[0] or "翌" in head[0] else ""
    said = "、".join(f"{day.month}月{day.day}日" for day in days if day) or moments[0].stretch.said
    return Recurrence(
        start=position,
        end=end,
        rule=_on_days([day for day in days if day]),
        why=f"每年{following}{said}" + ("（推定）" if doubtful else ""),
        certain=not doubtful,
    )


def _listed_moments(text: str, position: int) -> list[Moment]:
    """Stretches of a year joined by 、 or 和. Any year does: only month and day are used."""
    frame = Frame(today=None, year=2001)  # no 29 February
    found: list[Moment] = []
    while (moment := moment_at(text, position, frame)) and not moment.year_named:
        found.append(moment)
        joined = _JOINED.match(text, moment.end)
        if not joined:
            break
        position = joined.end()
    return found


def _on_days(days: list[date]) -> str | None:
    """A yearly rule; None where several months want different days."""
    ends = {-1 if day == month_end(day.year, day.month) else day.day for day in days}
    if len(ends) != 1:
        return None
    months = ",".join(str(month) for month in sorted({day.month for day in days}))
    often = "YEARLY" if "," not in months else "MONTHLY"
    return f"FREQ={often};BYMONTH={months};BYMONTHDAY={ends.pop()}"


_NEXT_MONTH = re.compile(rf"次月{S}(?:{_LISTED}|月?[底末])")


def _next_month(text: str, position: int) -> Recurrence | None:
    """次月5日前, which only repeats: nothing before it names a month."""
    found = _NEXT_MONTH.match(text, position)
    days = (_days(found["days"]) if found["days"] else "-1") if found else None
    if not found or not days:
        return None
    why = f"每月的工作，次月{found['days'] + '日' if found['days'] else '末'}"
    rule = f"FREQ=MONTHLY;BYMONTHDAY={days}"
    return Recurrence(start=position, end=found.end(), rule=rule, why=why)


def _formed(text: str, position: int, forms: tuple[_Form, ...]) -> Recurrence | None:
    for pattern, make in forms:
        if found := pattern.match(text, position):
            rule, why = make(found)
            if rule == DAILY and not _DAILY_WORK.match(text, found.end()) and forms is _EACH:
                return None
            loose = forms is _LOOSE
            return Recurrence(start=position, end=found.end(), rule=rule, why=why, loose=loose)
    return None


def _extended(text: str, found: Recurrence) -> Recurrence:
    """The phrase with the hour, 前 and 一次 that belong to it."""
    end = found.end
    for pattern in (_CLOCK, re.compile(r" *(?:之前|以前|前(?!后)|内|期间)"), _HOW_OFTEN):
        if more := pattern.match(text, end):
            end = more.end()
    return replace(found, end=end)


def recurrence_at(text: str, position: int) -> Recurrence | None:
    """The recurring phrase that begins at `position`, or None."""
    if found := _yearly(text, position) or _next_month(text, position):
        return _extended(text, found)
    for forms in (_EACH, _OTHER, _LOOSE):
        if found := _formed(text, position, forms):
            return _extended(text, found)
    return None


def recurrences(text: str) -> Iterator[Recurrence]:
    """All recurring phrases of a folded text, in order, none inside another."""
    position = 0
    while start := _BEGIN.search(text, position):
        found = recurrence_at(text, start.start())
        if found:
            yield found
        position = found.end if found else start.end()
