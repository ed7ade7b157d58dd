"""The webhook over real HTTP: Telegram alone gets in, and what it was told 200 for is handled."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from telegram import Bot, Update

from bot.config import Listen, Secret, Webhook, derive_secret
from bot.intake import Intake, Raw, RecentUpdates, Unrecorded
from bot.living import Living
from bot.metrics import Metrics
from bot.outage import Patience, Stopped
from bot.web.health import Vitals
from bot.web.registration import Registration
from bot.web.server import LARGEST, CannotListen, Door, Front, listening
from tests.bot.fakes import FakeClock, FakeKnowledge, answered, running
from tests.botapi import TOKEN, BotApi, Json, private

SECRET = "s3-cret"
HOOK = Webhook(address="https://bot.example.org/telegram", secret=Secret(SECRET))
SHOWN = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
WANG = private("小王")


def update(number: int, text: str = "甲") -> Json:
    message = {"message_id": number, "date": 1, "chat": WANG, "from": WANG | {"is_bot": False}}
    return {"update_id": number, "message": message | {"text": text}}


class Record(RecentUpdates):
    """Keeps updates in memory, unless it is told that it cannot."""

    away = False

    async def claim(self, raws: Sequence[Raw]) -> Any:
        if self.away:
            raise Unrecorded
        return await super().claim(raws)


@dataclass
class House:
    """A server with a webhook, and what stands behind it."""

    clock: FakeClock = field(default_factory=FakeClock)
    record: Record = field(default_factory=Record)
    metrics: Metrics = field(default_factory=Metrics)
    handled: list[int] = field(default_factory=list)
    down: bool = False
    url: str = ""
    vitals: Vitals = field(init=False)
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        living = Living(FakeKnowledge())
        self.vitals = Vitals(clock=self.clock, knowledge=living, check=self.check)
        self.intake = Intake(Bot(TOKEN), self.handle, self.record, self.metrics)

    def check(self) -> None:
        if self.down:
            raise OSError("postgresql://user:password@host")

    async def handle(self, update: Update) -> None:
        self.handled.append(update.update_id)

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url + path, **more) as answer,
        ):
            return answer.status, await answer.text()

    async def post(self, raw: Json, **headers: str) -> int:
        status, _ = await self.ask("POST", "/telegram", json=raw, headers=SHOWN | headers)
        return status


@asynccontextmanager
async def _serving(house: House) -> AsyncIterator[House]:
    door = Door(HOOK.secret, house.intake, house.vitals)
    front = Front(house.vitals, house.metrics)
    async with listening(Listen(port=0), front, HOOK, door) as port:
        house.url = f"http://127.0.0.1:{port}"
        yield house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with _serving(House()) as found:
        found.vitals.begin()
        yield found


async def test_an_update_with_the_secret_is_handled_once(house: House) -> None:
    assert [await house.post(update(number)) for number in (1, 2, 1)] == [200] * 3
    await house.intake.rest(5)
    assert house.handled == [1, 2]


@pytest.mark.parametrize("shown", ["", "s3-cre", "s3-crett", "S3-CRET", "密"])
async def test_without_the_secret_nothing_gets_in(house: House, shown: str) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": shown} if shown else {}
    status, text = await house.ask("POST", "/telegram", json=update(1), headers=headers)
    assert (status, text) == (403, "")
    assert not house.handled


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/telegram", 405),
        ("PUT", "/telegram", 405),
        ("POST", "/", 404),
        ("POST", "/telegram/x", 404),
        ("POST", "/healthz", 405),
        ("GET", "/../etc/passwd", 404),
    ],
)
async def test_other_paths_and_methods_lead_nowhere(
    house: House, method: str, path: str, status: int
) -> None:
    found, _ = await house.ask(method, path, json=update(1), headers=SHOWN)
    assert found == status
    assert not house.handled


async def test_a_body_beyond_the_limit_is_refused_with_or_without_its_length(house: House) -> None:
    big = b"[" + b" " * LARGEST + b"]"

    async def in_pieces() -> AsyncIterator[bytes]:
        yield big

    for data in (BytesIO(big), in_pieces()):
        status, _ = await house.ask("POST", "/telegram", data=data, headers=SHOWN)
        assert status == 413


@pytest.mark.parametrize("body", ["", "{", "\ufeff", "[" * 100_000])
async def test_what_is_no_json_is_refused(house: House, body: str) -> None:
    status, _ = await house.ask("POST", "/telegram", data=body.encode(), headers=SHOWN)
    assert status == 400


@pytest.mark.parametrize("raw", [[], 1, None, {}, {"update_id": "1"}, {"update_id": 1 << 70}])
async def test_json_that_is_no_update_is_taken_and_dropped_for_it_would_come_again(
    house: House, raw: Any
) -> None:
    body = json.dumps(raw).encode()
    assert (await house.ask("POST", "/telegram", data=body, headers=SHOWN))[0] == 200
    assert not house.handled


async def test_what_cannot_be_recorded_is_for_telegram_to_repeat(house: House) -> None:
    house.record.away = True
    assert await house.post(update(1)) == 503
    house.record.away = False
    assert await house.post(update(1)) == 200


async def test_while_it_starts_or_stops_updates_stay_with_telegram() -> None:
    async with _serving(House()) as house:
        assert await house.post(update(1)) == 503
        assert (await house.ask("GET", "/readyz"))[0] == 503
        house.vitals.begin()
        assert await house.post(update(1)) == 200
        assert (await house.ask("GET", "/readyz"))[0] == 200
        house.vitals.serving = False
        assert await house.post(update(2)) == 503


async def test_a_taken_port_is_one_clear_line(house: House) -> None:
    port = int(house.url.rsplit(":", 1)[1])
    front = Front(house.vitals, house.metrics)
    with pytest.raises(CannotListen, match=f"ASKPLAN_LISTEN: .*127.0.0.1:{port}"):
        async with listening(Listen(port=port), front):
            pass


# Health and figures


async def test_health_tells_what_the_bot_is_and_does(house: House) -> None:
    await house.post(update(1))
    async with aiohttp.ClientSession() as session, session.get(f"{house.url}/healthz") as answer:
        assert answer.status == 200
        report = await answer.json()
    assert report["status"] == "ok"
    assert report["knowledge"]["title"] == "青山市知识库"
    assert report["knowledge"]["documents"] == 1
    assert report["last_update"] == report["started"] == report["last_tick"]


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("database", "数据库没有回应"),
        ("tick", "提醒已经 10 分钟"),
        ("poll", "10 分钟连不上 Telegram"),
    ],
)
async def test_health_is_503_with_the_reason(house: House, harm: str, reason: str) -> None:
    if harm == "database":
        house.down = True
    else:
        house.clock.move(timedelta(minutes=10))
        house.vitals.stamp("poll" if harm == "tick" else "tick")
    status, text = await house.ask("GET", "/healthz")
    assert status == 503
    assert reason in text
    assert "password" not in text


async def test_a_fault_that_stops_no_answer_is_told_and_no_503(house: House) -> None:
    house.vitals.problems.append(lambda: "知识文件夹有错")
    status, text = await house.ask("GET", "/healthz")
    assert status == 200
    assert '"degraded"' in text
    assert "知识文件夹有错" in text


async def test_figures_are_in_the_format_of_prometheus(house: House) -> None:
    await house.post(update(1))
    await house.post(update(1))
    await house.intake.rest(5)
    _, text = await house.ask("GET", "/metrics")
    found = {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }
    assert found["askplan_updates_total", "new"] == 1
    assert found["askplan_updates_total", "repeated"] == 1
    assert found["askplan_update_seconds_count",] == 1


# The whole bot


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_the_bot_sets_its_webhook_and_answers_what_comes_there() -> None:
    house = House()
    port = _free_port()
    house.url = f"http://127.0.0.1:{port}"
    knowledge = FakeKnowledge({"甲": answered()})
    async with (
        BotApi() as api,
        running(api, knowledge, webhook=HOOK, listen=Listen(port=port)),
    ):
        [asked] = api.called("setwebhook")
        assert asked["url"] == HOOK.address
        assert asked["secret_token"] == SECRET
        assert asked["drop_pending_updates"] == "false"
        assert "message" in asked["allowed_updates"]
        await asyncio.gather(*(house.post(update(5)) for _ in range(3)))
        [answer] = await api.answers(1)
        assert answer["text"].startswith("牵头单位")
        _, figures = await house.ask("GET", "/metrics")
        assert api.polls == 0
    assert 'askplan_answers_total{kind="lead",status="answered"} 1.0' in figures
    assert 'askplan_sends_total{method="sendMessage",result="ok"} 1.0' in figures
    assert str(WANG["id"]) not in figures


def test_a_derived_secret_is_the_same_in_every_replica_and_hides_the_token() -> None:
    one, two = (derive_secret(Secret(TOKEN), HOOK.address).reveal() for _ in range(2))
    assert one == two
    assert len(one) == 64
    assert one.isalnum()
    assert TOKEN.split(":")[1] not in one
    assert derive_secret(Secret(TOKEN), "https://other.example.org").reveal() != one


async def test_a_webhook_that_somebody_took_away_is_set_again_and_named(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop = asyncio.Event()
    async with BotApi() as api, Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
        registration = Registration(bot, HOOK, ["message"], Patience(stop))
        task = asyncio.create_task(registration.run(0.01))
        await api.until(lambda: len(api.called("getwebhookinfo")) > 1)
        assert registration.problem == ""
        api.webhook["url"] = "https://somebody.example.org"
        await api.until(lambda: len(api.called("setwebhook")) > 1)
        assert "同一个 token" in registration.problem
        trouble = {"last_error_date": int(time.time()), "last_error_message": "SSL error"}
        api.webhook |= {"url": HOOK.address, **trouble}
        looks = len(api.called("getwebhookinfo"))
        await api.until(lambda: len(api.called("getwebhookinfo")) > looks + 2)
        stop.set()
        with pytest.raises(Stopped):
            await task
    assert "SSL error" in registration.problem
    errors = [one.getMessage() for one in caplog.records if one.name == "bot.web.registration"]
    assert len(errors) == 2
