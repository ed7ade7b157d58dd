"""The bot has come into a group: one message to those who administer it, with all they need."""

import logging
from datetime import datetime

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.listening import sees_everything
from bot.reminders.schedule import next_moment
from bot.sending import Place
from bot.store.condition import attempt
from bot.store.records import Chat

log = logging.getLogger(__name__)

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_IN = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)

_WELCOME = """\
大家好，我是问方案，回答《{title}》里的问题，每个回答都附原文。

怎么问：@{bot} 问题，或 /ask@{bot} 问题；回复我的消息可以接着问。其他消息我不插话。

给群管理员：
· 隐私模式：{privacy}
· 每日提醒：{digest}
· 提醒哪些部门：{departments}"""
_PRIVATE_MODE = (
    "开着，我只收到点名给我的消息，上面的问法都能用。想让没有点名的问题也得到回答：把我设为群管理员"
    "（或在 @BotFather 发 /setprivacy 选 Disable，再把我移出群、重新加进来），然后发 /listen@{bot} on"
)
_SEES_ALL = "没有限制，群里的消息我都收到，但只回答点名问我的。想让没有点名的问题也得到回答：/listen@{bot} on"
_HEARS = "没有限制，旁听已打开：没有点名的问题，很有把握时我也会答。关闭：/listen@{bot} off"
_OFF = "没有打开。打开：/remind@{bot} on 08:30"
_NEXT = "下一次 {day}（没有要提醒的就不发）。设置：/remind@{bot}"
_ALL = "全部。只提醒一个部门：/remind@{bot} dept {department}"


async def joined(desk: Desk, update: Update) -> None:
    """Say what works here, where the bot has just been taken into a group and may speak."""
    change = update.my_chat_member
    assert change is not None, "only called for changes of the bot's own membership"
    chat = change.chat
    came = not _is_in(change.old_chat_member) and _is_in(change.new_chat_member)
    # A group that becomes a supergroup takes its members along: nobody has come.
    if chat.type not in _GROUPS or not came or desk.is_stale(change.date):
        return
    if desk.has_moved(chat.id):
        return
    known = await attempt(desk.store.chat, chat.id) or Chat(id=chat.id)
    text = _WELCOME.format(
        title=desk.knowledge.corpus.title,
        bot=desk.me.username,
        privacy=await _privacy(desk, chat.id),
        digest=_digest(desk, known),
        departments=_departments(desk, known),
    )
    place = Place(chat=chat.id)
    await desk.say(Request(place=place, asker=change.from_user.id), text)
    log.info("已加入群", extra={"chat": chat.id})


def _is_in(member: ChatMember) -> bool:
    """Whether somebody belongs to a chat, and may write there."""
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member and member.can_send_messages)
    return member.status in _IN


async def _privacy(desk: Desk, chat: int) -> str:
    bot = desk.me.username
    if not await sees_everything(desk, chat):
        return _PRIVATE_MODE.format(bot=bot)
    on = await attempt(desk.listening.is_on, chat)
    return (_HEARS if on else _SEES_ALL).format(bot=bot)


def _digest(desk: Desk, chat: Chat) -> str:
    bot = desk.me.username
    upcoming = next_moment(chat.settings, desk.clock(), desk.calendar)
    if upcoming is None:
        return _OFF.format(bot=bot)
    return _NEXT.format(bot=bot, day=_day(upcoming))


def _day(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def _departments(desk: Desk, chat: Chat) -> str:
    if chat.settings.departments:
        return "、".join(chat.settings.departments)
    leads = (task.lead[0] for task in desk.knowledge.corpus.tasks() if task.lead)
    return _ALL.format(bot=desk.me.username, department=next(leads, "教育局"))
