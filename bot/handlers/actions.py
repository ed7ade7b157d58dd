"""What buttons do, in one table by the name of the action."""

import logging

from bot.handlers import marks, questions
from bot.handlers.desk import Desk
from bot.handlers.presses import Action, Press
from bot.reminders import marking
from bot.words import (
    ALREADY_NOTED,
    LISTED,
    MARKED,
    NOTED,
    NOTED_BRIEFLY,
    PATIENCE,
    UNMARKED,
)

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
    marking.LIST: Action(run=marks.open_list, again=LISTED, right=marks.right_of),
    marking.PAGE: Action(run=marks.turn_page, again=PATIENCE, right=marks.right_of),
    marking.TASK: Action(run=marks.show_task, again=PATIENCE, right=marks.right_of),
    marking.MARK: Action(run=marks.mark, toast=MARKED, again=MARKED, right=marks.right_of),
    marking.UNDO: Action(run=marks.undo, toast=UNMARKED, again=UNMARKED, right=marks.right_of),
}
