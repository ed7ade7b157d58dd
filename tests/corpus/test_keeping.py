"""Kept work: the same answers with it and without, and nothing that is not ours is ever believed."""

import json
import os
import stat
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.answering.as_json import answer_as_json
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.folder import load_corpus
from knowledge.corpus.keeping import Keeping, kept_or_made
from knowledge.corpus.plain import from_plain, to_plain
from knowledge.errors import BadFolder
from knowledge.model import Corpus, Document
from tests.corpus.folders import write
from tests.corpus.plans import PLAN

DAY = date(2026, 11, 22)
FAQ = "\n".join(
    json.dumps(
        {"id": str(n), "question": q, "similar": [f"请问{q}"], "answer": f"答{n}。"},
        ensure_ascii=False,
    )
    for n, q in enumerate(("公园几点开门", "停车怎么收费", "门票多少钱", "能带宠物吗"))
)
QUESTIONS = ("几点开门", "停车收费吗", "老旧小区改造谁牵头", "宠物", "什么时候完成", "火星在哪里")
KEY = b"k" * 16
ARRAYS = {
    "a": np.arange(7, dtype=np.int32),
    "b": np.ones((3, 4), dtype=np.float32),
    "c": np.zeros(0, dtype=np.uint64),
}


def _answers(folder: Path, keeping: Keeping | None) -> list[str]:
    knowledge = Knowledge(load_corpus(folder, keeping=keeping), keeping=keeping)
    answers = (knowledge.answer(question, DAY) for question in QUESTIONS)
    return [json.dumps(answer_as_json(answer, top=5), ensure_ascii=False) for answer in answers]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "plans", {"documents/a.md": PLAN, "faq.jsonl": FAQ})


def test_answers_are_the_same_with_kept_work_and_without(folder: Path, tmp_path: Path) -> None:
    plain = _answers(folder, None)
    keeping = Keeping(tmp_path / "kept")
    assert _answers(folder, keeping) == plain
    assert list((tmp_path / "kept").glob("*.kept"))
    assert _answers(folder, keeping) == plain


def test_a_corpus_comes_back_from_plain_lists_as_it_was(folder: Path) -> None:
    corpus = load_corpus(folder)
    plain = json.loads(json.dumps(to_plain(corpus), ensure_ascii=False))
    assert from_plain(Corpus, plain) == corpus


def test_only_a_changed_file_is_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Keeping(tmp_path / "kept")
    load_corpus(folder, keeping=keeping)
    write(folder, {"documents/b.md": PLAN.replace("方案", "计划")})
    read: list[str] = []
    from knowledge.reading import documents

    reads = documents.read_document

    def counting(name: str, data: bytes, *, document_id: str) -> Document:
        read.append(name)
        return reads(name, data, document_id=document_id)

    monkeypatch.setattr(documents, "read_document", counting)
    corpus = load_corpus(folder, keeping=keeping)
    assert read == ["documents/b.md"]
    assert load_corpus(folder, keeping=keeping) == corpus == load_corpus(folder)


def test_a_changed_answer_is_noticed(folder: Path, tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "kept")
    _answers(folder, keeping)
    write(folder, {"faq.jsonl": FAQ.replace("答0。", "另一个答案。")})
    assert "另一个答案" in _answers(folder, keeping)[0]


def test_an_error_is_found_again_each_time(folder: Path, tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "kept")
    write(folder, {"documents/c.wps": "x"})
    for _ in range(2):
        with pytest.raises(BadFolder):
            load_corpus(folder, keeping=keeping)


def test_arrays_come_back_as_they_were_and_cannot_be_changed(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "kept")
    assert keeping.load("x", KEY) is None
    keeping.save("x", KEY, ARRAYS)
    found = keeping.load("x", KEY)
    assert found is not None
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert (found[name] == array).all()
        assert not found[name].flags.writeable


def test_kept_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    Keeping(tmp_path / "kept").save("x", KEY, ARRAYS)
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "kept" / "x.kept").stat().st_mode) == 0o600


def test_another_state_is_not_taken_for_this_one(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "kept")
    keeping.save("x", KEY, ARRAYS)
    assert keeping.load("x", b"j" * 16) is None


def test_a_file_damaged_in_any_place_counts_as_none(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "kept")
    keeping.save("x", KEY, ARRAYS)
    file = tmp_path / "kept" / "x.kept"
    whole = file.read_bytes()
    padding = {n for n in range(len(whole)) if whole[n] in (0, 0x20)}
    for n in (m for m in range(len(whole)) if m not in padding):
        file.write_bytes(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :])
        assert keeping.load("x", KEY) is None, n
    for n in range(0, len(whole), 7):
        file.write_bytes(whole[:n])
        assert keeping.load("x", KEY) is None, n
    file.write_bytes(os.urandom(500))
    assert keeping.load("x", KEY) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files here")
def test_what_others_could_have_written_is_not_believed(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "kept")
    keeping.save("x", KEY, ARRAYS)
    (tmp_path / "kept" / "x.kept").chmod(0o666)
    assert keeping.load("x", KEY) is None
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    Keeping(tmp_path / "open").save("x", KEY, ARRAYS)
    assert not list((tmp_path / "open").iterdir())


def test_where_nothing_can_be_kept_all_is_made_each_time(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert _answers(folder, Keeping(tmp_path / "file" / "kept")) == _answers(folder, None)


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    one = {"a": np.zeros(1000, dtype=np.uint8)}
    Keeping(tmp_path).save("a", KEY, one)
    size = (tmp_path / "a.kept").stat().st_size
    keeping = Keeping(tmp_path, limit=3 * size)
    for age, name in enumerate("abc"):
        keeping.save(name, KEY, one)
        os.utime(tmp_path / f"{name}.kept", (age, age))
    keeping.load("a", KEY)
    keeping.save("d", KEY, one)
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["a", "c", "d"]


def test_arrays_that_do_not_fit_are_made_anew(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path)

    def restore(found: object) -> str:
        raise KeyError("terms")

    for _ in range(2):
        made = kept_or_made(keeping, "x", [b"1"], restore, lambda: "made", lambda _: ARRAYS)
        assert made == "made"
