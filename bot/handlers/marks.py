"""Tasks that a chat marks as done or puts off, by buttons: a list, a task, what to do with it.

The list and the task share one message, which is written anew with every press.
"""

import asyncio
import logging
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from telegram import InlineKeyboardMarkup, Message
from telegram.error import BadRequest, TelegramError

from bot.buttons import Button, Choice, keyboard
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.permissions import Right
from bot.reminders import marking
from bot.reminders.marked import Marked
from bot.reminders.marking import Item
from bot.reminders.outline import Outline
from bot.render import shorten
from bot.sending import Place
from bot.store.records import Chat, Mark
from bot.words import EXPIRED
from knowledge.model import Task
from knowledge.plans.deadlines import next_day

if TYPE_CHECKING:
    from bot.handlers.presses import Press

log = logging.getLogger(__name__)

_PAGE = 8
# Tasks of one answer whose marks are told below it.
_NOTED = 8
_NAME = 40
_NOTHING = "还没有标记过任务。每日提醒下面有“标记完成 / 推迟提醒”的按钮。"
_CHOOSE = "选一项任务，标记完成或推迟提醒："
_MARKED = "标记过的任务（点一项可以撤销）："
_GONE = "这项任务已经不在方案里了。"
ANONYMOUS = "管理员"


async def right_of(desk: Desk, place: Place) -> Right:
    """Who may mark tasks in a chat: its administrators, or anyone where they said so."""
    chat = await asyncio.to_thread(desk.store.chat, place.chat, place.thread or 0)
    return "anyone" if chat.settings.open_marks else "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """A chat with its marks on a day, over the plans as they are now."""

    chat: Chat
    today: date
    outline: Outline
    marked: Marked
    private: bool

    def about(self, task: Task, mark: Mark) -> str:
        """`本群已标记完成，11月25日，由张三`."""
        whose = "您" if self.private else "本群"
        made = mark.made.astimezone(self.chat.settings.tz).date()
        said = (
            "已标记完成" if mark.until is None else f"已推迟到{_day(mark.until, self.today)}再提醒"
        )
        round = f"（{_day(mark.round, self.today)}这一次）" if mark.round else ""
        by = f"，由{mark.name}" if mark.name and not self.private else ""
        return f"{whose}{said}{round}，{_day(made, self.today)}{by}"


async def _scene(desk: Desk, place: Place) -> _Scene:
    def look() -> tuple[Chat, list[Mark]]:
        return desk.store.chat(place.chat, place.thread or 0), desk.store.marks.of(place.chat)

    chat, found = await asyncio.to_thread(look)
    outline = desk.outlines.of(desk.knowledge.corpus)
    zone = chat.settings.tz if chat.known else desk.zone
    return _Scene(
        chat=chat,
        today=desk.clock().astimezone(zone).date(),
        outline=outline,
        marked=Marked(found, outline),
        private=place.private,
    )


def _day(day: date, today: date) -> str:
    words = f"{day.month}月{day.day}日"
    return words if day.year == today.year else f"{day.year}年{words}"


# Below an answer


async def notes(desk: Desk, place: Place, tasks: Sequence[Task]) -> list[str]:
    """What the chat has marked of the tasks of an answer, a line each; never fails."""
    if not tasks:
        return []
    try:
        scene = await _scene(desk, place)
    except SQLAlchemyError as failure:
        log.warning("标记没有查成", extra={"why": type(failure).__name__})
        return []
    lines = []
    for task in tasks:
        mark = scene.marked.done(task)
        # A round that is over says nothing about the one that the answer is about.
        if mark and not (mark.round and mark.round < scene.today):
            name = f"：{shorten(task.title, _NAME)}" if len(tasks) > 1 else ""
            lines.append(f"✅ {scene.about(task, mark)}{name}")
    more = [f"（另有{len(lines) - _NOTED}项）"] if len(lines) > _NOTED else []
    return lines[:_NOTED] + more


async def choices(desk: Desk, place: Place, tasks: Sequence[Task]) -> list[list[Choice]]:
    """A button that leads from an answer to its tasks, in a chat that is reminded."""
    if not tasks:
        return []
    try:
        chat = await asyncio.to_thread(desk.store.chat, place.chat, place.thread or 0)
    except SQLAlchemyError:
        return []
    if not chat.settings.on:
        return []
    today = desk.clock().astimezone(chat.settings.tz).date()
    outline = desk.outlines.of(desk.knowledge.corpus)
    items = [
        marking.item_of(task, next_day(task, today), outline)
        for task in tasks
        if task.id in outline.by_id
    ]
    return [[Choice(marking.MARK_TASKS, marking.list_button(items))]] if items else []


# The list


async def show_marked(desk: Desk, request: Request) -> None:
    """Everything that the chat has marked, with buttons to take it back."""
    scene = await _scene(desk, request.place)
    items = [
        Item(task=scene.outline.prints[task.id], round=mark.round, day=mark.round)
        for task, mark in scene.marked.newest()
    ]
    if not items:
        await desk.say(request, _NOTHING)
        return
    [key] = await desk.buttons.keep([marking.list_button(items, marked=True)])
    text, below = await _list(desk, scene, key, 0)
    await desk.say(request, text, below)


async def open_list(desk: Desk, press: "Press") -> None:
    """The tasks behind the button, in a message of their own."""
    text, below = await _list(desk, await _scene(desk, press.request.place), press.key, 0)
    await desk.say(press.request, text, below)


async def turn_page(desk: Desk, press: "Press") -> None:
    """Another page of the list, or back to it from a task."""
    key, page = marking.place_in(press.button.data)
    text, below = await _list(desk, await _scene(desk, press.request.place), key, page)
    await _redraw(desk, press, text, below)


async def _list(
    desk: Desk, scene: _Scene, key: str, page: int
) -> tuple[str, InlineKeyboardMarkup | None]:
    origin = await desk.buttons.find(key)
    if origin is None:
        return EXPIRED, None
    items = marking.items_of(origin)
    begin = page * _PAGE
    lines, rows = [], []
    for number, item in enumerate(items[begin : begin + _PAGE], begin):
        task = scene.outline.task_of(item.task)
        title = shorten(task.title if task else _GONE, _NAME)
        mark = scene.marked.on(task, item.round or item.day) if task else None
        sign = "" if mark is None else "✅ " if mark.done else "💤 "
        lines.append(f"{number + 1}. {sign}{title}")
        if task and mark:
            lines.append(f"　　{scene.about(task, mark)}")
        data = {"list": key, "at": number}
        rows.append(
            [Choice(f"{number + 1}. {sign}{title}", Button(action=marking.TASK, data=data))]
        )
    rows.append(list(_pages(key, page, len(items))))
    head = _MARKED if origin.data.get("marked") else _CHOOSE
    return "\n".join([head, *lines]), await keyboard(rows, desk.buttons)


def _pages(key: str, page: int, count: int) -> Iterable[Choice]:
    last = (count - 1) // _PAGE
    for label, other in (("‹ 上一页", page - 1), ("下一页 ›", page + 1)):
        if 0 <= other <= last:
            yield Choice(label, Button(action=marking.PAGE, data={"list": key, "at": other}))


# One task


async def show_task(desk: Desk, press: "Press") -> None:
    """One task, and what can be done with it."""
    await _show(desk, press, await _scene(desk, press.request.place))


async def mark(desk: Desk, press: "Press") -> None:
    """Note what the button says about the task."""
    item, task, scene = await _chosen(desk, press)
    if item is None or task is None:
        await _redraw(desk, press, EXPIRED if item is None else _GONE, None)
        return
    until = press.button.data.get("until")
    made = Mark(
        chat=press.request.place.chat,
        task=scene.outline.prints[task.id],
        round=item.round,
        until=date.fromisoformat(until) if until else None,
        made=desk.clock(),
        person=press.query.from_user.id,
        name=await _name(desk, press),
    )
    await asyncio.to_thread(desk.store.marks.set, made)
    log.info("标记", extra={"chat": made.chat, "task": task.id, "until": until or ""})
    await _show(desk, press, await _scene(desk, press.request.place))


async def undo(desk: Desk, press: "Press") -> None:
    """Take the mark of the task back."""
    item, task, scene = await _chosen(desk, press)
    known = scene.marked.on(task, item.round or item.day) if item and task else None
    if known:
        await asyncio.to_thread(desk.store.marks.remove, known)
        log.info("撤销标记", extra={"chat": known.chat, "task": known.task.id})
    await _show(desk, press, await _scene(desk, press.request.place))


async def _chosen(desk: Desk, press: "Press") -> tuple[Item | None, Task | None, _Scene]:
    scene = await _scene(desk, press.request.place)
    key, number = marking.place_in(press.button.data)
    origin = await desk.buttons.find(key)
    items = marking.items_of(origin) if origin else []
    if number >= len(items):
        return None, None, scene
    return items[number], scene.outline.task_of(items[number].task), scene


async def _show(desk: Desk, press: "Press", scene: _Scene) -> None:
    item, task, _ = await _chosen(desk, press)
    key, number = marking.place_in(press.button.data)
    if item is None or task is None:
        await _redraw(desk, press, EXPIRED if item is None else _GONE, None)
        return
    known = scene.marked.on(task, item.round or item.day)
    lines = [shorten(task.title, 200)]
    if units := "、".join(task.lead):
        lines.append(f"牵头：{units}")
    if words := task.deadline.text:
        lines.append(f"时限：“{words}”" + (f"，{_day(item.day, scene.today)}" if item.day else ""))
    lines.append(scene.about(task, known) if known else "还没有标记")
    data = {"list": key, "at": number}
    offers = [Choice("撤销", Button(action=marking.UNDO, data=data))] if known else []
    if known is None:
        offers = [
            Choice(label, Button(action=marking.MARK, data=data | {"until": until}))
            for label, until in _offers(scene.today)
        ]
    back = Button(action=marking.PAGE, data={"list": key, "at": number // _PAGE})
    rows = [offers[:1], offers[1:], [Choice("‹ 返回列表", back)]]
    await _redraw(desk, press, "\n".join(lines), await keyboard(rows, desk.buttons))


def _offers(today: date) -> tuple[tuple[str, str], ...]:
    """What can be done with an open task: label, and the day it is put off to; empty for done."""
    monday = today + timedelta(days=7 - today.weekday())
    return (
        ("✅ 已完成", ""),
        ("推迟到明天", (today + timedelta(days=1)).isoformat()),
        ("下周一", monday.isoformat()),
        ("一个月后", _month_on(today).isoformat()),
    )


def _month_on(today: date) -> date:
    """The same day of the next month, or its last one."""
    year, month = today.year + today.month // 12, today.month % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


async def _name(desk: Desk, press: "Press") -> str:
    """How the chat sees who pressed. Of an anonymous administrator it sees no name."""
    user, place = press.query.from_user, press.request.place
    if place.private:
        return user.full_name[:_NAME]
    try:
        member = await desk.bot.get_chat_member(place.chat, user.id)
    except TelegramError:
        return ""
    return ANONYMOUS if getattr(member, "is_anonymous", False) else user.full_name[:_NAME]


async def _redraw(
    desk: Desk, press: "Press", text: str, below: InlineKeyboardMarkup | None
) -> None:
    """Write the message anew; where Telegram does not let that happen, send another."""
    message = press.query.message
    if isinstance(message, Message):
        try:
            await message.edit_text(text, reply_markup=below)
            return
        except BadRequest as failure:
            if "not modified" in str(failure):
                return
            log.info("消息没有改成，另发一条", extra={"why": str(failure)})
    await desk.say(press.request, text, below)
