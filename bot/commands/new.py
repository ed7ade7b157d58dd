"""`askplan new`: a new knowledge folder with empty Excel templates and a short guide."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="FOLDER")
def command(folder: str) -> None:
    """Make FOLDER, a new knowledge folder with empty Excel templates and a short guide."""
    from knowledge.corpus.templates import create_folder

    made = create_folder(Path(folder).expanduser())
    click.echo(f"已新建知识库 {folder}：")
    for name in made:
        click.echo(f"  {name}")
    click.echo("接下来：把方案放进 documents，或填写 Excel 表；")
    click.echo(f'填好后检查：askplan check "{folder}"')
