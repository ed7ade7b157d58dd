"""A backup holds everything, of either database, and goes back into either, while the bot runs."""

import itertools
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from bot.cli import cli
from bot.store.backup import BackupFailed, back_up, inspect_backup, restore
from bot.store.database import open_store
from bot.store.opening import UnusableDatabase, engine_of, open_engine
from bot.store.records import Key, ReminderSettings
from knowledge.errors import KnowledgeError
from tests.bot import databases
from tests.bot.rows import everything, fill

NOW = datetime(2026, 11, 22, 22, 15, tzinfo=UTC)
Addresses = Callable[[str], str]


@pytest.fixture
def addresses(request: pytest.FixtureRequest, tmp_path: Path) -> Addresses:
    """An empty database of the kind that is asked for."""

    numbers = itertools.count()

    def give(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / f'data{next(numbers)}' / 'askplan.db'}"
        found: str = request.getfixturevalue("postgres_address")
        databases.empty(found)
        return found

    return give


def rows(address: str) -> dict[str, list[dict[str, Any]]]:
    engine = engine_of(address)
    with engine.connect() as connection:
        found = everything(connection)
    engine.dispose()
    return found


def filled(address: str, count: int = 3) -> dict[str, int]:
    """Rows in each table of a new database."""
    engine = open_engine(address)
    with engine.begin() as connection:
        told = fill(connection, count)
    engine.dispose()
    return told


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup with rows in each table, of a database elsewhere."""
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    filled(elsewhere)
    back_up(elsewhere, tmp_path / "made.db")
    return tmp_path / "made.db"


@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_everything_comes_back_from_and_into_either_database(
    source: str, target: str, addresses: Addresses, tmp_path: Path
) -> None:
    given = addresses(source)
    told = filled(given)
    before = rows(given)
    file = tmp_path / "backup.db"
    made = back_up(given, file)
    assert made.rows == told
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    wanted = addresses(target)
    filled(wanted, 2)
    held = rows(wanted)
    restored, kept = restore(wanted, file, NOW)
    assert restored.rows == told
    assert rows(wanted) == before
    assert kept is not None
    assert rows(f"sqlite:///{kept}") == held


def test_new_rows_go_on_counting_where_the_restored_ones_end(
    addresses: Addresses, tmp_path: Path
) -> None:
    address = addresses("postgresql")
    engine = open_engine(address)
    elsewhere = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    numbered = "CREATE TABLE numbered (id {} PRIMARY KEY, word TEXT NOT NULL)"
    with engine.begin() as connection:
        connection.execute(text(numbered.format("SERIAL")))
    with elsewhere.begin() as connection:
        connection.execute(text(numbered.format("INTEGER")))
        connection.execute(text("INSERT INTO numbered VALUES (7, '七' || char(0) || '八')"))
    back_up(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    restore(address, tmp_path / "b.db", NOW)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO numbered (word) VALUES ('九')"))
        found = connection.execute(text("SELECT id, word FROM numbered ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(7, "七\ufffd八"), (8, "九")]
    engine.dispose()
    elsewhere.dispose()


def test_a_running_bot_works_on_and_sees_what_was_restored(address: str, tmp_path: Path) -> None:
    settings = ReminderSettings(on=True)
    running = open_store(address)
    running.save(1, 0, settings)
    stop = threading.Event()
    failures: list[Exception] = []

    def work() -> None:
        day = date(2026, 1, 1)
        while not stop.is_set():
            day += timedelta(days=1)
            try:
                running.claim(Key(chat=5, topic=0, day=day), NOW, timedelta(minutes=1), late=False)
                running.reminding()
            except Exception as failure:
                failures.append(failure)

    worker = threading.Thread(target=work)
    worker.start()
    file = tmp_path / "backup.db"
    back_up(address, file)
    running.save(2, 0, settings)
    restore(address, file, NOW)
    stop.set()
    worker.join()
    assert failures == []
    assert [chat.id for chat in running.reminding()] == [1]
    running.close()


def test_a_backup_is_whole_while_others_write(address: str, tmp_path: Path) -> None:
    store = open_store(address)
    days = iter(date(2026, 1, 1) + timedelta(days=n) for n in range(100_000))
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            key = Key(chat=5, topic=0, day=next(days))
            store.claim(key, NOW, timedelta(minutes=1), late=False)

    worker = threading.Thread(target=work)
    worker.start()
    counts = [back_up(address, tmp_path / f"{n}.db").rows["deliveries"] for n in range(5)]
    stop.set()
    worker.join()
    store.close()
    assert counts == sorted(counts)


def test_a_file_that_exists_is_replaced_only_when_told_to(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    filled(address)
    file = tmp_path / "backup.db"
    file.write_text("重要")
    with pytest.raises(BackupFailed, match="已经存在"):
        back_up(address, file)
    assert file.read_text() == "重要"
    assert back_up(address, file, replace=True).rows
    with pytest.raises(BackupFailed, match="正在使用的数据库"):
        back_up(address, tmp_path / "a.db", replace=True)


def test_a_backup_leaves_an_older_database_as_old_as_it_is(address: str, tmp_path: Path) -> None:
    from tests.bot.test_migrations import HISTORY, move

    engine = engine_of(address)
    move(engine, HISTORY[0])
    with engine.begin() as connection:
        fill(connection)
    made = back_up(address, tmp_path / "old.db")
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            == HISTORY[0]
        )
    engine.dispose()
    assert made.revision == HISTORY[0]
    new = f"sqlite:///{tmp_path / 'new.db'}"
    restored, kept = restore(new, tmp_path / "old.db", NOW)
    assert kept is None
    assert restored.revision == HISTORY[-1]
    assert {name: restored.rows[name] for name in made.rows} == made.rows


def of_a_newer_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


def of_another_program(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE history (url TEXT)")
        database.commit()


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:6000])


def overwritten(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    file.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (of_a_newer_version, "请先升级 askplan"),
        (of_another_program, "不是 askplan 的备份"),
        (cut_short, "损坏"),
        (overwritten, "损坏"),
        (lambda file: file.write_text("不是数据库"), "不是 askplan 的备份"),
        (lambda file: file.write_bytes(b""), "不是 askplan 的备份"),
        (Path.unlink, "读不出来"),
    ],
)
def test_what_is_no_good_backup_is_one_line_and_changes_nothing(
    spoil: Callable[[Path], object], said: str, backup: Path, address: str
) -> None:
    filled(address, 2)
    before = rows(address)
    spoil(backup)
    beside = sorted(backup.parent.rglob("*"))
    with pytest.raises(BackupFailed) as caught:
        restore(address, backup, NOW)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{backup}: ")
    assert "\n" not in str(caught.value)
    assert rows(address) == before
    assert [one for one in sorted(backup.parent.rglob("*")) if "before-restore" in one.name] == []
    assert len(sorted(backup.parent.rglob("*"))) == len(beside)


def test_what_cannot_be_put_back_leaves_every_row_as_it_was(address: str, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as database:
        # Too long for the column of PostgreSQL; SQLite needs another reason.
        database.execute("UPDATE chats SET zone = ?", ["长" * 100])
        database.commit()
    engine = open_engine(address)
    with engine.begin() as connection:
        fill(connection, 2)
        if engine.dialect.name == "sqlite":
            connection.execute(
                text(
                    "CREATE TRIGGER full BEFORE INSERT ON deliveries "
                    "BEGIN SELECT RAISE(ABORT, 'full'); END"
                )
            )
    before = rows(address)
    with pytest.raises(BackupFailed, match="没有改动"):
        restore(address, backup, NOW)
    assert rows(address) == before
    engine.dispose()


def test_a_backup_can_be_read_where_nothing_can_be_written(backup: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    moved = shutil.move(backup, shelf / "backup.db")
    moved.chmod(0o400)
    shelf.chmod(0o500)
    restored, _ = restore(f"sqlite:///{tmp_path / 'data' / 'new.db'}", moved, NOW)
    shelf.chmod(0o700)
    assert sum(restored.rows.values()) > 0
    assert [one.name for one in shelf.iterdir()] == ["backup.db"]


def test_a_database_that_was_never_there_is_not_made_by_a_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="没有这个数据库文件"):
        back_up(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_the_tables_is_no_backup(address: str, tmp_path: Path) -> None:
    engine = engine_of(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE other (id INTEGER)"))
    engine.dispose()
    with pytest.raises(BackupFailed, match="还没有 askplan 的数据"):
        back_up(address, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


@pytest.mark.parametrize("place", ["no/such/backup.db", "."])
def test_a_place_that_cannot_be_written_to_is_one_line(place: str, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    filled(address)
    with pytest.raises(KnowledgeError) as caught:
        back_up(address, tmp_path / place)
    assert "\n" not in str(caught.value)


def test_a_server_out_of_reach_is_one_line_without_its_password(
    tmp_path: Path, backup: Path
) -> None:
    address = "postgresql://user:geheim@127.0.0.1:1/db"
    for attempt in (
        lambda: back_up(address, tmp_path / "backup.db"),
        lambda: restore(address, backup, NOW),
    ):
        with pytest.raises(KnowledgeError) as caught:
            attempt()
        assert "geheim" not in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "backup.db").exists()


def test_a_database_of_a_newer_version_is_not_touched(address: str) -> None:
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(UnusableDatabase, match="升级 askplan"):
        open_store(address)


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASKPLAN_DATABASE_URL", f"sqlite:///{tmp_path / 'askplan.db'}")
    return tmp_path


def test_the_commands_say_what_they_did_and_where_the_old_rows_are(outside: Path) -> None:
    told = filled(f"sqlite:///{outside / 'askplan.db'}")
    file = str(outside / "backup.db")
    runner = CliRunner()
    made = runner.invoke(cli, ["backup", file])
    assert made.exit_code == 0, made.output
    assert "完整性检查通过" in made.output
    assert f"共 {sum(told.values())} 行" in made.output
    back = runner.invoke(cli, ["restore", file])
    assert back.exit_code == 0, back.output
    assert f"共 {sum(told.values())} 行" in back.output
    kept = next(outside.glob("askplan-before-restore-*.db"))
    assert str(kept) in back.output
    assert inspect_backup(kept).rows == told
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    again = runner.invoke(cli, ["backup", file])
    assert isinstance(again.exception, KnowledgeError)
