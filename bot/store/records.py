"""What the store holds, as plain records: a chat with its reminder settings, and one day's digest.

Moments are aware; days are days of the chat's own calendar. Imports no database.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

# claimed: in work until its lease ends. sent: done. quiet: there was nothing to say.
# unknown: Telegram took it and did not answer; not repeated. failed: to be tried again later.
Status = Literal["claimed", "sent", "quiet", "unknown", "failed"]

LEAD_DAYS = (30, 7, 3, 1, 0)
MORNING = time(8, 30)
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSettings:
    """How a chat, or one topic of it, wants to be reminded.

    on: whether at all. at, zone: local time of the daily digest, to the minute.
    lead_days: how many days before its deadline a task is listed, most first.
    departments: canonical names; empty for all. workdays: only on legal working days.
    allclear: once a week it says so when there is nothing to say.
    open_marks: anyone in a group may mark tasks, not only its administrators.
    paused_until: the first day on which digests come again.
    since: when `on` or `at` was last set; a digest due earlier than that is not owed.
    """

    on: bool = False
    at: time = MORNING
    zone: str = ZONE
    lead_days: tuple[int, ...] = LEAD_DAYS
    departments: tuple[str, ...] = ()
    workdays: bool = False
    allclear: bool = False
    open_marks: bool = False
    paused_until: date | None = None
    since: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    def changed(self, **fields: Any) -> "ReminderSettings":
        """The same with other values."""
        return replace(self, **fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat as the store knows it, or one topic of a forum. topic: 0 outside topics.

    active: false while the bot is blocked or not a member. known: it stands in the store.
    """

    id: int
    topic: int = 0
    settings: ReminderSettings = ReminderSettings()
    active: bool = True
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is sent at most once: one kind of message, on one day, in one topic of one chat."""

    chat: int
    topic: int
    day: date
    kind: str = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to send one digest, until the lease ends.

    attempt: 1 for the first; whoever holds an earlier number has lost the claim.
    messages: ids of the parts that earlier attempts have sent.
    interrupted: an earlier attempt ended without a word, so its last part may have arrived.
    late: whether its first part came, or comes, long after the digest's time.
    """

    key: Key
    attempt: int = 1
    messages: tuple[int, ...] = ()
    interrupted: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one digest."""

    key: Key
    status: Status
    attempts: int
    lease_until: datetime
    messages: tuple[int, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPrint:
    """A task as it is known again after its plan was imported anew.

    id: at the time. title, text: prints of its words, 16 characters, of the document's title too.
    """

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a chat has noted about a task. The plan itself does not change.

    round: the day of recurring or staged work that it is about; None for the task as a whole.
    until: the first day on which it is told again; None when it is done. made: when it was marked.
    person, name: who did it, as the chat saw that person; None and empty once forgotten.
    """

    chat: int
    task: TaskPrint
    made: datetime
    round: date | None = None
    until: date | None = None
    person: int | None = None
    name: str = ""

    @property
    def done(self) -> bool:
        """Whether it is done, and not put off."""
        return self.until is None
