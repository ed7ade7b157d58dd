"""Closing the store while somebody still reads from it."""

from pathlib import Path
from threading import Event, Thread

from sqlalchemy import event

from bot.store.connection import open_database
from bot.store.database import Store


def test_closing_waits_for_a_query_in_work(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'store.db'}")
    store = Store(database)
    entered, leave = Event(), Event()

    def hold(*_: object) -> None:
        entered.set()
        leave.wait(30)

    event.listen(database.engine, "before_cursor_execute", hold)
    reader = Thread(target=store.reminding)
    closer = Thread(target=store.close)
    reader.start()
    assert entered.wait(30)
    closer.start()
    closer.join(0.2)
    waiting = closer.is_alive()
    leave.set()
    reader.join(30)
    closer.join(30)
    assert waiting
    assert not closer.is_alive()
