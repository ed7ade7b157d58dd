"""`askplan export`: the tables as one Excel workbook, the deadlines as a calendar file."""

import os
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.commands.options import knowledge_option, local_today, open_knowledge, today_option
from knowledge.errors import KnowledgeError, Problem

if TYPE_CHECKING:
    from knowledge.answering.catalogue import Catalogue
    from knowledge.model import Task


@click.command()
@click.option("--xlsx", metavar="FILE", help="Write tasks, FAQ and glossary as an Excel workbook.")
@click.option("--ics", metavar="FILE", help="Write the deadlines as a calendar file.")
@click.option("--department", metavar="NAME", help="Only the tasks of one department.")
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@today_option
@knowledge_option
def command(
    xlsx: str | None,
    ics: str | None,
    department: str | None,
    force: bool,
    today: date | None,
    folder: str | None,
) -> None:
    """Write the plan as a table (--xlsx FILE), its deadlines as a calendar (--ics FILE), or both."""
    if xlsx is None and ics is None:
        raise click.UsageError("say what to write: --xlsx FILE, --ics FILE, or both")
    places = [Path(file).expanduser() for file in (xlsx, ics) if file is not None]
    if len(places) == 2 and places[0].absolute() == places[1].absolute():
        raise click.UsageError("--xlsx and --ics name the same file")
    for place in places:
        _check(place, force=force)
    catalogue: Catalogue = open_knowledge(folder).catalogue
    tasks, name = _chosen(catalogue, department)
    if xlsx is not None:
        _write_tables(places[0], catalogue, tasks if name else None)
    if ics is not None:
        _write_deadlines(places[-1], catalogue, tasks, name, today or local_today())


def _check(place: Path, *, force: bool) -> None:
    """Raises KnowledgeError where the file cannot be written, before anything else is done."""
    if place.is_dir():
        raise _refused(place, "这是一个文件夹", "请写上文件名")
    if not place.parent.is_dir():
        raise _refused(place, f"没有 {place.parent} 这个文件夹", "请先建好，或换一个地方")
    if place.exists() and not force:
        raise _refused(place, "文件已经存在，没有改动", "请换一个名字，或加 --force 覆盖")


def _refused(place: Path, what: str, remedy: str) -> KnowledgeError:
    return KnowledgeError(str(Problem(file=str(place), what=what, remedy=remedy)))


def _chosen(catalogue: "Catalogue", department: str | None) -> "tuple[Sequence[Task], str]":
    """The tasks to write, and the department's canonical name; empty for all."""
    from bot.selection import tasks_of

    if department is None:
        return list(catalogue.tasks.values()), ""
    chosen = tasks_of(catalogue, department)
    if not chosen.name:
        raise click.UsageError(chosen.reason)
    return chosen.tasks, chosen.name


def _save(place: Path, data: bytes) -> None:
    """Write a file whole or not at all: a half of it could pass for the real one."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        what = f"写不进去（{error.strerror}）"
        raise _refused(place, what, "请检查权限和磁盘空间，或关掉打开它的程序") from None


def _write_tables(place: Path, catalogue: "Catalogue", tasks: "Sequence[Task] | None") -> None:
    from knowledge.corpus.exporting import export_workbook

    exported = export_workbook(catalogue.corpus, tasks)
    _save(place, exported.data)
    parts = f"任务 {exported.tasks} 行，问答 {exported.faq} 行，名称 {exported.terms} 行"
    click.echo(f"已写入 {place}：{parts}")


def _write_deadlines(
    place: Path, catalogue: "Catalogue", tasks: "Sequence[Task]", name: str, today: date
) -> None:
    from bot.ics import write_calendar

    zone = ZoneInfo(os.environ.get("ASKPLAN_TIMEZONE") or "Asia/Shanghai")
    title = f"{name} · 任务时限" if name else ""
    now = datetime.combine(today, time(), zone)
    calendar = write_calendar(tasks, catalogue, now=now, title=title)
    _save(place, calendar.data)
    parts = f"有日期的任务 {calendar.dated} 项，定期的 {calendar.recurring} 项"
    click.echo(f"已写入 {place}：{f'{name}，' if name else ''}{parts}")
    if calendar.left_out:
        click.echo(f"另有 {calendar.left_out} 项没有可以写进日历的日期，没有放进去")
