"""A new message: meant for the bot or not, still worth an answer or not, and what it asks for."""

from telegram import Update

from bot.handlers import addressing, drafting, uploads
from bot.handlers.commands import COMMANDS, carry_out
from bot.handlers.desk import Desk
from bot.words import MISSED


async def received(desk: Desk, update: Update) -> None:
    """Answer a message that is for the bot; leave any other alone."""
    message = update.message
    if message and (await drafting.replied(desk, message) or await uploads.received(desk, message)):
        return
    request = message and addressing.read(message, desk.me, COMMANDS)
    if not message or not request:
        return
    desk.asking[update.update_id] = request
    if request.place.private or not desk.is_stale(message.date):
        await carry_out(desk, request)
    elif desk.tells_missed(request.place):
        await desk.say(request, MISSED)
    del desk.asking[update.update_id]
