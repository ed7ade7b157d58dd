"""Publishing: the old state or the new one, whatever happens; and every step taken back byte for byte."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.corpus.folder import load_corpus
from knowledge.corpus.publishing import HOME, KEPT, published, settle, staging, undo
from knowledge.errors import BadFolder
from tests.corpus.folders import jsonl, write
from tests.corpus.test_folder import reachable, unprivileged

Snapshot = dict[str, bytes]


def snapshot(folder: Path) -> Snapshot:
    """Every file of a knowledge folder but the history."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if HOME not in path.relative_to(folder).parts
    }


def publish(folder: Path, files: dict[str, bytes | None]) -> None:
    with staging(folder) as stage:
        for name, data in files.items():
            if data is None:
                stage.remove(name)
            else:
                stage.put(name, data)
        if not stage.empty:
            stage.publish("2026-11-22", ["一行"])


class Crash(BaseException):
    """The machine stops here."""


@contextmanager
def crash_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Stop at the given one of the operations that change the disk, before it is done."""
    steps = [0]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def operation(*args: object, **kwargs: object) -> object:
            steps[0] += 1
            if steps[0] == step:
                raise Crash
            return real(*args, **kwargs)

        return operation

    with monkeypatch.context() as patch:
        for owner, name in (
            (os, "fsync"),
            (Path, "rename"),
            (Path, "replace"),
            (Path, "unlink"),
            (Path, "mkdir"),
            (Path, "write_bytes"),
            (shutil, "copy2"),
        ):
            patch.setattr(owner, name, counted(getattr(owner, name)))
        # After a crash nothing tidies up.
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        yield steps


OLD: dict[str, bytes | None] = {
    "documents/a.md": "旧".encode(),
    "plans/a.xlsx": b"1",
    "faq.jsonl": b"",
}
NEW: dict[str, bytes | None] = {
    "documents/a.md": "新".encode(),
    "plans/a.xlsx": None,
    "plans/b.xlsx": b"2",
}


def test_a_crash_at_any_moment_leaves_the_old_state_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for step in range(1, 100):
        folder = tmp_path / str(step)
        folder.mkdir()
        publish(folder, OLD)
        old = snapshot(folder)
        new = {"documents/a.md": "新".encode(), "plans/b.xlsx": b"2", "faq.jsonl": b""}
        with crash_at(step, monkeypatch) as steps, suppress(Crash):
            publish(folder, NEW)
        settle(folder)
        assert snapshot(folder) in (old, new), step
        seen.add(snapshot(folder) == new)
        while undo(folder):
            pass
        assert snapshot(folder) == {}, step
        if steps[0] < step:
            break
    assert seen == {True, False}
    assert steps[0] < step


def test_a_crash_while_taking_back_leaves_the_new_state_or_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(1, 100):
        folder = tmp_path / str(step)
        folder.mkdir()
        publish(folder, OLD)
        old = snapshot(folder)
        publish(folder, NEW)
        new = snapshot(folder)
        with crash_at(step, monkeypatch) as steps, suppress(Crash):
            undo(folder)
        settle(folder)
        assert snapshot(folder) in (old, new), step
        if steps[0] < step:
            break
    assert snapshot(folder) == old


NAMES = st.sampled_from(["documents/a.md", "documents/b.md", "plans/a.xlsx", "faq.xlsx"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(NAMES, st.none() | st.binary(max_size=3), min_size=1), max_size=5))
def test_undo_walks_back_through_every_state(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, bytes | None]]
) -> None:
    folder = tmp_path_factory.mktemp("knowledge")
    states = [snapshot(folder)]
    for files in steps:
        publish(folder, files)
        if snapshot(folder) != states[-1]:
            states.append(snapshot(folder))
    assert len(published(folder)) == len(states) - 1
    for state in reversed(states[:-1]):
        assert undo(folder)
        assert snapshot(folder) == state
    assert undo(folder) is None


def test_what_is_not_published_leaves_no_trace(tmp_path: Path) -> None:
    with staging(tmp_path) as stage:
        assert stage.put("documents/a.md", b"x")
    assert snapshot(tmp_path) == {}
    assert undo(tmp_path) is None


def test_the_same_content_is_no_change(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    with staging(tmp_path) as stage:
        assert not stage.put("plans/a.xlsx", b"1")
        assert not stage.remove("plans/none.xlsx")
        assert stage.empty


def test_a_file_edited_since_is_kept_when_its_import_is_taken_back(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    publish(tmp_path, {"plans/a.xlsx": b"2"})
    (tmp_path / "plans/a.xlsx").write_bytes(b"edited")
    taken = undo(tmp_path)
    assert taken is not None
    assert (tmp_path / "plans/a.xlsx").read_bytes() == b"1"
    assert taken[1]["plans/a.xlsx"].read_bytes() == b"edited"


def test_a_reader_finishes_what_a_crash_left_and_sees_only_whole_states(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faq = {"faq.jsonl": jsonl({"question": "甲", "answer": "旧"}).encode()}
    publish(tmp_path, faq)  # type: ignore[arg-type]
    answers = set()
    for step in range(1, 30):
        text = jsonl({"question": "甲", "answer": f"新{step}"})
        before = load_corpus(tmp_path).faq[0].answer
        with crash_at(step, monkeypatch), suppress(Crash):
            publish(tmp_path, {"faq.jsonl": text.encode()})
        after = load_corpus(tmp_path).faq[0].answer
        assert after in (before, f"新{step}")
        answers.add(after == before)
    assert answers == {True, False}


def test_two_writers_at_once_are_one_too_many(tmp_path: Path) -> None:
    with staging(tmp_path), pytest.raises(BadFolder, match="正在进行"):
        publish(tmp_path, OLD)


def test_a_folder_that_may_not_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", {"faq.jsonl": ""})
    reachable(folder)
    with unprivileged(), pytest.raises(BadFolder, match="没有写入权限"):
        publish(folder, OLD)


def test_history_does_not_grow_without_end(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        publish(tmp_path, {"faq.xlsx": str(number).encode()})
    assert [record.number for record in published(tmp_path)] == list(range(4, KEPT + 4))
