"""What buttons do, in one table by the name of the action."""

from collections.abc import Callable, Coroutine
from typing import Any

from bot.handlers import (
    drafting,
    feedback,
    marks,
    next_steps,
    publishing,
    questions,
    reviewing,
    uploads,
)
from bot.handlers.desk import Desk
from bot.handlers.flow import admitted
from bot.handlers.presses import Action, Press
from bot.reminders import marking
from bot.words import (
    ALREADY_NOTED,
    ALREADY_SHOWN,
    FEEDBACK_KNOWN,
    LISTED,
    MARKED,
    NOTED_BRIEFLY,
    PATIENCE,
    THANKS,
    UNMARKED,
)

_ONCE = "刚才已经点过了"


async def _ask(desk: Desk, press: Press) -> None:
    """Answers the button's question as if the presser had asked it."""
    if await admitted(desk, press.request, desk.clock()):
        data = press.button.data
        asked = data.get("asked") or press.button.question
        await questions.answer(desk, press.request, data.get("kind"), asked=asked)


def _kept(run: Callable[[Desk, Press], Coroutine[Any, Any, None]]) -> Action:
    """Something that only whoever looks after the knowledge may do."""
    return Action(run=run, again=_ONCE, right="keeper")


ACTIONS = {
    "ask": Action(run=_ask),
    "none": Action(run=feedback.none_of_these, toast=NOTED_BRIEFLY, again=ALREADY_NOTED),
    "context": Action(run=next_steps.show_context, again=ALREADY_SHOWN),
    "page": Action(run=next_steps.turn_page, often=True),
    "related": Action(run=next_steps.show_related, again=ALREADY_SHOWN),
    "good": Action(run=feedback.praise, toast=THANKS, again=FEEDBACK_KNOWN, each=True),
    "bad": Action(run=feedback.object_to, again=FEEDBACK_KNOWN, each=True),
    "reason": Action(run=feedback.give_reason, toast=NOTED_BRIEFLY, again=ALREADY_NOTED),
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
    marking.LIST: Action(run=marks.open_list, again=LISTED, right=marks.right_of),
    marking.PAGE: Action(run=marks.turn_page, again=PATIENCE, right=marks.right_of),
    marking.TASK: Action(run=marks.show_task, again=PATIENCE, right=marks.right_of),
    marking.MARK: Action(run=marks.mark, toast=MARKED, again=MARKED, right=marks.right_of),
    marking.UNDO: Action(run=marks.undo, toast=UNMARKED, again=UNMARKED, right=marks.right_of),
}
