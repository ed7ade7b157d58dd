"""Which groups are listened to, and what was answered there within the last hour.

Blocking: call it through a thread.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.store.connection import Database, seconds
from bot.store.schema import answered, listening

# Within this time nobody is told the same thing unasked.
AGAIN = timedelta(hours=1)


class Listening:
    """The switch of each group, and its memory. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_on(self, chat: int) -> bool:
        """Whether unaddressed questions of this chat are answered."""
        with self._database.transaction() as connection:
            row = connection.execute(select(listening).where(listening.c.chat == chat)).first()
        return row is not None

    def turn(self, chat: int, on: bool) -> None:
        """Begin or end it."""
        with self._database.transaction() as connection:
            if on:
                insert = self._database.insert(listening).values(chat=chat)
                connection.execute(insert.on_conflict_do_nothing())
            else:
                connection.execute(delete(listening).where(listening.c.chat == chat))

    def claim(self, chat: int, topic: int, matter: str, now: datetime) -> bool:
        """Take on to answer about a matter; false where that was done within `AGAIN`.

        matter: a fingerprint of at most 32 characters. topic: 0 outside topics.
        """
        long_ago = seconds(now - AGAIN)
        row = {"chat": chat, "topic": topic, "matter": matter, "at": seconds(now)}
        with self._database.transaction() as connection:
            connection.execute(delete(answered).where(answered.c.at <= long_ago))
            insert = self._database.insert(answered).values(**row).on_conflict_do_nothing()
            won = connection.execute(insert.returning(answered.c.at)).first()
        return won is not None
