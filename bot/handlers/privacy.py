"""/privacy and /forget: what is kept about a person, by the one list of what is kept at all."""

import logging

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk

log = logging.getLogger(__name__)

_HEAD = "我只存这些和您有关的内容："
_REST = (
    "没有答上的和被标为不对的问题，文字会交给知识库的管理员看，不带姓名（{days} 天）；"
    "按钮后面存着问题的文字，没有姓名；日志里有聊天的编号，没有提问的内容。"
    "删除和您有关的内容：发 /forget"
)
_GONE = "已删除和您有关的记录（{count} 条）。"
_NOTHING = "没有和您有关的记录。"
_ANONYMOUS = "您是以群或频道的名义发言的，我不知道您是谁，也就没有您的记录。"


async def show(desk: Desk, request: Request) -> None:
    """What is stored about people, and for how long."""
    lines = [f"· {trace.what}" for trace in desk.traces]
    text = "\n".join([_HEAD, *lines, _REST])
    await desk.say(request, text.replace("{days}", str(desk.retention_days)))


async def forget(desk: Desk, request: Request) -> None:
    """Remove what is stored about whoever asks."""
    if request.asker < 0:
        await desk.say(request, _ANONYMOUS)
        return
    count = 0
    for trace in desk.traces:
        count += await trace.forget(request.asker)
    log.info("已按要求删除", extra={"count": count})
    await desk.say(request, _GONE.format(count=count) if count else _NOTHING)
