"""`askplan check`: every problem of a knowledge folder on a line, and what it holds at the end."""

from typing import TYPE_CHECKING

import click

from bot.commands.options import knowledge_option
from knowledge.errors import BadFolder, Problem

if TYPE_CHECKING:
    from knowledge.model import Corpus

# Fewer documents are read before a bar could be seen.
BAR_FROM = 100


def counts(corpus: "Corpus", problems: tuple[Problem, ...]) -> str:
    """What a folder holds and what is wrong with it, as one line."""
    from knowledge.plans.plan import units

    departments = {term.name for term in corpus.glossary if term.type == "部门"}
    departments.update(units(corpus.tasks()))
    errors = sum(problem.level == "error" for problem in problems)
    figures = (
        ("文件", len(corpus.documents)),
        ("段落", sum(len(document.passages) for document in corpus.documents.values())),
        ("问答", len(corpus.faq)),
        ("任务", sum(1 for _ in corpus.tasks())),
        ("单位", len(departments)),
        ("错误", errors),
        ("提醒", len(problems) - errors),
    )
    return "，".join(f"{name} {number}" for name, number in figures)


def survey_with_bar(folder: str | None) -> "tuple[Corpus, tuple[Problem, ...]]":
    """Read a folder, with a progress bar on a terminal where there is much to read."""
    from bot.commands.progress import bar
    from knowledge.corpus.folder import locate, survey
    from knowledge.corpus.freshness import stale_tables

    place = locate(folder)
    with bar("读取文件", least=BAR_FROM) as advance:
        corpus, problems = survey(place, progress=advance)
    return corpus, (*problems, *stale_tables(place))


@click.command()
@click.argument("place", required=False, metavar="[FOLDER]")
@knowledge_option
def command(place: str | None, folder: str | None) -> int:
    """Validate a knowledge folder: each problem on a line, exit status 1 if one is an error."""
    try:
        corpus, problems = survey_with_bar(place or folder)
    except BadFolder as refused:
        for problem in refused.problems:
            click.echo(str(problem))
        return 1
    for problem in problems:
        click.echo(str(problem))
    click.echo(counts(corpus, problems))
    return 1 if any(problem.level == "error" for problem in problems) else 0
