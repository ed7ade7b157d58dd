"""A message that first says what is being done, where that takes a while, and then what came of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.render import message_parts
from bot.richtext import Part
from bot.sending import Attachment
from bot.words import voice_of

log = logging.getLogger(__name__)

# Seconds after which people wonder whether anything happens.
PATIENCE = 1.0


class Notice:
    """One message of the bot's, written anew as things go on.

    message: one that is there already, to be written over; None to send one.
    """

    def __init__(self, desk: Desk, request: Request, message: Message | None = None) -> None:
        self._desk = desk
        self._request = request
        self._message = message
        self._writing = asyncio.Lock()
        self._done = False

    @property
    def busy(self) -> bool:
        """Whether a message of it is on its way."""
        return self._writing.locked()

    async def say(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Show something of the bot's own, in the end."""
        await self.show(message_parts(text, voice_of(self._request.traditional)), keyboard)

    async def show(
        self,
        parts: Sequence[Part | Attachment],
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> Message | None:
        """Show what came of it; the last message, None where the chat takes none."""
        async with self._writing:
            self._done = True
            first, *rest = parts
            below = None if rest else keyboard
            if isinstance(first, Part) and await self._edit(first, below):
                if not rest:
                    return self._message
                parts = rest
            elif self._message is not None and not isinstance(first, Part):
                await self._remove()
            sent = await self._desk.deliver(self._request, parts, keyboard)
            return sent[-1] if sent else None

    async def _remove(self) -> None:
        """Take the message away: what follows is a file, and no words can become one."""
        assert self._message is not None, "asked before"
        with suppress(TelegramError):
            await self._desk.bot.delete_message(self._message.chat.id, self._message.message_id)

    async def waiting(self, text: str) -> None:
        """Say what is being done, unless it is done within `PATIENCE`."""
        await asyncio.sleep(PATIENCE)
        async with self._writing:
            if self._done:
                return
            [part, *_] = message_parts(text, voice_of(self._request.traditional))
            if await self._edit(part, None):
                return
            sent = await self._desk.deliver(self._request, [part])
            self._message = sent[-1] if sent else None

    async def _edit(self, part: Part, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Write the message over; false where there is none, or it cannot be changed any more."""
        if self._message is None:
            return False
        try:
            await self._desk.bot.edit_message_text(
                part.html,
                chat_id=self._message.chat.id,
                message_id=self._message.message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=keyboard,
            )
        except TelegramError as failure:
            if "not modified" in str(failure):
                return True
            log.info("消息没有改成，另发一条", extra={"why": str(failure)})
            return False
        return True


@asynccontextmanager
async def working(
    desk: Desk, request: Request, text: str, message: Message | None = None
) -> AsyncIterator[Notice]:
    """A notice that says `text` when what is done inside takes long.

    message: what to write over, see `Notice`.
    """
    notice = Notice(desk, request, message)
    waiting = asyncio.create_task(notice.waiting(text))
    try:
        yield notice
    finally:
        # One that is being sent is let through: it could not be written over otherwise.
        if not notice.busy:
            waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
