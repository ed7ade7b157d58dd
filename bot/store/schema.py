"""The tables. Whoever changes them adds a migration under `bot/migrations/versions`.

Moments are whole seconds since 1970 UTC, so that both databases compare them alike.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

metadata = MetaData()

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, nullable=False),
    Column("topic", BigInteger, nullable=False),
    Column("reminding", Boolean, nullable=False),
    Column("at", String(5), nullable=False),
    Column("zone", String(64), nullable=False),
    # lead_days and departments: lists. workdays: a truth value.
    Column("settings", JSON, nullable=False),
    Column("paused_until", Date),
    Column("since", BigInteger, nullable=False),
    Column("active", Boolean, nullable=False),
    # The supergroup that this group has become; its row is kept to find the way.
    Column("migrated_to", BigInteger),
    PrimaryKeyConstraint("id", "topic", name="pk_chats"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("chat", BigInteger, nullable=False),
    Column("topic", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(8), nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("messages", JSON, nullable=False),
    Column("late", Boolean, nullable=False),
    PrimaryKeyConstraint("chat", "topic", "day", "kind", name="pk_deliveries"),
    Index("ix_deliveries_day", "day"),
)

# The buttons under one message, in one row.
buttons = Table(
    "buttons",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("made", BigInteger, nullable=False),
    # A list of what each button means, and when each was last pressed by its number.
    Column("meanings", JSON, nullable=False),
    Column("pressed", JSON, nullable=False),
    Index("ix_buttons_made", "made"),
)

# Groups in which unaddressed questions are answered, too; and what was answered there of late.
listening = Table(
    "listening",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
)

answered = Table(
    "answered",
    metadata,
    Column("chat", BigInteger, nullable=False),
    Column("topic", BigInteger, nullable=False),
    # What the answer was about, as a fingerprint.
    Column("matter", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("chat", "topic", "matter", name="pk_answered"),
)
