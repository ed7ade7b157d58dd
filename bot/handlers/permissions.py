"""Who may do what. A right is asked for here and nowhere else.

anyone: whoever may write in the chat. chat: whoever administers this chat; in a private chat, the
person it belongs to. keeper: whoever looks after the knowledge, listed in ASKPLAN_ADMINS.
"""

import logging
from typing import Literal

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.handlers.desk import Desk
from bot.sending import Place

log = logging.getLogger(__name__)

Right = Literal["anyone", "chat", "keeper"]

ADMINS_ONLY = "只有群管理员可以这样做"
KEEPERS_ONLY = "只有知识库的管理员可以这样做；管理员由部署的人在 ASKPLAN_ADMINS 里设置"
UNSURE = "暂时查不到您是不是管理员，请稍后再试"
_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def refusal(desk: Desk, place: Place, user: int, right: Right) -> str:
    """What to tell a user who has not got a right in a chat; empty for one who has.

    user: an id, or that of the chat or channel in whose name somebody writes.
    """
    if right == "anyone" or user in desk.admins:
        return ""
    if right == "keeper":
        return KEEPERS_ONLY
    # An anonymous administrator writes in the name of the group itself.
    if place.private or user == place.chat:
        return ""
    if user < 0:
        return ADMINS_ONLY
    try:
        member = await desk.bot.get_chat_member(place.chat, user)
    except TelegramError as failure:
        log.info("查不到群成员", extra={"chat": place.chat, "why": str(failure)})
        return UNSURE
    return "" if member.status in _ADMINS else ADMINS_ONLY
