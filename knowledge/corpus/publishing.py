"""Changes to a knowledge folder that happen wholly or not at all, and can be taken back.

Everything lies in `.askplan/` inside the folder, so that a change of place is a rename:

    history/000007.new      being prepared; of no account until it is renamed     -> forgotten
    history/000007.pending  complete: this rename is the moment of publication    -> carried out
    history/000007          carried out; holds what was there before              -> for `undo`
    history/000007.undoing  being taken back                                      -> taken back

A crash leaves one of these names behind, and `settle` (run before every reading) does what stands
on the right: a reader sees the state before or after a change, never one in between. Every step of
carrying out is a rename that may be repeated, also by two processes at once.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.corpus.files import reason
from knowledge.errors import BadFolder, Problem

HOME = ".askplan"
HISTORY = "history"
# Every change that was published or taken back, a line each; unlike the history it is never cut.
JOURNAL = "journal.txt"
# How many published changes can be taken back; older ones are dropped.
KEPT = 50
_RECORD = "record.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file of a change. name: relative, with `/`. before, after: SHA-256, None for no file."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One change as it is recorded. number: 1, 2, ...; at: when, for people. lines: what it did."""

    number: int
    at: str
    changes: tuple[FileChange, ...]
    lines: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """What tells this change from any other, also from one that got its number later."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _refuse(folder: Path, what: str, remedy: str) -> BadFolder:
    return BadFolder([Problem(file=str(folder), what=what, remedy=remedy)])


def digest(path: Path) -> str | None:
    """SHA-256 of a file, None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


# --- carrying out ---------------------------------------------------------------------------------


def generation(folder: Path) -> tuple[str, ...]:
    """What has been published in `folder`; differs before and after any change."""
    try:
        return tuple(sorted(entry.name for entry in (folder / HOME / HISTORY).iterdir()))
    except OSError:
        return ()


def settle(folder: Path) -> None:
    """Carry out what a crash left half done. Raises BadFolder where that is not permitted."""
    for name in generation(folder):
        stem, _, state = name.partition(".")
        try:
            if state == "pending":
                _carry_out(folder, folder / HOME / HISTORY / name, "after")
                _rename(folder / HOME / HISTORY / name, folder / HOME / HISTORY / stem)
            elif state == "undoing":
                _carry_out(folder, folder / HOME / HISTORY / name, "before")
                shutil.rmtree(folder / HOME / HISTORY / name, ignore_errors=True)
        except FileNotFoundError:  # another process has just done it
            continue
        except OSError as error:
            what = f"上一次导入或撤销没有写完（{reason(error)[0]}）"
            remedy = "请用有写权限的用户运行一次 askplan check，会自动完成"
            raise _refuse(folder, what, remedy) from None


def _carry_out(folder: Path, home: Path, side: str) -> None:
    """Put the files of one side of a change (`before` or `after`) in their places."""
    for number, change in enumerate(_read(home).changes):
        target = folder / change.name
        wanted = change.before if side == "before" else change.after
        if wanted is None:
            target.unlink(missing_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(home / side / str(number), target)
    for parent in {(folder / change.name).parent for change in _read(home).changes}:
        _sync_folder(parent)


def _move(source: Path, target: Path) -> None:
    """Rename; a source that is gone has been moved already."""
    try:
        source.replace(target)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # documents/ lies on another disk: copy beside the target, then rename there.
        beside = target.with_name(f".{target.name}.askplan")
        _write(beside, source.read_bytes())
        beside.replace(target)


def _rename(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except FileNotFoundError:  # another process carried it out at the same time
        return
    _sync_folder(target.parent)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder last; systems that cannot sync a folder do so by themselves."""
    if os.name != "posix" or not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(home: Path) -> Publication:
    record = json.loads((home / _RECORD).read_text(encoding="utf-8"))
    changes = tuple(FileChange(**change) for change in record.pop("changes"))
    lines = tuple(record.pop("lines"))
    return Publication(changes=changes, lines=lines, **record)


# --- preparing ------------------------------------------------------------------------------------


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other writers out, as long as this process lives. Raises BadFolder where one is at work."""
    home = folder / HOME
    try:
        (home / HISTORY).mkdir(parents=True, exist_ok=True)
        with (home / "lock").open("a") as file:
            try:
                _lock(file.fileno())
            except OSError:
                raise _refuse(folder, "另一个导入或撤销正在进行", "请等它结束后再试") from None
            yield
    except OSError as error:
        raise _refuse(
            folder, f"{reason(error)[0].replace('读取', '写入')}", "请检查权限和磁盘空间"
        ) from None


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def staging(folder: Path) -> Iterator["Stage"]:
    """A change of `folder` in preparation; what is not published by the end is forgotten.

    Raises BadFolder where another process is changing the folder, or it may not be written.
    """
    with _locked(folder):
        settle(folder)
        stage = Stage(folder)
        try:
            yield stage
        finally:
            shutil.rmtree(stage.home, ignore_errors=True)


class Stage:
    """Files to be written and removed together. Only their names and digests stay in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        history = folder / HOME / HISTORY
        for left in history.glob("*.new"):
            shutil.rmtree(left, ignore_errors=True)
        stems = (name.partition(".")[0] for name in generation(folder))
        taken = [int(stem) for stem in stems if stem.isdigit()]
        self._number = max(taken, default=0) + 1
        self.home = history / f"{self._number:06}.new"
        for side in ("before", "after"):
            (self.home / side).mkdir(parents=True)
        self._changes: dict[str, FileChange] = {}

    def put(self, name: str, data: bytes) -> bool:
        """Write `data` to the file `name` when published; says whether that changes it."""
        return self._add(name, data)

    def remove(self, name: str) -> bool:
        """Remove the file `name` when published; says whether there is one."""
        return self._add(name, None)

    def _add(self, name: str, data: bytes | None) -> bool:
        target = self.folder / name
        before = digest(target)
        after = None if data is None else hashlib.sha256(data).hexdigest()
        if before == after or name in self._changes:
            return False
        number = str(len(self._changes))
        if before is not None:
            _write(self.home / "before" / number, target.read_bytes())
        if data is not None:
            _write(self.home / "after" / number, data)
        self._changes[name] = FileChange(name=name, before=before, after=after)
        return True

    def staged(self, name: str) -> bool:
        """Whether the file is part of the change."""
        return name in self._changes

    def content(self, name: str) -> bytes | None:
        """A file of the folder as it would be after the change; None where there would be none."""
        if name in self._changes:
            if self._changes[name].after is None:
                return None
            return (self.home / "after" / str(list(self._changes).index(name))).read_bytes()
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    @contextmanager
    def preview(self) -> Iterator[Path]:
        """A folder as this one would be after the change, for as long as this lasts."""
        place = self.home / "preview"
        hidden = shutil.ignore_patterns(HOME)
        shutil.copytree(self.folder, place, symlinks=True, copy_function=_link, ignore=hidden)
        try:
            for name, change in self._changes.items():
                target = place / name
                target.unlink(missing_ok=True)
                if change.after is not None:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(self.content(name) or b"")
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @property
    def count(self) -> int:
        """How many files would change."""
        return len(self._changes)

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self._changes

    def publish(self, at: str, lines: Iterable[str] = ()) -> Publication:
        """Make it so. at: the time, for people. lines: what was done, for `undo` to say."""
        changes = tuple(self._changes.values())
        record = Publication(number=self._number, at=at, changes=changes, lines=tuple(lines))
        text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
        _write(self.home / _RECORD, text.encode())
        for folder in (self.home / "before", self.home / "after", self.home):
            _sync_folder(folder)
        pending = self.home.with_suffix(".pending")
        _rename(self.home, pending)
        settle(self.folder)
        _forget(self.folder)
        _note(self.folder, record, at)
        return record


def _note(folder: Path, record: Publication, at: str) -> None:
    """Write down what happened; a full disk may keep the line from being written, not the change."""
    files = "、".join(change.name for change in record.changes)
    text = "；".join(" ".join(line.split()) for line in record.lines) or files
    with suppress(OSError), (folder / HOME / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(f"{at}\t#{record.number}\t{text}\n")


def _link(source: str, target: str) -> None:
    """The same file under another name; a copy where the disk knows no such thing."""
    try:
        os.link(source, target, follow_symlinks=True)
    except OSError:
        shutil.copy2(source, target)


def _forget(folder: Path) -> None:
    done = [name for name in generation(folder) if name.isdigit()]
    for name in done[:-KEPT]:
        shutil.rmtree(folder / HOME / HISTORY / name, ignore_errors=True)


# --- taking back ----------------------------------------------------------------------------------


def published(folder: Path) -> list[Publication]:
    """The changes that can be taken back, oldest first."""
    home = folder / HOME / HISTORY
    return [_read(home / name) for name in generation(folder) if name.isdigit()]


def undo(
    folder: Path, *, only: str = "", at: str = ""
) -> tuple[Publication, Mapping[str, Path]] | None:
    """Take back the last published change, byte for byte; None where there is none.

    only: the mark of the one change that is meant; None, too, where the last one is another.
    at: the time, and who, for the journal.

    Also gives the files that were edited since: name -> where the edited one is kept.
    Raises BadFolder where the folder may not be written.
    """
    with _locked(folder):
        settle(folder)
        done = [name for name in generation(folder) if name.isdigit()]
        if not done:
            return None
        home = folder / HOME / HISTORY / done[-1]
        record = _read(home)
        if only and record.mark != only:
            return None
        kept = _keep_edited(folder, record)
        _rename(home, home.with_suffix(".undoing"))
        settle(folder)
        _note(folder, record, at or "撤销")
        return record, kept


def _keep_edited(folder: Path, record: Publication) -> dict[str, Path]:
    kept: dict[str, Path] = {}
    for change in record.changes:
        now = digest(folder / change.name)
        if now is not None and now not in (change.after, change.before):
            place = folder / HOME / "kept" / f"{record.number:06}" / change.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / change.name, place)
            kept[change.name] = place
    return kept
