"""Every update is worked off once, whatever Telegram, the network or a crash do in between."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from bot.intake import Intake, RecentUpdates
from bot.outage import Patience, TokenRefused
from bot.polling import HELD, Poller
from tests.botapi import TOKEN, BotApi, Json, Refusal, private

WANG, LI = private("小王"), private("小李")


class Worker:
    """Works updates off: notes their texts; those in `stuck` wait until they are let go."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun: list[str] = []
        self.stuck: dict[str, asyncio.Event] = {}

    async def work(self, update: Update) -> None:
        text = (update.message and update.message.text) or "?"
        self.begun.append(text)
        if text in self.stuck:
            await self.stuck[text].wait()
        self.done.append(text)


class Heard(logging.Handler):
    """Tells when something was logged."""

    def __init__(self) -> None:
        super().__init__()
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.event.set()


class Setup:
    """A poller with its parts; `start` and `stop` as often as a test likes."""

    def __init__(self, api: BotApi, bot: Bot, request: HTTPXRequest) -> None:
        self.api, self.bot, self.request = api, bot, request
        self.worker = Worker()
        self.stopping = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.stopping = asyncio.Event()
        self.intake = Intake(self.bot, self.worker.work)
        patience = Patience(self.stopping, pauses=(0.01,))
        self.poller = Poller(self.bot, self.request, self.intake, patience)
        self.task = asyncio.create_task(self.poller.run())

    async def stop(self) -> None:
        self.stopping.set()
        if self.task:
            await self.task
        await self.intake.rest(0.0)
        await self.poller.confirm()
        await self.intake.abandon()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def setup(api: BotApi) -> AsyncIterator[Setup]:
    request = HTTPXRequest()
    async with Bot(TOKEN, base_url=f"{api.url}/bot", get_updates_request=request) as bot:
        setup = Setup(api, bot, request)
        yield setup
        if setup.task and not setup.task.done():
            await setup.stop()


async def test_updates_are_worked_off_and_confirmed(api: BotApi, setup: Setup) -> None:
    api.say(WANG, "甲")
    api.say(LI, "乙")
    setup.start()
    await api.handled()
    assert sorted(setup.worker.done) == ["乙", "甲"]


async def test_an_update_that_comes_twice_is_worked_off_once(api: BotApi, setup: Setup) -> None:
    setup.start()
    api.say(WANG, "甲")
    update = dict(api.waiting[-1])
    await api.handled()
    api.deliver_again(update)
    api.say(WANG, "乙")
    await api.handled()
    assert setup.worker.done == ["甲", "乙"]


async def test_what_was_in_work_at_a_crash_comes_again(api: BotApi, setup: Setup) -> None:
    release = setup.worker.stuck["甲"] = asyncio.Event()
    api.say(WANG, "甲")
    api.say(LI, "乙")
    setup.start()
    await api.until(lambda: setup.worker.done == ["乙"] and api.polls > 2)
    assert setup.task is not None
    setup.task.cancel()
    await setup.intake.abandon()
    release.set()
    setup.start()
    await api.handled()
    assert setup.worker.begun == ["甲", "乙", "甲", "乙"]
    assert setup.worker.done == ["乙", "甲", "乙"]


async def test_a_stop_confirms_what_is_done_and_nothing_else(api: BotApi, setup: Setup) -> None:
    setup.worker.stuck["乙"] = asyncio.Event()
    api.say(WANG, "甲")
    api.say(LI, "乙")
    setup.start()
    await api.until(lambda: setup.worker.done == ["甲"])
    await setup.stop()
    assert [update["message"]["text"] for update in api.waiting] == ["乙"]


async def test_one_slow_answer_does_not_hold_up_the_others(api: BotApi, setup: Setup) -> None:
    release = setup.worker.stuck["慢"] = asyncio.Event()
    setup.start()
    api.say(WANG, "慢")
    for number in range(2):
        api.say(LI, str(number))
        await api.until(lambda number=number: str(number) in setup.worker.done)  # type: ignore[misc]
    assert "慢" not in setup.worker.done
    release.set()
    await api.handled()
    assert setup.worker.done == ["0", "1", "慢"]


async def test_questions_of_one_person_are_answered_in_order(api: BotApi, setup: Setup) -> None:
    release = setup.worker.stuck["一"] = asyncio.Event()
    api.say(WANG, "一")
    api.say(WANG, "二")
    api.say(LI, "三")
    setup.start()
    await api.until(lambda: setup.worker.done == ["三"])
    release.set()
    await api.handled()
    assert setup.worker.done == ["三", "一", "二"]


async def test_any_number_of_slow_answers_leaves_room_for_new_questions(
    api: BotApi, setup: Setup
) -> None:
    release = asyncio.Event()
    for number in range(150):
        chat = {"id": number + 1, "type": "private", "first_name": f"慢{number}"}
        setup.worker.stuck[f"慢{number}"] = release
        api.say(chat, f"慢{number}")
    api.say(LI, "快")
    setup.start()
    await api.until(lambda: setup.worker.done == ["快"])
    assert len(setup.intake.open) == 150 > HELD
    release.set()
    await api.handled()
    assert len(setup.worker.done) == 151


MALFORMED: list[Json] = [
    {"message": {"message_id": 1}},
    {"message": {"message_id": 1, "date": "gestern", "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": 10**18, "chat": {"id": 1, "type": "private"}}},
    {"message": ["what", "is", "this"]},
    {"callback_query": 7},
]


@pytest.mark.parametrize("broken", MALFORMED)
async def test_a_malformed_update_is_stepped_over_and_logged(
    api: BotApi, setup: Setup, broken: Json, caplog: pytest.LogCaptureFixture
) -> None:
    api.say(WANG, "前")
    number = api.push(broken)
    api.say(WANG, "后")
    setup.start()
    await api.handled()
    assert setup.worker.done == ["前", "后"]
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert vars(record)["update"] == number


async def test_an_update_without_an_id_is_stepped_over(api: BotApi, setup: Setup) -> None:
    api.say(WANG, "前")
    api.fail("getupdates", json.dumps({"ok": True, "result": [{"message": {}}, 5]}).encode())
    setup.start()
    await api.handled()
    assert setup.worker.done == ["前"]


async def test_an_unknown_kind_of_update_does_no_harm(api: BotApi, setup: Setup) -> None:
    api.push({"brand_new_thing": {"id": 1}})
    api.say(WANG, "后")
    setup.start()
    await api.handled()
    assert sorted(setup.worker.done) == ["?", "后"]


@pytest.mark.parametrize(
    "fault",
    [
        None,
        b"<html>",
        b"[]",
        b'{"ok": true}',
        b'{"ok": true, "result": {}}',
        Refusal(502, "Bad Gateway"),
        Refusal(401, "Unauthorized"),
        Refusal(429, "Too Many Requests", retry_after=0.01),
    ],
)
async def test_polling_goes_on_after_any_fault(
    api: BotApi, setup: Setup, fault: Refusal | bytes | None
) -> None:
    api.fail("getupdates", fault, fault)
    api.say(WANG, "甲")
    setup.start()
    await api.handled()
    assert setup.worker.done == ["甲"]


async def test_an_outage_is_one_line_and_its_end_another(
    api: BotApi, setup: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.outage")
    heard = Heard()
    logging.getLogger("bot.outage").addHandler(heard)
    setup.start()
    await api.until(lambda: api.polls > 0)
    await api.close()
    api.say(WANG, "甲")
    await heard.event.wait()
    logging.getLogger("bot.outage").removeHandler(heard)
    await api.open()
    await api.handled()
    assert setup.worker.done == ["甲"]
    said = [record.getMessage() for record in caplog.records if record.name == "bot.outage"]
    assert len(said) == 2
    assert said[0].startswith("连不上 Telegram")
    assert said[1] == "Telegram 恢复正常"


async def test_a_second_poller_is_named_once_in_the_log(
    api: BotApi, setup: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = Refusal(409, "Conflict: terminated by other getUpdates request")
    api.fail("getupdates", *[conflict] * 5)
    api.say(WANG, "甲")
    setup.start()
    await api.handled()
    warnings = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "另一个程序在用同一个 token" in warnings[0]


async def test_a_token_that_stays_refused_ends_the_polling(api: BotApi, setup: Setup) -> None:
    api.fail("getupdates", *[Refusal(401, "Unauthorized")] * 6)
    setup.start()
    assert setup.task is not None
    with pytest.raises(TokenRefused, match="@BotFather"):
        await setup.task


async def test_update_ids_are_remembered_up_to_a_bound() -> None:
    updates = RecentUpdates(size=2)
    asked = [await updates.claim([{"update_id": number}]) for number in (1, 2, 1, 3, 1)]
    assert [bool(new) for new in asked] == [True, True, False, True, True]
