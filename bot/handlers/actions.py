"""What buttons do, in one table by the name of the action."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.handlers import drafting, publishing, questions, reviewing, uploads
from bot.handlers.desk import Desk
from bot.handlers.presses import Action, Press
from bot.words import ALREADY_NOTED, NOTED, NOTED_BRIEFLY

log = logging.getLogger(__name__)

_ONCE = "刚才已经点过了"


async def _ask(desk: Desk, press: Press) -> None:
    """Answers the button's question as if the presser had asked it."""
    await questions.answer(desk, press.request, chosen=True)


async def _none(desk: Desk, press: Press) -> None:
    """None of the choices was meant."""
    facts = {"chat": press.request.place.chat, "question": press.button.question}
    log.info("都不是", extra=facts)
    await desk.say(press.request, NOTED)
    await desk.review.note("none_of_these", press.request, None)


def _kept(run: Callable[[Desk, Press], Coroutine[Any, Any, None]]) -> Action:
    """Something that only whoever looks after the knowledge may do."""
    return Action(run=run, again=_ONCE, right="keeper")


ACTIONS = {
    "ask": Action(run=_ask),
    "none": Action(run=_none, toast=NOTED_BRIEFLY, again=ALREADY_NOTED),
    "review.join": _kept(drafting.join),
    "review.new": _kept(drafting.begin),
    "review.ignore": _kept(reviewing.ignore),
    "review.skip": _kept(reviewing.skip),
    "review.erase": _kept(reviewing.erase),
    "review.next": _kept(reviewing.go_on),
    "review.source": _kept(drafting.source),
    "review.publish": _kept(publishing.confirm),
    "review.drop": _kept(publishing.drop),
    "review.undo": _kept(publishing.undo),
    "upload.publish": _kept(uploads.confirm),
    "upload.replace": _kept(uploads.whole),
    "upload.drop": _kept(uploads.drop),
}
