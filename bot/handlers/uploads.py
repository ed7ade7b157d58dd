"""A keeper sends a file in private: checked, shown as a difference, published when confirmed."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from telegram import Message
from telegram.error import TelegramError

from bot.buttons import Button, Choice, keyboard
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.notice import Notice, working
from bot.handlers.presses import Press
from bot.handlers.publishing import moment, reloaded
from bot.handlers.reviewing import message_of, unchangeable
from bot.render import message_parts
from bot.review.uploads import Proposal, Upload, examine, publish_upload, safe_name
from bot.richtext import Group, Part, block, paginate, units
from bot.sending import Attachment, Place
from knowledge.corpus.publishing import Publication
from knowledge.errors import KnowledgeError
from knowledge.model import Answer

log = logging.getLogger(__name__)

# Bytes that a bot can fetch from Telegram.
LIMIT = 20 * 2**20
# UTF-16 units and lines of a difference that a chat shows; a longer one comes as a file.
_SHOWN, _LINES = 2500, 40
# Problems, and questions with another answer, that are listed in the chat.
_LISTED = 8
_ANSWER = 60

_NOT_FOR_YOU = "我只收知识库管理员发来的文件。想查方案，直接把问题发给我就行。"
_TOO_LARGE = "{name} 有 {size:.0f} MB，超过了机器人能收的 20 MB，没有下载。请拆成几个文件，或去掉里面的图片。"
_READING = "正在读 {name}，核对改动……"
_LOST = "文件下载不了了，请重新发一次。"
_SAME = "{name}：和知识库里的一样，没有要改的。"
_CHANGED = "知识库刚才有别的改动，请核对新的结果再确认。"


async def received(desk: Desk, message: Message) -> bool:
    """Take a file that was sent in private; false for any other message."""
    document, sender = message.document, message.from_user
    if document is None or sender is None or message.chat.id != sender.id:
        return False
    place = Place(chat=message.chat.id, reply_to=message.message_id, private=True)
    request = Request(place=place, asker=sender.id)
    if sender.id not in desk.admins:
        # Once for several files that are sent together.
        together = message.media_group_id or message.message_id
        if await desk.buttons.press(f"files:{place.chat}:{together}", desk.clock()):
            await desk.say(request, _NOT_FOR_YOU)
        return True
    if said := unchangeable(desk):
        await desk.say(request, said)
        return True
    name, size = safe_name(document.file_name), document.file_size or 0
    if size > LIMIT:
        await desk.say(request, _TOO_LARGE.format(name=name, size=size / 2**20))
        return True
    await _propose(desk, request, document.file_id, name)
    return True


async def fetch(desk: Desk, file: str) -> bytes | None:
    """A file's content; None where Telegram has it no more, or does not give it."""
    try:
        found = await desk.bot.get_file(file)
        return bytes(await found.download_as_bytearray())
    except TelegramError as failure:
        log.info("文件没有下载成", extra={"why": str(failure)})
        return None


# Showing


async def _propose(
    desk: Desk,
    request: Request,
    file: str,
    name: str,
    *,
    replace: bool = False,
    message: Message | None = None,
    note: str = "",
) -> None:
    """Show what a file would change, with the buttons that publish it."""
    folder = desk.knowledge.folder
    assert folder is not None, "asked before"
    async with working(desk, request, _READING.format(name=name), message) as notice:
        data = await fetch(desk, file)
        if data is None:
            await notice.say(_LOST)
            return
        upload = Upload(name=name, data=data, replace=replace)
        today = desk.clock().astimezone(desk.zone).date()
        try:
            async with desk.knowledge.changing:
                now = desk.knowledge.now
                found = await asyncio.to_thread(examine, folder, now, upload, today)
        except KnowledgeError as mistake:
            await _refused(notice, name, str(mistake).split("\n"))
            return
        if found.errors:
            await _refused(notice, name, [str(one) for one in found.errors])
        elif found.empty and not found.removable:
            await notice.say(_SAME.format(name=name))
        else:
            rows = _choices(request, file, name, found, replace=replace)
            parts = shown(name, found, note)
            await notice.show(parts, await keyboard(rows, desk.buttons))


async def _refused(notice: Notice, name: str, problems: Sequence[str]) -> None:
    """Say what is wrong, row by row; a long list as a file, too."""
    text = f"{name} 不能发布，有 {len(problems)} 处要改："
    lines = "\n".join([text, *problems[:_LISTED]])
    if len(problems) <= _LISTED:
        await notice.say(lines)
        return
    more = f"{lines}\n……全部 {len(problems)} 处见附件"
    await notice.show([*message_parts(more), listing(f"{name}-要改的地方", problems)])


def listing(title: str, lines: Sequence[str]) -> Attachment:
    """Lines as a text file that opens everywhere."""
    data = "\r\n".join([*lines, ""]).encode("utf-8-sig")
    return Attachment(kind="document", data=data, name=f"{title}.txt")


def shown(name: str, found: Proposal, note: str = "") -> list[Part | Attachment]:
    """The difference, the effects and the understood plan: files first, then what is to be confirmed."""
    files: list[Attachment] = []
    if found.table is not None:
        file, data = found.table
        [caption, *_] = message_parts("读懂的任务表，请核对：黄色的格子没有把握。")
        files.append(Attachment(kind="document", data=data, name=file, caption=caption))
    lines = list(found.lines)
    if len(lines) > _LINES or units("\n".join(lines)) > _SHOWN:
        files.append(listing(f"{name}-改动", lines))
        lines = [*lines[:_LISTED], f"……全部 {len(lines)} 行见附件"]
    groups: list[Group] = [(block(note, bold=True),)] if note else []
    groups += [(block(f"{name}：发布后会有这些改动", bold=True),)]
    groups += [(block(line),) for line in lines]
    groups += _warned(found)
    groups += _effects(found)
    groups.append((block("确认发布？", bold=True, gap=True),))
    return [*files, *paginate(groups)]


def _warned(found: Proposal) -> list[Group]:
    if not found.warnings:
        return []
    title = block(f"请留意（{len(found.warnings)} 处）：", gap=True)
    return [(title, *(block(str(one)) for one in found.warnings[:_LISTED]))]


def _effects(found: Proposal) -> list[Group]:
    if found.empty:
        return []
    if not found.changed:
        return [(block(f"重新试了 {found.checked} 个已有的问题，回答都没有变。", gap=True),)]
    count = len(found.changed)
    title = f"⚠ 重新试了 {found.checked} 个已有的问题，{count} 个的回答会变："
    rows: list[Group] = [(block(title, bold=True, gap=True),)]
    for one in found.changed[:_LISTED]:
        both = f"“{one.query}”：{_said(one.before)} → {_said(one.after)}"
        rows.append((block(both),))
    if count > _LISTED:
        rows.append((block(f"……另有 {count - _LISTED} 个"),))
    return rows


def _said(answer: Answer) -> str:
    if answer.status != "answered":
        return "（不直接回答）"
    line = " ".join(answer.answer.split())
    return line if len(line) <= _ANSWER else line[: _ANSWER - 1] + "…"


def _choices(
    request: Request, file: str, name: str, found: Proposal, *, replace: bool
) -> list[list[Choice]]:
    def choice(label: str, action: str, **more: Any) -> Choice:
        data = {"file": file, "name": name, "replace": replace, "seen": found.seen, **more}
        button = Button(action=f"upload.{action}", only=request.asker, data=data)
        return Choice(label, button)

    rows = [] if found.empty else [[choice("发布", "publish")]]
    if found.removable:
        label = f"整表替换：另外删去 {found.removable} 行"
        rows.append([choice(label, "replace", replace=True)])
    return [*rows, [choice("不发布", "drop")]]


# Buttons


async def whole(desk: Desk, press: Press) -> None:
    """Show what replacing the whole table would change."""
    data = press.button.data
    await _propose(desk, press.request, data["file"], data["name"], replace=True)


async def drop(desk: Desk, press: Press) -> None:
    """Nothing is published."""
    await Notice(desk, press.request, message_of(press)).say(
        f"{press.button.data['name']} 没有发布，知识库没有改动。"
    )


async def confirm(desk: Desk, press: Press) -> None:
    """Publish a file as it was shown, unless the knowledge has changed since."""
    data, folder = press.button.data, desk.knowledge.folder
    assert folder is not None, "asked before it was offered"
    async with working(desk, press.request, "正在发布……", message_of(press)) as notice:
        content = await fetch(desk, data["file"])
        if content is None:
            await notice.say(_LOST)
            return
        upload = Upload(name=data["name"], data=content, replace=data["replace"])
        async with desk.knowledge.changing:
            outcome = await _publish(desk, press, upload, notice)
        if isinstance(outcome, Publication):
            undo = Button(action="review.undo", data={"mark": outcome.mark})
            below = await keyboard([[Choice("撤销", undo)]], desk.buttons)
            lines = ["已发布，现在就按它回答：", *outcome.lines[:_LISTED]]
            await notice.say("\n".join(lines), below)
        elif outcome:
            await notice.say(_CHANGED)
    if outcome == _CHANGED:
        name, file = data["name"], data["file"]
        await _propose(desk, press.request, file, name, replace=data["replace"])


async def _publish(desk: Desk, press: Press, upload: Upload, notice: Notice) -> Publication | str:
    """What was published; `_CHANGED` where something else would be; empty where it was refused."""
    folder, by = desk.knowledge.folder, f"管理员 {press.request.asker}"
    assert folder is not None, "asked before it was offered"
    seen = press.button.data["seen"]
    try:
        record = await asyncio.to_thread(publish_upload, folder, upload, seen, moment(desk), by)
    except KnowledgeError as mistake:
        await notice.say(f"没有发布：\n{mistake}")
        return ""
    if record is None:
        return _CHANGED
    if not await reloaded(desk, record, notice):
        return ""
    log.info("发布了文件", extra={"number": record.number, "keeper": press.request.asker})
    return record
