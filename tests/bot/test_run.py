"""`askplan run` as a process: how it starts, refuses to, and ends."""

import asyncio
import os
import re
import signal
import sys

import pytest

from tests.botapi import NOW, TOKEN, BotApi, private


async def _start(**environ: str) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={
            **kept,
            "NO_PROXY": "127.0.0.1",
            # Nothing of a test's is kept in the data folder of whoever runs it.
            "ASKPLAN_DATABASE_URL": "sqlite:///:memory:",
            **environ,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def _end(process: asyncio.subprocess.Process) -> tuple[int, str]:
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert out == b""
    assert process.returncode is not None
    return process.returncode, err.decode()


async def test_without_a_token_one_line_says_how_to_get_one() -> None:
    status, err = await _end(await _start())
    assert status == 2
    assert err.count("\n") == 1
    assert "@BotFather" in err


async def test_a_wrong_token_is_one_clear_line() -> None:
    async with BotApi() as api:
        wrong = TOKEN.replace("A", "B")
        process = await _start(TELEGRAM_BOT_TOKEN=wrong, TELEGRAM_API_URL=api.url)
        status, err = await _end(process)
    assert status == 2
    assert "TELEGRAM_BOT_TOKEN" in err.splitlines()[-1]
    assert "Traceback" not in err
    assert not re.search(" (WARNING|ERROR) ", err)
    assert wrong.split(":")[1] not in err


@pytest.mark.parametrize("form", ["text", "json"])
async def test_it_waits_for_telegram_answers_and_ends_at_sigterm(form: str) -> None:
    api = BotApi()
    await api.open()
    await api.close()
    api.now = NOW
    process = await _start(
        TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url, ASKPLAN_LOG_FORMAT=form
    )
    assert process.stderr is not None
    first = (await process.stderr.readline()).decode()
    assert "连不上 Telegram" in first
    await api.open()
    api.say(private("小王"), "方案的目标是什么")
    await api.until(lambda: bool(api.sent))
    process.send_signal(signal.SIGTERM)
    status, err = await _end(process)
    await api.close()
    assert status == 0
    assert "Traceback" not in err
    assert TOKEN.split(":")[1] not in first + err
    assert "已停止" in err


async def test_a_missing_knowledge_folder_is_one_clear_line() -> None:
    process = await _start(TELEGRAM_BOT_TOKEN=TOKEN, ASKPLAN_KNOWLEDGE="no/such/folder")
    status, err = await _end(process)
    assert status == 2
    assert err.count("\n") == 1
    assert "no/such/folder" in err
