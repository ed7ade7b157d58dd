"""The deadlines as files: a picture for the eye (/timeline), a calendar for the phone (/ics)."""

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from telegram.constants import ChatAction

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.ics import Calendar, write_calendar
from bot.render import message_parts
from bot.richtext import units
from bot.selection import Chosen, tasks_of
from bot.sending import Attachment
from bot.timeline.entries import Timeline, build_timeline
from bot.timeline.wording import summary, text_timeline
from bot.words import voice_of

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_NO_TASKS = "知识库里还没有读到任务，所以没有时间表。把方案放进知识库以后再试。"
_NO_DAYS = "{count}项任务都没有写明完成日期，画不出时间表，也放不进日历。发 /dept 部门 看要做什么。"
_NO_FONT = (
    "（服务器上没有中文字体，画不了图，先用文字代替；管理员安装 fonts-wqy-microhei 后重启就有图。）"
)
_REFUSED = "（图发不到这个聊天里，先用文字代替。）"
_FOLDED = "图里细列离今天最近的{shown}项，其余发 {command} 看"
_CALENDAR = "{about}：有日期的{dated}项，定期的{recurring}项。点开就能加入手机日历；再次导入会更新，不会重复。"
_LEFT_OUT = "另有{count}项没有写明日期，没有放进去。"
_CAPTION = 1024  # UTF-16 units, Telegram's limit
_UNSAFE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


async def show_timeline(desk: Desk, request: Request) -> None:
    """A picture of the deadlines, or of one department's; in words where there is no font."""
    chosen = await _chosen(desk, request)
    if chosen is None:
        return
    today = _today(desk)
    timeline = await _work(
        desk,
        lambda: build_timeline(
            chosen.tasks, desk.knowledge.catalogue, today, department=chosen.name
        ),
    )
    if not any(entry.days for entry in timeline.entries):
        await desk.say(request, _NO_DAYS.format(count=len(timeline.entries)))
        return
    font = desk.font
    if font is None:
        await desk.say(request, f"{text_timeline(timeline)}\n\n{_NO_FONT}")
        return
    await desk.sender.signal(request.place, ChatAction.UPLOAD_PHOTO)
    pictures, shown = await _work(desk, lambda: _draw(timeline, font))
    voice = voice_of(request.traditional)
    [caption, *_] = message_parts(_caption(timeline, shown, chosen.name), voice)
    photos = [
        Attachment(
            kind="photo",
            data=data,
            name=f"timeline-{number}.png",
            caption=None if number > 1 else caption,
        )
        for number, data in enumerate(pictures, 1)
    ]
    if not await desk.deliver(request, photos):
        await desk.say(request, f"{text_timeline(timeline)}\n\n{_REFUSED}")
    log.info("时间表", extra={"chat": request.place.chat, "tasks": len(timeline.entries)})


def _draw(timeline: Timeline, font: Path) -> tuple[list[bytes], int]:
    from bot.timeline.drawing import Pen
    from bot.timeline.selection import lay_pictures

    pen = Pen(font)
    pages, shown = lay_pictures(timeline, pen.measure)
    return [pen.draw(page) for page in pages], shown


def _caption(timeline: Timeline, shown: int, department: str) -> str:
    text = f"{timeline.title}：{summary(timeline)}"
    if shown < len(timeline.entries):
        command = f"/dept {department}" if department else "/timeline 部门"
        text += f"。{_FOLDED.format(shown=shown, command=command)}"
    return text if units(text) <= _CAPTION else text[: _CAPTION // 2]


async def send_calendar(desk: Desk, request: Request) -> None:
    """The deadlines as a calendar file, or those of one department."""
    chosen = await _chosen(desk, request)
    if chosen is None:
        return
    about = f"{chosen.name or desk.knowledge.corpus.title} · 任务时限"
    now = desk.clock().astimezone(desk.zone)
    calendar = await _work(
        desk, lambda: write_calendar(chosen.tasks, desk.knowledge.catalogue, now=now, title=about)
    )
    if not calendar.tasks:
        await desk.say(request, _NO_DAYS.format(count=calendar.left_out))
        return
    await desk.sender.signal(request.place, ChatAction.UPLOAD_DOCUMENT)
    [caption, *_] = message_parts(_contents(calendar, about), voice_of(request.traditional))
    name = _UNSAFE.sub("", about)[:40]
    file = Attachment(kind="document", data=calendar.data, name=f"{name}.ics", caption=caption)
    await desk.deliver(request, [file])
    log.info("日历", extra={"chat": request.place.chat, "tasks": calendar.tasks})


def _contents(calendar: Calendar, about: str) -> str:
    text = _CALENDAR.format(about=about[:200], dated=calendar.dated, recurring=calendar.recurring)
    return text + (_LEFT_OUT.format(count=calendar.left_out) if calendar.left_out else "")


async def _chosen(desk: Desk, request: Request) -> Chosen | None:
    """The tasks that are asked for; None where there are none, and the asker was told why."""
    catalogue = desk.knowledge.catalogue
    if request.text:
        chosen = await _work(desk, lambda: tasks_of(catalogue, request.text))
    else:
        chosen = Chosen(tasks=list(catalogue.tasks.values()))
    reason = chosen.reason or ("" if chosen.tasks else _NO_TASKS)
    if not reason:
        return chosen
    await desk.say(request, reason)
    return None


def _today(desk: Desk) -> date:
    return desk.clock().astimezone(desk.zone).date()


async def _work(desk: Desk, job: Callable[[], Result]) -> Result:
    """Run what takes the processor a while in a thread of its own."""
    return await asyncio.get_running_loop().run_in_executor(desk.answering.pool, job)
