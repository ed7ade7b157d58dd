"""A plan of many tasks on one page: how many tasks of each department are due in each month."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.states import State
from bot.timeline import shapes as s
from bot.timeline.axis import Axis, lay_axis
from bot.timeline.entries import Entry, Group, Timeline
from bot.timeline.layout import (
    COLOURS,
    INNER,
    LARGE,
    MARGIN,
    NORMAL,
    SMALL,
    TALLEST,
    WIDTH,
    Block,
    assemble,
    axis_block,
    head_block,
    legend_block,
    stacked,
)
from bot.timeline.shapes import Measure, Page, Shape, shorten

_CELL = 44
# Room for names of departments beyond this many would take the page over its height.
_NAME, _ROW = 40, 98
_COLOURED: tuple[State, ...] = ("overdue", "behind", "near", "later")
_WITHOUT_DAY: tuple[tuple[State, str], ...] = (
    ("recurring", "定期"),
    ("ongoing", "长期"),
    ("undated", "未写时限"),
    ("done", "已办结"),
)


def lay_overview(timeline: Timeline, measure: Measure, *, note: str = "") -> Page:
    """One page of counts. Departments that it has no room for stand together in a last row."""
    axis = lay_axis([day for entry in timeline.entries for day in entry.days], timeline.today)
    head = head_block(timeline, measure, note)
    top = axis_block(axis, timeline.today)
    legend = legend_block(timeline, measure, shown=_COLOURED)
    room = int((TALLEST - head.height - top.height - legend.height) // _ROW)
    groups = _gathered(timeline.groups, room)
    body = stacked(_row(group, axis, measure) for group in groups)
    return assemble(head, top, body, legend, "", measure)


def _gathered(groups: Sequence[Group], room: int) -> list[Group]:
    """As many groups as there is room for; what is over becomes one."""
    if len(groups) <= room:
        return list(groups)
    shown, rest = groups[: room - 1], groups[room - 1 :]
    entries = tuple(entry for group in rest for entry in group.entries)
    return [*shown, Group(name=f"其余{len(rest)}个单位", entries=entries)]


def _row(group: Group, axis: Axis, measure: Measure) -> Block:
    """The department and what it has without a day, over a cell for each month with something due."""
    tally = Counter(entry.state for entry in group.entries)
    loose = [f"{words}{tally[state]}" for state, words in _WITHOUT_DAY if tally[state]]
    about = " · ".join([*loose, f"共{len(group.entries)}项"])
    right = WIDTH - MARGIN - measure(about, SMALL)
    name = shorten(group.name, right - MARGIN - 14, LARGE, measure)
    found: list[Shape] = [
        s.Box(x=0, y=0, width=WIDTH, height=_NAME, colour=s.BAND),
        s.Text(x=MARGIN, y=3, text=name, size=NORMAL, bold=True),
        s.Text(x=right, y=6, text=about, size=SMALL, colour=s.FAINT_INK),
    ]
    return Block(_ROW, (*found, *_cells(group.entries, axis, measure)))


def _cells(entries: Iterable[Entry], axis: Axis, measure: Measure) -> Iterator[Shape]:
    columns: dict[int, list[State]] = {}
    for entry in entries:
        if entry.state in _COLOURED:
            columns.setdefault(axis.column(entry.due), []).append(entry.state)
    wide = INNER / (len(axis.ticks) - 1)
    for column, states in columns.items():
        x = MARGIN + column * wide + 3
        present = [state for state in _COLOURED if state in states]
        # Side by side, as in one month some may be overdue and others still to come.
        part = min(wide - 6, 60 * len(present)) / len(present)
        for number, state in enumerate(present):
            yield from _cell(x + number * part, part - 2, state, states.count(state), measure)


def _cell(x: float, wide: float, state: State, count: int, measure: Measure) -> Iterator[Shape]:
    text = str(count)
    size = NORMAL if measure(text, NORMAL) + 6 <= wide else SMALL
    y = _NAME + 6
    yield s.Box(x=x, y=y, width=wide, height=_CELL, colour=COLOURS[state], radius=6)
    yield s.Text(
        x=x + (wide - measure(text, size)) / 2,
        y=y + 4 + (NORMAL - size) / 2,
        text=text,
        size=size,
        # White on yellow or grey cannot be read in the sun.
        colour=s.INK if state in ("behind", "later") else s.PAPER,
        bold=True,
    )
