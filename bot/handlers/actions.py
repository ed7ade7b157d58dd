"""What buttons do, in one table by the name of the action."""

import logging

from bot.handlers import questions
from bot.handlers.desk import Desk
from bot.handlers.presses import Action, Press
from bot.words import ALREADY_NOTED, NOTED, NOTED_BRIEFLY

log = logging.getLogger(__name__)


async def _ask(desk: Desk, press: Press) -> None:
    """Answers the button's question as if the presser had asked it."""
    await questions.answer(desk, press.request, chosen=True)


async def _none(desk: Desk, press: Press) -> None:
    """None of the choices was meant."""
    facts = {"chat": press.request.place.chat, "question": press.button.question}
    log.info("都不是", extra=facts)
    await desk.say(press.request, NOTED)


ACTIONS = {
    "ask": Action(run=_ask),
    "none": Action(run=_none, toast=NOTED_BRIEFLY, again=ALREADY_NOTED),
}
