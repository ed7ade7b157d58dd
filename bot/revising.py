"""Messages of the bot's that say something else now, or are taken back."""

import logging

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.richtext import Part

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def revise(
    bot: Bot, chat: int, message: int, part: Part, keyboard: InlineKeyboardMarkup | None = None
) -> bool:
    """Let a message say this instead; false where it cannot be edited, mostly as it is gone."""
    for text, mode in ((part.html, ParseMode.HTML), (part.text, None)):
        try:
            await bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=message,
                parse_mode=mode,
                reply_markup=keyboard,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as refusal:
            if "not modified" in str(refusal):
                return True
            if "parse entities" not in str(refusal):
                log.info("消息改不了", extra={"chat": chat, "why": str(refusal)})
                return False
        except TelegramError as failure:
            log.info("消息没有改成", extra={"chat": chat, "why": type(failure).__name__})
            return False
        else:
            return True
    return False


async def retract(bot: Bot, chat: int, message: int) -> None:
    """Delete a message of the bot's, where it is still there."""
    try:
        await bot.delete_message(chat, message)
    except TelegramError as failure:
        log.info("消息没有删成", extra={"chat": chat, "why": str(failure)})
