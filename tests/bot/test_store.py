"""The store, on both databases: what is claimed, recorded, moved and kept."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.store.database import Store, open_store
from bot.store.opening import UnusableDatabase
from bot.store.records import Key, ReminderSettings

NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
LEASE = timedelta(minutes=10)
KEY = Key(chat=-100200, topic=0, day=DAY)
MINE = ReminderSettings(
    on=True,
    at=time(7, 5),
    zone="Asia/Urumqi",
    lead_days=(14, 2),
    departments=("市教育局", "市水务局"),
    workdays=True,
    paused_until=date(2026, 12, 1),
    since=NOW,
)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


def test_settings_survive_a_restart(address: str) -> None:
    first = open_store(address)
    first.save(5, 7, MINE)
    first.close()
    second = open_store(address)
    assert second.chat(5, 7).settings == MINE
    assert not second.chat(5, 0).known
    second.close()


def test_only_chats_that_want_digests_and_can_be_reached_are_listed(store: Store) -> None:
    store.save(1, 0, MINE)
    store.save(2, 0, MINE.changed(on=False))
    store.save(3, 0, MINE)
    assert store.set_active(3, False) == 1
    assert [chat.id for chat in store.reminding()] == [1]
    assert store.set_active(3, True) == 1
    assert [chat.id for chat in store.reminding()] == [1, 3]


def test_a_digest_is_claimed_once_until_the_lease_ends(store: Store) -> None:
    first = store.claim(KEY, NOW, LEASE, late=False)
    assert first is not None
    assert store.claim(KEY, NOW + LEASE - timedelta(seconds=1), LEASE, late=False) is None
    second = store.claim(KEY, NOW + LEASE, LEASE, late=True)
    assert second is not None
    assert (second.attempt, second.interrupted) == (2, True)
    assert second.late
    assert store.note_part(second, 5)
    # What was sent has said whether it was late; the rest goes with it.
    third = store.claim(KEY, NOW + 2 * LEASE, LEASE, late=False)
    assert third is not None
    assert third.late


def test_whoever_lost_a_claim_records_nothing(store: Store) -> None:
    first = store.claim(KEY, NOW, LEASE, late=False)
    second = store.claim(KEY, NOW + LEASE, LEASE, late=False)
    assert first
    assert second
    assert not store.note_part(first, 11)
    assert not store.settle(first, "failed", NOW)
    assert store.note_part(second, 12)
    assert store.settle(second, "sent")
    found = store.delivery(KEY)
    assert found
    assert (found.status, found.messages) == ("sent", (12,))


@pytest.mark.parametrize("status", ["sent", "quiet", "unknown"])
def test_what_is_settled_is_never_claimed_again(store: Store, status: str) -> None:
    claim = store.claim(KEY, NOW, LEASE, late=False)
    assert claim
    assert store.settle(claim, status)  # type: ignore[arg-type]
    assert store.claim(KEY, NOW + timedelta(hours=9), LEASE, late=True) is None


def test_a_failed_digest_is_tried_again_when_its_time_has_come(store: Store) -> None:
    claim = store.claim(KEY, NOW, LEASE, late=False)
    assert claim
    store.note_part(claim, 9)
    store.settle(claim, "failed", NOW + timedelta(hours=1))
    assert store.claim(KEY, NOW + timedelta(minutes=59), LEASE, late=False) is None
    again = store.claim(KEY, NOW + timedelta(hours=1), LEASE, late=False)
    assert again
    assert (again.attempt, again.messages, again.interrupted) == (2, (9,), False)


def test_of_many_at_once_one_gets_the_claim(address: str) -> None:
    replicas = [open_store(address) for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        claims = list(
            pool.map(lambda n: replicas[n % 2].claim(KEY, NOW, LEASE, late=False), range(16))
        )
        later = NOW + LEASE
        second = list(
            pool.map(lambda n: replicas[n % 2].claim(KEY, later, LEASE, late=False), range(16))
        )
    assert sum(claim is not None for claim in claims) == 1
    assert sum(claim is not None for claim in second) == 1
    for replica in replicas:
        replica.close()


def test_a_group_that_became_a_supergroup_keeps_everything(store: Store) -> None:
    old, new = -5, -1_000_000_000_005
    store.save(old, 0, MINE)
    store.save(old, 3, MINE.changed(at=time(9)))
    claim = store.claim(Key(chat=old, topic=0, day=DAY), NOW, LEASE, late=False)
    assert claim
    store.settle(claim, "sent")
    store.set_active(old, False)
    for _ in range(2):
        store.move(old, new)
    assert [(chat.id, chat.topic) for chat in store.reminding()] == [(new, 0), (new, 3)]
    assert store.chat(new).settings == MINE
    assert store.moved_to(old) == new
    moved = store.delivery(Key(chat=new, topic=0, day=DAY))
    assert moved
    assert moved.status == "sent"
    assert store.delivery(Key(chat=old, topic=0, day=DAY)) is None


def test_settings_of_the_supergroup_are_newer_than_the_ones_that_move(store: Store) -> None:
    store.save(-5, 0, MINE)
    store.save(-1005, 0, MINE.changed(at=time(18)))
    store.move(-5, -1005)
    assert store.chat(-1005).settings.at == time(18)


def test_the_last_day_covered_leaves_out_what_failed(store: Store) -> None:
    for days, status in ((1, "failed"), (2, "quiet"), (5, "sent")):
        key = Key(chat=KEY.chat, topic=0, day=DAY - timedelta(days=days))
        claim = store.claim(key, NOW, LEASE, late=False)
        assert claim
        store.settle(claim, status)  # type: ignore[arg-type]
    assert store.last_day(KEY) == DAY - timedelta(days=2)
    assert store.last_day(Key(chat=1, topic=0, day=DAY)) is None


def test_the_migrations_make_the_tables_that_the_program_uses(address: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from bot.store.opening import open_engine
    from bot.store.schema import metadata

    engine = open_engine(address)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_an_sqlite_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "askplan.db"
    store = open_store(f"sqlite:///{path}")
    store.save(1, 0, MINE)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    store.close()
    assert "askplan.db-wal" in modes
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "mysql://user:geheim@host/db",
        "postgresql://user:geheim@127.0.0.1:1/db",
        "sqlite:////proc/nowhere/x.db",
    ],
)
def test_a_database_that_cannot_be_opened_is_one_line_without_its_password(address: str) -> None:
    with pytest.raises(UnusableDatabase) as caught:
        open_store(address)
    said = str(caught.value)
    assert said.startswith("ASKPLAN_DATABASE_URL: ")
    assert "\n" not in said
    assert "geheim" not in said


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("这不是数据库" * 100)
    with pytest.raises(UnusableDatabase, match="数据库打不开"):
        open_store(f"sqlite:///{path}")


def test_asking_a_question_imports_no_database() -> None:
    code = (
        "import sys; from bot.cli import main\n"
        "try: main(['ask', '--knowledge', 'example', '老旧小区改造谁牵头'])\n"
        "except SystemExit: pass\n"
        "assert not {'sqlalchemy', 'alembic', 'telegram'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_group_that_has_moved_is_not_claimed_at_its_old_address(store: Store) -> None:
    store.save(KEY.chat, 0, MINE)
    assert store.claim(KEY, NOW, LEASE, late=False)
    store.move(KEY.chat, -5)
    assert store.claim(KEY, NOW, LEASE, late=False) is None
    assert store.delivery(KEY) is None
    assert store.delivery(Key(chat=-5, topic=0, day=DAY))


def test_what_may_have_arrived_stays_in_doubt_when_the_next_attempt_fails(store: Store) -> None:
    store.claim(KEY, NOW, LEASE, late=False)
    second = store.claim(KEY, NOW + LEASE, LEASE, late=True)
    assert second is not None
    assert second.interrupted
    store.settle(second, "failed", NOW + 2 * LEASE)
    third = store.claim(KEY, NOW + 2 * LEASE, LEASE, late=True)
    assert third is not None
    assert third.interrupted
