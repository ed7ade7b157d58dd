"""A pressed button: a suggestion is answered as if the presser had asked it; 都不是 is noted."""

import logging

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot.buttons import Button
from bot.handlers import questions, reminders
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.sending import Place
from bot.words import (
    ALREADY_ANSWERED,
    ALREADY_NOTED,
    EXPIRED,
    NOTED,
    NOTED_BRIEFLY,
    voice_of,
)

log = logging.getLogger(__name__)


async def pressed(desk: Desk, update: Update) -> None:
    """Act on one press; Telegram is told in any case, or the button would go on spinning."""
    query = update.callback_query
    assert query is not None, "only called for callback queries"
    if reminders.is_ours(query):
        await reminders.pressed(desk, query)
        return
    key = query.data or ""
    button = desk.buttons.find(key)
    if button is None or query.message is None:
        await _tell(query, EXPIRED)
        return
    voice = voice_of(button.traditional)
    if not desk.buttons.press(key, desk.clock()):
        await _tell(query, voice(ALREADY_NOTED if button.none else ALREADY_ANSWERED))
        return
    in_time = await _tell(query, voice(NOTED_BRIEFLY) if button.none else None)
    place = _place(query.message)
    if not (in_time or place.private):
        # Pressed during an outage: the group has long moved on.
        desk.buttons.release(key)
        return
    request = Request(
        place=place,
        asker=query.from_user.id,
        text=button.question,
        traditional=button.traditional,
    )
    desk.asking[update.update_id] = request
    try:
        await _act(desk, request, button)
    except BaseException:
        desk.buttons.release(key)
        raise
    del desk.asking[update.update_id]


async def _act(desk: Desk, request: Request, button: Button) -> None:
    if button.none:
        # There is no other record of it: whoever looks after the knowledge finds it in the log.
        log.info("都不是", extra={"chat": request.place.chat, "question": button.question})
        await desk.say(request, NOTED)
    else:
        await questions.answer(desk, request, chosen=True)


async def _tell(query: CallbackQuery, text: str | None) -> bool:
    """Answer a callback query; false when Telegram does not take the answer, mostly as too late."""
    try:
        await query.answer(text)
    except BadRequest:
        return False
    except TelegramError as failure:
        # The answer below matters more than the end of the spinning.
        log.info("按钮没有回应成", extra={"why": type(failure).__name__})
    return True


def _place(message: MaybeInaccessibleMessage) -> Place:
    """Where the answer goes: below the message whose button was pressed."""
    topic = isinstance(message, Message) and message.is_topic_message
    return Place(
        chat=message.chat.id,
        thread=message.message_thread_id if isinstance(message, Message) and topic else None,
        reply_to=message.message_id,
        private=message.chat.type == ChatType.PRIVATE,
    )
