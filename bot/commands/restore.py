"""`askplan restore FILE`: a backup back into the database, also while the bot runs."""

import os
from datetime import datetime
from pathlib import Path

import click

from bot.commands.backup import rows_told


@click.command()
@click.argument("file", metavar="FILE")
def command(file: str) -> None:
    """Replace what the bot remembers with what FILE holds; what was there is kept in a file."""
    from bot.config import read_database
    from bot.store.backup import restore

    place = Path(file).expanduser()
    now = datetime.now().astimezone()
    restored, kept = restore(read_database(os.environ).reveal(), place, now)
    click.echo(f"已从 {place} 恢复（结构版本 {restored.revision}，行数核对无误）")
    click.echo(rows_told(restored.rows))
    if kept is not None:
        click.echo(f"恢复前的数据留在 {kept}；要退回，用 askplan restore 恢复它")
