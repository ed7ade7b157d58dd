"""What was said a moment ago: the turns that a follow-up refers to, and the messages that show them.

Kept for a short while, in memory only, and bounded; the time comes in as an argument.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from knowledge.model import Turn

MEMORY = timedelta(minutes=15)
TURNS = 4
CONVERSATIONS = 5_000
MESSAGES = 10_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Whose turns belong together: one person in one chat, and in one topic of a forum."""

    chat: int
    topic: int
    asker: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a message of the bot's shows. before: the turns that its question followed on from."""

    turn: Turn
    asker: int
    before: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """Somebody's message that the bot has taken up.

    asked: the command and the text, as they were understood. answers: ids of the bot's messages
    that answer it; empty where something else than a question was asked.
    """

    asker: int
    asked: tuple[str, str]
    answers: tuple[int, ...] = ()


@dataclass(slots=True)
class Memory:
    """The last turns of each conversation, and what stands behind the messages of each chat.

    ttl: how long after its last turn a conversation is remembered.
    turns, conversations, messages: how many of each are kept at most; the oldest go first.
    """

    ttl: timedelta = MEMORY
    turns: int = TURNS
    conversations: int = CONVERSATIONS
    messages: int = MESSAGES
    _said: OrderedDict[Conversation, tuple[datetime, tuple[Turn, ...]]] = field(
        default_factory=OrderedDict
    )
    _shown: OrderedDict[tuple[int, int], Shown] = field(default_factory=OrderedDict)
    _attended: OrderedDict[tuple[int, int], Attended] = field(default_factory=OrderedDict)
    # Messages of the bot's that ask what was wrong with an answer, and with which.
    _why: OrderedDict[tuple[int, int], Shown] = field(default_factory=OrderedDict)

    @property
    def what(self) -> str:
        """What is kept, for `/privacy`."""
        minutes = self.ttl // timedelta(minutes=1)
        return f"最近的提问和回答，为了听懂追问（{minutes} 分钟内）和回复：只在内存里，重启就没有"

    def recall(self, conversation: Conversation, now: datetime) -> tuple[Turn, ...]:
        """The turns so far, oldest first; none when the last one is older than `ttl`."""
        when, turns = self._said.get(conversation, (now, ()))
        if now - when > self.ttl:
            del self._said[conversation]
            return ()
        return turns

    def record(self, conversation: Conversation, turn: Turn, now: datetime) -> None:
        """Add a turn at the end of a conversation."""
        turns = (*self.recall(conversation, now), turn)[-self.turns :]
        _keep(self._said, conversation, (now, turns), self.conversations)

    def retract(self, conversation: Conversation, question: str) -> None:
        """Take the last turn back where it was this question: the asker has put it differently."""
        when, turns = self._said.get(conversation, (None, ()))
        if when is not None and turns and turns[-1].question == question:
            self._said[conversation] = (when, turns[:-1])

    def show(self, chat: int, message: int, shown: Shown) -> None:
        """Remember what a message of the bot's shows, for whoever replies to it or marks it."""
        _keep(self._shown, (chat, message), shown, self.messages)

    def behind(self, chat: int, message: int) -> Shown | None:
        """What a message of the bot's shows; None for one it does not remember."""
        return self._shown.get((chat, message))

    def attend(self, chat: int, message: int, attended: Attended) -> None:
        """Remember what became of somebody's message, for the case that it is edited."""
        _keep(self._attended, (chat, message), attended, self.messages)

    def attended(self, chat: int, message: int) -> Attended | None:
        """What became of a message; None for one that was not taken up, or long ago."""
        return self._attended.get((chat, message))

    def ask_why(self, chat: int, message: int, shown: Shown) -> None:
        """Remember that a message of the bot's asks what is wrong with an answer."""
        _keep(self._why, (chat, message), shown, self.messages)

    def asked_why(self, chat: int, message: int) -> Shown | None:
        """The answer that such a message asks about."""
        return self._why.get((chat, message))

    async def forget(self, person: int) -> int:
        """Forget a user's questions; how many there were."""
        mine = [one for one in self._said if one.asker == person]
        turns = sum(len(self._said.pop(one)[1]) for one in mine)
        _without(self._attended, person)
        _without(self._why, person)
        return max(turns, _without(self._shown, person))


def _keep(table: OrderedDict[Key, Value], key: Key, value: Value, size: int) -> None:
    """Set an entry as the newest one; the oldest go where there are too many."""
    table[key] = value
    table.move_to_end(key)
    while len(table) > size:
        table.popitem(last=False)


def _without(table: OrderedDict[Key, Any], person: int) -> int:
    """Remove a user's entries; how many there were."""
    mine = [key for key, one in table.items() if one.asker == person]
    for key in mine:
        del table[key]
    return len(mine)
