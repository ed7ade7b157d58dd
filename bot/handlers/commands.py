"""The commands, in one table: what each is called, does and needs, and who may use it."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.handlers import (
    about,
    exporting,
    listening,
    pictures,
    privacy,
    questions,
    reminders,
    reviewing,
    status,
)
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.permissions import Right, refusal
from bot.handlers.talk import discuss
from bot.words import UNKNOWN_COMMAND
from knowledge.model import Kind

Run = Callable[[Desk, Request], Coroutine[Any, Any, None]]

# What /due means without a range.
_SOON = "近期"
# A bare span of time after /due counts from today: 7天, 两周, 3个月, 半年; but 6月 is a month.
_SPAN = re.compile(r"(?:[0-9]+|[半一二两三四五六七八九十]+)\s*(?:天|周|个?星期|个月)|[半一两]年")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. name: of a-z, 0-9 and _. menu: its description, 1 to 256 characters.

    argument: what has to follow it; empty if nothing has to. right: what its user must be allowed;
    `anyone` also where only some of its forms need more. where: the kind of chat whose menu lists
    it. asks: it asks a question, whose answer follows the question when that is edited.
    """

    name: str
    menu: str
    run: Run
    argument: str = ""
    right: Right = "anyone"
    where: Literal["everywhere", "private", "group"] = "everywhere"
    asks: bool = False


def _read_as(kind: Kind | None) -> Run:
    """Asks the argument as a question of one kind."""

    async def run(desk: Desk, request: Request) -> None:
        await questions.answer(desk, request, kind)

    return run


async def _list_due(desk: Desk, request: Request) -> None:
    text = request.text or _SOON
    text = f"未来{text}" if _SPAN.match(text) else text
    await questions.answer(desk, replace(request, text=text), "deadline_list")


COMMANDS = {
    command.name: command
    for command in (
        Command(
            name="ask", menu="提问，附原文回答", run=_read_as(None), argument="问题", asks=True
        ),
        Command(
            name="lead",
            menu="查牵头单位：/lead 事项",
            run=_read_as("lead"),
            argument="事项",
            asks=True,
        ),
        Command(
            name="dept",
            menu="查部门任务：/dept 部门",
            run=_read_as("reverse"),
            argument="部门",
            asks=True,
        ),
        Command(name="due", menu="查到期任务：/due 本月", run=_list_due, asks=True),
        Command(name="timeline", menu="任务时限图：/timeline 部门", run=pictures.show_timeline),
        Command(name="ics", menu="任务时限日历文件：/ics 部门", run=pictures.send_calendar),
        # Whoever changes a setting is asked for his right by the form that he uses.
        Command(name="remind", menu="每日提醒的设置", run=reminders.remind),
        Command(
            name="listen",
            menu="旁听：没有点名的问题要不要答",
            run=listening.listen,
            right="chat",
            where="group",
        ),
        Command(name="sources", menu="知识库里有哪些文件", run=about.show_sources),
        Command(name="status", menu="运行情况", run=status.show, right="keeper"),
        Command(
            name="review",
            menu="处理没答上的问题",
            run=reviewing.review,
            right="keeper",
            where="private",
        ),
        Command(
            name="export",
            menu="导出 Excel 表格",
            run=exporting.export,
            right="keeper",
            where="private",
        ),
        Command(name="privacy", menu="存了关于我的什么", run=privacy.show),
        Command(name="forget", menu="删除关于我的记录", run=privacy.forget),
        Command(name="help", menu="怎么用", run=about.show_help),
        Command(name="start", menu="开始使用", run=about.show_help, where="private"),
    )
}


async def carry_out(desk: Desk, request: Request) -> None:
    """Do what a request asks: a command by the table, anything else as a plain question."""
    if not request.command:
        if not await reminders.understood(desk, request):
            await discuss(desk, request)
        return
    command = COMMANDS.get(request.command)
    if command is None:
        await desk.say(request, UNKNOWN_COMMAND.format(command=request.command))
    elif said := await refusal(desk, request.place, request.asker, command.right):
        await desk.say(request, said)
    elif command.argument and not request.text:
        await about.show_usage(desk, request, command.argument)
    else:
        await command.run(desk, request)
