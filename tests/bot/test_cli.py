"""The command line as programs and people call it: real processes, real exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

QUESTION = "新闻发布会是哪天开的"


def askplan(*args: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASKPLAN_", "TELEGRAM_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *args],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=kept | {"PYTHONUTF8": "1"} | environment,
        check=False,
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [{"id": "a", "question": "几点开门", "answer": "八点半。"}]
    rows.append({"id": "b", "question": "停车要钱吗", "answer": "不收费。"})
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "faq.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_an_answer_is_printed_with_its_source() -> None:
    done = askplan("ask", QUESTION)
    assert done.returncode == 0, done.stderr
    assert "2018年1月5日" in done.stdout
    assert "原文：“" in done.stdout
    assert "——《" in done.stdout


def test_json_has_every_field_of_the_interface(folder: Path) -> None:
    done = askplan("ask", "--json", "--top", "2", "--knowledge", str(folder), "几点开门")
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert answer["faq"] == "a"
    assert answer["candidates"][0]["id"] == "faq:a"
    wanted = "query status kind answer confidence sources faq tasks departments date value count"
    assert set(answer) >= {*wanted.split(), "suggestions", "candidates"}
    assert set(answer["sources"][0]) == {
        "document",
        "title",
        "doc_no",
        "date",
        "section",
        "quote",
        "url",
    }


def test_questions_of_standard_input_are_answered_in_order(folder: Path) -> None:
    lines = '停车要钱吗\n\n{"query": "几点开门", "session": "x", "today": "2026-01-02"}\n'
    done = askplan("ask", "--json", "--knowledge", str(folder), "-", stdin=lines)
    assert [json.loads(line)["faq"] for line in done.stdout.splitlines()] == ["b", "a"]


def test_a_session_remembers_and_two_do_not_mix() -> None:
    def line(query: str, session: str) -> str:
        return json.dumps({"query": query, "session": session, "today": "2026-11-22"}) + "\n"

    talk = line("市数据局有哪些任务", "a") + line("什么时候完成", "a") + line("什么时候完成", "b")
    done = askplan("ask", "--json", "--knowledge", "example", "-", stdin=talk)
    first, second, other = map(json.loads, done.stdout.splitlines())
    assert second["tasks"] == first["tasks"]
    assert second["status"] == "answered"
    assert other["status"] != "answered"


def test_the_day_counts_from_what_is_given() -> None:
    done = askplan("ask", "--knowledge", "example", "--today", "2026-11-25", "三天内到期的有哪些")
    assert "2026年11月28日" in done.stdout


@pytest.mark.parametrize(
    ("args", "stdin", "said"),
    [
        (("ask",), "", "QUESTION"),
        (("nonsense",), "", "nonsense"),
        (("ask", "--today", "6月31日", "x"), "", "2026-11-22"),
        (("ask", "-"), '{"question": "x"}', "line 1"),
        (("ask", "-"), "好的\n{broken", "line 2"),
        (("ask", "--knowledge", "no-such-folder", "x"), "", "no-such-folder"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(args: tuple[str, ...], stdin: str, said: str) -> None:
    done = askplan(*args, stdin=stdin)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_the_reason_of_an_answer_is_told_on_request(folder: Path) -> None:
    done = askplan("ask", "--why", "--knowledge", str(folder), "几点开门")
    assert "候选 faq:a" in done.stdout


def test_chat_takes_a_number_for_a_suggestion() -> None:
    done = askplan("chat", "--knowledge", "example", stdin="食品安全谁牵头\n1\nq\n")
    assert done.returncode == 0, done.stderr
    assert "→ " in done.stdout


def test_importing_the_library_loads_no_chat_and_no_database() -> None:
    code = "import sys, knowledge.answering.knowledge as k; print([m for m in ('telegram', 'sqlalchemy', 'jieba', 'numpy', 'openpyxl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
