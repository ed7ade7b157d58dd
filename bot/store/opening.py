"""A database address -> an engine whose tables are up to date.

SQLite by default: one file that only its owner can read. PostgreSQL where the address says so.
"""

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from alembic.config import Config

# Milliseconds that a statement waits for another process's transaction to end.
_BUSY = 10_000
# Any number, the same in every replica: they take turns at the migrations.
_MIGRATING = 7_262_013
# Seconds to wait for a server, and milliseconds for its word once connected: whoever has asked a
# question does not wait longer for what is only to be kept.
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 15_000}


class UnusableDatabase(KnowledgeError):
    """The database cannot be opened. One line: what, and the way out; never the address."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"ASKPLAN_DATABASE_URL: {what}；{remedy}")


def open_engine(address: str) -> Engine:
    """The engine of a database, made if it is an SQLite file that is not there yet, and migrated.

    address: `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`. Raises UnusableDatabase.
    """
    engine = engine_of(address)
    try:
        migrate(engine)
    except (SQLAlchemyError, OSError) as failure:
        engine.dispose()
        raise _unopened(failure) from None
    except UnusableDatabase:
        engine.dispose()
        raise
    return engine


def engine_of(address: str) -> Engine:
    """The engine of a database as it is, not migrated. Raises UnusableDatabase."""
    url = url_of(address)
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgres(url)


def url_of(address: str) -> URL:
    """A database address taken apart. Raises UnusableDatabase."""
    try:
        return make_url(address.replace("postgres://", "postgresql://", 1))
    except SQLAlchemyError:
        raise UnusableDatabase(
            "不是数据库地址", "写成 sqlite:///文件路径 或 postgresql://用户:密码@主机/库名"
        ) from None


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database; None for one in memory or on a server."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database)).expanduser()


def _unopened(failure: Exception) -> UnusableDatabase:
    # The driver's own words can hold the address with its password.
    return UnusableDatabase(
        f"数据库打不开（{type(failure).__name__}）",
        "检查地址、用户、密码，数据库服务是否在运行，文件所在的盘是否可写、没有满",
    )


def _sqlite(url: URL) -> Engine:
    path = sqlite_file(url)
    if path is None:
        engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare)
        return engine
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made here, as SQLite would let the whole machine read it; its side files follow its mode.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as failure:
        raise UnusableDatabase(
            f"数据库文件 {path} 写不了（{failure.strerror}）",
            "给运行 askplan 的用户这个文件夹的写权限，或换一个路径",
        ) from None
    engine = create_engine(
        url.set(database=str(path)), connect_args={"timeout": _BUSY / 1000}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _: object) -> None:
    # The driver begins no transaction before a SELECT; `begin` below does, and takes the write lock
    # at once: a transaction that reads first and writes later could be refused halfway.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={_BUSY}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgres(url: URL) -> Engine:
    if url.get_backend_name() != "postgresql":
        raise UnusableDatabase(
            f"不支持 {url.get_backend_name()} 数据库", "用 sqlite:///… 或 postgresql://…"
        )
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            # What people have written does not belong into a log.
            hide_parameters=True,
            connect_args={
                name: value for name, value in _PATIENCE.items() if name not in url.query
            },
        )
    except ImportError:
        raise UnusableDatabase(
            "没有安装 PostgreSQL 的驱动", "运行 pip install 'askplan[postgres]' 后再启动"
        ) from None
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations that are missing up to `revision`, in one transaction.

    Raises UnusableDatabase where the tables are those of a newer version of the program.
    """
    # It tells of every plugin that it looks at, already while it is imported.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command
    from alembic.util import CommandError

    config = migrations()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        elif not connection.connection.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError:
            raise UnusableDatabase(
                "数据库是更新版本的 askplan 建的", "升级 askplan，或换一个数据库"
            ) from None


def migrations() -> "Config":
    """Alembic's view of the migrations; whoever runs them adds the connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    return config
