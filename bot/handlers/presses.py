"""A pressed button: who pressed it, whether that counts, and then the action that it stands for."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot.buttons import Button
from bot.handlers import reminders
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.permissions import Right, refusal
from bot.sending import Place
from bot.words import ALREADY_ANSWERED, EXPIRED, NOT_YOURS, voice_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press that counts. key: of the button. request: as if the presser had written it.

    query: with the message that the button stands under.
    """

    button: Button
    key: str
    request: Request
    query: CallbackQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a button can do.

    toast: shown on the presser's screen at once; empty for nothing. again: shown instead of acting
    where somebody pressed it a moment ago. right: what the presser must be allowed to do.
    each: that counts for every person alone. often: pressing it again is no repetition.
    """

    run: Callable[[Desk, Press], Coroutine[Any, Any, None]]
    toast: str = ""
    again: str = ALREADY_ANSWERED
    right: Right = "anyone"
    each: bool = False
    often: bool = False


async def pressed(desk: Desk, update: Update, actions: Mapping[str, Action]) -> None:
    """Act on one press; Telegram is told in any case, or the button would go on spinning."""
    query = update.callback_query
    assert query is not None, "only called for callback queries"
    if reminders.is_ours(query):
        await reminders.pressed(desk, query)
        return
    key = query.data or ""
    button = await desk.buttons.find(key)
    action = actions.get(button.action) if button else None
    if button is None or action is None or query.message is None:
        await tell(query, EXPIRED)
        return
    voice, place = voice_of(button.traditional), _place(query.message)
    if said := await _objection(desk, place, query, button, action):
        await tell(query, voice(said), alert=True)
        return
    if action.each:
        key = f"{key}/{query.from_user.id}"
    if not action.often and not await desk.buttons.press(key, desk.clock()):
        await tell(query, voice(action.again))
        return
    in_time = await tell(query, voice(action.toast) or None)
    if not (in_time or place.private):
        # Pressed during an outage: the group has long moved on.
        await desk.buttons.release(key)
        return
    request = Request(
        place=place,
        asker=query.from_user.id,
        text=button.question,
        traditional=button.traditional,
    )
    desk.asking[update.update_id] = request
    try:
        await action.run(desk, Press(button=button, key=key, request=request, query=query))
    except BaseException:
        await desk.buttons.release(key)
        raise
    del desk.asking[update.update_id]


async def _objection(
    desk: Desk, place: Place, query: CallbackQuery, button: Button, action: Action
) -> str:
    """Why this person's press does not count; empty where it does."""
    presser = query.from_user.id
    if button.only is not None and presser != button.only:
        return NOT_YOURS
    return await refusal(desk, place, presser, action.right)


async def tell(query: CallbackQuery, text: str | None, *, alert: bool = False) -> bool:
    """Answer a callback query; false when Telegram does not take the answer, mostly as too late."""
    try:
        await query.answer(text, show_alert=alert)
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
