"""`askplan chat`: a conversation in the terminal, with the follow-up memory of a chat."""

from datetime import date

import click

from bot.commands.options import (
    knowledge_option,
    local_today,
    open_candidates,
    open_knowledge,
    today_option,
)

_QUIT = {"q", "quit", "exit", "再见", "退出"}
_REMEMBERED = 8


@click.command()
@today_option
@knowledge_option
def command(today: date | None, folder: str | None) -> None:
    """Talk with the knowledge; a number picks a suggested question, `q` ends."""
    from bot.printing import answer_text
    from knowledge.model import Turn

    knowledge = open_knowledge(folder, open_candidates())
    click.echo(f"问方案 · {knowledge.corpus.title}（输入问题，q 退出）")
    for example in knowledge.examples():
        click.echo(f"  例如：{example}")
    history: list[Turn] = []
    while True:
        question = _prompt()
        if question is None or question.lower() in _QUIT:
            return
        question = _picked(question, history)
        if not question:
            continue
        answer = knowledge.answer(question, today or local_today(), history)
        history = [*history, Turn(question=question, answer=answer)][-_REMEMBERED:]
        click.echo(answer_text(answer) + "\n")


def _prompt() -> str | None:
    try:
        return input("问> ").strip()
    except (EOFError, KeyboardInterrupt):
        click.echo()
        return None


def _picked(typed: str, history: list) -> str:  # type: ignore[type-arg]
    """A bare number picks one of the questions just suggested."""
    offered = history[-1].answer.suggestions if history else ()
    if typed.isdigit() and 1 <= int(typed) <= len(offered):
        question: str = offered[int(typed) - 1]
        click.echo(f"  → {question}")
        return question
    return typed
