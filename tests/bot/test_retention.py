"""What is old goes, by one table of rules; what is not stays."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert, select

from bot.config import BadSettings, read_settings
from bot.store import schema
from bot.store.connection import Database, open_database, seconds
from bot.store.database import Store
from bot.store.records import Key
from bot.store.retention import RULES, Rule, keep_clean, sweep
from tests.bot.fakes import FakeClock

CLOCK = FakeClock()
NOW = CLOCK()
LEASE = timedelta(minutes=1)


@pytest.fixture
def database(address: str) -> Database:
    return open_database(address)


def days_kept(database: Database) -> list[date]:
    with database.transaction() as connection:
        found = connection.execute(select(schema.deliveries.c.day)).scalars()
        return sorted(found)


def delivered(database: Database, *ages: int) -> None:
    for age in ages:
        key = Key(chat=age, topic=0, day=NOW.date() - timedelta(days=age))
        Store(database).claim(key, NOW, LEASE, late=False)


def pressed(database: Database, *ages: int) -> None:
    with database.transaction() as connection:
        for age in ages:
            made = seconds(NOW - timedelta(days=age))
            row = {"key": str(age), "made": made, "meanings": [], "pressed": {}}
            connection.execute(insert(schema.buttons).values(row))


def test_rows_go_by_their_day_or_their_second_once_they_are_older_than_the_rule(
    database: Database,
) -> None:
    delivered(database, 10, 30, 31, 400)
    pressed(database, 10, 30, 31)
    rules = (
        Rule(age=schema.deliveries.c.day, days=30),
        Rule(age=schema.buttons.c.made, days=30, only=schema.buttons.c.key != "31"),
    )
    assert sweep(database, NOW, 180, rules) == {"deliveries": 2}
    assert [(NOW.date() - day).days for day in days_kept(database)] == [30, 10]
    assert sweep(database, NOW, 180, rules) == {}
    database.close()


def test_a_rule_without_days_follows_what_the_administrator_chose(database: Database) -> None:
    delivered(database, 6, 8)
    rules = (Rule(age=schema.deliveries.c.day),)
    assert sweep(database, NOW, 9, rules) == {}
    assert sweep(database, NOW, 7, rules) == {"deliveries": 1}
    database.close()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.age))
def test_each_rule_is_for_a_column_of_the_schema_and_can_be_swept(
    rule: Rule, database: Database
) -> None:
    assert rule.age.table in schema.metadata.tables.values()
    assert sweep(database, NOW, 180, [rule]) == {}
    database.close()


async def test_the_sweep_comes_at_the_start_and_again_a_day_later(database: Database) -> None:
    clock = FakeClock()
    looks = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()
    rules = (Rule(age=schema.deliveries.c.day, days=30),)
    event.listen(
        database.engine,
        "after_cursor_execute",
        lambda *details: "DELETE" in details[2] and loop.call_soon_threadsafe(looks.release),
    )
    task = asyncio.create_task(keep_clean(database, clock, 180, rules=rules, look=0.01))
    async with asyncio.timeout(30):
        await looks.acquire()
        delivered(database, 40)
        clock.move(timedelta(hours=23))
        await asyncio.sleep(0.1)
        assert looks.locked()
        clock.move(timedelta(hours=1))
        await looks.acquire()
        clock.move(timedelta(days=1))
        await looks.acquire()  # so the sweep before this one is complete
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert days_kept(database) == []
    database.close()


@pytest.mark.parametrize("raw", ["0", "-3", "半年", "1.5", "999999"])
def test_a_number_of_days_that_is_none_is_named(raw: str) -> None:
    with pytest.raises(BadSettings, match=r"ASKPLAN_RETENTION_DAYS: .*不是天数"):
        read_settings({"TELEGRAM_BOT_TOKEN": "1:a", "ASKPLAN_RETENTION_DAYS": raw})
    assert read_settings({"TELEGRAM_BOT_TOKEN": "1:a"}).retention_days == 180
