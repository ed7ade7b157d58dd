"""One chat's digest of one day: what is due, near and overdue. Pure: the day is an argument.

A task is listed on the days that the chat chose (30, 7, 3, 1 days ahead, and on the day itself); an
overdue one on the day after, and then weekly. A digest also covers the days since the last one, so
that nothing is missed over a weekend or an outage, and says nothing where there is nothing to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from bot.richtext import Block, Group, Part, Run, block, clean, paginate
from bot.words import FICTIONAL
from knowledge.model import Corpus, Task
from knowledge.plans import deadlines
from knowledge.plans.deadlines import Due
from knowledge.plans.plan import by_department
from knowledge.plans.workdays import WorkCalendar
from knowledge.sound import reading

NEAR, SOON, LATE = "🔵", "🟡", "🔴"
# Days before a deadline from which a task is yellow.
_SOON = 3
_NOBODY = "未写明单位"
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that a digest answers for.

    today: the day it is sent. since: the day of the digest before. until: the last day before the
    next one; later than today where digests come on working days only.
    """

    today: date
    since: date
    until: date

    @classmethod
    def of(cls, today: date) -> "Span":
        """The digest of an ordinary day, between yesterday's and tomorrow's."""
        return cls(today=today, since=today - timedelta(days=1), until=today)

    @classmethod
    def overview(cls, today: date) -> "Span":
        """Everything at once, as if there had never been a digest."""
        return cls(today=today, since=date.min, until=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What there is to say; each list is ordered by department name, then by day.

    due: today is the day. near: the day is to come. overdue: it is over.
    """

    today: date
    due: tuple[Due, ...] = ()
    near: tuple[Due, ...] = ()
    overdue: tuple[Due, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.due or self.near or self.overdue)

    @property
    def loud(self) -> bool:
        """Whether it is worth a sound: something is due today or overdue."""
        return bool(self.due or self.overdue)


def units_of(task: Task) -> tuple[str, ...]:
    """Who the task is listed under: its lead departments, or all units where none leads."""
    return task.lead or task.responsible


def department(task: Task) -> str:
    """The heading that a task stands under."""
    return "、".join(units_of(task)) or _NOBODY


def _by_name(name: str) -> tuple[tuple[str, ...], str]:
    """Sorting key: as a Chinese dictionary orders names, by pinyin."""
    return tuple(map(reading, name)), name


def compose(
    tasks: Iterable[Task],
    span: Span,
    *,
    lead_days: Sequence[int],
    departments: Sequence[str] = (),
) -> Digest:
    """The digest of `span`. departments: only tasks that one of these leads or takes part in."""
    chosen = [task for task in tasks if _comes_round(task)]
    if departments:
        chosen = by_department(chosen, departments, "any")
    ahead = _ahead(chosen, span, lead_days)
    return Digest(
        today=span.today,
        due=_ordered(deadlines.due(chosen, span.today) if 0 in lead_days else ()),
        near=_ordered(ahead),
        overdue=_ordered(
            item for item in deadlines.overdue(chosen, span.today) if _is_told(item.day, span)
        ),
    )


def _comes_round(task: Task) -> bool:
    """Whether days of it are worth a reminder: not those of daily work."""
    return not (task.deadline.rule or "").upper().startswith("FREQ=DAILY")


def _ahead(tasks: Sequence[Task], span: Span, lead_days: Sequence[int]) -> Iterator[Due]:
    """Tasks whose next day is one of the lead days away, or was so since the last digest."""
    last = max(span.today + timedelta(days=max(lead_days, default=0)), span.until)
    for item in deadlines.between(tasks, span.today, last, today=span.today):
        if item.left > 0 and _is_near(item, span, lead_days):
            yield item


def _is_near(item: Due, span: Span, lead_days: Sequence[int]) -> bool:
    if item.day <= span.until and 0 in lead_days:
        return True
    longest = _longest_lead(item)
    # Compared as numbers: the first day of all has no day before it.
    since, today, day = (one.toordinal() for one in (span.since, span.today, item.day))
    return any(0 < ahead <= longest and since < day - ahead <= today for ahead in lead_days)


def _longest_lead(item: Due) -> float:
    """The most days ahead that are worth a word: of recurring work half of the way between rounds.

    Weekly work would otherwise be listed a month ahead, four times a week.
    """
    rule = item.task.deadline.rule
    if item.task.deadline.kind != "recurring" or rule is None:
        return float("inf")
    return (deadlines.next_occurrence(rule, item.day) - item.day).days / 2


def _is_told(day: date, span: Span) -> bool:
    """Whether a task overdue since `day` is listed: anew the day after, and on Mondays."""
    if span.since <= day:
        return True
    monday = span.today - timedelta(days=span.today.weekday())
    return span.since < monday


def _ordered(items: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(
        sorted(items, key=lambda due: (_by_name(department(due.task)), due.day, due.task.id))
    )


def span_of(today: date, last: date | None, calendar: WorkCalendar, *, workdays: bool) -> Span:
    """The span of a digest that is sent today. last: the day of the one before, None for the first.

    workdays: digests come on working days only, so this one looks ahead to the next of them.
    """
    until = today
    if workdays:
        until = calendar.after(today, 1) - timedelta(days=1)
    since = last if last is not None and last < today else today - timedelta(days=1)
    return Span(today=today, since=since, until=until)


# As messages


def digest_parts(
    digest: Digest,
    corpus: Corpus,
    *,
    late_from: time | None = None,
    repeated: bool = False,
    notes: Sequence[str] = (),
) -> tuple[Part, ...]:
    """The messages of a digest, split between tasks; none where there is nothing to say.

    late_from: the time at which it should have come. repeated: it may have been sent before.
    notes: lines of their own at the end.
    """
    if not digest:
        return ()
    sections = (
        ("今天到期", digest.due),
        ("即将到期", digest.near),
        ("已经逾期", digest.overdue),
    )
    groups: list[Group] = [tuple(_head(digest, late_from, repeated))]
    for title, items in sections:
        groups += _section(title, items, corpus)
    foot = [block(note, italic=True, gap=True) for note in notes]
    if corpus.fictional:
        foot.append(block(f"（{FICTIONAL}，不是真实的文件）", italic=True, gap=True))
    return paginate([*groups, *((line,) for line in foot)])


def _head(digest: Digest, late_from: time | None, repeated: bool) -> Iterator[Block]:
    today = digest.today
    weekday = _WEEKDAYS[today.weekday()]
    late = f"　补发（原定{late_from:%H:%M}）" if late_from else ""
    yield block(f"📌 {today.month}月{today.day}日（周{weekday}）任务提醒{late}", bold=True)
    counts = (("今天到期", digest.due), ("即将到期", digest.near), ("已经逾期", digest.overdue))
    yield block("，".join(f"{name}{len(items)}项" for name, items in counts if items))
    if repeated:
        yield block("（发送中断过，可能与前一条重复）", italic=True)


def _section(title: str, items: Sequence[Due], corpus: Corpus) -> Iterator[Group]:
    """A group a task; the headings stay with the first task below them."""
    above: list[Block] = [block(f"【{title}】", bold=True, gap=True)]
    for name, ours in groupby(items, key=lambda due: department(due.task)):
        above.append(block(name, bold=True, gap=len(above) == 0))
        for item in ours:
            yield (*above, *_entry(item, corpus))
            above = []


def _entry(item: Due, corpus: Corpus) -> Iterator[Block]:
    yield block(f"{colour(item)} {item.task.title or item.task.text}")
    words = item.task.deadline.text
    quoted = f"时限：“{words}”，" if words else ""
    yield block(f"{quoted}{_day(item)}，{_left(item.left)}")
    if item.task.responsible and item.task.lead:
        yield block(f"配合：{'、'.join(item.task.responsible)}")
    yield Block(runs=(Run(text=f"📄 {_source(item.task, corpus)}"),))


def colour(item: Due) -> str:
    """Blue for what is near, yellow from three days before on, red for what is overdue."""
    if item.left < 0:
        return LATE
    return SOON if item.left <= _SOON else NEAR


def _day(item: Due) -> str:
    day, today = item.day, item.day - timedelta(days=item.left)
    year = f"{day.year}年" if day.year != today.year else ""
    # A day that rests on a reading of the words is said to be one.
    sure = "" if item.task.deadline.certain else "（推定）"
    return f"{year}{day.month}月{day.day}日{sure}"


def _left(left: int) -> str:
    if left == 0:
        return "今天到期"
    return f"还有{left}天" if left > 0 else f"已逾期{-left}天"


def _source(task: Task, corpus: Corpus) -> str:
    """《title》 number · section, or the clerk's own table and row."""
    document = corpus.documents.get(task.document)
    title = (document.title if document else "") or task.document
    title = title if title.startswith("《") else f"《{title}》"
    number = f" {document.doc_no}" if document and document.doc_no else ""
    place = task.section_path[-1] if task.section_path else task.place
    where = " ".join(clean(place).split())
    invented = f"（{FICTIONAL}）" if document and document.fictional else ""
    invented = "" if FICTIONAL in title else invented
    return clean(title + number + (f" · {where}" if where else "") + invented)
