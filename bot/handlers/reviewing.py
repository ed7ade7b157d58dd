"""/review: questions that were asked in vain, one cluster at a time, for a keeper to decide about."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Message

from bot.buttons import Button, Choice, keyboard
from bot.handlers.addressing import Request
from bot.handlers.desk import Desk
from bot.handlers.notice import Notice
from bot.handlers.permissions import refusal
from bot.handlers.presses import Press
from bot.render import shorten
from bot.review import wording
from bot.store.review import Cluster, ReviewStore
from knowledge.corpus.folder import is_bundled
from knowledge.model import Answer, FaqEntry

log = logging.getLogger(__name__)

# Entries that a question may be added to, and how unlikely the last of them may be.
OFFERED = 3
_UNLIKELY = 0.005
# Clusters that one round can pass over; further ones come with the next round.
_ROUND = 200

PRIVATELY = "请在私聊里发 /{command}：点我的头像进入私聊。"
GONE = "这个问题刚才已经处理过了。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Where a keeper is. done: how many are decided. skipped: ids of those left for another time."""

    done: int = 0
    skipped: tuple[int, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Round":
        """As a button kept it."""
        return cls(done=data.get("done", 0), skipped=tuple(data.get("skipped", ())))

    def data(self, cluster: int, **more: Any) -> dict[str, Any]:
        """For a button about a cluster."""
        return {"cluster": cluster, "done": self.done, "skipped": list(self.skipped), **more}

    def settled(self) -> "Round":
        """One more is decided."""
        return Round(done=self.done + 1, skipped=self.skipped)

    def without(self, cluster: int) -> "Round":
        """One more is left for another time."""
        return Round(done=self.done, skipped=(*self.skipped, cluster)[-_ROUND:])


def shelf(desk: Desk) -> ReviewStore:
    """The questions, in the bot's database."""
    return ReviewStore(desk.store.database)


def unchangeable(desk: Desk) -> str:
    """Why the knowledge cannot be changed from here; empty where it can."""
    folder = desk.knowledge.folder
    return wording.BUNDLED if folder is None or is_bundled(folder) else ""


async def admitted(desk: Desk, request: Request, command: str) -> bool:
    """Whether a keeper asks for this in private; whoever does not is told why not."""
    said = await refusal(desk, request.place, request.asker, "keeper")
    if not said and not request.place.private:
        said = PRIVATELY.format(command=command)
    if said:
        await desk.say(request, said)
    return not said


async def review(desk: Desk, request: Request) -> None:
    """`/review`: the question asked most often first."""
    if await admitted(desk, request, "review"):
        await desk.review.sort()
        await show_next(desk, request, Round(), Notice(desk, request))


async def show_next(desk: Desk, request: Request, at: Round, notice: Notice) -> None:
    """The next cluster, or that there is none."""
    count, cluster = await asyncio.to_thread(shelf(desk).waiting, without=at.skipped)
    if cluster is None:
        passed = len(at.skipped)
        done = wording.ALL_DONE if at.done else wording.EMPTY
        await notice.say(wording.ALL_SEEN.format(count=passed) if passed else done)
        return
    now = await desk.ask(cluster.question)
    near = nearest_entries(desk, now)
    number = at.done + len(at.skipped) + 1
    total, fixed = number - 1 + count, unchangeable(desk)
    part = wording.card(cluster, number, total, now, near, desk.zone, fixed)
    rows = _choices(cluster, near, at, changeable=not fixed)
    await notice.show([part], await keyboard(rows, desk.buttons))


def nearest_entries(desk: Desk, now: Answer) -> list[FaqEntry]:
    """The FAQ entries that came nearest to a question, best first."""
    entries = {f"faq:{entry.id}": entry for entry in desk.knowledge.corpus.faq}
    found = sorted(now.candidates, key=lambda one: -one.score)
    near = [entries[one.id] for one in found if one.id in entries and one.score > _UNLIKELY]
    return list({entry.id: entry for entry in near}.values())[:OFFERED]


def _choices(
    cluster: Cluster, near: Sequence[FaqEntry], at: Round, *, changeable: bool
) -> list[list[Choice]]:
    def choice(label: str, action: str, **more: Any) -> Choice:
        data = at.data(cluster.id, **more)
        return Choice(label, Button(action=f"review.{action}", data=data))

    rows = [
        [choice(shorten(f"归入 {n}. {entry.question}"), "join", entry=entry.question)]
        for n, entry in enumerate(near, 1)
    ]
    rows += [[choice("新建问答", "new")]]
    last = [
        [choice("忽略", "ignore"), choice("跳过", "skip")],
        [choice("含敏感信息，删除", "erase")],
    ]
    return [*(rows if changeable else []), *last]


# Buttons


def message_of(press: Press) -> Message | None:
    """The message whose button was pressed, where it can still be written over."""
    message = press.query.message
    return message if isinstance(message, Message) else None


async def skip(desk: Desk, press: Press) -> None:
    """Leave a cluster for another time."""
    data = press.button.data
    at = Round.of(data).without(data["cluster"])
    await show_next(desk, press.request, at, Notice(desk, press.request, message_of(press)))


async def ignore(desk: Desk, press: Press) -> None:
    """Nobody needs an answer to this; it stays ignored when it is asked again."""
    id = press.button.data["cluster"]
    await asyncio.to_thread(shelf(desk).settle, id, "ignored")
    await _go_on(desk, press)


async def erase(desk: Desk, press: Press) -> None:
    """Remove a cluster for good, with all that was asked."""
    gone = await asyncio.to_thread(shelf(desk).erase, press.button.data["cluster"])
    log.info("删除了待处理的问题", extra={"cluster": press.button.data["cluster"], "gone": gone})
    await _go_on(desk, press)


async def go_on(desk: Desk, press: Press) -> None:
    """The next cluster in a message of its own: what was published stays to be read."""
    at = Round.of(press.button.data)
    await show_next(desk, press.request, at, Notice(desk, press.request))


async def _go_on(desk: Desk, press: Press) -> None:
    at = Round.of(press.button.data).settled()
    await show_next(desk, press.request, at, Notice(desk, press.request, message_of(press)))
