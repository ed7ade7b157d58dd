"""What must never stand in the code, in a log, in a process list, or outside the folder."""

import ast
import asyncio
import io
import os
import signal
import stat
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from knowledge.corpus.folder import survey
from knowledge.errors import UnreadableFile
from knowledge.reading.archives import check_package
from knowledge.reading.documents import read_document
from tests.botapi import NOW, TOKEN, BotApi, Refusal, private
from tests.corpus.folders import write
from tests.reading.pages import PLAN

ROOT = Path(__file__).parent.parent.parent
CODE = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "knowledge").rglob("*.py")])
# What turns data into running code.
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "getattr_static"}
MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "subprocess", "code", "codeop", "imp"}
LOADERS = {"load", "load_all", "full_load", "unsafe_load"}
PASSWORD = "sehr-geheim-0815"


def dangers(tree: ast.AST) -> Iterator[str]:
    """Calls and imports that no file of the program may hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom):
            yield from [node.module or ""] if (node.module or "").split(".")[0] in MODULES else []
        elif isinstance(node, ast.Call):
            yield from _danger(node)


def _danger(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    owner = getattr(getattr(call.func, "value", None), "id", "")
    words = {word.arg: ast.unparse(word.value) for word in call.keywords}
    if name in CALLS and owner != "re":
        yield name
    if owner == "yaml" and name in LOADERS and "Safe" not in ast.unparse(call):
        yield f"yaml.{name}"
    if words.get("allow_pickle") == "True" or words.get("shell") == "True":
        yield name


@pytest.mark.parametrize(
    "text",
    ["eval(x)", "import pickle", "from marshal import loads", "os.system('a')", "yaml.load(x)",
     "np.load(x, allow_pickle=True)", "__import__('a')", "builtins.exec(x)"],
)  # fmt: skip
def test_the_search_for_dangers_finds_them(text: str) -> None:
    assert list(dangers(ast.parse(text)))


def test_no_data_is_ever_run_as_code() -> None:
    found = {
        str(path.relative_to(ROOT)): list(dangers(ast.parse(path.read_text(encoding="utf-8"))))
        for path in CODE
    }
    assert len(found) > 200
    # The benchmark measures fresh processes of the program itself; no data is in their command lines.
    for name in ("bot/bench/measuring.py", "bot/commands/bench.py"):
        assert found.pop(name) == ["subprocess"]
    assert {name: what for name, what in found.items() if what} == {}


def packed(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_inside_a_document_is_not_unpacked() -> None:
    bomb = packed({"zeros": bytes(300 * 2**20)})
    nested = packed({"a.zip": packed({"b.zip": bomb})})
    document = packed({"word/document.xml": b"<a/>", "word/embeddings/a.zip": nested})
    assert len(document) < 2**20
    assert check_package("甲.docx", document).getvalue() == document
    with pytest.raises(UnreadableFile):
        read_document("甲.docx", document)


def test_names_inside_an_archive_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    evil = packed({"word/document.xml": b"<a/>", "../../evil": b"x", "/evil": b"x"})
    write(folder, {"documents/甲.docx": evil, "documents/乙.txt": PLAN})
    corpus, problems = survey(folder)
    assert [one.file for one in problems if one.level == "error"] == ["documents/甲.docx"]
    assert len(corpus.documents) == 1
    assert sorted(one.name for one in tmp_path.rglob("*") if one.is_file()) == ["乙.txt", "甲.docx"]


def test_a_document_that_a_table_names_is_looked_for_in_the_folder_alone(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("口令是芝麻开门", encoding="utf-8")
    rows = "".join(
        f"q{n},a{n},{name},芝麻开门\n"
        for n, name in enumerate(["../outside.txt", str(outside), "documents/../../outside.txt"])
    )
    folder = write(
        tmp_path / "knowledge",
        {"faq.csv": "question,answer,document,quote\n" + rows, "documents/乙.txt": PLAN},
    )
    corpus, problems = survey(folder)
    assert len([one for one in problems if "outside" in str(one)]) == 3
    assert all("芝麻" not in document.text for document in corpus.documents.values())


async def _bot(folder: Path, api: BotApi, database: str) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--knowledge", "example"),
        env={
            **kept,
            "NO_PROXY": "127.0.0.1",
            "STATE_DIRECTORY": str(folder / "state"),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "ASKPLAN_LOG_LEVEL": "DEBUG",
            **({"ASKPLAN_DATABASE_URL": database} if database else {}),
        },
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def _arrived(api: BotApi, bot: asyncio.subprocess.Process) -> None:
    """Wait until the bot asks for messages; a new process takes some seconds until then."""
    for _ in range(6):
        with suppress(TimeoutError):
            await api.until(lambda: api.polls > 0 or bot.returncode is not None)
            return


def _look_at_process_list(pid: int) -> None:
    if sys.platform == "linux":
        _hidden(Path(f"/proc/{pid}/cmdline").read_text())


def _hidden(text: str) -> None:
    assert TOKEN.split(":")[1] not in text
    assert PASSWORD not in text


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_whole_run_at_debug_level_shows_no_secret(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = ""
    if kind == "postgresql":
        address: str = request.getfixturevalue("postgres_address")
        database = address.replace("postgres@", f"postgres:{PASSWORD}@")
    async with BotApi() as api:
        api.now = NOW
        api.fail("getupdates", Refusal(502, f"Bad Gateway /bot{TOKEN}/"))
        api.fail("sendmessage", None)
        bot = await _bot(tmp_path, api, database)
        try:
            for text in ("老旧小区改造谁牵头", "/remind on 08:30", "/due 本月", f"{TOKEN}"):
                api.say(private("小王"), text)
            await _arrived(api, bot)
            await api.answers(3)
            await asyncio.to_thread(_look_at_process_list, bot.pid)
        finally:
            bot.send_signal(signal.SIGTERM)
            out, err = await asyncio.wait_for(bot.communicate(), 30)
    assert bot.returncode == 0, err.decode()
    assert b"DEBUG" in err
    assert "已停止" in err.decode()
    _hidden((out + err).decode())
    for one in (tmp_path / "state").rglob("*"):
        assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0, one


async def test_a_database_that_refuses_is_told_without_its_password(tmp_path: Path) -> None:
    async with BotApi() as api:
        bot = await _bot(tmp_path, api, f"postgresql://bot:{PASSWORD}@127.0.0.1:1/askplan")
        out, err = await asyncio.wait_for(bot.communicate(), 60)
    assert bot.returncode == 2
    assert "ASKPLAN_DATABASE_URL" in err.decode()
    _hidden((out + err).decode())
