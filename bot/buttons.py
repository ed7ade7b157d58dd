"""Short keys for what stands behind a button, as Telegram carries 64 bytes and no more.

A key begins with a version, so that a button of an earlier format is known as such. `Buttons` is
what a store must do; `RecentButtons` keeps the last ones in memory.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.render import labels
from bot.words import NONE_OF_THESE, voice_of

BUTTONS = 20_000
# A second press within this time is a double tap, or a colleague's; the answer stands right there.
REPEAT = timedelta(minutes=1)
_VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What pressing a button means.

    question: what it asks; of a 都不是 button the question that found no answer.
    traditional: whether its answer is written in Traditional characters.
    none: it says that none of the choices was meant.
    """

    question: str
    traditional: bool = False
    none: bool = False


class Buttons(Protocol):
    """Where buttons are kept."""

    def keep(self, button: Button, *, lasting: bool = False) -> str:
        """Store a button; the key, at most 64 bytes, to be sent as its callback data.

        lasting: the same button has the same key for good, so that it works after a restart, too,
        once it is kept again.
        """
        ...

    def find(self, key: str) -> Button | None:
        """What is behind a key; None when it is unknown or has expired."""
        ...

    def press(self, key: str, now: datetime) -> bool:
        """Mark a button as pressed; false within `REPEAT` of the last press: do not act again."""
        ...

    def release(self, key: str) -> None:
        """Take the mark back, after an answer that could not be given."""
        ...


def _digest(button: Button) -> str:
    return sha256(repr(button).encode()).hexdigest()[:24]


def _random() -> str:
    return secrets.token_urlsafe(9)


@dataclass(slots=True)
class RecentButtons:
    """The last buttons, in memory. size: how many. name: makes a new key."""

    size: int = BUTTONS
    name: Callable[[], str] = _random
    _kept: OrderedDict[str, Button] = field(default_factory=OrderedDict)
    _pressed: dict[str, datetime] = field(default_factory=dict)

    def keep(self, button: Button, *, lasting: bool = False) -> str:
        """Store a button; the oldest one goes when there are too many."""
        key = f"{_VERSION}:{_digest(button) if lasting else self.name()}"
        self._kept[key] = button
        self._kept.move_to_end(key)
        while len(self._kept) > self.size:
            old, _ = self._kept.popitem(last=False)
            self._pressed.pop(old, None)
        return key

    def find(self, key: str) -> Button | None:
        """What is behind a key, or None."""
        return self._kept.get(key)

    def press(self, key: str, now: datetime) -> bool:
        """Mark a button as pressed; false within `REPEAT` of the last press."""
        before = self._pressed.get(key)
        if before is not None and now - before < REPEAT:
            return False
        self._pressed[key] = now
        return True

    def release(self, key: str) -> None:
        """Take the mark back."""
        self._pressed.pop(key, None)


def question_keyboard(
    questions: Sequence[str],
    buttons: Buttons,
    *,
    traditional: bool = False,
    instead_of: str = "",
    lasting: bool = False,
) -> InlineKeyboardMarkup | None:
    """A button a line for each question; None without questions.

    instead_of: a question that found no sure answer; 都不是 then stands below the choices.
    lasting: the buttons are the same every time, as those under a help text are.
    """
    meant = [Button(question=question, traditional=traditional) for question in questions]
    keys = [buttons.keep(button, lasting=lasting) for button in meant]
    rows = [
        [InlineKeyboardButton(label or "…", callback_data=key)]
        for label, key in zip(labels(questions), keys, strict=True)
    ]
    if rows and instead_of:
        key = buttons.keep(Button(question=instead_of, traditional=traditional, none=True))
        label = voice_of(traditional)(NONE_OF_THESE)
        rows.append([InlineKeyboardButton(label, callback_data=key)])
    return InlineKeyboardMarkup(rows) if rows else None
