"""`askplan remind --preview`: the digest that a chat would get on a day, printed and not sent."""

import os
from datetime import date
from typing import TYPE_CHECKING

import click

from bot.commands.options import Day, knowledge_option, local_today, report

if TYPE_CHECKING:
    from bot.reminders.composing import Past
    from bot.reminders.outline import Outline
    from bot.store.records import Chat


@click.command()
@click.option("--preview", is_flag=True, help="Print the digest; nothing is sent.")
@click.option("--date", "day", type=Day(), help="Its day (YYYY-MM-DD). Default: today.")
@click.option("--chat", type=int, metavar="ID", help="By the settings of this chat.")
@click.option("--topic", type=int, default=0, metavar="ID", help="Of this topic of the chat.")
@knowledge_option
def command(
    preview: bool, day: date | None, chat: int | None, topic: int, folder: str | None
) -> None:
    """Print the digest of a day's deadlines that would be sent (`askplan run` sends it)."""
    if not preview:
        raise click.UsageError("nothing is sent from here; add --preview to see a digest")
    from bot.reminders.composing import compose_for
    from bot.reminders.message import digest_parts
    from bot.reminders.outline import Outline
    from bot.reminders.schedule import is_wanted
    from knowledge.corpus.folder import load_corpus, locate
    from knowledge.corpus.holidays import read_calendar

    place = locate(folder)
    corpus = load_corpus(place)
    report(corpus.warnings)
    calendar = read_calendar(place)
    outline = Outline(corpus)
    day = day or local_today()
    known, past = _chat(chat, topic, day, outline)
    if known.known and not is_wanted(day, known.settings, calendar):
        click.echo("按这个聊天的设置，这一天不发送提醒（关闭、暂停、非工作日或刚设置）", err=True)
    digest = compose_for(known, day, past, outline, calendar)
    if not digest:
        click.echo("这一天没有要提醒的任务，不会发送", err=True)
    note = calendar.note(day.year) if known.settings.workdays else ""
    parts = digest_parts(digest, corpus, notes=[note] if note else [])
    for number, part in enumerate(parts):
        click.echo(("\n" if number else "") + part.text)


def _chat(id: int | None, topic: int, day: date, outline: "Outline") -> tuple["Chat", "Past"]:
    """The chat with its settings, its marks and what it was told; the defaults where none is named.

    Raises a usage error.
    """
    from bot.reminders.composing import Past, past_of
    from bot.store.records import Chat, Key

    if id is None:
        return Chat(id=0, known=False), Past()
    from bot.config import read_database
    from bot.store.database import open_store

    store = open_store(read_database(os.environ).reveal())
    try:
        found = store.chat(store.moved_to(id) or id, topic)
        past = past_of(store, Key(chat=found.id, topic=topic, day=day), outline)
    finally:
        store.close()
    if not found.known:
        raise click.UsageError(f"{id} has no reminder settings; send /remind on in that chat first")
    return found, past
