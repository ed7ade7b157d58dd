"""What was said a moment ago: the turns that a follow-up question refers to.

Kept for a short while, in memory only, and bounded; the time comes in as an argument.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from knowledge.model import Turn

MEMORY = timedelta(minutes=15)
TURNS = 4
CONVERSATIONS = 5_000
MESSAGES = 10_000


@dataclass(frozen=True, slots=True)
class Conversation:
    """Whose turns belong together: one person in one chat, and in one topic of a forum."""

    chat: int
    topic: int
    asker: int


@dataclass(slots=True)
class Memory:
    """The last turns of each conversation, and the turn that each message of the bot belongs to.

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
    _shown: OrderedDict[tuple[int, int], Turn] = field(default_factory=OrderedDict)

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
        self._said[conversation] = (now, turns)
        self._said.move_to_end(conversation)
        while len(self._said) > self.conversations:
            self._said.popitem(last=False)

    def shown(self, chat: int, message: int, turn: Turn) -> None:
        """Remember that a message of the bot's shows this turn, for whoever replies to it."""
        self._shown[chat, message] = turn
        while len(self._shown) > self.messages:
            self._shown.popitem(last=False)

    def behind(self, chat: int, message: int) -> Turn | None:
        """The turn that a message of the bot's shows; None for one it does not remember."""
        return self._shown.get((chat, message))
