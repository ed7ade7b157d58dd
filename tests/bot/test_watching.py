"""What is saved in the knowledge folder answers; what is broken there is told of, once."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.living import KEPT, Living, version_of
from bot.store.connection import open_database
from bot.store.signals import Signals
from bot.watching import Watch
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.folder import load_corpus
from tests.bot.fakes import FakeKnowledge, answered

TODAY = date(2026, 3, 1)
FAQ = "问题,答案\n食堂几点开门,七点开门。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    return tmp_path


class Office:
    """A folder that is watched, and what the administrators were told."""

    def __init__(self, folder: Path) -> None:
        def load() -> Knowledge:
            return Knowledge(load_corpus(folder))

        self.folder = folder
        self.told: list[str] = []
        self.living = Living(load(), load, folder)
        self.watch = Watch(self.living, self.tell)

    async def tell(self, text: str) -> None:
        self.told.append(text)

    async def save(self, text: str) -> None:
        (self.folder / "faq.csv").write_text(text, encoding="utf-8")
        for _ in range(3):
            await self.watch.look()

    def answer(self, question: str = "食堂几点开门") -> str:
        return self.living.answer(question, TODAY).answer


@pytest.fixture
def office(folder: Path) -> Office:
    return Office(folder)


async def test_what_is_saved_answers(office: Office) -> None:
    assert "七点" in office.answer()
    before = office.living.version
    await office.save(FAQ.replace("七点", "六点半"))
    assert "六点半" in office.answer()
    assert office.living.version != before
    assert office.told == []


async def test_a_file_that_is_still_being_written_is_not_read(office: Office) -> None:
    (office.folder / "faq.csv").write_text(FAQ.replace("七点", "六点半"), encoding="utf-8")
    await office.watch.look()
    assert "七点" in office.answer()


async def test_a_broken_edit_keeps_the_old_state_and_is_told_once_with_its_row(
    office: Office,
) -> None:
    broken = FAQ + "食堂在哪里,\n"
    await office.save(broken)
    await office.save(broken + "\n")
    assert "七点" in office.answer()
    [told] = office.told
    assert "faq.csv:3" in told
    assert office.watch.problem
    await office.save(FAQ + "食堂在哪里,一楼。\n")
    assert "一楼" in office.answer("食堂在哪里")
    assert len(office.told) == 2
    assert "已经改好" in office.told[1]
    assert not office.watch.problem


async def test_taking_the_broken_edit_back_is_a_repair_too(office: Office) -> None:
    await office.save(FAQ + "食堂在哪里,\n")
    await office.save(FAQ)
    assert [("已经改好" in told) for told in office.told] == [False, True]
    assert "七点" in office.answer()


def test_open_workbooks_and_hidden_files_are_no_change(folder: Path) -> None:
    before = version_of(folder)
    (folder / "~$faq.xlsx").write_text("x")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "x").write_text("x")
    assert version_of(folder) == before
    (folder / "documents").mkdir()
    (folder / "documents" / "a.txt").write_text("x")
    assert version_of(folder) != before


async def test_an_answer_is_remembered_until_the_knowledge_changes(folder: Path) -> None:
    old, new = FakeKnowledge({"甲": answered("旧")}), FakeKnowledge({"甲": answered("新")})
    living = Living(old, lambda: new, folder)
    assert living.recall("甲", TODAY) is None
    assert living.answer("甲", TODAY) is living.recall("甲", TODAY)
    assert living.recall("甲", date(2026, 3, 2)) is None
    assert living.recall("甲", TODAY, "lead") is None
    await living.reload()
    assert living.recall("甲", TODAY) is None
    assert living.answer("甲", TODAY).answer == "新"
    for number in range(KEPT + 1):
        living.answer(str(number), TODAY)
    assert living.recall("甲", TODAY) is None


async def test_a_follow_up_is_never_taken_for_a_question_that_stands_alone(folder: Path) -> None:
    from knowledge.model import Turn

    knowledge = FakeKnowledge({"那个呢": answered()})
    living = Living(knowledge, None, None)
    before = Turn(question="甲", answer=answered())
    living.answer("那个呢", TODAY, (before,))
    assert living.recall("那个呢", TODAY) is None


async def test_another_replica_hears_that_the_knowledge_has_changed(postgres_address: str) -> None:
    import asyncio

    database = open_database(postgres_address)
    heard: asyncio.Queue[str] = asyncio.Queue()
    signals = Signals(database)
    listening = asyncio.create_task(signals.hear(heard.put_nowait))
    try:
        async with asyncio.timeout(20):
            assert await heard.get() == ""
            await signals.send("v2")
            assert await heard.get() == "v2"
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await asyncio.to_thread(database.close)


async def test_holidays_follow_the_folder_and_a_mistake_keeps_the_old_ones(office: Office) -> None:
    day, file = date(2031, 5, 6), office.folder / "holidays.toml"
    assert office.living.calendar.is_workday(day)
    file.write_text('[2031]\nholidays = ["2031-05-06"]\n', encoding="utf-8")
    await office.save(FAQ)
    assert not office.living.calendar.is_workday(day)
    file.write_text('[2031]\nholidays = ["2031-05-66"]\n', encoding="utf-8")
    await office.save(FAQ)
    assert not office.living.calendar.is_workday(day)
    [told] = office.told
    assert "holidays.toml" in told
    assert "2031-05-66" in told


class Looking(Watch):
    """Says when it has looked, and waits for the next time."""

    def __init__(self, living: Living) -> None:
        self.looked = asyncio.Event()
        super().__init__(living, self.hush, every=60)

    async def hush(self, text: str) -> None:
        """Nobody is told."""

    async def look(self) -> None:
        await super().look()
        self.looked.set()


@pytest.mark.parametrize("steps", range(5))
async def test_a_watch_that_is_nudged_while_it_is_cancelled_ends(
    office: Office, steps: int
) -> None:
    watch = Looking(office.living)
    watching = asyncio.create_task(watch.run())
    await watch.looked.wait()
    await asyncio.sleep(0)
    watch.nudge()
    for _ in range(steps):
        await asyncio.sleep(0)
    watching.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait([watching])
    assert watching.cancelled()
