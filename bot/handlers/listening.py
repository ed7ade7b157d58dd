"""/listen: questions that are put to nobody in particular are answered, too, where a group wants it.

Only when the answer is very sure, and never about the same thing within an hour.
"""

import asyncio
import logging
import re
from hashlib import sha256

from telegram import Message
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.handlers import addressing
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.store.condition import attempt
from bot.words import LISTEN_FORMS, LISTEN_IN_GROUPS, LISTENING, NOT_LISTENING, SEES_LITTLE
from knowledge.model import Answer, Kind

log = logging.getLogger(__name__)

# Probability below which nobody is told anything unasked.
SURE = 0.9
# Small talk names tasks and departments as well (民政局几点下班). An answer of each kind is given
# unasked only to a question that is put like one; of other kinds it is not given.
_LEAD = re.compile(
    "牵头|牽頭|负责|負責|责任|責任|主管|主抓|承担|承擔|配合|[谁誰归歸]来?管|谁抓|誰抓"
)
_WORK = re.compile(
    "任务|任務|工作|职责|職責|做(?:哪|什么|什麼|啥)|干(?:哪|什么|啥)|牵头|牽頭|负责|負責|承担"
)
_WHEN = re.compile(
    "完成|弄完|做完|搞完|干完|办结|辦結|办完|建成|竣工|到期|截止|时限|時限|期限|交付"
)
_MUCH = re.compile("多少|达到|達到|目标|目標|指标|指標|比例|[率数數]")
_PUT: dict[Kind | None, re.Pattern[str]] = {
    "lead": _LEAD,
    "responsible": _LEAD,
    "reverse": _WORK,
    "deadline": _WHEN,
    "deadline_list": _WHEN,
    "target": _MUCH,
    "count": re.compile("多少|[几幾](?:个|個|项|項|条|條)"),
    "faq": re.compile(""),
}
_FORMS = {
    "on": True,
    "开": True,
    "打开": True,
    "開": True,
    "off": False,
    "关": False,
    "关闭": False,
}
_FORMS |= {"關": False, "打開": True, "關閉": False, "开启": True, "開啟": True}


async def listen(desk: Desk, request: Request) -> None:
    """`/listen on`, `/listen off`, or how it is set."""
    place = request.place
    if place.private:
        await desk.say(request, LISTEN_IN_GROUPS)
        return
    wish = _FORMS.get(request.text.lower())
    if wish is not None:
        await asyncio.to_thread(desk.listening.turn, place.chat, wish)
        log.info("旁听", extra={"chat": place.chat, "on": wish})
    on = await asyncio.to_thread(desk.listening.is_on, place.chat)
    lines = [LISTENING if on else NOT_LISTENING]
    if request.text and wish is None:
        lines = [LISTEN_FORMS]
    elif on and not await sees_everything(desk, place.chat):
        lines.append(SEES_LITTLE)
    await desk.say(request, "\n".join(lines).format(bot=desk.me.username))


async def sees_everything(desk: Desk, chat: int) -> bool:
    """Whether Telegram hands the bot every message of a group: privacy mode off, or it administers."""
    try:
        # Asked anew each time: it may have been changed since the bot was started.
        me = await desk.bot.get_me()
        if me.can_read_all_group_messages:
            return True
        member = await desk.bot.get_chat_member(chat, me.id)
    except TelegramError as failure:
        log.info("查不到隐私模式", extra={"chat": chat, "why": str(failure)})
        return bool(desk.me.can_read_all_group_messages)
    return member.status == ChatMemberStatus.ADMINISTRATOR


async def heard(desk: Desk, message: Message) -> tuple[Request, Answer] | None:
    """A question to nobody in particular, and its answer, where that may be given unasked."""
    request = addressing.overhear(message)
    if request is None or desk.is_stale(message.date):
        return None
    if not await attempt(desk.listening.is_on, request.place.chat):
        return None
    found = await desk.ask(request.text)
    put = _PUT.get(found.kind)
    sure = found.status == "answered" and found.confidence >= SURE
    if not (sure and put and put.search(request.text)):
        return None
    if not await _claim(desk, request, found):
        log.info("不重复回答", extra={"chat": request.place.chat})
        return None
    return request, found


async def settle(desk: Desk, request: Request, found: Answer) -> None:
    """What was answered on demand is not said again unasked, either."""
    if found.status == "answered" and not request.place.private:
        await _claim(desk, request, found)


async def _claim(desk: Desk, request: Request, found: Answer) -> bool:
    """Whether nobody was told about it within the hour; without the database nobody knows."""
    chat, topic = request.place.chat, request.place.thread or 0
    won = await attempt(desk.listening.claim, chat, topic, matter(found), desk.clock())
    return bool(won)


def matter(found: Answer) -> str:
    """A fingerprint of what an answer is about, however it was asked for; 32 characters."""
    about: tuple[object, ...] = tuple(task.id for task in found.tasks)
    about = about or ((found.faq,) if found.faq else tuple(one.quote for one in found.sources))
    return sha256(repr(about).encode()).hexdigest()[:32]
