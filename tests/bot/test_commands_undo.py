"""`askplan undo`: the state before, byte for byte, and what was taken back."""

from pathlib import Path

from click.testing import CliRunner, Result

from bot.commands.import_ import command as import_command
from bot.commands.undo import command
from tests.corpus.folders import write
from tests.corpus.plans import PLAN, TABLE_PLAN
from tests.corpus.test_publishing import snapshot


def run(folder: Path) -> Result:
    args = ["--to", str(folder)]
    return CliRunner().invoke(command, args, standalone_mode=False, catch_exceptions=False)


def bring(folder: Path, text: str) -> None:
    source = write(folder.parent, {"方案.md": text}) / "方案.md"
    args = [str(source), "--to", str(folder), "--yes"]
    result = CliRunner().invoke(import_command, args, standalone_mode=False)
    assert result.return_value == 0, result.output


def test_several_undos_step_back_and_then_there_is_nothing_left(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", {"faq.csv": "问题,答案\n甲,乙\n"})
    states = [snapshot(folder)]
    for text in (PLAN, TABLE_PLAN, PLAN.replace("12座", "15座")):
        bring(folder, text)
        states.append(snapshot(folder))
    for left, state in enumerate(reversed(states[:-1])):
        result = run(folder)
        assert result.return_value == 0
        assert "方案.md《" in result.output
        assert f"还可以再撤销 {2 - left} 次" in result.output
        assert snapshot(folder) == state
    result = run(folder)
    assert result.return_value == 1
    assert "没有可以撤销的改动" in result.output


def test_what_was_edited_since_is_not_lost(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", {"faq.csv": "问题,答案\n甲,乙\n"})
    bring(folder, PLAN)
    (folder / "documents/方案.md").write_text("改过", encoding="utf-8")
    result = run(folder)
    kept = next(line for line in result.output.splitlines() if "又改过" in line).split()[-1]
    assert Path(kept).read_text(encoding="utf-8") == "改过"
    assert not (folder / "documents/方案.md").exists()
