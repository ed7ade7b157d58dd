"""The menus of commands that Telegram shows: what each kind of chat and person can use, in Chinese."""

import logging
from collections.abc import Collection, Iterable, Mapping

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden

from bot.handlers.commands import COMMANDS, Command
from bot.handlers.permissions import Right

log = logging.getLogger(__name__)


def menu(
    rights: Collection[Right],
    place: str,
    commands: Mapping[str, Command] = COMMANDS,
) -> list[BotCommand]:
    """What somebody with these rights can use in a `private` or a `group` chat."""
    return [
        BotCommand(one.name, one.menu)
        for one in commands.values()
        if one.right in rights and one.where in ("everywhere", place)
    ]


def scopes(keepers: Iterable[int]) -> list[tuple[BotCommandScope, list[BotCommand]]]:
    """Each scope with its menu. keepers: ids of those who look after the knowledge."""
    everybody: tuple[Right, ...] = ("anyone",)
    private = menu(everybody, "private")
    own = menu((*everybody, "chat", "keeper"), "private")
    return [
        (BotCommandScopeDefault(), private),
        (BotCommandScopeAllPrivateChats(), private),
        (BotCommandScopeAllGroupChats(), menu(everybody, "group")),
        (BotCommandScopeAllChatAdministrators(), menu((*everybody, "chat"), "group")),
        *((BotCommandScopeChat(keeper), own) for keeper in sorted(keepers)),
    ]


async def publish_menus(bot: Bot, keepers: Iterable[int] = ()) -> None:
    """Set the menus of all scopes. Raises TelegramError where Telegram is out of reach."""
    for scope, commands in scopes(keepers):
        await _publish(bot, scope, commands)


async def publish_own(bot: Bot, keeper: int) -> None:
    """Set the menu of a keeper who has just begun to talk to the bot."""
    scope, commands = scopes([keeper])[-1]
    await _publish(bot, scope, commands)


async def _publish(bot: Bot, scope: BotCommandScope, commands: list[BotCommand]) -> None:
    try:
        await bot.set_my_commands(commands, scope)
    except (BadRequest, Forbidden) as refusal:
        # A keeper who never wrote to the bot has no chat with it yet; the other menus can be set.
        log.info("一份命令菜单没有设置成", extra={"scope": scope.type, "why": str(refusal)})
