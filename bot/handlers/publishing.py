"""A change to the knowledge from a chat: tried, confirmed, published, taken back."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from telegram import Message

from bot.buttons import Button, Choice, keyboard
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.followups import tell_groups
from bot.handlers.notice import Notice, working
from bot.handlers.presses import Press
from bot.handlers.reviewing import GONE, Round, message_of, shelf, unchangeable
from bot.review import wording
from bot.review.trial import as_data, change_of, publish, take_back, try_change
from knowledge.corpus.faq_changes import FaqChange, state_of
from knowledge.corpus.publishing import Publication, published
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)

_TRYING = "正在用已有的问题重新试一遍，请稍等……"
_PUBLISHING = "正在发布……"
_CHANGED = "知识库刚才有别的改动，请核对新的结果再确认。"
_NOTHING = "没有改动。"


def kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """What every later button needs of an earlier one."""
    return {name: data[name] for name in ("cluster", "done", "skipped") if name in data}


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
        more = {**kept(data), "change": as_data(change), "state": trial.state}
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
