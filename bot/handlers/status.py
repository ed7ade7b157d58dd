"""/status, for those who look after the knowledge: what runs, on what, since when, how well."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.store.condition import attempt
from knowledge.model import Status

_STATUSES: tuple[tuple[Status, str], ...] = (
    ("answered", "有答案"),
    ("suggested", "给了选项"),
    ("unanswered", "没查到"),
)


async def show(desk: Desk, request: Request) -> None:
    """Version, uptime, knowledge, answers since the start, database, deadlines."""
    lines = [*_program(desk), *_knowledge(desk), *_answers(desk), await _database(desk)]
    await desk.say(request, "\n".join([*lines, *_ticks(desk)]))


def _program(desk: Desk) -> Iterator[str]:
    try:
        number = version("askplan")
    except PackageNotFoundError:
        number = "（未安装，从源码运行）"
    yield f"问方案 {number}，已运行 {_span(desk.clock() - desk.started)}"


def _knowledge(desk: Desk) -> Iterator[str]:
    corpus = desk.knowledge.corpus
    tasks = sum(1 for _ in corpus.tasks())
    yield f"知识库：{corpus.title}"
    yield f"文件 {len(corpus.documents)} 个，问答 {len(corpus.faq)} 条，任务 {tasks} 项"
    yield "公开：" + ("是，任何聊天里都能用 @ 查" if corpus.public else "否")
    if corpus.warnings:
        yield f"有 {len(corpus.warnings)} 处请人看一看：运行 askplan check"


def _answers(desk: Desk) -> Iterator[str]:
    counts = [f"{words} {desk.counts[status]}" for status, words in _STATUSES]
    yield f"启动以来的回答：{'，'.join(counts)}"
    yield f"评价：👍 {desk.counts['👍']}，👎 {desk.counts['👎']}"


async def _database(desk: Desk) -> str:
    name = desk.store.database.engine.dialect.name
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(name, name)
    reminding = await attempt(desk.store.reminding)
    if trouble := desk.store.database.degraded:
        return f"数据库：{kind}，{trouble}"
    return f"数据库：{kind}，正常；{len(reminding or ())} 个聊天打开了每日提醒"


def _ticks(desk: Desk) -> Iterator[str]:
    if (last := desk.last_tick()) is not None:
        yield f"上次检查提醒：{_local(desk, last)}"


def _local(desk: Desk, moment: datetime) -> str:
    return f"{moment.astimezone(desk.zone):%m-%d %H:%M:%S}"


def _span(span: timedelta) -> str:
    """A stretch of time in its two largest units."""
    minutes = int(span.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} 天 {hours} 小时"
    return f"{hours} 小时 {rest} 分" if hours else f"{rest} 分钟"
