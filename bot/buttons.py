"""Short keys for what stands behind a button, as Telegram carries 64 bytes and no more.

A key begins with a version, so that a button of an earlier format is known as such; it names the
keyboard and the button's number in it. `Buttons` is what a store must do; `RecentButtons` keeps the
last keyboards in memory.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.render import labels
from bot.words import NONE_OF_THESE, voice_of

KEYBOARDS = 10_000
# A second press within this time is a double tap, or a colleague's; the answer stands right there.
REPEAT = timedelta(minutes=1)
_VERSION = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What pressing a button means.

    action: its name in the table of actions; `ask` asks the question. question: what it asks, or is
    about. traditional: whether its answer is written in Traditional characters.
    only: id of the user who may press it; None for everybody.
    data: whatever else the action needs, as JSON can hold it.
    """

    action: str = "ask"
    question: str = ""
    traditional: bool = False
    only: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as it is shown. label: at most one line."""

    label: str
    button: Button


Rows = Sequence[Sequence[Choice]]


class Buttons(Protocol):
    """Where the buttons of each keyboard are kept."""

    async def keep(self, buttons: Sequence[Button], *, lasting: bool = False) -> tuple[str, ...]:
        """Store a keyboard's buttons; a key for each, at most 64 bytes, to be its callback data.

        lasting: the same buttons have the same keys for good, and are stored once.
        """
        ...

    async def find(self, key: str) -> Button | None:
        """What is behind a key; None when it is unknown or has expired."""
        ...

    async def press(self, key: str, now: datetime) -> bool:
        """Mark a button as pressed; false within `REPEAT` of the last press: do not act again."""
        ...

    async def release(self, key: str) -> None:
        """Take the mark back, after an answer that could not be given."""
        ...


def new_name(buttons: Sequence[Button], *, lasting: bool) -> str:
    """A keyboard's name, at most 24 characters: of its content where it is lasting, or random."""
    if lasting:
        return sha256(repr(tuple(buttons)).encode()).hexdigest()[:24]
    return secrets.token_urlsafe(9)


def keys_of(name: str, count: int) -> tuple[str, ...]:
    """The keys of a keyboard's buttons."""
    return tuple(f"{_VERSION}:{name}:{number}" for number in range(count))


def split_key(key: str) -> tuple[str, int] | None:
    """Name of the keyboard and number of the button in it; None for what is no such key."""
    version, _, rest = key.partition(":")
    name, _, number = rest.rpartition(":")
    if version != _VERSION or not name or not (number.isascii() and number.isdigit()):
        return None
    return name, int(number)


@dataclass(slots=True)
class RecentButtons:
    """The last keyboards, in memory. size: how many. name: makes a new name."""

    size: int = KEYBOARDS
    name: Callable[..., str] = new_name
    _kept: OrderedDict[str, tuple[Button, ...]] = field(default_factory=OrderedDict)
    _pressed: OrderedDict[str, datetime] = field(default_factory=OrderedDict)

    async def keep(self, buttons: Sequence[Button], *, lasting: bool = False) -> tuple[str, ...]:
        """Store a keyboard; the oldest one goes when there are too many."""
        name = self.name(buttons, lasting=lasting)
        self.remember(name, buttons)
        return keys_of(name, len(buttons))

    def remember(self, name: str, buttons: Sequence[Button]) -> None:
        """Store a keyboard that has its name already."""
        self._kept[name] = tuple(buttons)
        self._kept.move_to_end(name)
        while len(self._kept) > self.size:
            self._kept.popitem(last=False)

    async def find(self, key: str) -> Button | None:
        """What is behind a key, or None."""
        name, number = split_key(key) or ("", 0)
        return button_at(self._kept.get(name, ()), number)

    async def press(self, key: str, now: datetime) -> bool:
        """Mark a button as pressed; false within `REPEAT` of the last press."""
        before = self._pressed.get(key)
        if before is not None and now - before < REPEAT:
            return False
        self._pressed[key] = now
        self._pressed.move_to_end(key)
        while len(self._pressed) > self.size:
            self._pressed.popitem(last=False)
        return True

    async def release(self, key: str) -> None:
        """Take the mark back."""
        self._pressed.pop(key, None)


def button_at(buttons: Sequence[Button], number: int) -> Button | None:
    """The button of that number, where there is one."""
    return buttons[number] if number < len(buttons) else None


async def keyboard(
    rows: Rows, buttons: Buttons, *, lasting: bool = False
) -> InlineKeyboardMarkup | None:
    """The keyboard of these rows, its buttons stored; None without any."""
    rows = [row for row in rows if row]
    keys = iter(
        await buttons.keep([one.button for row in rows for one in row], lasting=lasting)
        if rows
        else ()
    )
    shown = [
        [InlineKeyboardButton(one.label or "…", callback_data=next(keys)) for one in row]
        for row in rows
    ]
    return InlineKeyboardMarkup(shown) if shown else None


def question_rows(
    questions: Sequence[str], *, traditional: bool = False, instead_of: str = ""
) -> list[list[Choice]]:
    """A row for each question.

    instead_of: a question that found no sure answer; 都不是 then stands below the choices.
    """
    rows = [
        [Choice(label, Button(question=question, traditional=traditional))]
        for label, question in zip(labels(questions), questions, strict=True)
    ]
    if rows and instead_of:
        none = Button(action="none", question=instead_of, traditional=traditional)
        rows.append([Choice(voice_of(traditional)(NONE_OF_THESE), none)])
    return rows
