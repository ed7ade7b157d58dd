"""Buttons in the database: they work after any number of restarts, and in every replica."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.buttons import REPEAT, Button, RecentButtons, button_at, keys_of, new_name, split_key
from bot.ports import Clock
from bot.store.condition import attempt
from bot.store.connection import Database, seconds
from bot.store.schema import buttons as table

_Row = dict[str, Any]
_USUAL = asdict(Button())


class KeptButtons:
    """Buttons of every message, in the database and, the last ones, in memory.

    Without a database that takes them they are kept in memory alone: an answer must not fail for
    the buttons below it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._recent = RecentButtons()
        self._waiting: list[tuple[_Row, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, buttons: Sequence[Button], *, lasting: bool = False) -> tuple[str, ...]:
        """Store a keyboard's buttons; a key for each. lasting: the same ones are stored once."""
        name = new_name(buttons, lasting=lasting)
        self._recent.remember(name, buttons)
        meanings = [_meaning(button) for button in buttons]
        row = {"key": name, "made": seconds(self._clock()), "meanings": meanings, "pressed": {}}
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await written
        return keys_of(name, len(buttons))

    async def find(self, key: str) -> Button | None:
        """What is behind a key; None when it is unknown."""
        place = split_key(key)
        if place is None:
            return None
        return await self._recent.find(key) or await attempt(self._read, *place)

    async def press(self, key: str, now: datetime) -> bool:
        """Mark a button as pressed, in all replicas; false within `REPEAT` of the last press."""
        here = await self._recent.press(key, now)
        place = split_key(key)
        if not here or place is None:
            return here
        # None where it could not be asked: then this process alone decides.
        return await attempt(self._mark, *place, seconds(now)) is not False

    async def release(self, key: str) -> None:
        """Take the mark back."""
        await self._recent.release(key)
        if place := split_key(key):
            await attempt(self._mark, *place, None)

    async def _write_all(self) -> None:
        """Write what waits, until nothing does: in a rush many keyboards share a transaction."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                await attempt(self._write, [row for row, _ in waiting])
            finally:
                for _, written in waiting:
                    if not written.done():
                        written.set_result(None)

    def _write(self, rows: Sequence[_Row]) -> None:
        with self._database.transaction() as connection:
            connection.execute(self._database.insert(table).on_conflict_do_nothing(), rows)

    def _read(self, name: str, number: int) -> Button | None:
        with self._database.transaction() as connection:
            found = connection.execute(select(table.c.meanings).where(table.c.key == name)).scalar()
        return button_at([Button(**meaning) for meaning in found or ()], number)

    def _mark(self, name: str, number: int, now: int | None) -> bool:
        """Set or clear when a button was pressed; false where that was a moment ago."""
        row = table.c.key == name
        with self._database.transaction() as connection:
            pressed = connection.execute(
                select(table.c.pressed).where(row).with_for_update()
            ).scalar()
            before = (pressed or {}).get(str(number))
            if now and before and now - before < REPEAT.total_seconds():
                return False
            connection.execute(
                update(table).where(row).values(pressed={**(pressed or {}), str(number): now})
            )
        return True


def _meaning(button: Button) -> dict[str, Any]:
    """A button as JSON, without what is as usual."""
    return {name: value for name, value in asdict(button).items() if value != _USUAL[name]}
