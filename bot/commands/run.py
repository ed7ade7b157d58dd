"""`askplan run`: the Telegram bot, until SIGTERM or Ctrl+C."""

import logging
import os
import sys
import threading
from datetime import datetime
from typing import Any

import click

from bot.commands.options import knowledge_option, open_candidates, open_knowledge
from knowledge.errors import KnowledgeError

# Seconds that threads which still look for an answer get after everything else has ended.
_LAST_MOMENT = 0.5
# Seconds for which a thread that looks for an answer keeps the interpreter to itself. With Python's
# 5 ms the event loop waits that long after each system call: a third fewer answers per second.
_SWITCH = 0.0005


@click.command()
@knowledge_option
def command(folder: str | None) -> None:
    """Answer on Telegram, by long polling or by webhook; needs TELEGRAM_BOT_TOKEN."""
    import asyncio

    from bot import logs
    from bot.app import serve
    from bot.config import read_settings
    from bot.heap import give_back
    from bot.living import Living, version_of
    from knowledge.corpus.folder import locate
    from knowledge.text import is_traditional

    settings = read_settings(os.environ, knowledge=folder)
    logs.set_up(settings.log_level, settings.log_format, settings.secrets)
    # Looked at first: what is saved while it is read is a newer version.
    folder_read = locate(settings.knowledge)
    version = version_of(folder_read)
    candidates = open_candidates()

    def load() -> Any:
        """The folder's knowledge with all that is built at a first question: nobody waits for it."""
        knowledge = open_knowledge(settings.knowledge, candidates)
        for question in knowledge.examples()[:1] or ("谁牵头",):
            knowledge.answer(question, datetime.now(settings.zone).date())
            is_traditional(question)
        give_back()
        return knowledge

    living = Living(load(), load, folder_read, version=version)
    sys.setswitchinterval(_SWITCH)
    try:
        condition = candidates.condition if candidates else None
        asyncio.run(serve(settings, living, condition=condition, in_loop=candidates is None))
    except KnowledgeError:
        raise
    except Exception:
        # The last resort: in the log, where secrets are blotted out, and not on a bare terminal.
        logging.getLogger(__name__).exception("意外停止")
        sys.exit(1)
    _leave()


def _leave() -> None:
    """End the process, even where a thread is still busy with an answer nobody waits for."""
    for thread in threading.enumerate():
        if thread.name.startswith("answer"):
            thread.join(_LAST_MOMENT)
            if thread.is_alive():
                logging.shutdown()
                os._exit(0)
