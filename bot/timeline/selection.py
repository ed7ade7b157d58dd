"""How many pictures a timeline becomes: all of it on a few, or an overview and what is nearest."""

from dataclasses import replace

from bot.states import State
from bot.timeline.entries import Entry, Timeline
from bot.timeline.layout import lay_pages
from bot.timeline.overview import lay_overview
from bot.timeline.shapes import Measure, Page

# More pictures at once would bury a chat.
MOST = 3
_DATED: tuple[State, ...] = ("overdue", "behind", "near", "later")


def lay_pictures(timeline: Timeline, measure: Measure) -> tuple[list[Page], int]:
    """The pages to send, at most `MOST`, and how many tasks have a line of their own on them."""
    pages = lay_pages(timeline, measure)
    if len(pages) <= MOST:
        return pages, len(timeline.entries)
    overview = lay_overview(
        timeline, measure, note="格里是当期到期的任务数；后面的图细列离今天最近的任务"
    )
    nearest = _nearest(timeline)
    # The pages' own measure of what fits: fewer tasks until it does.
    count = min(len(nearest), 20 * (MOST - 1))
    while count:
        chosen = _only(timeline, nearest[:count])
        note = f"离今天最近的{count}项（共{len(timeline.entries)}项）"
        pages = lay_pages(chosen, measure, note=note)
        if len(pages) < MOST:
            return [overview, *pages], count
        count -= 2 if count > 2 else count
    return [overview], 0


def _nearest(timeline: Timeline) -> list[Entry]:
    """What is due on a day, nearest to today first, whether it is over or to come."""
    dated = [entry for entry in timeline.entries if entry.state in _DATED]
    return sorted(dated, key=lambda entry: abs(entry.due - timeline.today))


def _only(timeline: Timeline, entries: list[Entry]) -> Timeline:
    """The timeline with these entries alone; departments without any are left out."""
    chosen = {id(entry) for entry in entries}
    groups = (
        replace(group, entries=tuple(e for e in group.entries if id(e) in chosen))
        for group in timeline.groups
    )
    return replace(timeline, groups=tuple(group for group in groups if group.entries))
