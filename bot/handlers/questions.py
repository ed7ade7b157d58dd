"""A question, plain or by a command that says how to read it -> its answer in the chat."""

import logging
import time
from dataclasses import replace

from bot.buttons import Choice, keyboard, question_rows
from bot.handlers import feedback, listening, next_steps
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.memory import Conversation, Shown
from bot.render import answer_parts
from bot.words import TOO_LONG, voice_of
from knowledge.answering.wording import LONGEST_QUESTION
from knowledge.model import Answer, Kind, Turn

log = logging.getLogger(__name__)


async def answer(
    desk: Desk,
    request: Request,
    kind: Kind | None = None,
    *,
    asked: str = "",
) -> None:
    """Answer `request.text` where it was asked.

    kind: how to read it, None to let it be judged. asked: the question as people are to see it,
    where it comes from a button and does not stand in the chat yet.
    """
    # The knowledge reads so much of a question, and what it did not read it must not answer.
    if len(request.text) > LONGEST_QUESTION:
        if request.named:
            await desk.say(request, TOO_LONG.format(limit=LONGEST_QUESTION))
        return
    began = time.perf_counter()
    async with desk.typing(request.place):
        before = await _history(desk, request)
        found = await desk.ask(request.text, before, kind)
    facts = {
        "chat": request.place.chat,
        "status": found.status,
        "kind": found.kind,
        "ms": round(1000 * (time.perf_counter() - began)),
    }
    if _better_silent(request, found):
        log.info("不作答：回复里没有问题", extra=facts)
        return
    await show(desk, request, found, kind, before, asked=asked)
    log.info("作答", extra=facts)


async def show(
    desk: Desk,
    request: Request,
    found: Answer,
    kind: Kind | None = None,
    before: tuple[Turn, ...] = (),
    *,
    asked: str = "",
) -> None:
    """Say an answer with the buttons below it, and remember it. before: what it followed on from."""
    desk.counts[found.status] += 1
    below = await keyboard(_rows(desk, request, found, kind, before), desk.buttons)
    parts = answer_parts(found, voice_of(request.traditional), asked=asked)
    turn = Turn(question=request.text, answer=found)
    desk.memory.record(_conversation(request), turn, desk.clock())
    if request.revises:
        numbers = await desk.revise(request, parts, below)
    else:
        sent = await desk.deliver(request, parts, below)
        numbers = tuple(message.message_id for message in sent)
    _remember(desk, request, Shown(turn=turn, asker=request.asker, before=before), numbers)
    if found.status == "unanswered":
        await desk.review.note("unanswered", request, found)
    await listening.settle(desk, request, found)


def _rows(
    desk: Desk, request: Request, found: Answer, kind: Kind | None, before: tuple[Turn, ...]
) -> list[list[Choice]]:
    """Questions to choose from, a row each; below a sure answer, what may come next in two rows."""
    sure = found.status == "answered"
    rows = question_rows(
        found.suggestions,
        traditional=request.traditional,
        instead_of="" if sure else request.text,
    )
    if sure:
        steps = next_steps.choices(desk.knowledge.corpus, found, traditional=request.traditional)
        rows += [steps[:2], [*steps[2:], *feedback.choices(request, kind, before)]]
    return rows


def _remember(desk: Desk, request: Request, shown: Shown, numbers: tuple[int, ...]) -> None:
    chat, asked = request.place.chat, request.place.reply_to
    for number in numbers:
        desk.memory.show(chat, number, shown)
    known = desk.memory.attended(chat, asked) if asked is not None else None
    if asked is not None and known:
        desk.memory.attend(chat, asked, replace(known, answers=numbers))


def _conversation(request: Request) -> Conversation:
    place = request.place
    return Conversation(chat=place.chat, topic=place.thread or 0, asker=request.asker)


def take_back(desk: Desk, request: Request, question: str) -> None:
    """Forget the last question, which its asker has put differently."""
    desk.memory.retract(_conversation(request), question)


async def _history(desk: Desk, request: Request) -> tuple[Turn, ...]:
    """The turns that the question may refer to.

    Those of the asker; or the one whose message is replied to, whoever asked it; or somebody's
    question that this one is asked about.
    """
    if request.replied_to is not None:
        shown = desk.memory.behind(request.place.chat, request.replied_to)
        if shown is not None:
            return (shown.turn,)
    if request.context:
        before = await desk.ask(request.context)
        return (Turn(question=request.context, answer=before),)
    return desk.memory.recall(_conversation(request), desk.clock())


def _better_silent(request: Request, found: Answer) -> bool:
    """People comment on an answer by replying to it; only a question among that is for the bot."""
    return not request.named and found.status != "answered" and not request.asks
