"""A question, plain or by a command that says how to read it -> its answer in the chat."""

import logging
import time
from collections.abc import Sequence

from bot.buttons import keyboard, question_rows
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.memory import Conversation
from bot.render import answer_parts
from bot.words import TOO_LONG, voice_of
from knowledge.model import Answer, Kind, Turn

log = logging.getLogger(__name__)

# Characters of a question. Looking for an answer to a whole page takes seconds, and finds anything.
LONGEST = 500


async def answer(
    desk: Desk,
    request: Request,
    kind: Kind | None = None,
    *,
    chosen: bool = False,
) -> None:
    """Answer `request.text` where it was asked.

    kind: how to read it, None to let it be judged. chosen: it comes from a button, so the chat does
    not show the question yet.
    """
    if len(request.text) > LONGEST:
        if request.named:
            await desk.say(request, TOO_LONG.format(limit=LONGEST))
        return
    began = time.perf_counter()
    history = await _history(desk, request)
    found = await desk.ask(request.text, history, kind)
    facts = {
        "chat": request.place.chat,
        "status": found.status,
        "kind": found.kind,
        "ms": round(1000 * (time.perf_counter() - began)),
    }
    if _better_silent(request, found):
        log.info("不作答：回复里没有问题", extra=facts)
        return
    rows = question_rows(
        found.suggestions,
        traditional=request.traditional,
        instead_of="" if found.status == "answered" else request.text,
    )
    below = await keyboard(rows, desk.buttons)
    asked = request.text if chosen else ""
    parts = answer_parts(found, voice_of(request.traditional), asked=asked)
    turn = Turn(question=request.text, answer=found)
    desk.memory.record(_conversation(request), turn, desk.clock())
    for message in await desk.deliver(request, parts, below):
        desk.memory.shown(message.chat.id, message.message_id, turn)
    log.info("作答", extra=facts)


def _conversation(request: Request) -> Conversation:
    place = request.place
    return Conversation(chat=place.chat, topic=place.thread or 0, asker=request.asker)


async def _history(desk: Desk, request: Request) -> Sequence[Turn]:
    """The turns that the question may refer to.

    Those of the asker; or the one whose message is replied to, whoever asked it; or somebody's
    question that this one is asked about.
    """
    if request.replied_to is not None:
        turn = desk.memory.behind(request.place.chat, request.replied_to)
        if turn is not None:
            return (turn,)
    if request.context:
        before = await desk.ask(request.context)
        return (Turn(question=request.context, answer=before),)
    return desk.memory.recall(_conversation(request), desk.clock())


def _better_silent(request: Request, found: Answer) -> bool:
    """People comment on an answer by replying to it; only a question among that is for the bot."""
    return not request.named and found.status != "answered" and not request.asks
