"""`askplan remind --preview` in a terminal."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.store.database import open_store
from bot.store.records import ReminderSettings


def run(*args: str, **environ: str) -> Result:
    return CliRunner().invoke(cli, ["remind", "--knowledge", "example", *args], env=environ)


def test_the_days_digest_is_printed_without_token_or_database(tmp_path: Path) -> None:
    database = tmp_path / "none.db"
    done = run("--preview", "--date", "2026-11-30", ASKPLAN_DATABASE_URL=f"sqlite:///{database}")
    assert done.exit_code == 0
    assert done.stdout.startswith("📌 11月30日（周一）任务提醒\n今天到期1项，已经逾期1项\n")
    assert "🔵 开设社区老年助餐点" in done.stdout
    assert "虚构示例" in done.stdout
    assert not database.exists()


def test_a_day_with_nothing_to_say_prints_nothing() -> None:
    done = run("--preview", "--date", "2026-11-22")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "没有要提醒的任务" in done.stderr


def test_a_chats_own_settings_count(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'askplan.db'}"
    store = open_store(address)
    settings = ReminderSettings(
        on=True, at=time(9), departments=("市统计局",), since=datetime(2026, 1, 1, tzinfo=UTC)
    )
    store.save(-5, 0, settings)
    store.close()
    day = ("--preview", "--date", "2026-12-01")
    ours = run(*day, "--chat", "-5", ASKPLAN_DATABASE_URL=address)
    assert ours.exit_code == 0
    assert ours.stdout == ""
    assert run(*day).stdout.startswith("📌 12月1日")
    nobody = run(*day, "--chat", "-6", ASKPLAN_DATABASE_URL=address)
    assert nobody.exit_code == 2


@pytest.mark.parametrize("args", [(), ("--preview", "--date", "30.11.2026")])
def test_bad_usage_is_a_usage_error(args: tuple[str, ...]) -> None:
    assert run(*args).exit_code == 2


def test_the_digest_of_every_day_of_two_years_can_be_written() -> None:
    from bot.reminders.composing import Past, compose_for
    from bot.reminders.message import digest_parts
    from bot.reminders.outline import Outline
    from bot.store.records import Chat
    from knowledge.corpus.folder import load_corpus, locate
    from knowledge.plans.workdays import WorkCalendar

    corpus = load_corpus(locate("example"))
    calendar = WorkCalendar()
    outline = Outline(corpus)
    said = 0
    for number in range(date(2026, 10, 1).toordinal(), date(2028, 10, 1).toordinal()):
        digest = compose_for(Chat(id=1), date.fromordinal(number), Past(), outline, calendar)
        said += bool(digest_parts(digest, corpus))
    assert said > 200
