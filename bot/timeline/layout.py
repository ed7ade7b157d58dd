"""A timeline -> pages: what goes where, without a pixel drawn.

A page is as wide as a phone's screen has pixels and not much taller than it, as Telegram shrinks
pictures to 1280 pixels at their longest. Each task is a line of text over a bar from today to its day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from bot.states import NEAR, State
from bot.timeline import shapes as s
from bot.timeline.axis import Axis, lay_axis
from bot.timeline.entries import Entry, Group, Timeline
from bot.timeline.shapes import Measure, Page, Shape, shorten, wrap

WIDTH, TALLEST = 1080, 1480
MARGIN = 36
INNER = WIDTH - 2 * MARGIN
# Font sizes. On a phone 1080 pixels are about 400 points: 28 shows as 10.
HUGE, LARGE, NORMAL, SMALL = 38, 30, 28, 24
_GAP = 14
_AXIS, _LEGEND, _BAND = 110, 58, 50
_TRACK = 30
_LINE = 38
# Rows of a page's height that a title may take.
_TITLE_LINES, _TASK_LINES = 2, 2

COLOURS: dict[State, str] = {
    "overdue": s.RED,
    "behind": s.YELLOW,
    "near": s.BLUE,
    "later": s.GREY,
    "recurring": s.GREY,
    "ongoing": s.GREY,
    "undated": s.PALE,
    "done": s.PALE,
}
# Said of several tasks of a department that have no day of their own to stand on.
_FOLDED: dict[State, str] = {"ongoing": "长期坚持", "undated": "未写明时限", "done": "已办结"}


@dataclass(frozen=True, slots=True)
class Block:
    """Shapes that stay together, placed from 0 downwards; height in pixels."""

    height: float
    shapes: tuple[Shape, ...]


def lay_pages(timeline: Timeline, measure: Measure, *, note: str = "") -> list[Page]:
    """All entries on as many pages as they need. note: a line under the subtitle."""
    axis = lay_axis([day for entry in timeline.entries for day in entry.days], timeline.today)
    head = head_block(timeline, measure, note)
    room = TALLEST - head.height - _AXIS - _LEGEND
    groups = [(group, _rows(group, axis, timeline.today, measure)) for group in timeline.groups]
    bodies = list(_paginate(groups, room, measure))
    legend = legend_block(timeline, measure)
    pages = []
    for number, body in enumerate(bodies, 1):
        counter = f"第{number}/{len(bodies)}张" if len(bodies) > 1 else ""
        pages.append(
            assemble(head, axis_block(axis, timeline.today), body, legend, counter, measure)
        )
    return pages


def assemble(
    head: Block, top: Block, body: Block, legend: Block, counter: str, measure: Measure
) -> Page:
    """Head, axis, rows and legend, one under the other, over the lines of the months."""
    found: list[Shape] = []
    y = 0.0
    for block in (head, top):
        found += _moved(block.shapes, y)
        y += block.height
    lines = [line for line in top.shapes if isinstance(line, s.Line)]
    found += [replace(line, y=y, to_y=y + body.height) for line in lines]
    for block in (body, legend):
        found += _moved(block.shapes, y)
        y += block.height
    if counter:
        x = WIDTH - MARGIN - measure(counter, SMALL)
        found.append(s.Text(x=x, y=y - 44, text=counter, size=SMALL, colour=s.FAINT_INK))
    return Page(width=WIDTH, height=round(y), shapes=tuple(found))


def _moved(shapes: Iterable[Shape], down: float) -> Iterator[Shape]:
    for shape in shapes:
        if isinstance(shape, s.Line):
            yield replace(shape, y=shape.y + down, to_y=shape.to_y + down)
        else:
            yield replace(shape, y=shape.y + down)


def head_block(timeline: Timeline, measure: Measure, note: str) -> Block:
    found: list[Shape] = []
    y = 30.0
    for line in wrap(timeline.title, INNER, HUGE, measure, _TITLE_LINES):
        found.append(s.Text(x=MARGIN, y=y, text=line, size=HUGE, bold=True))
        y += 50
    day = timeline.today
    stand = f"截至{day.year}年{day.month}月{day.day}日，{len(timeline.entries)}项任务"
    about = " · ".join(part for part in (stand, timeline.subtitle) if part)
    for text in filter(None, (about, note)):
        for line in wrap(text, INNER, SMALL, measure, 2):
            found.append(s.Text(x=MARGIN, y=y, text=line, size=SMALL, colour=s.FAINT_INK))
            y += 34
    return Block(y + _GAP, tuple(found))


# --- the months ---------------------------------------------------------------------------------


def _x(axis: Axis, day: date) -> float:
    return MARGIN + INNER * axis.share(day)


def axis_block(axis: Axis, today: date) -> Block:
    """The names of the months, the years above them, and today; its lines go on down the page."""
    labels = axis.labels()
    wide = INNER / len(labels)
    found: list[Shape] = [s.Box(x=0, y=0, width=WIDTH, height=_AXIS, colour=s.BAND)]
    for number, (label, year) in enumerate(labels):
        x = MARGIN + number * wide
        found.append(s.Text(x=x + 6, y=40, text=label, size=SMALL, colour=s.INK))
        if year:
            found.append(s.Text(x=x + 6, y=8, text=year, size=SMALL, colour=s.FAINT_INK))
        found.append(s.Line(x=x, y=_AXIS - 8, to_x=x, to_y=_AXIS, colour=s.GRID))
    x = _x(axis, today)
    found.append(s.Line(x=x, y=_AXIS - 8, to_x=x, to_y=_AXIS, colour=s.TODAY, width=3))
    left = min(max(x - 32, 4), WIDTH - 68)
    found.append(s.Box(x=left, y=_AXIS - 38, width=64, height=32, colour=s.TODAY, radius=8))
    found.append(s.Text(x=left + 8, y=_AXIS - 36, text="今天", size=SMALL, colour=s.PAPER))
    return Block(_AXIS, tuple(found))


# --- rows ---------------------------------------------------------------------------------------


def _rows(group: Group, axis: Axis, today: date, measure: Measure) -> list[Block]:
    """The blocks of a department, its name left out."""
    rows = []
    for state, same in groupby(group.entries, key=lambda entry: entry.state):
        entries = list(same)
        if state in _FOLDED:
            rows.append(_folded(entries, _FOLDED[state], state, measure))
        else:
            rows += [_row(entry, axis, today, measure) for entry in entries]
    return rows


def _band(group: Group, measure: Measure, *, again: bool) -> Block:
    count = "（续）" if again else f"{len(group.entries)}项"
    right = WIDTH - MARGIN - measure(count, SMALL)
    name = shorten(group.name, right - MARGIN - _GAP, LARGE, measure)
    return Block(
        _BAND + 10,
        (
            s.Box(x=0, y=0, width=WIDTH, height=_BAND, colour=s.BAND),
            s.Text(x=MARGIN, y=8, text=name, size=LARGE, bold=True),
            s.Text(x=right, y=12, text=count, size=SMALL, colour=s.FAINT_INK),
        ),
    )


def _label(texts: Sequence[str], when: str, colour: str, measure: Measure) -> list[Shape]:
    """Lines of a title at the left, day and days left at the right, on paper of their own."""
    found: list[Shape] = []
    for number, line in enumerate(texts):
        y = number * _LINE
        found.append(_paper(MARGIN, y, measure(line, NORMAL)))
        found.append(s.Text(x=MARGIN, y=y, text=line, size=NORMAL))
    if when:
        wide = measure(when, SMALL)
        found.append(_paper(WIDTH - MARGIN - wide, 0, wide))
        x = WIDTH - MARGIN - wide
        found.append(s.Text(x=x, y=3, text=when, size=SMALL, colour=colour, bold=True))
    return found


def _paper(x: float, y: float, wide: float) -> s.Box:
    return s.Box(x=x - 4, y=y - 2, width=wide + 8, height=_LINE, colour=s.PAPER)


def _ink(entry: Entry) -> str:
    """The colour of the words that go with a bar."""
    dark = {s.YELLOW: s.DARK_YELLOW, s.GREY: s.FAINT_INK, s.PALE: s.FAINT_INK}
    colour = s.BLUE if entry.near else COLOURS[entry.state]
    return dark.get(colour, colour)


def _row(entry: Entry, axis: Axis, today: date, measure: Measure) -> Block:
    when = shorten(entry.when, INNER / 2, SMALL, measure)
    room = INNER - measure(when, SMALL) - 2 * _GAP
    lines = wrap(entry.title, room, NORMAL, measure, _TASK_LINES)
    top = len(lines) * _LINE
    marks = _rounds(entry, axis) if entry.state == "recurring" else _bar(entry, axis, today)
    found = [*_label(lines, when, _ink(entry), measure), *_moved(marks, top + _TRACK / 2 - 2)]
    return Block(top + _TRACK + 8, tuple(found))


def _bar(entry: Entry, axis: Axis, today: date) -> Iterator[Shape]:
    """From today to the day that counts, a dot on every stage; y is 0."""
    colour = COLOURS[entry.state]
    left, right = sorted((_x(axis, today), _x(axis, entry.due)))
    yield s.Box(x=left, y=-5, width=max(right - left, 2), height=10, colour=colour, radius=5)
    for day in entry.days:
        yield _mark(day, axis, colour, hollow=day != entry.due)


def _rounds(entry: Entry, axis: Axis) -> Iterator[Shape]:
    """A ring on every round that is shown; a dashed line where they would run together."""
    days = [day for day in entry.days if day < axis.end]
    wide = INNER / (len(axis.ticks) - 1)
    often = len(days) > 3 * (len(axis.ticks) - 1) or wide < 30
    ends = (days[0], days[-1]) if days else (axis.first, axis.end)
    colour = COLOURS[entry.state]
    yield s.Line(
        x=_x(axis, ends[0]), y=0, to_x=_x(axis, ends[1]), to_y=0, colour=colour, style="dashed"
    )
    for number, day in enumerate(days[:1] if often else days):
        near = entry.near and number == 0
        yield _mark(day, axis, s.BLUE if near else colour, hollow=True)


def _mark(day: date, axis: Axis, colour: str, *, hollow: bool = False) -> Shape:
    x = _x(axis, day)
    if axis.first <= day < axis.end:
        return s.Dot(x=x, y=0, radius=10, colour=colour, hollow=hollow)
    return s.Arrow(x=x, y=0, size=16, colour=colour, left=day < axis.first)


def _folded(entries: Sequence[Entry], words: str, state: State, measure: Measure) -> Block:
    """Tasks without a day to stand on: counted, and their titles one after the other."""
    count = f"{words} {len(entries)}项" if len(entries) > 1 else words
    titles = "；".join(entry.title for entry in entries)
    room = INNER - measure(count, SMALL) - 2 * _GAP
    lines = wrap(titles, room, NORMAL, measure, _TASK_LINES)
    found = _label(lines, count, s.FAINT_INK, measure)
    height = len(lines) * _LINE + 12
    if state == "ongoing":
        y = height + 2
        right = WIDTH - MARGIN
        found.append(s.Line(x=MARGIN, y=y, to_x=right, to_y=y, colour=s.GREY, style="dashed"))
        height += 18
    return Block(height, tuple(found))


# --- legend -------------------------------------------------------------------------------------

_LEGEND_WORDS: tuple[tuple[State, str], ...] = (
    ("overdue", "已逾期"),
    ("behind", "进展滞后"),
    ("near", f"{NEAR}天内"),
    ("later", "更晚"),
    ("recurring", "定期"),
    ("ongoing", "长期"),
)


def legend_block(
    timeline: Timeline, measure: Measure, *, shown: Sequence[State] = tuple(COLOURS)
) -> Block:
    """What the colours and marks mean, of those that occur. shown: those that have a mark at all."""
    present = {entry.state for entry in timeline.entries if entry.state in shown}
    if any(entry.near and entry.state in shown for entry in timeline.entries):
        present.add("near")
    found: list[Shape] = []
    x, y = float(MARGIN), 28.0
    for state, words in _LEGEND_WORDS:
        if state not in present:
            continue
        colour = COLOURS[state]
        if state == "ongoing":
            found.append(s.Line(x=x, y=y, to_x=x + 34, to_y=y, colour=colour, style="dashed"))
            x += 14
        else:
            hollow = state == "recurring"
            found.append(s.Dot(x=x + 10, y=y, radius=10, colour=colour, hollow=hollow))
        found.append(s.Text(x=x + 28, y=y - 16, text=words, size=SMALL, colour=s.FAINT_INK))
        x += 28 + measure(words, SMALL) + 28
    return Block(_LEGEND, tuple(found))


# --- pages --------------------------------------------------------------------------------------


def _paginate(
    groups: Sequence[tuple[Group, list[Block]]], room: float, measure: Measure
) -> Iterator[Block]:
    """Rows onto pages of that height: none is cut, no department's name stands last on a page."""
    page: list[Block] = []
    used = 0.0
    for group, rows in groups:
        for number, row in enumerate(rows):
            heading = _BAND + 10 if number == 0 or not page else 0
            if page and used + heading + row.height > room:
                yield stacked(page)
                page, used, heading = [], 0.0, _BAND + 10
            if heading:
                page.append(_band(group, measure, again=number > 0))
            page.append(row)
            used += heading + row.height
    if page:
        yield stacked(page)


def stacked(blocks: Iterable[Block]) -> Block:
    found: list[Shape] = []
    y = 10.0
    for block in blocks:
        found += _moved(block.shapes, y)
        y += block.height
    return Block(y, tuple(found))
