"""The progress bar: on a terminal, where there is much to do, and nowhere else."""

import io

import pytest

from bot.commands.progress import bar


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "total", "drawn"),
    [(Terminal(), 9, True), (Terminal(), 2, False), (io.StringIO(), 9, False)],
)
def test_a_bar_is_drawn_only_for_a_person_who_waits(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, total: int, drawn: bool
) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    with bar("导入", least=5) as advance:
        for done in range(total):
            advance(done, total, f"{done}.md")
    assert ("导入" in stream.getvalue()) is drawn
