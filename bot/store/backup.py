"""The database into one file and back, while the bot runs.

The file is an SQLite database with all tables, whatever database it was made of: SQLite's own online
copy, or the rows of a PostgreSQL server as they are at one moment. A file made of one kind can be
restored into the other. Whatever goes wrong, the file is whole or not there, and the database is
what it was.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.store.copying import BOOKKEEPING, Miscounted, copy_rows, count_rows, replace_rows
from bot.store.opening import engine_of, migrate, migrations, open_engine, sqlite_file, url_of
from knowledge.errors import KnowledgeError, Problem

# Seconds that a copy waits for a writer.
_BUSY = 10.0


class BackupFailed(KnowledgeError):
    """Nothing was written or restored. One line: which file, what, and the way out."""

    def __init__(self, file: Path | str, what: str, remedy: str) -> None:
        super().__init__(str(Problem(file=str(file), what=what, remedy=remedy)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup holds. revision: of its tables. rows: by table. size: of the file, in bytes."""

    revision: str
    rows: Mapping[str, int]
    size: int


def back_up(address: str, file: Path, *, replace: bool = False) -> Contents:
    """Write the database into `file`, for its owner alone, and read it back to see that it is whole.

    replace: whether `file` may exist. Raises BackupFailed, UnusableDatabase.
    """
    url = url_of(address)
    _check_place(file, url, replace=replace)
    if not _holds_tables(address, url):
        raise BackupFailed(
            sqlite_file(url) or "ASKPLAN_DATABASE_URL",
            "数据库里还没有 askplan 的数据",
            "请检查地址，或先运行一次 askplan run",
        )
    with _draft(file) as draft:
        _write(address, url, draft, file)
        contents = inspect_backup(draft, file)
        _publish(draft, file, replace=replace)
    return contents


def restore(address: str, file: Path, now: datetime) -> tuple[Contents, Path | None]:
    """Put the rows of a backup in the place of the database's, in one transaction.

    Tables of an older version are brought up to date on the way. Gives what the database holds now,
    and the file with what it held before: beside the database, or beside `file` where that is on a
    server; None where there was nothing. Raises BackupFailed, UnusableDatabase.
    """
    found = inspect_backup(file)
    url = url_of(address)
    own = sqlite_file(url)
    if _same(own, file):
        raise BackupFailed(file, "这就是正在使用的数据库", "请给出备份文件")
    place = (own or file.absolute()).parent
    kept = place / f"askplan-before-restore-{now:%Y%m%d-%H%M%S}.db"
    with _scratch(place) as scratch:
        copy = scratch / "copy.db"
        _copy_file(file, copy, file)
        _bring_up_to_date(copy, file)
        before = kept if _holds_tables(address, url) else None
        if before:
            back_up(address, before)
        rows = _put_back(address, copy, file)
    return Contents(revision=_newest(), rows=rows, size=found.size), before


def inspect_backup(file: Path, name: Path | None = None) -> Contents:
    """What a file holds, once it is found to be whole. name: how to call it in an error.

    Raises BackupFailed for a file that is missing, broken, of another program or a newer version.
    """
    name = name or file
    try:
        with closing(_open_copy(file)) as database:
            _check_whole(database, name)
            revision = _revision(database, name)
        with _reading(file) as engine, engine.connect() as connection:
            return Contents(
                revision=revision, rows=count_rows(connection), size=file.stat().st_size
            )
    except OSError as error:
        raise BackupFailed(name, f"读不出来（{error.strerror}）", "请检查路径和权限") from None
    except (sqlite3.Error, SQLAlchemyError):
        raise BackupFailed(name, "不是 askplan 的备份，或者已经损坏", "请换一个备份文件") from None


def _open_copy(file: Path) -> sqlite3.Connection:
    """A database file, for reading only. Raises OSError where there is none."""
    with file.open("rb") as content:
        if content.read(16) != b"SQLite format 3\0":
            raise sqlite3.DatabaseError
    return sqlite3.connect(_uri(file), uri=True, timeout=_BUSY)


def _uri(file: Path) -> str:
    # A backup is one file, which may lie on a disk that cannot be written to; a database in use has
    # a second one beside it, without which the first is not complete.
    in_use = file.with_name(f"{file.name}-wal").exists()
    return f"{file.absolute().as_uri()}?{'mode=ro' if in_use else 'immutable=1'}"


@contextmanager
def _reading(file: Path) -> Iterator[Engine]:
    engine = create_engine(
        "sqlite://",
        poolclass=NullPool,
        creator=lambda: sqlite3.connect(_uri(file), uri=True, timeout=_BUSY),
    )
    try:
        yield engine
    finally:
        engine.dispose()


def _check_whole(database: sqlite3.Connection, name: Path) -> None:
    if database.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        raise BackupFailed(name, "文件已经损坏（完整性检查没有通过）", "请换一个备份文件")
    if database.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise BackupFailed(name, "文件里的数据前后对不上", "请换一个备份文件")


def _revision(database: sqlite3.Connection, name: Path) -> str:
    found = database.execute(f"SELECT version_num FROM {BOOKKEEPING}").fetchall()  # noqa: S608
    if len(found) != 1:
        raise sqlite3.DatabaseError
    revision = str(found[0][0])
    if revision not in _known():
        raise BackupFailed(
            name,
            f"来自更新版本的 askplan（结构版本 {revision}）",
            "请先升级 askplan，再恢复",
        )
    return revision


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(migrations())
    return {one.revision for one in script.walk_revisions()}


def _newest() -> str:
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory.from_config(migrations()).get_current_head())


def _same(one: Path | None, other: Path) -> bool:
    return one is not None and one.exists() and other.exists() and one.samefile(other)


def _check_place(file: Path, url: URL, *, replace: bool) -> None:
    """Raises BackupFailed where the file cannot be written, before anything else is done."""
    own = sqlite_file(url)
    if own is None and url.get_backend_name() == "sqlite":
        raise BackupFailed(file, "数据库只在内存里，没有可以备份的", "请设置 ASKPLAN_DATABASE_URL")
    if own is not None and not own.is_file():
        raise BackupFailed(
            own, "没有这个数据库文件", "请检查 ASKPLAN_DATABASE_URL，或先运行一次 askplan run"
        )
    if file.is_dir():
        raise BackupFailed(file, "这是一个文件夹", "请写上文件名")
    if not file.absolute().parent.is_dir():
        raise BackupFailed(file, f"没有 {file.parent} 这个文件夹", "请先建好，或换一个地方")
    if _same(own, file):
        raise BackupFailed(file, "这就是正在使用的数据库", "请换一个名字")
    if file.exists() and not replace:
        raise BackupFailed(file, "文件已经存在，没有改动", "请换一个名字，或加 --force 覆盖")


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """An empty file beside `file`, readable by its owner alone; gone at the end."""
    with _scratch(file.absolute().parent) as scratch:
        draft = scratch / "draft.db"
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield draft


@contextmanager
def _scratch(place: Path) -> Iterator[Path]:
    """A folder for its owner alone, on the disk where the result will stand; gone at the end."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch = TemporaryDirectory(dir=place, prefix=".askplan-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _unwritten(place, error.strerror) from None
    with scratch as name:
        yield Path(name)


def _unwritten(file: Path, why: str | None) -> BackupFailed:
    return BackupFailed(file, f"写不进去（{why}）", "请检查权限和磁盘空间，或换一个地方")


def _write(address: str, url: URL, draft: Path, file: Path) -> None:
    own = sqlite_file(url)
    if own is not None:
        _copy_file(own, draft, file)
        return
    engine = engine_of(address)
    try:
        _copy_server(engine, draft)
    except SQLAlchemyError as failure:
        # The driver's own words can hold the address with its password.
        raise BackupFailed(
            file, f"没有备份成（{type(failure).__name__}）", "请检查数据库是否能连上，磁盘是否已满"
        ) from None
    except Miscounted as table:
        raise BackupFailed(file, f"没有备份成：表 {table} 的行数对不上", "请再试一次") from None
    finally:
        engine.dispose()


def _copy_file(source: Path, target: Path, file: Path) -> None:
    """SQLite's online copy: complete as of one moment, also while others write."""
    try:
        with (
            closing(_open_copy(source)) as given,
            closing(sqlite3.connect(target, timeout=_BUSY)) as wanted,
        ):
            given.backup(wanted)
            # One file that needs no other beside it.
            wanted.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise _unwritten(file, str(error)) from None
    except OSError as error:
        raise _unwritten(file, error.strerror) from None


def _copy_server(engine: Engine, draft: Path) -> None:
    """All rows of a server as of one moment, into tables of the server's own revision."""
    with engine.connect() as connection:
        source = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True, stream_results=True
        )
        revision = _revision_of(source)
        with _file_engine(draft) as portable:
            migrate(portable, revision)
            with portable.begin() as target:
                copy_rows(source, target)


def _revision_of(connection: Connection) -> str:
    from alembic.migration import MigrationContext

    return str(MigrationContext.configure(connection).get_current_revision())


@contextmanager
def _file_engine(file: Path) -> Iterator[Engine]:
    engine = create_engine(URL.create("sqlite", database=str(file)), poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


def _publish(draft: Path, file: Path, *, replace: bool) -> None:
    """Give the finished file its name, in one step."""
    try:
        with draft.open("rb+") as content:
            os.fsync(content.fileno())
        if replace:
            draft.replace(file)
        else:
            _name_once(draft, file)
    except FileExistsError:
        raise BackupFailed(
            file, "文件已经存在，没有改动", "请换一个名字，或加 --force 覆盖"
        ) from None
    except OSError as error:
        raise _unwritten(file, error.strerror) from None


def _name_once(draft: Path, file: Path) -> None:
    """Like a rename that replaces nothing. Raises FileExistsError."""
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if file.exists():
            raise FileExistsError from None
        draft.replace(file)


def _bring_up_to_date(copy: Path, file: Path) -> None:
    try:
        with _file_engine(copy) as engine:
            migrate(engine)
    except (SQLAlchemyError, OSError) as failure:
        raise BackupFailed(
            file, f"不能变成现在的结构（{type(failure).__name__}）", "请换一个备份文件"
        ) from None


def _holds_tables(address: str, url: URL) -> bool:
    """Whether there is a database of the program's already."""
    own = sqlite_file(url)
    if own is not None and not (own.is_file() and own.stat().st_size):
        return False
    engine = engine_of(address)
    try:
        return inspect(engine).has_table(BOOKKEEPING)
    except SQLAlchemyError as failure:
        raise BackupFailed(
            own or "ASKPLAN_DATABASE_URL",
            f"现在的数据库打不开（{type(failure).__name__}），没有改动",
            "数据库在服务器上的，检查地址、用户、密码；是文件的，把它移走（-wal、-shm 一起）再恢复",
        ) from None
    finally:
        engine.dispose()


def _put_back(address: str, copy: Path, file: Path) -> Mapping[str, int]:
    engine = open_engine(address)
    try:
        with (
            _file_engine(copy) as portable,
            portable.connect() as source,
            engine.begin() as target,
        ):
            if engine.dialect.name == "sqlite":
                target.exec_driver_sql("BEGIN IMMEDIATE")
            rows = replace_rows(source, target)
    except (SQLAlchemyError, Miscounted) as failure:
        raise BackupFailed(
            file,
            f"没有恢复成（{type(failure).__name__}），数据库没有改动",
            "请检查数据库和磁盘空间后再试",
        ) from None
    finally:
        engine.dispose()
    return dict(sorted(rows.items()))
