"""The database's tables, step by step; `bot.store.database` applies what is missing."""
