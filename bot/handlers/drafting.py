"""A keeper's change to the FAQ: what it takes is asked for, step by step."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telegram import ForceReply, Message

from bot.buttons import Button, Choice, keyboard
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.presses import Press
from bot.handlers.publishing import kept, propose
from bot.handlers.reviewing import GONE, message_of, shelf
from bot.render import message_parts, shorten
from bot.review import wording
from bot.review.trial import as_data, change_of
from bot.richtext import clean
from bot.sending import Place
from knowledge.corpus.faq_changes import FaqChange
from knowledge.corpus.quoting import find_quote
from knowledge.model import Document

log = logging.getLogger(__name__)

# Passages that are offered as the source of an answer.
_PASSAGES = 3
_HEADS = ("问：", "问:", "问题：", "问题:")


# Asking for what is needed


async def join(desk: Desk, press: Press) -> None:
    """Add the wordings of a cluster to an entry, once that is confirmed."""
    cluster = await asyncio.to_thread(shelf(desk).cluster, press.button.data["cluster"])
    if cluster is None or cluster.state != "open":
        await desk.say(press.request, GONE)
        return
    change = FaqChange(entry=press.button.data["entry"], wordings=wording.wordings_of(cluster))
    await propose(desk, press.request, change, press.button.data, message_of(press))


async def begin(desk: Desk, press: Press) -> None:
    """Ask for the answer of a new entry."""
    cluster = await asyncio.to_thread(shelf(desk).cluster, press.button.data["cluster"])
    if cluster is None or cluster.state != "open":
        await desk.say(press.request, GONE)
        return
    first, *others = wording.wordings_of(cluster)
    change = FaqChange(question=first, wordings=tuple(others))
    text = wording.ASK_ANSWER.format(question=first)
    await _ask(desk, press.request, text, "answer", change, press.button.data)


async def _ask(
    desk: Desk,
    request: Request,
    text: str,
    step: str,
    change: FaqChange,
    data: Mapping[str, Any],
    below: Any = None,
) -> None:
    """Ask for something in a reply, and remember what for."""
    below = below or ForceReply(input_field_placeholder="在这里写")
    sent = await desk.deliver(request, message_parts(text), below)
    if sent:
        draft = {"step": step, "change": as_data(change), "data": kept(data)}
        last = sent[-1]
        await asyncio.to_thread(
            shelf(desk).prompt, last.chat.id, last.message_id, draft, desk.clock()
        )


async def replied(desk: Desk, message: Message) -> bool:
    """Take a keeper's reply to a message that asked for it; false where it is anything else."""
    original, sender = message.reply_to_message, message.from_user
    if original is None or sender is None or sender.id not in desk.admins:
        return False
    if message.chat.id != sender.id or original.from_user is None:
        return False
    if original.from_user.id != desk.me.id:
        return False
    draft = await asyncio.to_thread(shelf(desk).prompted, message.chat.id, original.message_id)
    if draft is None:
        return False
    place = Place(chat=message.chat.id, reply_to=message.message_id, private=True)
    request = Request(place=place, asker=sender.id, text=clean(message.text or "").strip())
    if not request.text:
        await desk.say(request, wording.ONLY_TEXT)
        return True
    change = change_of(draft["change"])
    if draft["step"] == "answer":
        await _take_answer(desk, request, change, draft["data"])
    else:
        await _take_source(desk, request, change, draft["data"])
    return True


async def _take_answer(
    desk: Desk, request: Request, change: FaqChange, data: Mapping[str, Any]
) -> None:
    """The answer, and perhaps a better question above it."""
    first, _, rest = request.text.partition("\n")
    head = next((head for head in _HEADS if first.startswith(head)), "")
    question = first.removeprefix(head).strip()
    if head and question and rest.strip():
        others = (change.question, *change.wordings)
        wordings = tuple(one for one in others if one != question)
        change = replace(change, question=question, wordings=wordings, answer=rest.strip())
    else:
        change = replace(change, answer=request.text)
    rows = await _sources(desk, change, data)
    text = wording.ASK_SOURCE.format(answer=change.answer)
    await _ask(desk, request, text, "source", change, data, await keyboard(rows, desk.buttons))


async def _sources(desk: Desk, change: FaqChange, data: Mapping[str, Any]) -> list[list[Choice]]:
    """A button for each passage that may be the source, and for none."""

    def choice(label: str, document: str, quote: str) -> list[Choice]:
        own = as_data(replace(change, document=document, quote=quote))
        return [Choice(label, Button(action="review.source", data={**kept(data), "change": own}))]

    found = await _passages(desk, change)
    rows = [choice(shorten(quote), _file_of(document), quote) for document, quote in found]
    return [*rows, choice("没有来源", "", "")]


async def _passages(desk: Desk, change: FaqChange) -> list[tuple[Document, str]]:
    """Where the answer itself stands, if it was copied; then the passages nearest to the question."""
    documents = desk.knowledge.corpus.documents
    copied = await asyncio.to_thread(find_quote, documents.values(), change.answer)
    found = [copied] if copied else []
    now = await desk.ask(change.question)
    for candidate in sorted(now.candidates, key=lambda one: -one.score):
        kind, _, place = candidate.id.partition(":")
        name, _, number = place.rpartition("#")
        if kind == "passage" and name in documents and number.isdigit():
            passages = documents[name].passages
            if int(number) < len(passages):
                found.append((documents[name], passages[int(number)].text))
    quotes = {quote: (document, quote) for document, quote in reversed(found)}
    return list(reversed(quotes.values()))[:_PASSAGES]


def _file_of(document: Document) -> str:
    return document.file.rpartition("/")[2] or document.id


async def _take_source(
    desk: Desk, request: Request, change: FaqChange, data: Mapping[str, Any]
) -> None:
    """A passage that the keeper copied: it must stand in a document."""
    documents = desk.knowledge.corpus.documents.values()
    found = await asyncio.to_thread(find_quote, documents, request.text)
    if found is None:
        rows = await _sources(desk, change, data)
        below = await keyboard(rows, desk.buttons)
        await _ask(desk, request, wording.NOT_FOUND, "source", change, data, below)
        return
    document, quote = found
    change = replace(change, document=_file_of(document), quote=quote)
    await propose(desk, request, change, data)


async def source(desk: Desk, press: Press) -> None:
    """A passage was chosen, or none."""
    change = change_of(press.button.data["change"])
    await propose(desk, press.request, change, press.button.data)
