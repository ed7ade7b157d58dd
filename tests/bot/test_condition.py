"""A database that takes nothing any more is told of once, and questions are answered all the same."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store.condition import trouble_of
from bot.store.connection import Database, open_database
from bot.store.database import Store
from bot.store.opening import engine_of, open_engine
from bot.store.records import Key, ReminderSettings
from tests.bot import databases
from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running, suggested
from tests.botapi import BotApi, private

ON = ReminderSettings(on=True)
NOW = FakeClock()()


def write(store: Store, count: int = 1, size: int = 1) -> None:
    """So many writes, some of which may fail."""
    for number in range(count):
        with suppress(SQLAlchemyError):
            store.save(number, 0, ON.changed(departments=("市教育局" * size,)))


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.message for one in caplog.records if one.name == "bot.store.condition"]


class Ceiling:
    """A limit to the pages of an SQLite file, as a full disk would set it."""

    def __init__(self, engine: Any) -> None:
        self.pages = 1_000_000
        event.listen(engine, "begin", self._set)

    def _set(self, connection: Any) -> None:
        connection.connection.execute(f"PRAGMA max_page_count={self.pages}")


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    yield opened
    opened.close()


def test_a_full_file_is_told_once_and_so_is_its_mending(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'askplan.db'}")
    ceiling = Ceiling(engine)
    store = Store(Database(engine))
    write(store)
    assert store.degraded == ""
    ceiling.pages = 1
    write(store, 50, size=500)
    assert "磁盘已满" in store.degraded
    assert [chat.id for chat in store.reminding()][:1] == [0]
    assert "磁盘已满" in store.degraded, "reading says nothing about room to write"
    store.database.probe()
    ceiling.pages = 1_000_000
    store.database.probe()
    assert store.degraded == ""
    assert len(told(caplog)) == 2
    store.close()


def test_a_database_that_only_reads_is_read_from(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(database)
    write(store, 2)
    # What a server does that has become a standby, and a disk that was mounted anew.
    read_only = {"sqlite": "PRAGMA query_only=1", "postgresql": "SET TRANSACTION READ ONLY"}

    def forbid(connection: Any) -> None:
        connection.exec_driver_sql(read_only[database.engine.dialect.name])

    event.listen(database.engine, "begin", forbid)
    write(store, 5)
    assert "只读" in store.degraded
    assert len(store.reminding()) == 2
    event.remove(database.engine, "begin", forbid)
    if database.sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=0")
    write(store, 3)
    assert store.degraded == ""
    assert len(store.reminding()) == 3
    assert len(told(caplog)) == 2


def test_a_server_that_went_away_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("the server is not the test's own, to be stopped")
    with databases.postgres() as address:
        store = Store(open_database(address))
        write(store)
        assert store.degraded == ""
    write(store, 4)
    assert "连不上数据库" in store.degraded
    assert len(told(caplog)) == 1
    store.close()


def test_a_server_that_does_not_answer_is_not_waited_for_again_and_again() -> None:
    tried: list[object] = []
    address = "postgresql://bot@127.0.0.1:1/askplan"
    database = Database(engine_of(address))
    database.condition.pause = 3600
    event.listen(database.engine, "do_connect", lambda *details: tried.append(details[-1]) or None)
    store = Store(database)
    write(store, 5)
    assert len(tried) == 1
    database.condition.pause = 0
    write(store, 2)
    assert len(tried) == 3
    store.close()


def test_a_mistake_in_a_query_says_nothing_about_the_database(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.transaction() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    assert trouble_of(caught.value) is None
    assert database.degraded == ""


async def test_questions_are_answered_while_nothing_can_be_kept(tmp_path: Path) -> None:
    file = tmp_path / "askplan.db"
    open_engine(f"sqlite:///{file}").dispose()
    knowledge = FakeKnowledge({"甲": answered(), "乙": suggested("甲")})
    async with BotApi() as api:
        async with running(api, knowledge, database=f"sqlite:///{file}"):
            with _locked(file):
                api.say(private("小王"), "甲")
                api.say(private("小李"), "乙")
                await api.answers(2)
        assert {one["text"].split("\n")[0] for one in api.sent} == {
            "牵头单位：市场监督管理局",
            "您问的是下面哪一项？",
        }


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """The tables are gone from under the running bot."""
    engine = open_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        for name in ("buttons", "chats", "deliveries"):
            connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {name}_away")
    try:
        yield
    finally:
        with engine.begin() as connection:
            for name in ("buttons", "chats", "deliveries"):
                connection.exec_driver_sql(f"ALTER TABLE {name}_away RENAME TO {name}")
        engine.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not permitted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_that_really_is_full_is_read_from_and_written_to_again_later(
    small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(open_database(f"sqlite:///{small_disk / 'askplan.db'}"))
    write(store, 3)
    ballast = small_disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as content:
        while True:
            content.write(bytes(4096))
    for n in range(300):
        day = date(2026, 1, 1) + timedelta(days=n)
        with suppress(SQLAlchemyError):
            store.claim(Key(chat=1, topic=0, day=day), NOW, timedelta(minutes=1), late=False)
    assert "磁盘已满" in store.degraded
    assert len(store.reminding()) == 3
    ballast.unlink()
    store.database.probe()
    assert store.degraded == ""
    write(store, 4)
    assert len(store.reminding()) == 4
    assert len(told(caplog)) == 2
    store.close()
