"""`askplan export`: files that others can use, none overwritten unasked, and one line on each."""

from pathlib import Path

import pytest

from bot.cli import main
from tests.corpus.folders import jsonl, write

ROWS = (
    {"任务": "修好水闸", "牵头单位": ["市水务局"], "完成时限": "2026年12月底前"},
    {"任务": "补好路面", "牵头单位": ["市交通运输局"], "完成时限": "每月28日前"},
    {"任务": "护好树木", "牵头单位": ["市林业局"], "完成时限": "长期坚持"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "knowledge", {"plans/任务表.jsonl": jsonl(*ROWS)})


def run(*args: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    return int(ended.value.code or 0)


def test_both_files_are_written_and_their_rows_counted(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xlsx, ics = tmp_path / "方案.xlsx", tmp_path / "时限.ics"
    assert run("export", "--knowledge", folder, "--xlsx", xlsx, "--ics", ics) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"已写入 {xlsx}：任务 3 行，问答 0 行，名称 0 行",
        f"已写入 {ics}：有日期的任务 1 项，定期的 1 项",
        "另有 1 项没有可以写进日历的日期，没有放进去",
    ]
    assert xlsx.read_bytes().startswith(b"PK")
    assert ics.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "knowledge",
        "方案.xlsx",
        "时限.ics",
    ]


def test_one_department_is_enough_by_whatever_name(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ("--knowledge", folder, "--ics", tmp_path / "a.ics")
    assert run("export", *args, "--department", "水务局") == 0
    assert "市水务局，有日期的任务 1 项，定期的 0 项" in capsys.readouterr().out
    text = (tmp_path / "a.ics").read_bytes().replace(b"\r\n ", b"").decode()
    assert "修好水闸" in text
    assert "补好路面" not in text


def test_a_file_that_is_there_stays_unless_told_otherwise(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = write(tmp_path, {"a.ics": "原来的"}) / "a.ics"
    assert run("export", "--knowledge", folder, "--ics", place) == 2
    assert "--force" in capsys.readouterr().err
    assert place.read_text(encoding="utf-8") == "原来的"
    assert run("export", "--knowledge", folder, "--ics", place, "--force") == 0
    assert place.read_bytes().startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "--xlsx FILE, --ics FILE"),
        (("--ics", "{tmp}"), "这是一个文件夹"),
        (("--ics", "{tmp}/没有/a.ics"), "请先建好"),
        (("--ics", "{tmp}/a", "--xlsx", "{tmp}/a"), "the same file"),
        (("--ics", "{tmp}/a.ics", "--department", "火星局"), "没有查到“火星局”"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    args: tuple[str, ...],
    words: str,
) -> None:
    given = [arg.format(tmp=tmp_path) for arg in args]
    assert run("export", "--knowledge", folder, *given) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert words in said[0]
    assert [path.name for path in tmp_path.iterdir()] == ["knowledge"]
