"""What chats have noted about tasks: done, or put off. Blocking: call it through a thread."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update
from sqlalchemy.engine import Row

from bot.store.connection import Database, seconds
from bot.store.records import Mark, TaskPrint
from bot.store.schema import marks


class Marks:
    """The marks of all chats. Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, chat: int) -> list[Mark]:
        """Every mark of a chat, the newest first."""
        newest = select(marks).where(marks.c.chat == chat).order_by(marks.c.made.desc())
        with self._database.transaction() as connection:
            return [_mark(row) for row in connection.execute(newest)]

    def set(self, mark: Mark) -> None:
        """Note it; an earlier mark of the same task and round is replaced."""
        values = {
            "until": mark.until,
            "made": seconds(mark.made),
            "person": mark.person,
            "name": mark.name,
        }
        key = _columns(mark.chat, mark.task, mark.round)
        insert = self._database.insert(marks).values(**key, **values)
        with self._database.transaction() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=values))

    def remove(self, mark: Mark) -> bool:
        """Take a mark back; false where it is gone already."""
        key = _columns(mark.chat, mark.task, mark.round)
        here = and_(*(marks.c[name] == value for name, value in key.items()))
        with self._database.transaction() as connection:
            return connection.execute(delete(marks).where(here)).rowcount == 1

    def forget(self, person: int) -> int:
        """Take a person's name off everything marked; how many marks that were. They stay."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                update(marks).where(marks.c.person == person).values(person=None, name="")
            )
        return changed.rowcount


def move_marks(connection: Connection, insert: Any, old: int, new: int) -> None:
    """The marks of a group go with it to its supergroup; what that has marked itself is newer."""
    here: ColumnElement[bool] = marks.c.chat == old
    for row in connection.execute(select(marks).where(here)).all():
        values = row._asdict() | {"chat": new}
        connection.execute(insert(marks).values(**values).on_conflict_do_nothing())
    connection.execute(delete(marks).where(here))


def _columns(chat: int, task: TaskPrint, round: date | None) -> dict[str, Any]:
    return {
        "chat": chat,
        "title_print": task.title,
        "text_print": task.text,
        "task": task.id,
        "round": round.isoformat() if round else "",
    }


def _mark(row: Row[Any]) -> Mark:
    return Mark(
        chat=row.chat,
        task=TaskPrint(id=row.task, title=row.title_print, text=row.text_print),
        round=date.fromisoformat(row.round) if row.round else None,
        until=row.until,
        made=datetime.fromtimestamp(row.made, UTC),
        person=row.person,
        name=row.name,
    )
