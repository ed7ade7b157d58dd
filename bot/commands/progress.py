"""A progress bar on standard error: only on a terminal, only where there is much to do."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# (done, of how many, name of the next)
Advance = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _name: str) -> None:
    pass


@contextmanager
def bar(title: str, *, least: int = 0) -> Iterator[Advance]:
    """Gives the function to call before each step; it draws from `least` steps in all."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    parts = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    progress = Progress(*parts, console=Console(stderr=True), transient=True)
    task = progress.add_task(title, total=None, name="")

    def advance(done: int, total: int, name: str) -> None:
        if total >= least:
            progress.start()
            progress.update(task, completed=done, total=total, name=name)

    try:
        yield advance
    finally:
        progress.stop()
