"""Told to stop, the bot finishes what it is answering; what it cannot finish comes again."""

import asyncio
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from telegram import Bot, Update

from bot.intake import Intake, Raw, RecentUpdates
from knowledge.model import Answer, Kind, Turn
from tests.bot.fakes import FakeKnowledge, answered, running
from tests.botapi import TOKEN, BotApi, Json, private


@dataclass
class SlowKnowledge(FakeKnowledge):
    """Answers when it is let; `begun` tells that it was asked."""

    begun: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def answer(
        self, question: str, today: date, history: Sequence[Turn] = (), *, kind: Kind | None = None
    ) -> Answer:
        """The table's answer, once it is released."""
        self.begun.set()
        self.released.wait(30)
        return super().answer(question, today, history, kind=kind)


async def test_a_question_in_work_is_answered_before_the_end() -> None:
    knowledge = SlowKnowledge({"甲": answered()})
    async with BotApi() as api:
        async with running(api, knowledge) as stop:
            api.say(private("小王"), "甲")
            await asyncio.to_thread(knowledge.begun.wait)
            stop.set()
            knowledge.released.set()
        assert [one["text"].split("\n")[0] for one in api.sent] == ["牵头单位：市场监督管理局"]
        assert not api.waiting


async def test_a_question_that_telegram_would_not_take_the_answer_to_comes_again() -> None:
    knowledge = FakeKnowledge({"甲": answered()})
    async with BotApi() as api:
        api.say(private("小王"), "甲")
        api.fail("sendmessage", *[None] * 100)
        async with running(api, knowledge, finish=0.0):
            await api.until(lambda: api.failed("sendmessage") > 0)
        assert len(api.waiting) == 1
        api.mend("sendmessage")
        async with running(api, knowledge):
            await api.answers(1)
            await api.handled()
        assert len(api.sent) == 1


class HesitantApi(BotApi):
    """A Telegram that takes a message at once, and says so when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.taken, self.say_so = asyncio.Event(), asyncio.Event()

    async def _sendmessage(self, parameters: Json) -> Json:  # type: ignore[override]
        message = super()._sendmessage(parameters)
        self.taken.set()
        await self.say_so.wait()
        return message


async def test_a_message_on_its_way_at_the_end_is_not_sent_again(tmp_path: Path) -> None:
    knowledge = FakeKnowledge({"甲": answered()})
    database = f"sqlite:///{tmp_path}/a.db"
    async with HesitantApi() as api:
        api.say(private("小王"), "甲")
        async with running(api, knowledge, finish=0.0, database=database) as stop:
            await api.taken.wait()
            stop.set()
            # By now whatever is broken off at the end of `finish` would have been.
            asyncio.get_running_loop().call_later(0.1, api.say_so.set)
        async with running(api, knowledge, database=database):
            api.say(private("小王"), "乙")
            await api.answers(2)
            await api.handled()
        assert len(api.sent) == 2


class HeldUpdates(RecentUpdates):
    """A record that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.free = asyncio.Event(), asyncio.Event()
        self.closed: list[int] = []

    async def claim(self, raws: Sequence[Raw]) -> Collection[int]:
        self.asked.set()
        await self.free.wait()
        return await super().claim(raws)

    def close(self, number: int) -> None:
        self.closed.append(number)


async def test_what_gets_on_record_after_the_end_is_left_to_the_next_process() -> None:
    handled: list[int] = []

    async def handle(update: Update) -> None:
        handled.append(update.update_id)

    updates = HeldUpdates()
    intake = Intake(Bot(TOKEN), handle, updates)
    taking = asyncio.create_task(intake.accept([{"update_id": 1}]))
    await updates.asked.wait()
    await intake.rest(5.0)
    await intake.abandon()
    updates.free.set()
    assert await taking == 1
    await intake.rest(5.0)
    assert (handled, updates.closed) == ([], [])


async def test_work_that_begins_while_the_rest_is_waited_for_is_waited_for_too() -> None:
    handled: list[int] = []

    async def handle(update: Update) -> None:
        if update.update_id == 1:
            await intake.accept([{"update_id": 2}])
        else:
            await asyncio.sleep(0)
        handled.append(update.update_id)

    intake = Intake(Bot(TOKEN), handle)
    await intake.accept([{"update_id": 1}])
    await intake.rest(5.0)
    assert handled == [1, 2]
