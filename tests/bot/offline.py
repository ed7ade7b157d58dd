"""The real handlers in a real application whose requests go nowhere: every chat takes everything."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from telegram.ext import Application
from telegram.request import BaseRequest, RequestData

from bot.answering import Answering
from bot.app import App, furnish
from bot.config import Secret, Settings
from bot.handlers import Desk, install
from bot.living import Living
from bot.ports import Answerer
from bot.store.database import Store, open_store
from tests.bot.fakes import FakeClock
from tests.botapi import BOT, NOW, TOKEN, user

POOL = ThreadPoolExecutor(1)
_GRANTED = ("sendMessage", "sendPhoto", "sendDocument", "editMessageText")


class Nowhere(BaseRequest):
    """Answers as Telegram does when all goes well; keeps what was asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._numbers = itertools.count(1_000)

    @property
    def read_timeout(self) -> float | None:
        """None: nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """Take one request."""
        name = url.rsplit("/", 1)[1]
        given = request_data.parameters if request_data else {}
        self.calls.append((name, given))
        return 200, json.dumps({"ok": True, "result": self._result(name, given)}).encode()

    def _result(self, name: str, given: dict[str, Any]) -> Any:
        if name == "getMe":
            return {**BOT, "can_read_all_group_messages": False}
        if name == "getChatMember":
            return {"user": user("某人"), "status": "member"}
        if name not in _GRANTED:
            return True
        chat = {"id": given["chat_id"], "type": "private" if given["chat_id"] > 0 else "group"}
        sent = {"message_id": next(self._numbers), "date": NOW, "chat": chat, "from": BOT}
        return sent | {"text": given.get("text", "")}

    def chats(self) -> set[int]:
        """Where something was said or changed."""
        said = ("send", "edit", "delete")
        return {given["chat_id"] for name, given in self.calls if name.startswith(said)}


@dataclass
class Offline:
    """One bot. faults: what went wrong in its handlers."""

    application: App
    desk: Desk
    requests: Nowhere
    faults: list[object] = field(default_factory=list)


async def offline(knowledge: Answerer, store: Store) -> Offline:
    """A bot that is ready for updates, on a store that may have been used before."""
    requests = Nowhere()
    settings = Settings(token=Secret(TOKEN))
    builder = Application.builder().token(TOKEN).request(requests).get_updates_request(requests)
    app: App = builder.updater(None).job_queue(None).build()
    await app.initialize()
    desk = furnish(app, settings, Living(knowledge), store, FakeClock(), Answering(POOL), None)
    install(app, desk)
    made = Offline(app, desk, requests)

    async def note(_: object, context: Any) -> None:
        made.faults.append(context.error)

    app.add_error_handler(note)
    return made


def empty_store() -> Store:
    """A store in memory."""
    return open_store("sqlite://")
