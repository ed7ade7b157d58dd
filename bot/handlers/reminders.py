"""/remind: what is set for a chat and when the next digest comes; changes, by its administrators.

The buttons carry what they do, not a key to it, so that they work for good.
"""

import asyncio
import logging
from datetime import date, datetime

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, TelegramError

from bot.digest import digest_parts
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.permissions import Right, refusal
from bot.reminders.changes import Misread, Reader, Wish
from bot.reminders.composing import overview
from bot.reminders.schedule import next_moment
from bot.reminders.wording import settings_text
from bot.sending import Place
from bot.store.records import Chat, Key
from bot.words import Voice, voice_of

log = logging.getLogger(__name__)

# Characters of a sentence that may be a setting; a longer one is about something else.
_SENTENCE = 120
_PREFIX = "remind:"
_TIMES = ("07:30", "08:30", "09:00", "14:30")
_LOOK = "；发 /remind 可以查看"
_NOTHING = "现在没有要提醒的任务：没有临近的，也没有逾期的。"


async def remind(desk: Desk, request: Request) -> None:
    """`/remind` and its forms."""
    chat = await _chat(desk, request.place)
    try:
        wish = _reader(desk, chat).read_form(request.text)
    except Misread as mistake:
        await desk.say(request, str(mistake))
        return
    await _carry_out(desk, request, chat, wish)


async def understood(desk: Desk, request: Request) -> bool:
    """Act on a plain sentence that is about reminders; false where it is about anything else."""
    if request.command or not request.named or not 2 < len(request.text) <= _SENTENCE:
        return False
    if not any(word in request.text for word in ("提醒", "提前")):
        return False
    chat = await _chat(desk, request.place)
    try:
        wish = _reader(desk, chat).read_sentence(request.text)
    except Misread as mistake:
        await desk.say(request, str(mistake))
        return True
    if wish is None:
        return False
    await _carry_out(desk, request, chat, wish)
    return True


async def _carry_out(desk: Desk, request: Request, chat: Chat, wish: Wish) -> None:
    right: Right = "anyone" if wish.action == "show" else "chat"
    if said := await refusal(desk, request.place, request.asker, right):
        await desk.say(request, said + _LOOK)
        return
    if wish.action == "now":
        await _send_now(desk, request, chat)
        return
    if wish.action == "set":
        chat = await _change(desk, chat, wish)
    await desk.say(
        request, await _shown(desk, chat), _keyboard(chat, voice_of(request.traditional))
    )


async def _send_now(desk: Desk, request: Request, chat: Chat) -> None:
    """Everything near and overdue, at once; the next digest comes nevertheless."""
    corpus = desk.knowledge.corpus
    digest = overview(chat, _today(desk, chat), corpus)
    parts = await asyncio.to_thread(digest_parts, digest, corpus)
    if parts:
        await desk.deliver(request, parts)
    else:
        await desk.say(request, _NOTHING)


# Settings


async def _chat(desk: Desk, place: Place) -> Chat:
    found = await asyncio.to_thread(desk.store.chat, place.chat, place.thread or 0)
    if found.known:
        return found
    settings = found.settings.changed(zone=desk.zone.key)
    return Chat(id=found.id, topic=found.topic, settings=settings, known=False)


def _today(desk: Desk, chat: Chat) -> date:
    return desk.clock().astimezone(chat.settings.tz).date()


def _reader(desk: Desk, chat: Chat) -> Reader:
    return Reader(departments=desk.knowledge.catalogue.departments, today=_today(desk, chat))


async def _change(desk: Desk, chat: Chat, wish: Wish) -> Chat:
    fields = dict(wish.fields)
    if fields.keys() & {"on", "at", "zone", "paused_until"}:
        # A time that is over today is one for tomorrow, not one that was missed.
        fields["since"] = desk.clock()
    settings = chat.settings.changed(**fields)
    await asyncio.to_thread(desk.store.save, chat.id, chat.topic, settings)
    log.info("提醒设置", extra={"chat": chat.id, "topic": chat.topic, "set": sorted(wish.fields)})
    return Chat(id=chat.id, topic=chat.topic, settings=settings)


async def _shown(desk: Desk, chat: Chat) -> str:
    """The settings in words, with the moment of the next digest."""
    now = desk.clock()
    upcoming = await asyncio.to_thread(_upcoming, desk, chat, now)
    return settings_text(chat, upcoming, _today(desk, chat), desk.calendar)


def _upcoming(desk: Desk, chat: Chat, now: datetime) -> datetime | None:
    today = _today(desk, chat)
    delivered = desk.store.delivery(Key(chat=chat.id, topic=chat.topic, day=today))
    sent = [today] if delivered and delivered.status not in ("claimed", "failed") else []
    return next_moment(chat.settings, now, desk.calendar, sent)


# Buttons


def _keyboard(chat: Chat, voice: Voice) -> InlineKeyboardMarkup:
    """What is set most often; whatever is set already is marked."""
    settings = chat.settings
    switch = ("关闭提醒", "off") if settings.on else ("打开提醒", "on")
    times = [
        (f"✓ {text}" if settings.on and f"{settings.at:%H:%M}" == text else text, f"on {text}")
        for text in _TIMES
    ]
    works = settings.workdays
    days = ("✓ 只在工作日" if works else "只在工作日", f"workdays {'off' if works else 'on'}")
    rows = ([switch, days], times, [("现在发一份", "now")])
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(voice(text), callback_data=_PREFIX + form) for text, form in row]
            for row in rows
        ]
    )


def is_ours(query: CallbackQuery) -> bool:
    """Whether a pressed button is one of these."""
    return (query.data or "").startswith(_PREFIX)


async def pressed(desk: Desk, query: CallbackQuery) -> None:
    """Do what a button says, and show in its message what is set now."""
    message = query.message
    if not isinstance(message, Message):
        await _tell(query, "这条消息太旧了，请重新发 /remind")
        return
    place = _place(message)
    chat = await _chat(desk, place)
    try:
        wish = _reader(desk, chat).read_form((query.data or "").removeprefix(_PREFIX))
    except Misread as mistake:
        await _tell(query, str(mistake), alert=True)
        return
    if said := await refusal(desk, place, query.from_user.id, "chat"):
        await _tell(query, said, alert=True)
        return
    if wish.action == "now":
        await _tell(query, None)
        if await desk.buttons.press(f"{_PREFIX}{place.chat}/{place.thread}", desk.clock()):
            await _send_now(desk, Request(place=place, asker=query.from_user.id), chat)
        return
    chat = await _change(desk, chat, wish)
    await _tell(query, "已设置")
    await _redraw(desk, message, chat)


async def _redraw(desk: Desk, message: Message, chat: Chat) -> None:
    try:
        await message.edit_text(
            await _shown(desk, chat), reply_markup=_keyboard(chat, voice_of(False))
        )
    except BadRequest as failure:
        # A second press of the same button: there is nothing to change in the message.
        log.info("提醒设置没有重画", extra={"why": str(failure)})


async def _tell(query: CallbackQuery, text: str | None, *, alert: bool = False) -> None:
    try:
        await query.answer(text, show_alert=alert)
    except TelegramError as failure:
        log.info("按钮没有回应成", extra={"why": type(failure).__name__})


def _place(message: Message) -> Place:
    return Place(
        chat=message.chat.id,
        thread=message.message_thread_id if message.is_topic_message else None,
        reply_to=message.message_id,
        private=message.chat.type == ChatType.PRIVATE,
    )


# Where the bot is, and where a group has gone


async def membership(desk: Desk, update: Update) -> None:
    """The bot was added, blocked or removed: digests pause, and resume when it is back."""
    change = update.my_chat_member
    assert change is not None, "only called for changes of the bot's own membership"
    gone = change.new_chat_member.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
    changed = await asyncio.to_thread(desk.store.set_active, change.chat.id, not gone)
    if changed:
        log.info("提醒暂停" if gone else "提醒恢复", extra={"chat": change.chat.id})


async def migrated(desk: Desk, update: Update) -> None:
    """A group has become a supergroup: its settings go with it. Both chats say so."""
    message = update.message
    assert message is not None, "only called for service messages"
    here = message.chat.id
    old = message.migrate_from_chat_id or here
    new = message.migrate_to_chat_id or here
    desk.note_move(new)
    await asyncio.to_thread(desk.store.move, old, new)
    log.info("群已升级", extra={"chat": old, "to": new})
