"""/privacy and /forget: what is kept about a person, by the one list of what is kept at all."""

import asyncio
import logging
from datetime import timedelta

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk

log = logging.getLogger(__name__)

_HEAD = "我只存这些和您有关的内容："
_REST = (
    "日志里有聊天的编号，没有提问的内容；按钮后面存着问题的文字，没有姓名。"
    "删除和您有关的内容：发 /forget"
)
_GONE = "已删除和您有关的记录（{count} 条）。"
_NOTHING = "没有和您有关的记录。"
_ANONYMOUS = "您是以群或频道的名义发言的，我不知道您是谁，也就没有您的记录。"
# How often what is too old is looked for.
DAILY = 24 * 60 * 60.0


async def show(desk: Desk, request: Request) -> None:
    """What is stored about people, and for how long."""
    days = str(desk.retention.days)
    lines = [f"· {trace.what.replace('{days}', days)}" for trace in desk.traces]
    await desk.say(request, "\n".join([_HEAD, *lines, _REST]))


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


async def tidy(desk: Desk, every: float = DAILY) -> None:
    """Remove what is older than it may be, now and then, until cancelled."""
    while True:
        for trace in desk.traces:
            try:
                await trace.expire(desk.clock() - max(desk.retention, timedelta()))
            # The database may be away; there is a next time.
            except Exception as fault:
                log.warning("旧记录没有清掉", extra={"why": type(fault).__name__})
        await asyncio.sleep(every)
