"""Too many questions at once: the first one too many gets a polite word, the others none."""

import logging
from datetime import datetime

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.limits import Verdict
from bot.words import TOO_MANY

log = logging.getLogger(__name__)


async def admitted(desk: Desk, request: Request, asked: datetime) -> bool:
    """Whether a question is to be answered.

    asked: when it was asked, not when it came: after an outage a whole hour's may come at once.
    """
    verdict = desk.quota.judge(request.place.chat, request.asker, asked)
    if verdict is Verdict.ANSWER:
        return True
    desk.metrics.limited.labels("private" if request.place.private else "group").inc()
    if verdict is Verdict.TELL:
        log.info("提问太快", extra={"chat": request.place.chat})
        await desk.say(request, TOO_MANY)
    return False
