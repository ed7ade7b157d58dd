"""The files of a knowledge folder: found, kept inside the folder, read within limits.

Every way in which a path can be unusable ends here as one `Problem`; no other room opens a file.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import Problem, UnreadableFile

MEGABYTE = 1024 * 1024
# Text of this size is no plan; the limit keeps a mistaken dump from filling the memory.
TEXT_LIMIT = 20 * MEGABYTE
BINARY_LIMIT = 100 * MEGABYTE
# Where `import` lists the files that it refused, when there are many.
REPORT = "导入未成功.txt"
_BINARY = {".docx", ".pdf", ".xlsx"}
# What desktops and office programs leave behind: no one means these to be read.
_LITTER = ("~$", ".", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of the folder. name: relative to the folder, with `/`, as shown to people."""

    path: Path
    name: str

    @property
    def suffix(self) -> str:
        """Ending in lower case, with its dot."""
        return self.path.suffix.lower()


def reason(error: OSError) -> tuple[str, str]:
    """What an operating system error means, and the way out, in Chinese."""
    if isinstance(error, PermissionError):
        return "没有读取权限", "请给运行 askplan 的用户开放读取权限（如 chmod a+r）"
    if isinstance(error, FileNotFoundError):
        return "文件不存在", "请检查路径和文件名"
    if isinstance(error, IsADirectoryError):
        return "这是一个文件夹，不是文件", "请给出文件，或把里面的文件移出来"
    return f"读不出来（{error.strerror or error}）", "请检查磁盘和文件是否完好"


def _unreadable(name: str, what: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(Problem(file=name, what=what, remedy=remedy))


def read_bytes(path: Path, name: str) -> bytes:
    """The whole content of a regular file of at most `TEXT_LIMIT` (or `BINARY_LIMIT`) bytes.

    name: how the file is called in a problem. Raises UnreadableFile.
    """
    limit = BINARY_LIMIT if path.suffix.lower() in _BINARY else TEXT_LIMIT
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(name, "不是普通文件", "请换成普通的文档文件")
        if status.st_size > limit:
            size = f"{status.st_size / MEGABYTE:.0f} MB"
            what = f"文件太大（{size}，上限 {limit // MEGABYTE} MB）"
            raise _unreadable(name, what, "请拆成几个文件，或只保留需要的部分")
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(name, *reason(error)) from None


def _entries(folder: Path, name: str, problems: list[Problem]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        what, remedy = reason(error)
        problems.append(Problem(file=name or ".", what=what, remedy=remedy))
        return
    yield from (entry for entry in found if not entry.name.startswith(_LITTER))


def _stays(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # a link to nowhere, or to itself
        return False


def _astray(name: str) -> Problem:
    what = "这是指向知识库文件夹之外（或已失效）的链接，未读取"
    return Problem(file=name, what=what, remedy="请把文件本身复制进来")


def files_inside(folder: Path, name: str) -> Iterator[Found | Problem]:
    """The files of a subfolder and of those below it; none where there is no such subfolder."""
    place = folder / name
    if place.is_symlink() and not _stays(place, folder.resolve()):
        yield _astray(name)
    elif place.exists():
        yield from list_files(folder, within=name, deep=True)


def list_files(folder: Path, *, within: str = "", deep: bool = False) -> Iterator[Found | Problem]:
    """The files of `folder / within` in order of their names; a Problem where one may not be read.

    deep: subfolders too. Links that lead out of the folder, or nowhere, are problems; hidden files,
    lock files of office programs and links to folders inside are left out.
    """
    root = folder.resolve()
    waiting = [within]
    while waiting:
        here = waiting.pop(0)
        problems: list[Problem] = []
        for entry in _entries(folder / here, here, problems):
            name = f"{here}/{entry.name}" if here else entry.name
            if entry.is_symlink() and not _stays(Path(entry.path), root):
                yield _astray(name)
            elif entry.is_dir(follow_symlinks=False):
                waiting += [name] if deep else []
            elif not entry.is_dir():
                yield Found(path=Path(entry.path), name=name)
        yield from problems


def write_report(folder: Path, lines: Iterable[str]) -> Path:
    """Write the refusals of an import into the folder, over those of the one before."""
    path = folder / REPORT
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8-sig", newline="")
    return path
