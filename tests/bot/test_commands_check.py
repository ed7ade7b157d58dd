"""`askplan check`: every problem on its line, the counts on the last, the exit status for scripts."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.check import command
from tests.corpus.folders import jsonl, write
from tests.corpus.plans import PLAN


def run(*args: str) -> Result:
    return CliRunner().invoke(command, list(args), standalone_mode=False, catch_exceptions=False)


def test_a_sound_folder_is_counted_and_passes(tmp_path: Path) -> None:
    files = {
        "documents/清水.md": PLAN,
        "faq.jsonl": jsonl({"question": "甲", "answer": "乙"}),
        "glossary.csv": "标准名称\n市水务局\n市教育局\n",
    }
    result = run(str(write(tmp_path, files)))
    assert result.return_value == 0
    assert result.output.startswith("文件 1，段落 ")
    assert "问答 1，任务 3" in result.output
    assert "错误 0，提醒 0" in result.output


def test_each_problem_stands_on_a_line_with_its_place(tmp_path: Path) -> None:
    files = {"faq.csv": "问题,答案\n甲,\n,乙\n", "readme.md": "x"}
    result = run(str(write(tmp_path, files)))
    lines = result.output.splitlines()
    assert result.return_value == 1
    assert [line.split(" ")[0] for line in lines[:2]] == ["faq.csv:2", "faq.csv:3"]
    assert "；" in lines[0]
    assert "提醒：" in lines[2]
    assert "错误 2，提醒 2" in lines[-1]


@pytest.mark.parametrize("make", [False, True])
def test_a_folder_that_is_none_is_one_line_and_status_1(tmp_path: Path, make: bool) -> None:
    folder = tmp_path / "knowledge"
    if make:
        folder.mkdir()
    result = run("--knowledge", str(folder))
    assert result.return_value == 1
    assert result.output.count("\n") == 1
    assert str(folder) in result.output


@pytest.mark.parametrize("args", [[], ["example"], ["--knowledge", "example"]])
def test_the_bundled_knowledge_is_sound(args: list[str]) -> None:
    result = run(*args)
    assert result.return_value == 0, result.output
