"""What /remind works with."""

from dataclasses import dataclass, field
from functools import cached_property

from telegram import Bot

from bot.store.database import Store
from knowledge.model import Corpus
from knowledge.plans.departments import Departments
from knowledge.plans.workdays import WorkCalendar


@dataclass
class Reminding:
    """The store, whoever knows who administers a chat, and the knowledge.

    admins: ids of users who may administer every chat.
    """

    store: Store
    bot: Bot
    corpus: Corpus
    admins: frozenset[int] = frozenset()
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    @cached_property
    def departments(self) -> Departments:
        """The names that the knowledge knows."""
        return Departments.of(self.corpus)
