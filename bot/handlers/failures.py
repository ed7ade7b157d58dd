"""What went wrong while an update was handled: logged with an id, and told to whoever asked."""

import logging
import secrets

from telegram import Update
from telegram.error import TelegramError

from bot.handlers.desk import Desk
from bot.store.condition import Unanswerable, trouble_of
from bot.words import FAILED, UNREACHABLE, UNSAVED

log = logging.getLogger(__name__)


async def failed(desk: Desk, update: object, error: Exception | None) -> None:
    """Log an error, and tell the asker its id in one polite line; raises nothing itself."""
    number = secrets.token_hex(3)
    key = update.update_id if isinstance(update, Update) else None
    away = error is not None and trouble_of(error) is not None
    if away:
        log.debug("数据库用不了，没有处理完", extra={"id": number, "update": key})
    else:
        log.error("处理更新时出错", extra={"id": number, "update": key}, exc_info=error)
    request = desk.asking.pop(key, None) if key is not None else None
    # What Telegram itself refused would only be refused again.
    if request is None or isinstance(error, TelegramError):
        return
    said = UNSAVED if away else FAILED.format(id=number)
    try:
        await desk.say(request, UNREACHABLE if isinstance(error, Unanswerable) else said)
    except TelegramError as refusal:
        log.warning("没能告知提问的人", extra={"id": number, "why": type(refusal).__name__})
