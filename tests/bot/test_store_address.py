"""Where the database is: the variable, the default, and what of it is kept from the logs."""

from pathlib import Path

import pytest

from bot.config import BadSettings, data_folder, read_database, read_settings
from bot.logs import Redactor
from tests.botapi import TOKEN


def test_the_default_is_a_file_in_the_users_data_folder() -> None:
    assert data_folder({"XDG_DATA_HOME": "/x/data"}, "linux") == Path("/x/data/askplan")
    assert data_folder({}, "linux") == Path.home() / ".local/share/askplan"
    assert data_folder({"LOCALAPPDATA": "/c/local"}, "win32") == Path("/c/local/askplan")
    assert data_folder({}, "darwin") == Path.home() / "Library/Application Support/askplan"
    # systemd gives a service with its own user this one, and no home.
    assert data_folder({"STATE_DIRECTORY": "/var/lib/askplan"}, "linux") == Path("/var/lib/askplan")
    address = read_database({"STATE_DIRECTORY": "/var/lib/askplan"}).reveal()
    assert address == "sqlite:////var/lib/askplan/askplan.db"


@pytest.mark.parametrize("wrong", ["askplan.db", "mysql://u:geheim@h/d", "/var/lib/x.db"])
def test_a_wrong_address_is_one_line_that_does_not_repeat_it(wrong: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_database({"ASKPLAN_DATABASE_URL": wrong})
    assert str(caught.value).startswith("ASKPLAN_DATABASE_URL: ")
    assert wrong not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_password_never_reaches_a_log() -> None:
    settings = read_settings(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "ASKPLAN_DATABASE_URL": "postgresql://bot:ge%40heim@db.example/plans",
        }
    )
    blot = Redactor(settings.secrets)
    for text in ("password ge@heim is wrong", "cannot reach ge%40heim", f"token {TOKEN}"):
        assert "***" in blot(text)
    assert "geheim" not in repr(settings)
    assert "ge%40heim" not in repr(settings)
