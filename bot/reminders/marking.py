"""The buttons that lead from a digest or an answer to its tasks, and what they carry. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.buttons import Button, Choice
from bot.digest import Digest
from bot.reminders.marked import round_of
from bot.reminders.outline import Outline
from bot.store.records import TaskPrint
from knowledge.model import Task

# Names of actions; `bot.handlers.marks` does them.
LIST, PAGE, TASK, MARK, UNDO = "marks", "marks.page", "marks.task", "marks.set", "marks.undo"
# Tasks that one button leads to.
_MOST = 200
MARK_TASKS = "✅ 标记完成 / 推迟提醒"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One task, or one round of it, that may be marked. round: as in `Mark`. day: it is due on."""

    task: TaskPrint
    round: date | None = None
    day: date | None = None


def item_of(task: Task, day: date | None, outline: Outline) -> Item:
    """A task on a day, to be marked."""
    return Item(task=outline.prints[task.id], round=round_of(task, day), day=day)


def list_button(items: Iterable[Item], *, marked: bool = False) -> Button:
    """Leads to a list of tasks. marked: they are listed because they are marked."""
    rows = [_to_json(item) for item in items][:_MOST]
    return Button(action=LIST, data={"items": rows} | ({"marked": True} if marked else {}))


def items_of(button: Button) -> list[Item]:
    """The tasks that such a button leads to."""
    return [_from_json(row) for row in button.data.get("items", ())]


def digest_rows(digest: Digest, outline: Outline) -> list[list[Choice]]:
    """The keyboard below a digest; none where nothing in it has a day."""
    items = [item_of(item.task, item.day, outline) for item in digest.listed]
    return [[Choice(MARK_TASKS, list_button(items))]] if items else []


def _to_json(item: Item) -> list[Any]:
    days = [day.isoformat() if day else "" for day in (item.round, item.day)]
    return [item.task.id, item.task.title, item.task.text, *days]


def _from_json(row: Sequence[Any]) -> Item:
    id, title, text, round, day = row
    return Item(
        task=TaskPrint(id=id, title=title, text=text),
        round=date.fromisoformat(round) if round else None,
        day=date.fromisoformat(day) if day else None,
    )


def place_in(data: Mapping[str, Any]) -> tuple[str, int]:
    """Key of the list that a button belongs to, and the number of its task or page in it."""
    return data.get("list", ""), data.get("at", 0)
