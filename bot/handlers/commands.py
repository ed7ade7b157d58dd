"""The commands, in one table: what each is called, does and needs; and the menus made from it."""

import re
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest

from bot.handlers import about, exporting, pictures, questions, reminders, reviewing
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
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

    argument: what has to follow it; empty if nothing has to. keeper: only in the menus of those who
    look after the knowledge.
    """

    name: str
    menu: str
    run: Run
    argument: str = ""
    keeper: bool = False


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
        Command(name="ask", menu="提问，附原文回答", run=_read_as(None), argument="问题"),
        Command(name="lead", menu="查牵头单位：/lead 事项", run=_read_as("lead"), argument="事项"),
        Command(
            name="dept", menu="查部门任务：/dept 部门", run=_read_as("reverse"), argument="部门"
        ),
        Command(name="due", menu="查到期任务：/due 本月", run=_list_due),
        Command(name="timeline", menu="任务时限图：/timeline 部门", run=pictures.show_timeline),
        Command(name="ics", menu="任务时限日历文件：/ics 部门", run=pictures.send_calendar),
        Command(name="remind", menu="每日提醒的设置", run=reminders.remind),
        Command(name="sources", menu="知识库里有哪些文件", run=about.show_sources),
        Command(name="help", menu="怎么用", run=about.show_help),
        Command(name="start", menu="开始使用", run=about.show_help),
        Command(name="review", menu="处理没答上的问题", run=reviewing.review, keeper=True),
        Command(name="export", menu="导出 Excel 表格", run=exporting.export, keeper=True),
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
    elif command.argument and not request.text:
        await about.show_usage(desk, request, command.argument)
    else:
        await command.run(desk, request)


async def publish_menus(bot: Bot, keepers: Iterable[int] = ()) -> None:
    """Set the command lists of private chats and groups, in Chinese. Raises TelegramError.

    keepers: users who see the commands for keepers, too, in their private chats.
    """
    everything = [BotCommand(command.name, command.menu) for command in COMMANDS.values()]
    menu = [one for one in everything if not COMMANDS[one.command].keeper]
    in_groups = [command for command in menu if command.command != "start"]
    await bot.set_my_commands(menu, BotCommandScopeDefault())
    await bot.set_my_commands(menu, BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(in_groups, BotCommandScopeAllGroupChats())
    for keeper in keepers:
        # Telegram knows no chat with somebody who has never written to the bot.
        with suppress(BadRequest):
            await bot.set_my_commands(everything, BotCommandScopeChat(keeper))
