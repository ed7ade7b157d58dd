"""What buttons do, in one table by the name of the action."""

from bot.handlers import feedback, next_steps, questions
from bot.handlers.desk import Desk
from bot.handlers.presses import Action, Press
from bot.words import ALREADY_NOTED, ALREADY_SHOWN, FEEDBACK_KNOWN, NOTED_BRIEFLY, THANKS


async def _ask(desk: Desk, press: Press) -> None:
    """Answers the button's question as if the presser had asked it."""
    data = press.button.data
    asked = data.get("asked") or press.button.question
    await questions.answer(desk, press.request, data.get("kind"), asked=asked)


ACTIONS = {
    "ask": Action(run=_ask),
    "none": Action(run=feedback.none_of_these, toast=NOTED_BRIEFLY, again=ALREADY_NOTED),
    "context": Action(run=next_steps.show_context, again=ALREADY_SHOWN),
    "page": Action(run=next_steps.turn_page, often=True),
    "related": Action(run=next_steps.show_related, again=ALREADY_SHOWN),
    "good": Action(run=feedback.praise, toast=THANKS, again=FEEDBACK_KNOWN, each=True),
    "bad": Action(run=feedback.object_to, again=FEEDBACK_KNOWN, each=True),
    "reason": Action(run=feedback.give_reason, toast=NOTED_BRIEFLY, again=ALREADY_NOTED),
}
