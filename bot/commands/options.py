"""Options that several commands share, and how they open the knowledge."""

import os
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from knowledge.errors import Problem

if TYPE_CHECKING:
    from bot.store.candidates import Candidates
    from knowledge.corpus.keeping import Keeping

knowledge_option = click.option(
    "--knowledge",
    "folder",
    metavar="FOLDER",
    envvar="ASKPLAN_KNOWLEDGE",
    help="Knowledge folder; `example` is a bundled fictional plan. Default: the bundled Gansu plan.",
)


class Day(click.ParamType):  # type: ignore[type-arg]
    """A calendar day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says how to write one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-11-22", param, ctx)


today_option = click.option(
    "--today", type=Day(), help="The day that 今天, 本月 count from (YYYY-MM-DD). Default: today."
)


def local_today() -> date:
    """The day in the configured zone (ASKPLAN_TIMEZONE, default Asia/Shanghai).

    Raises click.UsageError where there is no such zone.
    """
    name = os.environ.get("ASKPLAN_TIMEZONE", "").strip() or "Asia/Shanghai"
    try:
        return datetime.now(ZoneInfo(name)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.UsageError(
            f"ASKPLAN_TIMEZONE: 没有“{name}”这个时区；写时区的英文名，如 Asia/Shanghai"
        ) from None


def open_knowledge(folder: str | None, candidates: "Candidates | None" = None) -> Any:
    """The Knowledge of a folder; warnings go to standard error. Raises BadFolder.

    candidates: where the FAQ's wordings are looked up; None: in memory.
    """
    from knowledge.answering.knowledge import Knowledge
    from knowledge.corpus.folder import load_corpus, locate

    keeping = open_keeping()
    corpus = load_corpus(locate(folder), keeping=keeping)
    report(corpus.warnings)
    knowledge = Knowledge(corpus, keeping=keeping, shelf=candidates)
    if candidates is not None and corpus.faq:
        _ = knowledge.faq  # filled now, before anybody waits for an answer
    return knowledge


def open_candidates() -> "Candidates | None":
    """Where the FAQ's wordings are looked up, by ASKPLAN_CANDIDATES; None: in memory.

    Raises BadSettings, UnusableDatabase.
    """
    from bot.config import read_candidates

    address = read_candidates(os.environ)
    if address is None:
        return None
    from bot.store import candidates

    found = candidates.open_candidates(address.reveal())
    click.get_current_context().call_on_close(found.close)
    return found


def open_keeping() -> "Keeping | None":
    """Where work is kept from one run to the next; None where the user has no folder for it."""
    from bot.config import cache_folder
    from knowledge.corpus.keeping import Keeping

    try:
        return Keeping(cache_folder(os.environ))
    except RuntimeError:  # a user without a home
        return None


def report(problems: tuple[Problem, ...], shown: int = 5) -> None:
    """Warnings of a folder, the first few, on standard error."""
    for problem in problems[:shown]:
        click.echo(str(problem), err=True)
    if len(problems) > shown:
        click.echo(f"……另有{len(problems) - shown}条提醒，运行 askplan check 查看全部", err=True)
    sys.stderr.flush()
