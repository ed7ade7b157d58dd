"""What the bot answers over HTTP: Telegram's webhook, health, metrics. aiohttp is known here alone,
and in `bot.transport`."""
