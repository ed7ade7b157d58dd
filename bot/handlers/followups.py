"""The groups that asked in vain hear of the answer: once, quietly, below their own question."""

import asyncio
import logging
from dataclasses import replace

from telegram.error import TelegramError

from bot.handlers.desk import Desk
from bot.handlers.reviewing import shelf
from bot.memory import Shown
from bot.render import answer_parts
from bot.sending import Place
from bot.words import voice_of
from knowledge.model import Turn
from knowledge.text import is_traditional

log = logging.getLogger(__name__)

_NOW = "之前没答上的这个问题，现在能回答了：“{question}”\n{answer}"


async def tell_groups(desk: Desk, cluster: int, question: str) -> None:
    """Tell every group that is owed the answer, if there is one now."""
    if (await desk.ask(question)).status != "answered":
        return
    places = await asyncio.to_thread(shelf(desk).take_places, cluster, desk.clock())
    for place, asked in places:
        try:
            await _tell(desk, place, asked)
        except TelegramError as failure:
            log.info("没能告知群里", extra={"chat": place.chat, "why": str(failure)})


async def _tell(desk: Desk, place: Place, question: str) -> None:
    found = await desk.ask(question)
    if found.status != "answered":
        return
    said = replace(found, answer=_NOW.format(question=question, answer=found.answer))
    parts = answer_parts(said, voice_of(is_traditional(question)))
    sent = await desk.sender.say(place, parts, silent=True)
    turn = Turn(question=question, answer=found)
    for message in sent:
        desk.memory.show(message.chat.id, message.message_id, Shown(turn=turn, asker=0))
    log.info("告知群里", extra={"chat": place.chat, "sent": bool(sent)})
