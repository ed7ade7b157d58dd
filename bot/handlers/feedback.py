"""👍 and 👎 under an answer, why it is wrong, and 都不是: what reaches those who keep the knowledge."""

import logging
from dataclasses import replace
from typing import Any

from bot.buttons import Button, Choice, keyboard
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.presses import Press
from bot.memory import Shown
from bot.ports import NoteKind
from bot.render import message_parts
from bot.revising import revise
from bot.words import EXPLAINED, NOTED, REASON_NOTED, TELL_WHY, WHY, voice_of
from knowledge.model import Kind, Turn

log = logging.getLogger(__name__)

GOOD, BAD = "👍", "👎"
# The last one asks for words of one's own.
REASONS = ("不对", "不完整", "看不懂", "别的")
_OTHER = REASONS[-1]
# Characters of a reason that are kept.
_LONGEST = 500


def about(request: Request, kind: Kind | None, before: tuple[Turn, ...]) -> dict[str, Any]:
    """What a button has to know to ask the same question again, when nobody remembers the answer."""
    data: dict[str, Any] = {"kind": kind} if kind else {}
    if before:
        data["after"] = [turn.question for turn in before]
    return data


def choices(request: Request, kind: Kind | None, before: tuple[Turn, ...]) -> list[Choice]:
    """Both marks."""
    button = Button(
        question=request.text, traditional=request.traditional, data=about(request, kind, before)
    )
    return [
        Choice(label, replace(button, action=action))
        for label, action in ((GOOD, "good"), (BAD, "bad"))
    ]


async def praise(desk: Desk, press: Press) -> None:
    """Somebody likes an answer."""
    desk.counts[GOOD] += 1
    log.info("好评", extra={"chat": press.request.place.chat})


async def object_to(desk: Desk, press: Press) -> None:
    """An answer is wrong: noted at once; why, is asked of whoever said so."""
    desk.counts[BAD] += 1
    shown = await _note(desk, press, "wrong")
    button = replace(press.button, action="reason", only=press.query.from_user.id)
    voice = voice_of(button.traditional)
    row = [
        Choice(voice(reason), replace(button, data={**button.data, "reason": reason}))
        for reason in REASONS
    ]
    parts = message_parts(WHY, voice)
    for message in await desk.deliver(press.request, parts, await keyboard([row], desk.buttons)):
        desk.memory.ask_why(message.chat.id, message.message_id, shown)


async def give_reason(desk: Desk, press: Press) -> None:
    """Why it is wrong, by a button; or the wish to say so in words."""
    reason = str(press.button.data.get("reason", ""))
    message = press.query.message
    assert message is not None, "a press without a message has been answered already"
    if reason != _OTHER:
        await _note(desk, press, "wrong", reason)
    said = TELL_WHY if reason == _OTHER else REASON_NOTED.format(reason=reason)
    [part] = message_parts(said, voice_of(press.button.traditional))
    await revise(desk.bot, message.chat.id, message.message_id, part)


async def explained(desk: Desk, request: Request) -> bool:
    """Takes a reply to the question why for the reason; false where it is no such reply."""
    if request.replied_to is None or request.command or not request.text:
        return False
    shown = desk.memory.asked_why(request.place.chat, request.replied_to)
    if shown is None:
        return False
    await desk.review.note(
        "wrong", _request(request, shown), shown.turn.answer, request.text[:_LONGEST]
    )
    await desk.say(request, EXPLAINED)
    return True


async def none_of_these(desk: Desk, press: Press) -> None:
    """None of the choices was meant."""
    log.info("都不是", extra={"chat": press.request.place.chat})
    await desk.say(press.request, NOTED)
    await _note(desk, press, "none_of_these")


async def _note(desk: Desk, press: Press, kind: NoteKind, reason: str = "") -> Shown:
    shown = await _recall(desk, press)
    await desk.review.note(kind, _request(press.request, shown), shown.turn.answer, reason)
    return shown


def _request(request: Request, shown: Shown) -> Request:
    """The request as its asker put it, with the question that it followed on from."""
    context = shown.before[-1].question if shown.before else ""
    return replace(request, text=shown.turn.question, context=context)


async def _recall(desk: Desk, press: Press) -> Shown:
    """The answer that is marked; found anew where it was given before a restart."""
    message = press.query.message
    assert message is not None, "a press without a message has been answered already"
    place = (message.chat.id, message.message_id)
    if known := desk.memory.behind(*place) or desk.memory.asked_why(*place):
        return known
    turns: tuple[Turn, ...] = ()
    for question in press.button.data.get("after", ()):
        turns = (*turns, Turn(question=question, answer=await desk.ask(question, turns)))
    question, kind = press.button.question, press.button.data.get("kind")
    found = await desk.ask(question, turns, kind)
    turn = Turn(question=question, answer=found)
    return Shown(turn=turn, asker=press.request.asker, before=turns)
