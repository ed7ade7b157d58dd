"""Which edition of the program this is: the same on every machine that runs the same one.

Work that several machines share is kept under it; `keeping.version`, quicker to tell, also differs
between two installations of the same program.
"""

import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from knowledge.corpus.keeping import digest

# Packages that decide what is made of a text.
_PACKAGES = ("jieba", "opencc", "pypinyin", "numpy")


@cache
def edition() -> bytes:
    """16 bytes that differ when the program does, or a package that decides what it makes."""
    return edition_of(Path(__file__).parent.parent)


def edition_of(root: Path) -> bytes:
    """The same for a program in the folder `root`: by what its files hold, not by when or where."""
    return digest(_program(root))


def _program(root: Path) -> Iterator[bytes]:
    # What counts as a letter is Python's own.
    yield repr(sys.version_info[:2]).encode()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".json") and path.is_file():
            yield path.relative_to(root).as_posix().encode()
            yield path.read_bytes()
    for package in _PACKAGES:
        try:
            yield f"{package} {version(package)}".encode()
        except PackageNotFoundError:  # a build under another name
            yield package.encode()
