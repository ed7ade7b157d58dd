"""A message: meant for the bot or not, still worth an answer or not, and what it asks for."""

from dataclasses import replace
from datetime import timedelta

from telegram import Message, Update

from bot.handlers import addressing, feedback, listening, menus, questions
from bot.handlers.addressing import Request
from bot.handlers.commands import COMMANDS, carry_out
from bot.handlers.desk import Desk
from bot.memory import Attended
from bot.words import MISSED

# Who has second thoughts about a question has them soon; a later edit is of an old message.
SECOND_THOUGHTS = timedelta(minutes=1)


async def received(desk: Desk, update: Update) -> None:
    """Answer a new message that is for the bot; leave any other alone."""
    message = update.message
    if message is None:
        return
    request = addressing.read(message, desk.me, COMMANDS)
    if request is None:
        if heard := await listening.heard(desk, message):
            await questions.show(desk, *heard)
        return
    desk.asking[update.update_id] = request
    if request.place.private or not desk.is_stale(message.date):
        _attend(desk, message, request)
        if not await feedback.explained(desk, request):
            await carry_out(desk, request)
        if request.command == "start" and request.place.private and request.asker in desk.admins:
            await menus.publish_own(desk.bot, request.asker)
    elif desk.tells_missed(request.place):
        await desk.say(request, MISSED)
    del desk.asking[update.update_id]


async def revised(desk: Desk, update: Update) -> None:
    """A question put differently within a minute: its answer changes with it.

    An edit may also make a question of what was none, or name the bot that was not named. Whatever
    else is edited is left alone: commands that do something must not do it twice.
    """
    message = update.edited_message
    if message is None or not _soon(message):
        return
    request = addressing.read(message, desk.me, COMMANDS)
    if request is None or not _asks(request.command):
        return
    if not request.place.private and desk.is_stale(message.date):
        return
    earlier = desk.memory.attended(message.chat.id, message.message_id)
    if earlier is not None:
        command, text = earlier.asked
        # Telegram reports an edit also where only a link's preview or a reaction has changed.
        if earlier.asked == (request.command, request.text) or not _asks(command):
            return
        questions.take_back(desk, request, text)
        request = replace(request, revises=earlier.answers)
    desk.asking[update.update_id] = request
    _attend(desk, message, request)
    await carry_out(desk, request)
    del desk.asking[update.update_id]


def _attend(desk: Desk, message: Message, request: Request) -> None:
    """Remember what a message asks, for the case that it is edited."""
    wording = (request.command, request.text)
    attended = Attended(asker=request.asker, asked=wording, answers=request.revises)
    desk.memory.attend(message.chat.id, message.message_id, attended)


def _soon(message: Message) -> bool:
    return bool(message.edit_date and message.edit_date - message.date <= SECOND_THOUGHTS)


def _asks(command: str) -> bool:
    """Whether a command asks a question; plain text does, and so does a mistyped command."""
    known = COMMANDS.get(command)
    return known is None or known.asks
