"""Telegram is told where the webhook is, and asked now and then whether it still calls there."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.config import Webhook
from bot.outage import Patience, unless_stopped

log = logging.getLogger(__name__)

# Seconds between two looks; and how long what Telegram complained of counts.
EVERY = 60.0
_RECENT = timedelta(minutes=5)
# Updates that Telegram may hand over at the same time; its largest number.
_CONNECTIONS = 100
_TAKEN = (
    "webhook 被改掉了：有另一个程序在用同一个 token（比如另一个 askplan 用长轮询启动过）；"
    "已重新设置，请停掉那个程序，或换一个 token"
)
_UNREACHED = "Telegram 送不到 webhook（{why}）；请检查 ASKPLAN_WEBHOOK_URL、反向代理和证书"


class Registration:
    """One bot's webhook. kinds: of updates. problem: what is wrong with it now, in words."""

    def __init__(self, bot: Bot, hook: Webhook, kinds: Sequence[str], patience: Patience) -> None:
        self._bot = bot
        self._hook = hook
        self._kinds = kinds
        self._patience = patience
        self.problem = ""

    async def run(self, every: float = EVERY) -> None:
        """Set the webhook and look after it until the patience ends. Raises Stopped, TokenRefused."""
        await self._patience.outlast(self._set)
        while True:
            await unless_stopped(asyncio.sleep(every), self._patience.stop)
            try:
                info = await unless_stopped(self._bot.get_webhook_info(), self._patience.stop)
            except TelegramError:
                # A network fault shows itself in every answer that is sent.
                continue
            found = self._judge(info, datetime.now(UTC))
            if found and found != self.problem:
                log.error(found)
            self.problem = found
            if found == _TAKEN:
                await self._patience.outlast(self._set)

    async def _set(self) -> bool:
        return await self._bot.set_webhook(
            self._hook.address,
            allowed_updates=self._kinds,
            secret_token=self._hook.secret.reveal(),
            max_connections=_CONNECTIONS,
            # What waits at Telegram's is somebody's question.
            drop_pending_updates=False,
        )

    def _judge(self, info: WebhookInfo, now: datetime) -> str:
        if info.url != self._hook.address:
            return _TAKEN
        if info.last_error_date and now - info.last_error_date < _RECENT:
            return _UNREACHED.format(why=(info.last_error_message or "")[:120])
        return ""
