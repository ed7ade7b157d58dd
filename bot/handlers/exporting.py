"""/export: what the bot knows in tables, as an Excel workbook to correct and to send back."""

import asyncio
import logging
import re

from telegram.constants import ChatAction

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.notice import working
from bot.handlers.reviewing import admitted
from bot.render import message_parts
from bot.sending import Attachment

log = logging.getLogger(__name__)

_CONTENTS = (
    "任务 {tasks} 行，问答 {faq} 行，名称 {terms} 行。用 Excel 或 WPS 改好后发回给我，"
    "我先列出改动，您确认了才发布。"
)
_UNSAFE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


async def export(desk: Desk, request: Request) -> None:
    """The current tables, for a keeper in private."""
    from knowledge.corpus.exporting import export_workbook

    if not await admitted(desk, request, "export"):
        return
    await desk.sender.signal(request.place, ChatAction.UPLOAD_DOCUMENT)
    async with working(desk, request, "正在导出……") as notice:
        corpus = desk.knowledge.corpus
        made = await asyncio.to_thread(export_workbook, corpus)
        text = _CONTENTS.format(tasks=made.tasks, faq=made.faq, terms=made.terms)
        day = desk.clock().astimezone(desk.zone).date()
        name = f"{_UNSAFE.sub('', corpus.title)[:40] or '知识库'}-{day.isoformat()}.xlsx"
        [caption, *_] = message_parts(text)
        file = Attachment(kind="document", data=made.data, name=name, caption=caption)
        await notice.show([file])
    log.info("导出", extra={"chat": request.place.chat, "tasks": made.tasks, "faq": made.faq})
