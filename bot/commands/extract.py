"""`askplan extract`: what was understood from documents, as a table for people or JSON for programs."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from knowledge.errors import Problem, UnreadableFile

if TYPE_CHECKING:
    from rich.console import Console

    from knowledge.model import Document, Plan

# A progress bar is worth its line from this many files on.
_MANY = 4
# Columns when the output is no terminal: wide enough for a task and its units side by side.
_PIPED_WIDTH = 150


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document, one a line.")
def command(files: tuple[str, ...], as_json: bool) -> int:
    """Print the plan found in each FILE: tasks, who leads, by when, targets."""
    from knowledge.plans.as_json import plan_as_json

    failed = 0
    for outcome in _with_progress(files):
        if isinstance(outcome, Problem):
            click.echo(str(outcome), err=True)
            failed += 1
            continue
        document, plan = outcome
        for problem in document.problems:
            click.echo(str(problem), err=True)
        if as_json:
            click.echo(json.dumps(plan_as_json(document, plan), ensure_ascii=False))
        else:
            _print(document, plan)
        sys.stdout.flush()
    if failed and len(files) > 1:
        click.echo(f"{len(files)}个文件中有{failed}个没有读出来", err=True)
    return 1 if failed else 0


def understand(file: str) -> "tuple[Document, Plan] | Problem":
    """One file read and understood, or what is wrong with it."""
    from knowledge.corpus.files import read_bytes
    from knowledge.plans.extraction import extract
    from knowledge.reading.documents import read_document

    try:
        document = read_document(file, read_bytes(Path(file), file))
    except UnreadableFile as error:
        return error.problem
    return document, extract(document)


def _with_progress(files: tuple[str, ...]) -> "Iterator[tuple[Document, Plan] | Problem]":
    """Each file's outcome; a bar on standard error where a person is watching many of them."""
    if len(files) < _MANY or not sys.stderr.isatty():
        yield from map(understand, files)
        return
    from rich.console import Console
    from rich.progress import track

    yield from map(
        understand,
        track(files, description="读取文件", console=Console(stderr=True), transient=True),
    )


def _print(document: "Document", plan: "Plan") -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(
        highlight=False,
        emoji=False,
        markup=False,
        width=None if sys.stdout.isatty() else _PIPED_WIDTH,
    )
    day = document.date.isoformat() if document.date else None
    about = (document.doc_no, document.issuer, day, document.file)
    console.print(Text(document.title, style="bold"))
    console.print(" · ".join(part for part in about if part))
    if not plan.tasks and not plan.targets:
        console.print("没有找到任务或目标")
    if plan.tasks:
        _print_tasks(console, plan)
    if plan.targets:
        _print_targets(console, plan)
    console.print()


def _print_tasks(console: "Console", plan: "Plan") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"任务 {len(plan.tasks)} 项", title_justify="left", show_lines=True)
    table.add_column("编号", no_wrap=True, justify="right")
    for header, ratio in (
        ("任务", 5),
        ("牵头单位", 3),
        ("责任单位", 4),
        ("完成时限", 3),
        ("请核对", 3),
    ):
        table.add_column(header, ratio=ratio, overflow="fold")
    for task in plan.tasks:
        due = task.deadline
        when = "\n".join(filter(None, (due.text, due.date.isoformat() if due.date else None)))
        cells = (
            task.id.rpartition("/")[2],
            task.title,
            "、".join(task.lead),
            "、".join(task.responsible),
            when,
            "\n".join(task.doubts),
        )
        table.add_row(*map(Text, cells))
    console.print(table)


def _print_targets(console: "Console", plan: "Plan") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"目标 {len(plan.targets)} 个", title_justify="left")
    for header, ratio in (("目标", 4), ("数值", 2), ("到何时", 2), ("牵头单位", 2), ("原文", 5)):
        table.add_column(header, ratio=ratio, overflow="fold")
    for target in plan.targets:
        sign = "" if target.comparator in ("=", "range") else target.comparator
        cells = (
            target.name,
            f"{target.hedge or ''}{sign}{target.value}{target.unit}",
            target.by or "",
            "、".join(target.lead),
            target.text,
        )
        table.add_row(*map(Text, cells))
    console.print(table)
