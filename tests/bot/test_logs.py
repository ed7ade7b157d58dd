"""Logs: one line a record, in either format, and no secret in any of them."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs
from bot.config import Secret
from tests.botapi import TOKEN


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


def _logged(form: logs.LogFormat, secret: str = TOKEN) -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    logs.set_up("INFO", form, [Secret(secret)], stream)
    return logging.getLogger("bot.test"), stream


def test_a_text_line_names_time_level_logger_message_and_facts() -> None:
    log, stream = _logged("text")
    log.info("作答", extra={"chat": 5, "ms": 12})
    when, rest = stream.getvalue().split(" INFO ")
    assert when.endswith("+00:00")
    assert rest == "bot.test: 作答 chat=5 ms=12\n"


def test_a_json_line_holds_the_same() -> None:
    log, stream = _logged("json")
    log.warning("慢 %s", "了", extra={"chat": 5})
    line = json.loads(stream.getvalue())
    assert line.pop("time")
    assert line == {"level": "WARNING", "logger": "bot.test", "message": "慢 了", "chat": 5}


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_token_is_blotted_out_of_message_facts_and_traceback(form: logs.LogFormat) -> None:
    log, stream = _logged(form)
    encoded = TOKEN.replace(":", "%3A")
    try:
        raise RuntimeError(f"POST https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError:
        log.exception("failed %s", TOKEN, extra={"url": f"/file/bot{encoded}/x"})
    out = stream.getvalue()
    assert "RuntimeError" in out
    assert TOKEN.split(":")[1] not in out


def test_a_token_that_nobody_told_of_is_blotted_out_too() -> None:
    log, stream = _logged("text", secret="")
    log.info("bot%s", TOKEN)
    assert TOKEN not in stream.getvalue()


def test_requests_are_not_logged_as_their_address_holds_the_token() -> None:
    _, stream = _logged("text")
    logging.getLogger("httpx").info("HTTP Request: POST ...")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", ["text", "json"])
async def test_every_line_of_an_updates_handling_carries_its_id(form: logs.LogFormat) -> None:
    log, stream = _logged(form)

    async def handle(number: int) -> None:
        logs.about(number)
        await asyncio.sleep(0)
        await asyncio.gather(asyncio.to_thread(log.info, "找"), asyncio.sleep(0))
        log.info("答")

    await asyncio.gather(asyncio.create_task(handle(1)), asyncio.create_task(handle(2)))
    log.info("闲")
    lines = stream.getvalue().splitlines()
    marks = ['"update": 1', '"update": 2'] if form == "json" else ["update=1", "update=2"]
    assert [sum(mark in line for line in lines) for mark in marks] == [2, 2]
    assert "update" not in lines[-1]
