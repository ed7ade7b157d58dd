"""A timeline in words: for a chat without pictures, and the line under a picture."""

from collections.abc import Iterator

from bot.states import MARKS, NEAR, State
from bot.timeline.entries import Entry, Timeline

_COUNTED: tuple[tuple[tuple[State, ...], str], ...] = (
    (("overdue",), "已逾期"),
    (("behind",), "进展滞后"),
    (("near",), f"{NEAR}天内到期"),
    (("recurring",), "定期"),
    (("ongoing",), "长期"),
    (("undated",), "未写明时限"),
    (("done",), "已办结"),
)


def summary(timeline: Timeline) -> str:
    """One line: how many tasks, and how many of them are overdue, near and so on."""
    parts = [f"共{len(timeline.entries)}项任务"]
    for states, words in _COUNTED:
        if count := timeline.count(*states):
            parts.append(f"{words}{count}项")
    return "，".join(parts)


def text_timeline(timeline: Timeline) -> str:
    """The whole timeline as plain text, a line a task, under their departments."""
    return "\n".join(_lines(timeline))


def _lines(timeline: Timeline) -> Iterator[str]:
    day = timeline.today
    yield f"{timeline.title} 任务时限"
    yield f"截至{day.year}年{day.month}月{day.day}日，{summary(timeline)}"
    for group in timeline.groups:
        yield ""
        yield f"【{group.name}】"
        for entry in group.entries:
            yield _line(entry)


def _line(entry: Entry) -> str:
    when = f"{entry.when}　" if entry.when else ""
    return f"{MARKS[entry.state]} {when}{entry.title}"
