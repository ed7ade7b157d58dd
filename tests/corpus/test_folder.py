"""A knowledge folder as a whole: found or refused in one clear line, read whatever it lacks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.corpus.folder import load_corpus, locate, survey
from knowledge.errors import BadFolder
from tests.corpus.folders import jsonl, told, write

FAQ = jsonl({"id": "1", "question": "谁牵头", "answer": "甲局"})


@contextmanager
def unprivileged() -> Iterator[None]:
    """Without root's right to read everything."""
    if os.name != "posix":
        pytest.skip("permissions are tested where the system has them")
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def reachable(path: Path) -> None:
    """Let every user enter `path` and the folders above it that the test may change."""
    for folder in (path, *path.parents):
        if folder.owner() == path.owner() and len(folder.parts) > 2:
            folder.chmod(0o755)


def test_missing_folders_files_and_empty_ones_are_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "方案.txt"
    file.write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    for name, words in ((tmp_path / "none", "没有这个文件夹"), (file, "这是一个文件")):
        with pytest.raises(BadFolder, match=words) as refused:
            locate(str(name))
        assert str(refused.value).count("\n") == 0
    with pytest.raises(BadFolder, match="文件夹是空的"):
        load_corpus(locate(str(tmp_path / "empty")))
    with pytest.raises(BadFolder, match="没有知识库的内容"):
        load_corpus(tmp_path)


def test_impossible_paths_are_refused_too() -> None:
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(BadFolder):
            locate(name)


def test_bundled_knowledge_is_found_by_its_name() -> None:
    assert locate(None).name == "gansu"
    assert locate("example").name == "example"


def test_a_folder_may_hold_nothing_but_a_faq(tmp_path: Path) -> None:
    corpus = load_corpus(write(tmp_path / "wenda", {"faq.jsonl": FAQ}))
    assert corpus.title == "wenda"
    assert [entry.answer for entry in corpus.faq] == ["甲局"]
    assert corpus.warnings == ()


def test_settings_come_from_knowledge_toml(tmp_path: Path) -> None:
    toml = 'title = "某市"\ntimezone = "Asia/Urumqi"\nfictional = true\npublic = true\ncaution = "eager"\n'
    corpus = load_corpus(write(tmp_path, {"faq.jsonl": FAQ, "knowledge.toml": "\ufeff" + toml}))
    assert (corpus.title, corpus.timezone) == ("某市", "Asia/Urumqi")
    assert corpus.fictional
    assert corpus.public
    assert corpus.caution == "eager"


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("title = 某市\n", ("knowledge.toml:1", "写法有误")),
        ('timezone = "Mars/Base"\n', ("timezone", "Mars/Base")),
        ('timezone = "../../etc/passwd"\n', ("timezone",)),
        ('public = "yes"\n', ("public", "true")),
        ('caution = "maximal"\n', ("caution", "maximal", "cautious", "eager")),
        ("titel = 1\n", ("titel", "title")),
    ],
)
def test_wrong_settings_say_what_belongs_there(
    tmp_path: Path, toml: str, words: tuple[str, ...]
) -> None:
    _, problems = survey(write(tmp_path, {"faq.jsonl": FAQ, "knowledge.toml": toml}))
    assert told(problems, *words)


def test_every_error_is_shown_not_only_the_first(tmp_path: Path) -> None:
    files = {
        "faq.csv": "问题,答案\n甲,\n",
        "glossary.csv": "标准名称,类型\n乙,丙\n",
        "faq.xls": "x",
    }
    with pytest.raises(BadFolder) as refused:
        load_corpus(write(tmp_path, files))
    assert [p.file for p in refused.value.problems] == ["faq.csv", "glossary.csv", "faq.xls"]


def test_a_table_that_is_no_workbook_is_one_problem_among_others(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    files = {
        "faq.xlsx": old,
        "glossary.xlsx": b"",
        "plans/p.xlsx": b"PK",
        "faq.csv": "问题,答案\n甲,乙\n",
    }
    corpus, problems = survey(write(tmp_path, files))
    assert [problem.file for problem in problems] == ["faq.xlsx", "glossary.xlsx", "plans/p.xlsx"]
    assert told(problems, "faq.xlsx", "旧版 Word")
    assert len(corpus.faq) == 1


def test_files_that_nothing_reads_are_mentioned_but_not_endlessly(tmp_path: Path) -> None:
    files = {f"方案{n}.docx": "x" for n in range(50)} | {"faq.jsonl": FAQ, "~$faq.xlsx": "x"}
    corpus = load_corpus(write(tmp_path, files))
    assert len(corpus.warnings) == 11
    assert told(corpus.warnings, "另有 40 个文件")
    assert not told(corpus.warnings, "~$")


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.jsonl": FAQ}) / "secret.jsonl"
    folder = write(tmp_path / "folder", {"faq.csv": "问题,答案\n甲,乙\n"})
    (folder / "faq.jsonl").symlink_to(outside)
    (folder / "glossary.csv").symlink_to(folder / "nowhere")
    corpus, problems = survey(folder)
    assert [entry.question for entry in corpus.faq] == ["甲"]
    assert len(told(problems, "链接")) == 2


def test_a_subfolder_that_is_a_link_out_is_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.txt": "内部材料"})
    folder = write(tmp_path / "folder", {"faq.csv": "问题,答案\n甲,乙\n"})
    (folder / "documents").symlink_to(outside)
    corpus, problems = survey(folder)
    assert corpus.documents == {}
    assert told(problems, "documents:", "链接")


def test_links_inside_the_folder_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path, {"data/v1.jsonl": FAQ})
    (folder / "faq.jsonl").symlink_to(Path("data/v1.jsonl"))
    assert len(load_corpus(folder).faq) == 1


def test_a_file_without_permission_is_one_clear_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", {"faq.jsonl": FAQ, "glossary.csv": "标准名称\n甲\n"})
    reachable(folder)
    (folder / "faq.jsonl").chmod(0)
    with unprivileged():
        corpus, problems = survey(folder)
    assert told(problems, "faq.jsonl", "没有读取权限")
    assert len(corpus.glossary) == 1
    folder.chmod(0)
    try:
        with unprivileged(), pytest.raises(BadFolder, match="没有读取权限"):
            locate(str(folder))
    finally:
        folder.chmod(0o755)


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    folder = write(tmp_path, {"glossary.csv": "标准名称\n甲\n"})
    with (folder / "faq.jsonl").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    _, problems = survey(folder)
    assert told(problems, "faq.jsonl", "50 MB", "上限 20 MB")


def test_a_folder_named_like_a_table_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").mkdir()
    (tmp_path / "documents").mkdir()
    corpus, _ = survey(tmp_path)
    assert corpus.faq == ()
