"""documents/: every readable file by its id, every other one named."""

from pathlib import Path

from knowledge.corpus.folder import load_corpus, survey
from tests.corpus.folders import jsonl, told, write
from tests.corpus.plans import PLAN


def faq(document: str, quote: str) -> str:
    return jsonl(
        {"id": "1", "question": "甲", "answer": "乙", "document": document, "quote": quote}
    )


def test_documents_are_known_by_file_name_path_or_title(tmp_path: Path) -> None:
    names = ("清水", "清水.md", "documents/清水.md", "云岭市清水行动实施方案")
    for number, name in enumerate(names):
        files = {"documents/清水.md": PLAN, "faq.jsonl": faq(name, "新建水质自动监测站12座。")}
        corpus = load_corpus(write(tmp_path / str(number), files))
        assert corpus.faq[0].document == "清水", name


def test_a_quote_must_stand_in_its_document_word_for_word(tmp_path: Path) -> None:
    files = {"documents/清水.md": PLAN, "faq.jsonl": faq("清水", "新建水质自动监测站20座。")}
    _, problems = survey(write(tmp_path, files))
    assert told(problems, "faq.jsonl:1 列quote", "新建水质自动监测站12座")
    assert len(problems) == 1


def test_a_quote_alone_finds_the_one_document_that_holds_it(tmp_path: Path) -> None:
    files = {"documents/清水.md": PLAN, "faq.jsonl": faq("", "新建水质自动监测站12座。")}
    assert load_corpus(write(tmp_path, files)).faq[0].document == "清水"
    files["faq.jsonl"] = faq("", "哪里都没有的话")
    corpus = load_corpus(write(tmp_path, files))
    assert corpus.faq[0].document is None
    assert told(corpus.warnings, "没有写来源文件")


def test_one_document_in_two_formats_would_count_twice_and_is_refused(tmp_path: Path) -> None:
    _, problems = survey(write(tmp_path, {"documents/a.md": PLAN, "documents/a.txt": PLAN}))
    assert told(problems, "documents/a.txt", "documents/a.md", "同名")


def test_files_of_one_name_in_subfolders_keep_apart(tmp_path: Path) -> None:
    files = {"documents/2025/方案.md": PLAN, "documents/2026/方案.md": PLAN}
    assert set(load_corpus(write(tmp_path, files)).documents) == {"2025-方案", "2026-方案"}


def test_files_that_cannot_be_read_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    files = {
        "documents/a.md": PLAN,
        "documents/b.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "documents/c.docx": b"PK\x03\x04 no",
        "documents/d.xlsx": "x",
        "documents/e.jpg": b"\xff\xd8\xff",
        "documents/f.txt": "",
    }
    corpus, problems = survey(write(tmp_path, files))
    assert set(corpus.documents) == {"a"}
    errors = {problem.file for problem in problems if problem.level == "error"}
    assert errors == {f"documents/{name}" for name in ("b.doc", "c.docx", "d.xlsx", "f.txt")}
    assert told(problems, "提醒", "documents/e.jpg")


def test_a_gbk_text_and_a_gbk_table_are_read(tmp_path: Path) -> None:
    table = "问题,答案,来源文件\n谁牵头排查入河排口,市生态环境局,清水.txt\n"
    files = {"documents/清水.txt": PLAN.encode("gb18030"), "faq.csv": table.encode("gb18030")}
    corpus = load_corpus(write(tmp_path, files))
    assert "市生态环境局牵头" in corpus.documents["清水"].text
    assert corpus.faq[0].answer == "市生态环境局"


def test_progress_counts_the_documents(tmp_path: Path) -> None:
    folder = write(tmp_path, {f"documents/{n}.md": PLAN for n in "abc"})
    seen: list[tuple[int, int, str]] = []
    load_corpus(folder, progress=lambda done, total, name: seen.append((done, total, name)))
    assert seen == [(n, 3, f"documents/{name}.md") for n, name in enumerate("abc")]
