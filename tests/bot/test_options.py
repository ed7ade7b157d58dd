"""Options that several commands share."""

import click
import pytest

from bot.commands.options import local_today


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc", "a\0b"])
def test_a_zone_that_does_not_exist_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setattr("os.environ", {"ASKPLAN_TIMEZONE": zone})
    with pytest.raises(click.UsageError, match="ASKPLAN_TIMEZONE"):
        local_today()


def test_a_blank_zone_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {"ASKPLAN_TIMEZONE": " "})
    assert local_today()
