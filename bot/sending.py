"""Messages to a chat, whatever Telegram says to them: repeat, change, or give up with one log line.

markup refused               the same as plain text
topic gone                   once without the topic
group became a supergroup    to its new address
blocked, kicked, no rights   given up; the chat does not want it
network, 5xx                 repeated with growing pauses
no answer in time            repeated twice: nobody can know whether the message has arrived
429                          waited for in `pacing`
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import httpx
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.richtext import Part

log = logging.getLogger(__name__)

# What may stand under a message: buttons, or a field that is open for the reply.
Below = InlineKeyboardMarkup | ForceReply

# Seconds between attempts while the network is down; together about ten minutes.
PAUSES = (0.5, 1, 2, 4, 8, 15, *(30,) * 19)
UNKNOWN = 2
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = ("chat not found", "not enough rights", "have no rights", "chat_write_forbidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is said: a chat, a topic of it, and the message that it replies to.

    thread: only of a message in a forum's topic. private: a chat with one person.
    """

    chat: int
    thread: int | None = None
    reply_to: int | None = None
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to send. kind: how Telegram shows it. caption: at most 1024 UTF-16 units, or None."""

    kind: Literal["photo", "document"]
    data: bytes
    name: str
    caption: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What Telegram said against a message.

    moved: the group is the supergroup `to` now. topic: the topic is gone. blocked: the bot is not
    wanted there, or no member any more. rejected: anything else; `reason` has Telegram's words.
    The message went out in spite of the first two.
    """

    kind: Literal["moved", "topic", "blocked", "rejected"]
    chat: int
    to: int = 0
    reason: str = ""


def _unheard(_: Refusal) -> None:
    """For senders whose refusals nobody keeps."""


class Sender(Protocol):
    """Says things in chats."""

    async def signal(self, place: Place, action: ChatAction) -> None:
        """Show for some seconds what the bot is about to send; never fails."""
        ...

    async def say(
        self,
        place: Place,
        parts: Sequence[Part | Attachment],
        keyboard: Below | None = None,
        *,
        silent: bool = False,
    ) -> tuple[Message, ...]:
        """Send the parts in order, the keyboard under the last; the messages that were accepted.

        Fewer than there are parts when the chat refuses them: it is logged, and nothing is raised.
        silent: without a sound. Raises TelegramError when Telegram stays out of reach.
        """
        ...


class TelegramSender:
    """Says things in chats through one bot.

    pauses, sleep: how failed attempts are spaced. unknown: how often a message is repeated that may
    have arrived. told: is told of every refusal.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        pauses: Sequence[float] = PAUSES,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        unknown: int = UNKNOWN,
        told: Callable[[Refusal], None] = _unheard,
    ) -> None:
        self._bot = bot
        self._unknown = unknown
        self._told = told
        self._pauses = pauses
        self._sleep = sleep

    async def signal(self, place: Place, action: ChatAction) -> None:
        """Tried once: a sign that comes late is none."""
        try:
            await self._bot.send_chat_action(place.chat, action, message_thread_id=place.thread)
        except TelegramError as failure:
            log.debug("状态没有显示", extra={"chat": place.chat, "why": str(failure)})

    async def say(
        self,
        place: Place,
        parts: Sequence[Part | Attachment],
        keyboard: Below | None = None,
        *,
        silent: bool = False,
    ) -> tuple[Message, ...]:
        """Send the parts in order, whatever it takes; see `Sender`."""
        sent: list[Message] = []
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            message = await self._deliver(place, part, keyboard if last else None, silent)
            if message is None:
                break
            sent.append(message)
            # The parts of one answer stand together: only the first replies to the question.
            thread = place.thread if message.message_thread_id else None
            place = replace(place, chat=message.chat.id, thread=thread, reply_to=None)
        return tuple(sent)

    async def _deliver(
        self,
        place: Place,
        part: Part | Attachment,
        keyboard: Below | None,
        silent: bool,
    ) -> Message | None:
        """One message, in whatever form the chat takes it; None when it takes none."""
        plain = False
        # Each way round a refusal can be taken once.
        for _ in range(4):
            try:
                return await self._send(place, part, keyboard, silent, plain=plain)
            except ChatMigrated as moved:
                log.info("群已升级", extra={"chat": place.chat, "to": moved.new_chat_id})
                self._told(Refusal(kind="moved", chat=place.chat, to=moved.new_chat_id))
                place = replace(place, chat=moved.new_chat_id, reply_to=None)
            except Forbidden as refusal:
                log.info("对方不接收", extra={"chat": place.chat, "reason": str(refusal)})
                self._told(Refusal(kind="blocked", chat=place.chat, reason=str(refusal)))
                return None
            except BadRequest as refusal:
                reason = str(refusal)
                if "thread not found" in reason and place.thread is not None:
                    log.warning("话题已不在", extra={"chat": place.chat, "topic": place.thread})
                    self._told(Refusal(kind="topic", chat=place.chat))
                    place = replace(place, thread=None)
                elif "parse entities" in reason and not plain:
                    log.warning("格式被拒绝，改发纯文本", extra={"chat": place.chat, "why": reason})
                    plain = True
                else:
                    known = any(word in reason.lower() for word in _GONE)
                    level = logging.INFO if known else logging.ERROR
                    log.log(level, "消息没有发出", extra={"chat": place.chat, "reason": reason})
                    self._told(Refusal(kind="rejected", chat=place.chat, reason=reason))
                    return None
        return None

    async def _send(
        self,
        place: Place,
        part: Part | Attachment,
        keyboard: Below | None,
        silent: bool,
        *,
        plain: bool,
    ) -> Message:
        """One attempt, repeated while the network fails."""
        reply = place.reply_to and ReplyParameters(place.reply_to, allow_sending_without_reply=True)
        words = part.caption if isinstance(part, Attachment) else part
        text = "" if words is None else words.text if plain else words.html
        known: dict[str, Any] = {
            "chat_id": place.chat,
            "message_thread_id": place.thread,
            "parse_mode": None if plain else ParseMode.HTML,
            "reply_parameters": reply or None,
            "reply_markup": keyboard,
            "disable_notification": silent,
        }

        async def attempt() -> Message:
            if isinstance(part, Part):
                return await self._bot.send_message(
                    text=text, link_preview_options=_NO_PREVIEW, **known
                )
            about = {"caption": text or None, "filename": part.name, **known}
            if part.kind == "photo":
                return await self._bot.send_photo(photo=part.data, **about)
            return await self._bot.send_document(document=part.data, **about)

        return await self.patiently(attempt)

    async def patiently(self, call: Callable[[], Awaitable[Message]]) -> Message:
        """Repeat a call while the network fails. Raises its error when the pauses are used up."""
        unknown = 0
        for pause in (*self._pauses, None):
            try:
                return await call()
            except TelegramError as failure:
                unknown += may_have_arrived(failure)
                if pause is None or unknown > self._unknown or not _passing(failure):
                    raise
                log.info("发送失败，稍后重试", extra={"why": type(failure).__name__, "s": pause})
                await self._sleep(pause)
        raise AssertionError("unreachable")


def _passing(failure: TelegramError) -> bool:
    """Whether the same request may succeed later: the network, a 5xx, an answer that is no JSON."""
    network = isinstance(failure, NetworkError) and not isinstance(failure, BadRequest)
    return network or type(failure) is TelegramError


def may_have_arrived(failure: TelegramError) -> bool:
    """Whether Telegram took the request and was too slow to say so."""
    not_sent = (httpx.ConnectTimeout, httpx.PoolTimeout)
    return isinstance(failure, TimedOut) and not isinstance(failure.__cause__, not_sent)
