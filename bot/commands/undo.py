"""`askplan undo`: take back the last published import, byte for byte."""

import click

# A long import is told by its first files.
SHOWN = 20


@click.command()
@click.option("--to", "folder", required=True, metavar="FOLDER", help="The knowledge folder.")
def command(folder: str) -> int:
    """Take back the last published import of a knowledge folder; again: the one before."""
    from knowledge.corpus.folder import own_folder
    from knowledge.corpus.publishing import published, undo

    place = own_folder(folder)
    taken = undo(place)
    if taken is None:
        click.echo("没有可以撤销的改动")
        return 1
    record, kept = taken
    click.echo(f"已撤销 {record.at} 的改动（{len(record.changes)} 个文件恢复原样）：")
    for line in record.lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(record.lines) > SHOWN:
        click.echo(f"  ……共 {len(record.lines)} 个文件")
    for name, path in kept.items():
        click.echo(f"{name} 在发布后又改过，改过的一份留在 {path}")
    click.echo(f"还可以再撤销 {len(published(place))} 次")
    return 0
