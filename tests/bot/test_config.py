"""Settings: what the environment says, and every mistake in it at once."""

from zoneinfo import ZoneInfo

import pytest

from bot.config import TELEGRAM, BadSettings, Listen, Secret, read_candidates, read_settings
from tests.botapi import TOKEN


def test_a_token_is_all_that_is_needed() -> None:
    settings = read_settings({"TELEGRAM_BOT_TOKEN": TOKEN})
    assert settings.token.reveal() == TOKEN
    assert (settings.api_url, settings.zone.key) == (TELEGRAM, "Asia/Shanghai")
    assert (settings.log_level, settings.log_format, settings.admins) == (
        "INFO",
        "text",
        frozenset(),
    )


def test_every_variable_is_read() -> None:
    settings = read_settings(
        {
            "TELEGRAM_BOT_TOKEN": f" {TOKEN}\n",
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "ASKPLAN_KNOWLEDGE": "example",
            "ASKPLAN_TIMEZONE": "Asia/Urumqi",
            "ASKPLAN_ADMINS": "12, 34，56",
            "ASKPLAN_LOG_LEVEL": "debug",
            "ASKPLAN_LOG_FORMAT": "JSON",
            "ASKPLAN_DATABASE_URL": "postgresql://bot@db/askplan",
            "ASKPLAN_CANDIDATES": "PostgreSQL",
        }
    )
    assert settings.candidates == "postgresql"
    assert settings.token.reveal() == TOKEN
    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.knowledge == "example"
    assert settings.zone == ZoneInfo("Asia/Urumqi")
    assert settings.admins == {12, 34, 56}
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_the_command_line_goes_before_the_environment() -> None:
    environ = {"TELEGRAM_BOT_TOKEN": TOKEN, "ASKPLAN_KNOWLEDGE": "a"}
    assert read_settings(environ, knowledge="b").knowledge == "b"


def test_without_a_token_it_says_how_to_get_one() -> None:
    with pytest.raises(BadSettings, match=r"TELEGRAM_BOT_TOKEN: .*@BotFather.*/newbot"):
        read_settings({"TELEGRAM_BOT_TOKEN": "  "})


def test_all_mistakes_are_reported_at_once_each_with_its_variable() -> None:
    wrong = {
        "TELEGRAM_BOT_TOKEN": "not a token",
        "TELEGRAM_API_URL": "localhost:8081",
        "ASKPLAN_TIMEZONE": "Asia/Nowhere",
        "ASKPLAN_ADMINS": "12,小王",
        "ASKPLAN_LOG_LEVEL": "loud",
        "ASKPLAN_LOG_FORMAT": "xml",
        "ASKPLAN_WEBHOOK_URL": "example.org/hook",
        "ASKPLAN_WEBHOOK_SECRET": "with blanks",
        "ASKPLAN_LISTEN": "8080",
    }
    with pytest.raises(BadSettings) as caught:
        read_settings(wrong)
    lines = str(caught.value).splitlines()
    assert {line.split(":")[0] for line in lines} == set(wrong)
    assert len(lines) == len(wrong)


def test_a_mistyped_token_is_not_repeated_in_the_message() -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings({"TELEGRAM_BOT_TOKEN": TOKEN + " oops"})
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/localtime", "Asia", "中国"])
def test_a_zone_that_is_none_is_a_mistake_not_a_crash(zone: str) -> None:
    with pytest.raises(BadSettings, match="ASKPLAN_TIMEZONE"):
        read_settings({"TELEGRAM_BOT_TOKEN": TOKEN, "ASKPLAN_TIMEZONE": zone})


def test_a_secret_shows_itself_nowhere() -> None:
    settings = read_settings({"TELEGRAM_BOT_TOKEN": TOKEN})
    secret = Secret(TOKEN)
    shown = [repr(settings), str(settings), repr(secret), str(secret), f"{secret}"]
    assert not any(TOKEN in text for text in shown)


def test_a_webhook_listens_here_alone_and_makes_up_a_secret_unless_told_otherwise() -> None:
    address = {"TELEGRAM_BOT_TOKEN": TOKEN, "ASKPLAN_WEBHOOK_URL": "https://bot.example.org/t/"}
    plain = read_settings(address)
    assert plain.webhook is not None
    assert plain.webhook.address == "https://bot.example.org/t"
    assert len(plain.webhook.secret.reveal()) == 64
    assert plain.listen == Listen(host="127.0.0.1", port=8080)
    more = {"ASKPLAN_WEBHOOK_SECRET": "s3-cret", "ASKPLAN_LISTEN": "[::1]:9000"}
    told = read_settings(address | more)
    assert told.webhook is not None
    assert told.webhook.secret.reveal() == "s3-cret"
    assert told.listen == Listen(host="::1", port=9000)
    assert "s3-cret" not in repr(told)
    assert "s3-cret" in [secret.reveal() for secret in told.secrets]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASKPLAN_WEBHOOK_URL", "https://bot.example.org/metrics"),
        ("ASKPLAN_WEBHOOK_SECRET", "密码"),
        ("ASKPLAN_WEBHOOK_SECRET", "x" * 257),
        ("ASKPLAN_LISTEN", "0.0.0.0"),
        ("ASKPLAN_LISTEN", "0.0.0.0:65536"),
    ],
)
def test_a_webhook_that_cannot_work_is_a_mistake(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name):
        read_settings({"TELEGRAM_BOT_TOKEN": TOKEN, name: value})


def test_candidates_come_from_memory_unless_told_otherwise() -> None:
    assert read_settings({"TELEGRAM_BOT_TOKEN": TOKEN}).candidates == "memory"
    assert read_candidates({"ASKPLAN_DATABASE_URL": "mysql://db/x"}) is None
    server = {"ASKPLAN_DATABASE_URL": "postgres://bot@db/x", "ASKPLAN_CANDIDATES": "postgresql"}
    address = read_candidates(server)
    assert address is not None
    assert address.reveal() == "postgres://bot@db/x"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ASKPLAN_CANDIDATES": "postgresql"},
        {"ASKPLAN_CANDIDATES": "redis"},
        {"ASKPLAN_CANDIDATES": "postgresql", "ASKPLAN_DATABASE_URL": "sqlite:////tmp/a.db"},
    ],
)
def test_candidates_that_no_server_can_give_are_one_mistake(wrong: dict[str, str]) -> None:
    for read in (read_settings, read_candidates):
        with pytest.raises(BadSettings, match="ASKPLAN_CANDIDATES: ") as caught:
            read({"TELEGRAM_BOT_TOKEN": TOKEN, **wrong})
        assert len(str(caught.value).splitlines()) == 1
