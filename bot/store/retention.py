"""How long the database keeps what: one table of rules, swept once a day.

What a person wrote, or what tells about a person, goes after the days that the administrator has
chosen (`ASKPLAN_RETENTION_DAYS`); what only the bot's own work needs has a time of its own.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, delete
from sqlalchemy.exc import SQLAlchemyError

from bot.ports import Clock
from bot.store.connection import Database, seconds
from bot.store.people import FOR_ONE_PERSON
from bot.store.schema import (
    answered,
    buttons,
    deliveries,
    marks,
    replicas,
    review_askings,
    review_clusters,
    review_prompts,
    search_states,
    snapshots,
    updates,
)

log = logging.getLogger(__name__)

# Between two sweeps; and between two looks at the clock and at the database's health, in seconds.
EVERY = timedelta(days=1)
LOOK = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Rows that go once they are old. age: the column with their day, or their second since 1970.

    days: how long they stay; None for as long as what is about persons. only: which rows at all.
    """

    age: Column[Any]
    days: int | None = None
    only: ColumnElement[bool] | None = None


# Whoever adds a table that grows adds a line.
RULES: tuple[Rule, ...] = (
    # The newest delivery tells since when a digest has to report; nobody is silent for two years.
    Rule(age=deliveries.c.day, days=730),
    # A button under a year-old message says that it has expired.
    Rule(age=buttons.c.made, days=365),
    # What was asked in vain; of what is settled only so long that it is known when asked again.
    Rule(age=review_askings.c.asked),
    Rule(age=review_clusters.c.newest),
    Rule(age=review_clusters.c.newest, days=30, only=review_clusters.c.state != "open"),
    Rule(age=review_prompts.c.made, days=7),
    # The id of the only person who may press a button stands beside it.
    Rule(age=buttons.c.made, only=FOR_ONE_PERSON),
    Rule(age=answered.c.at, days=1),
    # Telegram sends an update again for a day at most.
    Rule(age=updates.c.taken, days=2),
    Rule(age=replicas.c.beat, days=2),
    # Longer than any plan lasts: a task that is done stays done.
    Rule(age=marks.c.made, days=3650),
    # A state of the plans is noted anew each day that it is in use.
    Rule(age=snapshots.c.made, days=120),
    # Filled again from the knowledge folder by whoever comes back to it.
    Rule(age=search_states.c.used, days=30),
)


def sweep(
    database: Database, now: datetime, days: int, rules: Sequence[Rule] = RULES
) -> dict[str, int]:
    """Delete what is older than its rule allows; how many rows by table, without the untouched.

    days: for the rules that leave it to the administrator, >= 1. Each rule is a transaction of its
    own, so that nobody waits long. Raises SQLAlchemyError.
    """
    gone: dict[str, int] = {}
    for rule in rules:
        limit = now.astimezone(UTC) - timedelta(days=rule.days or days)
        table = rule.age.table
        oldest = limit.date() if isinstance(rule.age.type, Date) else seconds(limit)
        old = rule.age < oldest
        wanted = delete(table).where(old if rule.only is None else old & rule.only)
        with database.transaction() as connection:
            if count := connection.execute(wanted).rowcount:
                name = str(rule.age.table)
                gone[name] = gone.get(name, 0) + count
    return gone


async def keep_clean(
    database: Database,
    clock: Clock,
    days: int,
    *,
    rules: Sequence[Rule] = RULES,
    look: float = LOOK,
) -> None:
    """Sweep now and once a day, until cancelled; while nothing can be kept, try again at each look.

    Several replicas may do so: what one has deleted the other does not find.
    """
    due = clock()
    while True:
        try:
            if database.degraded:
                await asyncio.to_thread(database.probe)
            now = clock()
            if now >= due and not database.degraded:
                gone = await asyncio.to_thread(sweep, database, now, days, rules)
                due = now + EVERY
                if gone:
                    log.info("已清理过期数据", extra={"rows": gone})
        except SQLAlchemyError as failure:
            log.debug("清理没有做成，稍后再试", extra={"why": type(failure).__name__})
        await asyncio.sleep(look)
