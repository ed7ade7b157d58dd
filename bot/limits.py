"""How many questions one person, and one chat, may ask in a minute; told once when it is too many.

So that a person who holds a key down, or a script, takes nobody else's answers.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

PERIOD = timedelta(minutes=1)
# Questions within the period. A group's are those of all its members together.
BY_PERSON, BY_CHAT = 30, 60
# Askers that are remembered; a flood from more of them than this is not one person's.
_ASKERS = 10_000


class Verdict(Enum):
    """What becomes of a question."""

    ANSWER = "answer"
    # Beyond the limit for the first time: say so.
    TELL = "tell"
    DROP = "drop"


@dataclass(slots=True)
class _Asked:
    """When somebody asked within the last period, oldest first, and whether they were told."""

    when: deque[datetime] = field(default_factory=deque)
    told: bool = False


@dataclass(slots=True, kw_only=True)
class Quota:
    """Sliding windows over the questions of persons and of chats.

    by_person, by_chat: questions within `period`.
    """

    by_person: int = BY_PERSON
    by_chat: int = BY_CHAT
    period: timedelta = PERIOD
    _asked: OrderedDict[Hashable, _Asked] = field(default_factory=OrderedDict)

    def judge(self, chat: int, asker: int, now: datetime) -> Verdict:
        """Whether a question that is asked now is answered; if so, it counts."""
        windows = (
            (self._window(("person", asker), now), self.by_person),
            (self._window(("chat", chat), now), self.by_chat),
        )
        over = [window for window, limit in windows if len(window.when) >= limit]
        if over:
            known = any(window.told for window in over)
            for window in over:
                window.told = True
            return Verdict.DROP if known else Verdict.TELL
        for window, _ in windows:
            window.when.append(now)
            window.told = False
        return Verdict.ANSWER

    def allows(self, chat: int, asker: int, now: datetime) -> bool:
        """The same where nobody is told: one too many is passed over in silence."""
        return self.judge(chat, asker, now) is Verdict.ANSWER

    def _window(self, key: Hashable, now: datetime) -> _Asked:
        found = self._asked.setdefault(key, _Asked())
        self._asked.move_to_end(key)
        while found.when and found.when[0] + self.period <= now:
            found.when.popleft()
        while len(self._asked) > _ASKERS:
            self._asked.popitem(last=False)
        return found
