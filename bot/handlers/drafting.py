"""A keeper's change to the FAQ: asked for, tried, confirmed, published, taken back."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from telegram import ForceReply, Message

from bot.buttons import Button, Choice, keyboard
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.followups import tell_groups
from bot.handlers.notice import Notice, working
from bot.handlers.presses import Press
from bot.handlers.reviewing import GONE, Round, message_of, shelf, unchangeable
from bot.render import message_parts, shorten
from bot.review import wording
from bot.review.trial import as_data, change_of, publish, take_back, try_change
from bot.richtext import clean
from bot.sending import Place
from knowledge.corpus.faq_changes import FaqChange, state_of
from knowledge.corpus.publishing import Publication, published
from knowledge.corpus.quoting import find_quote
from knowledge.errors import KnowledgeError
from knowledge.model import Document

log = logging.getLogger(__name__)

# Passages that are offered as the source of an answer.
_PASSAGES = 3
_TRYING = "正在用已有的问题重新试一遍，请稍等……"
_PUBLISHING = "正在发布……"
_CHANGED = "知识库刚才有别的改动，请核对新的结果再确认。"
_NOTHING = "没有改动。"
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
        draft = {"step": step, "change": as_data(change), "data": _kept(data)}
        last = sent[-1]
        await asyncio.to_thread(
            shelf(desk).prompt, last.chat.id, last.message_id, draft, desk.clock()
        )


def _kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """What every later button needs of an earlier one."""
    return {name: data[name] for name in ("cluster", "done", "skipped") if name in data}


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
        return [Choice(label, Button(action="review.source", data={**_kept(data), "change": own}))]

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


# Trying and confirming


async def propose(
    desk: Desk,
    request: Request,
    change: FaqChange,
    data: Mapping[str, Any],
    message: Message | None = None,
) -> None:
    """Show what a change would do, with a button that makes it."""
    folder = desk.knowledge.folder
    if folder is None or (said := unchangeable(desk)):
        await desk.say(request, said)
        return
    async with working(desk, request, _TRYING, message) as notice:
        try:
            async with desk.knowledge.changing:
                now = desk.knowledge.now
                trial = await asyncio.to_thread(try_change, folder, now, change, _today(desk))
        except KnowledgeError as mistake:
            await notice.say(f"不能这样改：\n{mistake}")
            return
        more = {**_kept(data), "change": as_data(change), "state": trial.state}
        rows = [
            [
                Choice("发布", Button(action="review.publish", only=request.asker, data=more)),
                Choice("不发布", Button(action="review.drop", only=request.asker, data=more)),
            ]
        ]
        await notice.show(wording.trial_parts(change, trial), await keyboard(rows, desk.buttons))


def _today(desk: Desk) -> date:
    return desk.clock().astimezone(desk.zone).date()


def moment(desk: Desk) -> str:
    """The time as the journal has it."""
    return f"{desk.clock().astimezone(desk.zone):%Y-%m-%d %H:%M}"


async def drop(desk: Desk, press: Press) -> None:
    """Nothing is published; the cluster waits on."""
    at = Round.of(press.button.data)
    rows = [_next(press.button.data, at)]
    await Notice(desk, press.request, message_of(press)).say(
        _NOTHING, await keyboard(rows, desk.buttons)
    )


def _next(data: Mapping[str, Any], at: Round) -> list[Choice]:
    return [Choice("看下一个问题", Button(action="review.next", data=at.data(data["cluster"])))]


async def confirm(desk: Desk, press: Press) -> None:
    """Publish a change that was shown, unless the knowledge has changed since."""
    data, change = press.button.data, change_of(press.button.data["change"])
    async with working(desk, press.request, _PUBLISHING, message_of(press)) as notice:
        async with desk.knowledge.changing:
            outcome = await _confirmed(desk, press, change, notice)
        if isinstance(outcome, Publication):
            await notice.say(*await _published(desk, press, change, outcome))
    if outcome == _CHANGED:
        await propose(desk, press.request, change, data)
    elif isinstance(outcome, Publication):
        await tell_groups(desk, data["cluster"], change.asked[0])


async def _confirmed(
    desk: Desk, press: Press, change: FaqChange, notice: Notice
) -> Publication | str:
    """What was published; or why nothing was, as it was said in the notice."""
    data, folder = press.button.data, desk.knowledge.folder
    assert folder is not None, "asked before it was offered"
    cluster = await asyncio.to_thread(shelf(desk).cluster, data["cluster"])
    if cluster is None or cluster.state != "open":
        await notice.say(GONE)
        return GONE
    if await asyncio.to_thread(state_of, folder) != data["state"]:
        await notice.say(_CHANGED)
        return _CHANGED
    record = await _publish(desk, press, change, notice)
    if record is not None:
        await asyncio.to_thread(shelf(desk).settle, cluster.id, "published")
    return record or _NOTHING


async def _publish(
    desk: Desk, press: Press, change: FaqChange, notice: Notice
) -> Publication | None:
    """Publish and answer by it; None, and nothing changed, where that is impossible."""
    folder, by = desk.knowledge.folder, f"管理员 {press.request.asker}"
    assert folder is not None, "asked before"
    try:
        record = await asyncio.to_thread(publish, folder, change, moment(desk), by)
    except KnowledgeError as mistake:
        await notice.say(f"没有发布：\n{mistake}")
        return None
    if await reloaded(desk, record, notice):
        log.info("发布了问答", extra={"number": record.number, "keeper": press.request.asker})
        return record
    return None


async def reloaded(desk: Desk, record: Publication, notice: Notice) -> bool:
    """Answer by what was published; where it cannot be loaded, it is taken back, and said why."""
    folder = desk.knowledge.folder
    assert folder is not None, "asked before"
    try:
        await desk.knowledge.reload()
    except KnowledgeError as mistake:
        await asyncio.to_thread(take_back, folder, record.mark, moment(desk), "读不进去")
        lines = str(mistake).split("\n")
        await notice.say("\n".join(["没有发布，因为知识库里有错误，请先改正：", *lines[:10]]))
        return False
    return True


async def _published(
    desk: Desk, press: Press, change: FaqChange, record: Publication
) -> tuple[str, Any]:
    at = Round.of(press.button.data).settled()
    data = press.button.data
    undo = Button(
        action="review.undo",
        data={"mark": record.mark, "cluster": data["cluster"], "done": at.done},
    )
    rows = [_next(data, at), [Choice("撤销", undo)]]
    said = f"已发布：{change.described()}。现在就按它回答。"
    return said, await keyboard(rows, desk.buttons)


# Taking back


async def undo(desk: Desk, press: Press) -> None:
    """Take one change back, if nothing was changed after it; its cluster waits again."""
    data = press.button.data
    cluster = data.get("cluster")
    async with working(desk, press.request, "正在撤销……", message_of(press)) as notice:
        async with desk.knowledge.changing:
            said = await _take_back(desk, press)
            if said and cluster is not None:
                await asyncio.to_thread(shelf(desk).settle, cluster, "open", before="published")
        if said:
            await notice.say(said)
        else:
            await desk.say(press.request, await _why_not(desk, data["mark"]))


async def _take_back(desk: Desk, press: Press) -> str:
    """What was taken back; empty where it is not the last change any more."""
    folder, by = desk.knowledge.folder, f"管理员 {press.request.asker}"
    assert folder is not None, "only published changes have a button to undo"
    mark = press.button.data["mark"]
    try:
        taken = await asyncio.to_thread(take_back, folder, mark, moment(desk), by)
        if taken is None:
            return ""
        record, kept = taken
        await desk.knowledge.reload()
    except KnowledgeError as mistake:
        return f"撤销后知识库读不进去，还按原来的回答：\n{mistake}"
    log.info("撤销了改动", extra={"number": record.number, "keeper": press.request.asker})
    return "\n".join(["已撤销：", *record.lines[:10], *kept])


async def _why_not(desk: Desk, mark: str) -> str:
    folder = desk.knowledge.folder
    assert folder is not None, "only published changes have a button to undo"
    records = await asyncio.to_thread(published, folder)
    later = [n for n, record in enumerate(records) if record.mark == mark]
    if not later:
        return "这次改动已经撤销过了，或者太久以前，撤销不了。"
    lines = [line for record in reversed(records[later[0] + 1 :]) for line in record.lines[:1]]
    return "\n".join(["之后又有别的改动，要先撤销它们：", *lines[:10]])
