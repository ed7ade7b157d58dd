"""What the database holds about single people, and how they are forgotten.

Whoever adds a table with a user's id in it adds a `Trace` for it, here or beside its queries, hands
that to the desk, and adds a rule to `retention` for when its rows go.
"""

import asyncio

from sqlalchemy import String, cast, delete

from bot.store.connection import Database
from bot.store.copying import DERIVED
from bot.store.marks import Marks
from bot.store.schema import (
    answered,
    buttons,
    chats,
    deliveries,
    listening,
    marks,
    replicas,
    review_askings,
    review_clusters,
    review_prompts,
    snapshots,
    updates,
)

# Tables that hold nothing about a single person; every other one is in some trace's `tables`.
ABOUT_NOBODY = frozenset({listening.name, answered.name, replicas.name, snapshots.name, *DERIVED})
# The buttons' JSON as text. In a quoted text the quotes are escaped, so a question cannot match.
_MEANINGS = cast(buttons.c.meanings, String)
FOR_ONE_PERSON = _MEANINGS.like('%"only": %')


class PrivateChat:
    """The reminders of a private chat: its id is the user's."""

    tables = (chats.name, deliveries.name)
    what = "私聊里的提醒设置和发送记录（没用过 /remind 就没有）：设置留到您删除，记录最多两年"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget(self, person: int) -> int:
        """Remove the settings and the record of what was sent."""
        return await asyncio.to_thread(self._forget, person)

    def _forget(self, person: int) -> int:
        with self._database.transaction() as connection:
            removed = connection.execute(delete(chats).where(chats.c.id == person)).rowcount
            connection.execute(delete(deliveries).where(deliveries.c.chat == person))
        return removed


class Markings:
    """Who has marked a task as done or put it off, as the chat saw that person."""

    tables = (marks.name,)
    what = "您标记“已完成”或推迟的任务旁边的名字和用户编号：标记留着，名字和编号留到您删除"

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    async def forget(self, person: int) -> int:
        """Take name and number off the marks; the marks themselves are the chat's."""
        return await asyncio.to_thread(self._marks.forget, person)


class AskedInVain:
    """Questions for the keepers to look at: their words, and of a group where they were asked."""

    tables = (review_askings.name, review_clusters.name, review_prompts.name)
    what = (
        "没答上或点了 👎 的问题的文字，不记提问人，供管理员补充问答：{days} 天；所在的群最多 30 天"
    )

    async def forget(self, person: int) -> int:
        """Nobody is named there, so nobody's can be found."""
        return 0


class InWork:
    """Messages that are being answered: kept so that a crash in the middle loses none."""

    tables = (updates.name,)
    what = "正在回答的消息的原文：答完马上清除，只留消息编号两天"

    async def forget(self, person: int) -> int:
        """Nothing is left of them by the time that anybody can ask."""
        return 0


class OwnButtons:
    """Keyboards that only one user may press: his id stands beside them."""

    tables = (buttons.name,)
    what = "只给您本人按的按钮后面的用户编号（如点了 👎 之后问原因的按钮）：{days} 天"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget(self, person: int) -> int:
        """Remove the keyboards that were meant for one user."""
        return await asyncio.to_thread(self._forget, person)

    def _forget(self, person: int) -> int:
        # Behind the number stands a comma, or the object ends.
        mine = _MEANINGS.like(f'%"only": {person},%') | _MEANINGS.like(f'%"only": {person}}}%')
        with self._database.transaction() as connection:
            return connection.execute(delete(buttons).where(mine)).rowcount
