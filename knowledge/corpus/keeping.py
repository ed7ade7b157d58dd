"""Work that is kept between runs: arrays in files of the user's own, mapped into memory when needed.

A file holds numbers and text only and is never executed. One that is damaged, of another version, or
that somebody else could have written counts as none; nor does anything fail where none can be kept.
"""

import json
import logging
import mmap
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, TypeVar
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Arrays: TypeAlias = "Mapping[str, NDArray[np.generic]]"
T = TypeVar("T")

MEGABYTE = 1024 * 1024
LIMIT = 1024 * MEGABYTE
_MAGIC = b"askplan kept 1\n"
_ENDING = ".kept"
_ALIGNED = 64
_CHUNK = MEGABYTE
_NUMBERS = "uifb"  # kinds of arrays that may be kept

_log = logging.getLogger(__name__)


class Keeping:
    """Kept work in one folder. limit: bytes; the files used longest ago go first."""

    def __init__(self, folder: Path, *, limit: int = LIMIT) -> None:
        self._folder = folder
        self._limit = limit

    def load(self, name: str, key: bytes) -> "Arrays | None":
        """What was kept under this name for this very key; None where there is nothing usable."""
        path = self._folder / (name + _ENDING)
        try:
            with path.open("rb") as file:
                found = _read(file, key)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, _Unusable) as why:
            _log.info("%s: %s; it is made anew", path.name, why)
            return None
        with suppress(
            OSError
        ):  # on a disk that nothing can be written to, nothing is removed either
            os.utime(path)
        return found

    def save(self, name: str, key: bytes, arrays: Arrays) -> None:
        """Keep arrays, all of them or none; without complaint where that is not possible."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _own(self._folder.stat())
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    _write(file, key, arrays)
                Path(temporary).replace(self._folder / (name + _ENDING))
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._tidy(name + _ENDING)
        except (OSError, _Unusable) as why:
            _log.info("nothing is kept in %s: %s", self._folder, why)

    def _tidy(self, newest: str) -> None:
        """Remove what was used longest ago until the rest is within the limit."""
        found = []
        for entry in os.scandir(self._folder):
            if entry.name.endswith((_ENDING, ".part")) and entry.name != newest:
                status = entry.stat(follow_symlinks=False)
                found.append((status.st_mtime, status.st_size, entry.path))
        room = self._limit - (self._folder / newest).stat().st_size
        for _, size, path in sorted(found, reverse=True):
            room -= size
            if room < 0:
                with suppress(OSError):
                    Path(path).unlink()


def kept_or_made(
    keeping: Keeping | None,
    name: str,
    parts: Iterable[bytes],
    restore: Callable[[Arrays], T],
    make: Callable[[], T],
    arrays: Callable[[T], Arrays],
) -> T:
    """What was kept for these parts, or else made now, and kept. name: what kind of thing it is.

    parts: everything that it depends on, besides the program itself.
    """
    if keeping is None:
        return make()
    key = digest(parts, version())
    place = f"{name}-{key.hex()[:24]}"
    found = _restored(keeping, place, key, restore)
    if found is None:
        found = make()
        keeping.save(place, key, arrays(found))
        # Mapped from the file it costs no memory of the process's own.
        found = _restored(keeping, place, key, restore) or found
    return found


def _restored(keeping: Keeping, place: str, key: bytes, restore: Callable[[Arrays], T]) -> T | None:
    kept = keeping.load(place, key)
    if kept is None:
        return None
    try:
        return restore(kept)
    except (KeyError, ValueError, TypeError) as why:
        _log.info("%s: %r; it is made anew", place, why)
        return None


def digest(parts: Iterable[bytes], salt: bytes = b"") -> bytes:
    """16 bytes that differ where any of the parts does."""
    total = blake2b(salt, digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.digest()


_VERSION: list[bytes] = []


def version() -> bytes:
    """16 bytes that differ when the program does, or a package that decides what it makes."""
    if not _VERSION:
        _VERSION.append(digest([repr(item).encode() for item in _program()]))
    return _VERSION[0]


def _program() -> Iterator[tuple[object, ...]]:
    import sys
    from importlib.util import find_spec

    yield tuple(sys.version_info)
    waiting = [Path(__file__).parent.parent]
    while waiting:
        here = waiting.pop()
        for entry in sorted(os.scandir(here), key=lambda entry: entry.name):
            if entry.is_dir():
                waiting += [Path(entry.path)] if entry.name not in ("data", "__pycache__") else []
            elif entry.name.endswith((".py", ".json")):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns
    for package in ("jieba", "opencc", "pypinyin", "numpy"):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            status = Path(spec.origin).stat()
            yield package, spec.origin, status.st_size, status.st_mtime_ns


class _Unusable(Exception):
    """Why a kept file counts as none."""


def _own(status: os.stat_result) -> None:
    """Raises _Unusable where somebody else could have written it."""
    if hasattr(os, "getuid"):
        if status.st_uid != os.getuid():
            raise _Unusable("it belongs to somebody else")
        if stat.S_IMODE(status.st_mode) & 0o022:
            raise _Unusable("others may write to it")


def _write(file: BinaryIO, key: bytes, arrays: Arrays) -> None:
    """magic, length of the head, head (JSON, with sums of everything), arrays at aligned places."""
    table: dict[str, Any] = {}
    at = 0
    for name, array in arrays.items():
        raw = _raw(array)
        table[name] = [array.dtype.str, list(array.shape), at, raw.nbytes, crc32(raw)]
        at += -(-raw.nbytes // _ALIGNED) * _ALIGNED
    head = json.dumps({"key": key.hex(), "size": at, "arrays": table}).encode()
    begin = len(_MAGIC) + 12
    head += b" " * (-(begin + len(head)) % _ALIGNED)
    file.write(_MAGIC + len(head).to_bytes(8, "little") + crc32(head).to_bytes(4, "little") + head)
    for array in arrays.values():
        raw = _raw(array)
        file.write(raw)
        file.write(bytes(-raw.nbytes % _ALIGNED))


def _raw(array: "NDArray[np.generic]") -> memoryview:
    plain: Any = array.reshape(-1).view("u1")
    return memoryview(plain)


def _read(file: BinaryIO, key: bytes) -> Arrays:
    import numpy as np

    _own(os.fstat(file.fileno()))
    begin = len(_MAGIC) + 12
    top = file.read(begin)
    if len(top) < begin or not top.startswith(_MAGIC):
        raise _Unusable("not a file of this version")
    length = int.from_bytes(top[len(_MAGIC) : len(_MAGIC) + 8], "little")
    if length > _CHUNK:
        raise _Unusable("damaged")
    raw = file.read(length)
    if crc32(raw) != int.from_bytes(top[-4:], "little"):
        raise _Unusable("damaged")
    head = json.loads(raw)
    if head["key"] != key.hex():
        raise _Unusable("made for another state")
    begin += length
    if os.fstat(file.fileno()).st_size != begin + head["size"]:
        raise _Unusable("damaged")
    for _, _, at, size, total in head["arrays"].values():
        if _sum(file, begin + at, size) != total:
            raise _Unusable("damaged")
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    found = {}
    for name, (kind, shape, at, size, _) in head["arrays"].items():
        dtype = np.dtype(kind)
        if dtype.kind not in _NUMBERS:
            raise _Unusable("damaged")
        flat = np.frombuffer(mapped, dtype=dtype, count=size // dtype.itemsize, offset=begin + at)
        found[name] = flat.reshape(shape)
    return found


def _sum(file: BinaryIO, at: int, size: int) -> int:
    file.seek(at)
    total = 0
    while size > 0:
        chunk = file.read(min(size, _CHUNK))
        if not chunk:
            return -1
        total = crc32(chunk, total)
        size -= len(chunk)
    return total
