"""Databases for tests: SQLite in a file, and PostgreSQL where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _programs() -> Path | None:
    """The folder with PostgreSQL's initdb and pg_ctl."""
    if _DEBIAN:
        return _DEBIAN[0]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _run(*command: str) -> None:
    # The server refuses to run as root; in a container tests often are.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a new, empty PostgreSQL server on a local socket; skips where there is none."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    programs = _programs()
    if programs is None or os.name != "posix":
        pytest.skip("PostgreSQL is not installed (on Debian: apt install postgresql)")
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    # A socket's path may be about a hundred characters long, shorter than pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, log = folder / "data", folder / "log"
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(str(programs / "initdb"), "-D", str(data), *options)
        control = str(programs / "pg_ctl")
        socket = f"-k {folder} -c listen_addresses='' -F"
        _run(control, "-D", str(data), "-w", "-o", socket, "-l", str(log), "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run(control, "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty(address: str) -> None:
    """Drop every table of a PostgreSQL database."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
