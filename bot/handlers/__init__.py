"""What the bot does with updates, one file a subject.

`install` is the only place that knows the library's handlers; behind it stand plain coroutines that
take the desk, and whatever is not listed there is left alone.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.handlers.actions import ACTIONS
from bot.handlers.desk import Desk
from bot.handlers.failures import failed
from bot.handlers.inline import offered
from bot.handlers.joining import joined
from bot.handlers.messages import received, revised
from bot.handlers.presses import pressed
from bot.handlers.reminders import membership, migrated

__all__ = ["Desk", "install"]

Context = CallbackContext[Any, Any, Any, Any]
Subject = Callable[[Desk, Update], Coroutine[Any, Any, None]]


def install(application: Application[Any, Any, Any, Any, Any, Any], desk: Desk) -> None:
    """Register everything that the bot reacts to."""

    def at_desk(subject: Subject) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        async def handle(update: Update, _: Context) -> None:
            await subject(desk, update)

        return handle

    async def on_press(update: Update, _: Context) -> None:
        await pressed(desk, update, ACTIONS)

    async def on_membership(update: Update, _: Context) -> None:
        await membership(desk, update)
        await joined(desk, update)

    async def on_error(update: object, context: Context) -> None:
        await failed(desk, update, context.error)

    application.add_handler(
        MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, at_desk(migrated))
    )
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, at_desk(received)))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, at_desk(revised)))
    application.add_handler(CallbackQueryHandler(on_press))
    application.add_handler(InlineQueryHandler(at_desk(offered)))
    application.add_error_handler(on_error)
