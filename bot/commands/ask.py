"""`askplan ask`: answer each question, with its source passage."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import click

from bot.commands.options import (
    Day,
    knowledge_option,
    local_today,
    open_candidates,
    open_knowledge,
    today_option,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the input. session: questions that share one follow one another."""

    query: str
    session: str | None
    today: date


def read_line(line: str, today: date, number: int) -> Asked:
    """One line of standard input: a question, or a JSON object with query, session, today.

    Raises click.UsageError that names the line.
    """
    if not line.lstrip().startswith("{"):
        return Asked(line.rstrip("\n"), None, today)
    try:
        given = json.loads(line)
        query = given["query"]
        day = given.get("today")
        if not isinstance(query, str):
            raise TypeError
    except (json.JSONDecodeError, KeyError, TypeError):
        raise click.UsageError(
            f'line {number} of standard input: write a question or {{"query": "..."}}'
        ) from None
    return Asked(query, given.get("session"), Day().convert(day, None, None) if day else today)


def asked(questions: Iterable[str], today: date) -> Iterator[Asked]:
    """The questions of the command line; `-` stands for standard input, read as it comes."""
    for question in questions:
        if question != "-":
            yield Asked(question, None, today)
            continue
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                yield read_line(line, today, number)


@click.command()
@click.argument("questions", nargs=-1, required=True, metavar="QUESTION...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--top", type=click.IntRange(0, 100), default=0, help="Add the N best candidates.")
@click.option("--why", is_flag=True, help="Explain the answer: reading, candidates, decision.")
@today_option
@knowledge_option
def command(
    questions: tuple[str, ...],
    as_json: bool,
    top: int,
    why: bool,
    today: date | None,
    folder: str | None,
) -> None:
    """Answer each QUESTION with its source passage; `-` reads one question a line."""
    from bot.printing import answer_text, why_text
    from knowledge.answering.as_json import answer_as_json
    from knowledge.model import Turn

    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    knowledge = open_knowledge(folder, open_candidates())
    turns: dict[str, list[Turn]] = defaultdict(list)
    first = True
    for item in asked(questions, today or local_today()):
        history = turns[item.session] if item.session is not None else []
        answer = knowledge.answer(item.query, item.today, history)
        if item.session is not None:
            turns[item.session].append(Turn(question=item.query, answer=answer))
        if as_json:
            click.echo(json.dumps(answer_as_json(answer, top=top), ensure_ascii=False))
        else:
            click.echo(
                ("" if first else "\n") + answer_text(answer) + (why_text(answer) if why else "")
            )
        sys.stdout.flush()
        first = False
