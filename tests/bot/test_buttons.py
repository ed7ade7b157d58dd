"""Keys behind buttons: short, harmless twice, and as good after a restart."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.buttons import (
    REPEAT,
    Button,
    Buttons,
    RecentButtons,
    keyboard,
    question_rows,
)
from bot.store.buttons import KeptButtons
from bot.store.connection import Database, open_database
from tests.bot import databases

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LONG = "提升产品质量和服务质量水平专项行动由哪个部门牵头并且什么时候完成？"


def _kept(database: Database) -> KeptButtons:
    return KeptButtons(database, lambda: NOW)


@contextmanager
def open_empty(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Database]:
    address = f"sqlite:///{folder / 'store.db'}"
    if kind == "postgresql":
        address = request.getfixturevalue("postgres_address")
        databases.empty(address)
    database = open_database(address)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with open_empty(request, request.param, tmp_path) as database:
        yield database


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def buttons(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Buttons]:
    if request.param == "memory":
        yield RecentButtons()
        return
    with open_empty(request, request.param, tmp_path) as database:
        yield _kept(database)


async def _one(buttons: Buttons, button: Button) -> str:
    [key] = await buttons.keep([button])
    return key


async def test_a_key_fits_telegrams_64_bytes_however_long_the_question(buttons: Buttons) -> None:
    key = await _one(buttons, Button(question=LONG * 20))
    assert len(key.encode()) <= 64
    assert await buttons.find(key) == Button(question=LONG * 20)


async def test_each_button_of_a_keyboard_has_a_key_of_its_own(buttons: Buttons) -> None:
    meant = [Button(action="none", question=str(n), data={"n": n}) for n in range(3)]
    keys = await buttons.keep(meant)
    assert [await buttons.find(key) for key in keys] == meant


@pytest.mark.parametrize("key", ["2:nobody:0", "1:old", "2::0", "2:a:b", "", "牵头", "2:a:²"])
async def test_an_unknown_key_is_not_found(buttons: Buttons, key: str) -> None:
    assert await buttons.find(key) is None


async def test_a_number_beyond_the_keyboard_is_not_found(buttons: Buttons) -> None:
    key = await _one(buttons, Button(question="甲"))
    assert await buttons.find(key[:-1] + "7") is None


async def test_only_the_last_keyboards_are_kept_in_memory() -> None:
    buttons = RecentButtons(size=2)
    keys = [await _one(buttons, Button(question=str(n))) for n in range(3)]
    assert [bool(await buttons.find(key)) for key in keys] == [False, True, True]


async def test_a_second_press_does_not_act_again_until_some_time_has_passed(
    buttons: Buttons,
) -> None:
    key = await _one(buttons, Button(question="甲"))
    assert await buttons.press(key, NOW)
    assert not await buttons.press(key, NOW)
    assert await buttons.press(key, NOW + REPEAT)


async def test_a_press_that_failed_can_be_repeated(buttons: Buttons) -> None:
    key = await _one(buttons, Button(question="甲"))
    await buttons.press(key, NOW)
    await buttons.release(key)
    assert await buttons.press(key, NOW)


async def test_another_replica_knows_the_buttons_and_who_was_first(database: Database) -> None:
    one, other = _kept(database), _kept(database)
    meant = Button(action="ask", question="甲", traditional=True, only=7, data={"page": 2})
    key = await _one(one, meant)
    assert await other.find(key) == meant
    assert await other.press(key, NOW)
    assert not await one.press(key, NOW)


async def test_lasting_buttons_are_stored_once_and_never_change_their_keys(
    database: Database,
) -> None:
    meant = [Button(question="甲"), Button(question="乙")]
    first = await _kept(database).keep(meant, lasting=True)
    assert await _kept(database).keep(meant, lasting=True) == first
    assert await _kept(database).find(first[1]) == meant[1]


async def test_without_a_database_buttons_still_work_until_the_next_restart(
    tmp_path: Path,
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'store.db'}")
    with database.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE buttons")
    buttons = _kept(database)
    key = await _one(buttons, Button(question="甲"))
    assert await buttons.find(key) == Button(question="甲")
    assert await buttons.press(key, NOW)
    assert not await buttons.press(key, NOW)
    database.close()


async def test_every_choice_has_a_line_of_its_own_and_none_of_these_comes_last() -> None:
    buttons = RecentButtons()
    shown = await keyboard(question_rows(["甲？", LONG], instead_of="原来的问题"), buttons)
    assert shown is not None
    rows = [[button.text for button in row] for row in shown.inline_keyboard]
    assert [len(row) for row in rows] == [1, 1, 1]
    assert rows[0] == ["1. 甲？"]
    assert rows[1][0].endswith("…")
    assert rows[2] == ["都不是"]
    behind = [await buttons.find(str(row[0].callback_data)) for row in shown.inline_keyboard]
    assert [one and one.question for one in behind] == ["甲？", LONG, "原来的问题"]


async def test_without_choices_there_is_no_keyboard_and_no_none_of_these() -> None:
    assert await keyboard(question_rows([], instead_of="问题"), RecentButtons()) is None


def test_a_traditional_reader_gets_traditional_buttons() -> None:
    rows = question_rows(["甲？"], traditional=True, instead_of="問題")
    assert rows[-1][0].label == "都不是"
    assert all(choice.button.traditional for row in rows for choice in row)
