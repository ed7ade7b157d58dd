"""`askplan extract` as its users run it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from tests.plans.reading import HEAD

PLAN = f"{HEAD}\n一、目标\n到2027年，漏损率不高于8%。\n二、任务\n1.建设泵站3座，2026年9月底前完成。（市水务局牵头，市财政局等配合）\n"


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return str(path)


def test_json_is_one_object_a_document_as_the_interface_says(plan: str) -> None:
    done = CliRunner().invoke(cli, ["extract", "--json", plan, plan], standalone_mode=False)
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert objects[0] == objects[1]
    found = objects[0]
    assert (found["document"], found["doc_no"], found["date"]) == (
        "plan",
        "临政办发〔2026〕12号",
        "2026-03-10",
    )
    (task,) = found["tasks"]
    assert task["id"] == "1"
    assert task["lead"] == ["市水务局"]
    assert task["responsible"] == ["市财政局"]
    assert task["deadline"]["date"] == "2026-09-30"
    assert task["deadline"]["kind"] == "date"
    assert task["section_path"] == ["任务"]
    (target,) = found["targets"]
    assert (target["value"], target["unit"], target["comparator"]) == ("8", "%", "<=")


def test_the_table_shows_who_by_when_and_what_to_check(plan: str) -> None:
    done = CliRunner().invoke(cli, ["extract", plan], standalone_mode=False)
    for words in ("临江市节水行动实施方案", "市水务局", "2026-09-30", "没有列全", "漏损率"):
        assert words in done.stdout
    tasks = done.stdout.partition("目标 1 个")[0].splitlines()
    widths = {_width(line) for line in tasks if line.startswith(("│", "├", "┏", "└"))}
    assert len(widths) == 1


def _width(line: str) -> int:
    from rich.cells import cell_len

    return cell_len(line)


def test_a_file_that_cannot_be_read_gets_a_line_and_the_others_are_still_printed(
    plan: str, tmp_path: Path
) -> None:
    broken = tmp_path / "老文件.doc"
    broken.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    absent = str(tmp_path / "没有.txt")
    done = CliRunner().invoke(
        cli, ["extract", "--json", str(broken), plan, absent], standalone_mode=False
    )
    assert done.return_value == 1
    assert len(done.stdout.splitlines()) == 1
    lines = done.stderr.splitlines()
    assert "老文件.doc" in lines[0]
    assert "没有.txt" in lines[1]
    assert "3个文件中有2个没有读出来" in lines[2]
