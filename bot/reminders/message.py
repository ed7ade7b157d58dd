"""A digest -> the messages that show it: split between tasks, each document named once. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import groupby

from bot.digest import Digest, department
from bot.reminders.news import Change
from bot.richtext import Block, Group, Part, block, clean, paginate
from bot.states import MARKS, state_of
from bot.words import FICTIONAL
from knowledge.model import Corpus, Task
from knowledge.plans.deadlines import Due

WEEKDAYS = "一二三四五六日"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
# Changes that are told one by one; and from how many tasks on a whole document is one change.
_CHANGES, _WHOLE = 20, 4


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
    sources = _Sources.of(digest, corpus)
    groups: list[Group] = [tuple(_head(digest, late_from, repeated))]
    groups += _changes(digest)
    for title, items in _sections(digest):
        groups += _section(title, items, sources)
    groups += _ongoing(digest.ongoing, sources)
    if digest.clear:
        groups.append((block(_clear(digest), gap=True),))
    foot = [block(line, gap=not number) for number, line in enumerate(sources.legend())]
    foot += [block(note, italic=True, gap=True) for note in notes]
    if corpus.fictional:
        foot.append(block(f"（{FICTIONAL}，不是真实的文件）", italic=True, gap=True))
    return paginate([*groups, *((line,) for line in foot)])


def _sections(digest: Digest) -> tuple[tuple[str, tuple[Due, ...]], ...]:
    return (("今天到期", digest.due), ("即将到期", digest.near), ("已经逾期", digest.overdue))


def _head(digest: Digest, late_from: time | None, repeated: bool) -> Iterator[Block]:
    today = digest.today
    late = f"　补发（原定{late_from:%H:%M}）" if late_from else ""
    yield block(
        f"📌 {today.month}月{today.day}日（周{WEEKDAYS[today.weekday()]}）任务提醒{late}", bold=True
    )
    counts = [f"{name}{len(items)}项" for name, items in _sections(digest) if items]
    if digest.changes:
        counts.insert(0, f"方案变化{len(digest.changes)}处")
    if counts:
        yield block("，".join(counts))
    if repeated:
        yield block("（发送中断过，可能与前一条重复）", italic=True)


def _clear(digest: Digest) -> str:
    words = "✅ 本周平安：今天没有到期、临近或逾期的任务要提醒。"
    if digest.nearest is None:
        return words
    title = " ".join(digest.nearest.task.title.split())
    return f"{words}\n最近的一项：{title}，{day_text(digest.nearest)}，{left_text(digest.nearest.left)}"


# What has changed


def _changes(digest: Digest) -> Iterator[Group]:
    """The changes by document; a document that came or went as a whole is one line."""
    above = [block(f"【{_since(digest)}方案的变化】", bold=True, gap=True)]
    told = 0
    for document, found in groupby(digest.changes, key=lambda change: change.row.document):
        ours = list(found)
        lines = _whole(document, ours) or list(_one_by_one(document, ours))
        for line in lines[: max(0, _CHANGES - told)]:
            yield (*above, *line)
            above = []
        told += len(lines)
    if told > _CHANGES:
        yield (block(f"另有{told - _CHANGES}处变化，没有逐条列出"),)


def _since(digest: Digest) -> str:
    day = digest.since
    if day is None or (digest.today - day).days <= 1:
        return "昨天以来"
    return f"{day.month}月{day.day}日以来"


def _whole(document: str, changes: Sequence[Change]) -> list[Group]:
    """One line where all of a document is new, or gone; none otherwise."""
    if len(changes) < _WHOLE or len({change.kind for change in changes}) > 1:
        return []
    words = {"added": "🆕 新增{name}的任务{n}项", "withdrawn": "🗑 撤下{name}的任务{n}项"}
    text = words.get(changes[0].kind)
    return [(block(text.format(name=titled(document), n=len(changes))),)] if text else []


def _one_by_one(document: str, changes: Sequence[Change]) -> Iterator[Group]:
    above = [block(titled(document), bold=True)]
    for change in changes:
        yield (*above, *(block(line) for line in _lines(change)))
        above = []


def _lines(change: Change) -> Iterator[str]:
    title = change.row.title
    before, now = change.before, change.now
    if now is None:
        yield f"🗑 撤下：{title}"
    elif before is None:
        yield f"🆕 新增：{title}"
        about = (f"{'、'.join(now.lead)}牵头" if now.lead else "", _quoted(now.words))
        if text := "，".join(part for part in about if part):
            yield text
    elif change.kind == "deadline":
        yield f"✏️ 时限改了：{title}"
        yield f"原来{_quoted(before.words) or '没有写'}，现在{_quoted(now.words) or '没有写'}"
    else:
        yield f"✏️ 牵头改了：{title}"
        yield f"原来{'、'.join(before.lead) or '没有写'}，现在{'、'.join(now.lead) or '没有写'}"


def _quoted(words: str) -> str:
    return f"“{words}”" if words else ""


# Tasks


def _section(title: str, items: Sequence[Due], sources: "_Sources") -> Iterator[Group]:
    """A group a task; the headings stay with the first task below them."""
    above: list[Block] = [block(f"【{title}】", bold=True, gap=True)]
    for name, ours in groupby(items, key=lambda due: department(due.task)):
        above.append(block(name, bold=True, gap=len(above) == 0))
        for item in ours:
            yield (*above, *_entry(item, sources))
            above = []


def _entry(item: Due, sources: "_Sources") -> Iterator[Block]:
    yield block(f"{MARKS[state_of(item.task, item.left)]} {item.task.title or item.task.text}")
    words = item.task.deadline.text
    quoted = f"时限：“{words}”，" if words else ""
    yield block(f"{quoted}{day_text(item)}，{left_text(item.left)}")
    if item.task.responsible and item.task.lead:
        yield block(f"配合：{'、'.join(item.task.responsible)}")
    if place := sources.place(item.task):
        yield block(place)


def _ongoing(tasks: Sequence[Task], sources: "_Sources") -> Iterator[Group]:
    """Work without end, shortly: a line a task."""
    above: list[Block] = [block("【长期任务】（每季度列一次）", bold=True, gap=True)]
    for name, ours in groupby(tasks, key=department):
        above.append(block(name, bold=True, gap=len(above) == 0))
        for task in ours:
            yield (
                *above,
                block(f"{MARKS['ongoing']} {task.title}　{sources.place(task)}".rstrip()),
            )
            above = []


def day_text(item: Due) -> str:
    """The day of a task; with its year where that is another one."""
    day, today = item.day, item.day - timedelta(days=item.left)
    year = f"{day.year}年" if day.year != today.year else ""
    # A day that rests on a reading of the words is said to be one.
    sure = "" if item.task.deadline.certain else "（推定）"
    return f"{year}{day.month}月{day.day}日{sure}"


def left_text(left: int) -> str:
    """How many days are left, or over."""
    if left == 0:
        return "今天到期"
    return f"还有{left}天" if left > 0 else f"已逾期{-left}天"


# Where it stands


def titled(title: str) -> str:
    """A title in its brackets, which it may have already."""
    title = " ".join(clean(title).split())
    return title if title.startswith("《") else f"《{title}》"


@dataclass(frozen=True, slots=True)
class _Sources:
    """The documents of a digest: tasks name them by a sign, the legend in full."""

    signs: dict[str, str]
    corpus: Corpus

    @classmethod
    def of(cls, digest: Digest, corpus: Corpus) -> "_Sources":
        """Signs in order of appearance; none is needed where there is one document."""
        tasks = (*(item.task for item in digest.listed), *digest.ongoing)
        names = list(dict.fromkeys(task.document for task in tasks))
        signs = {name: _sign(number) for number, name in enumerate(names)}
        return cls(signs if len(names) > 1 else dict.fromkeys(names, ""), corpus)

    def place(self, task: Task) -> str:
        """`📄 [甲] section` of a task, or the clerk's own table and row."""
        place = task.section_path[-1] if task.section_path else task.place
        where = " ".join(clean(place).split())
        words = f"{self.signs[task.document]} {where}".strip()
        return f"📄 {words}" if words else ""

    def legend(self) -> Iterator[str]:
        """What each sign stands for: `📄 [甲]《title》 number`."""
        for name, sign in self.signs.items():
            document = self.corpus.documents.get(name)
            title = titled((document.title if document else "") or name)
            number = f" {clean(document.doc_no)}" if document and document.doc_no else ""
            invented = document and document.fictional and FICTIONAL not in title
            mark = f"（{FICTIONAL}）" if invented else ""
            yield f"📄 {sign}{title}{number}{mark}" if sign else f"📄 以上出自{title}{number}{mark}"


def _sign(number: int) -> str:
    return f"[{_STEMS[number]}]" if number < len(_STEMS) else f"[{number + 1}]"
