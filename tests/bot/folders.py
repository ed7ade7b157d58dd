"""A knowledge folder of an invented town, and a bot that answers from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.living import Living
from knowledge.answering.knowledge import Knowledge
from knowledge.corpus.folder import load_corpus
from knowledge.corpus.templates import create_folder
from tests.bot.fakes import FakeClock, running
from tests.botapi import BotApi, private, user

PLAN = """\
青川市充电设施建设方案

青川政办发〔2026〕8号

一、重点任务
(一)新建公共充电桩。2026年12月底前建成公共充电桩1200个。（市发展改革委牵头，市住房城乡建设局配合）
(二)改造老旧小区电路。2026年6月底前完成。（市住房城乡建设局牵头）

二、保障措施
居民小区充电服务费每度不高于四角五分，由市发展改革委定期公布。

2026年3月1日
"""
KEEPER = private("赵主任")
KEEPERS = frozenset({user("赵主任")["id"], user("钱科长")["id"]})


def town(folder: Path) -> Path:
    """A new folder with one plan."""
    create_folder(folder)
    (folder / "documents" / "充电方案.txt").write_text(PLAN, encoding="utf-8")
    return folder


def living(folder: Path) -> Living:
    """What answers from a folder."""

    def load() -> Knowledge:
        return Knowledge(load_corpus(folder))

    return Living(load(), load, folder)


@asynccontextmanager
async def keeping(
    api: BotApi, folder: Path, clock: FakeClock | None = None, *, database: str = "sqlite://"
) -> AsyncIterator[Living]:
    """The bot with a folder and its keepers."""
    knowledge = living(folder)
    async with running(api, knowledge, clock, database=database, admins=KEEPERS):
        yield knowledge
