"""`askplan backup FILE`: the database into one file, also while the bot runs."""

import os
from collections.abc import Mapping
from pathlib import Path

import click


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
def command(file: str, force: bool) -> None:
    """Write what the bot remembers (ASKPLAN_DATABASE_URL) into FILE, and check that it is whole."""
    from bot.config import read_database
    from bot.store.backup import back_up

    place = Path(file).expanduser()
    made = back_up(read_database(os.environ).reveal(), place, replace=force)
    click.echo(f"已备份到 {place}（{_size(made.size)}，结构版本 {made.revision}，完整性检查通过）")
    click.echo(rows_told(made.rows))


def rows_told(rows: Mapping[str, int]) -> str:
    """How many rows each table has, on one line."""
    each = "，".join(f"{name} {count} 行" for name, count in rows.items())
    return f"{len(rows)} 张表，共 {sum(rows.values())} 行：{each}"


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{size / 2**10:.0f} KB"
