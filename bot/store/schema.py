"""The tables. Whoever changes them adds a migration under `bot/migrations/versions`.

Moments are whole seconds since 1970 UTC, so that both databases compare them alike.
"""

from sqlalchemy import (
    JSON,
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY

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
    # The state of the plans that it was written from: `snapshots.name`.
    Column("snapshot", String(32)),
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

# Questions that mean the same, for the keepers. No user is named anywhere in these three tables.
review_clusters = Table(
    "review_clusters",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("question", Text, nullable=False),
    # open, ignored or published.
    Column("state", String(9), nullable=False),
    Column("newest", BigInteger, nullable=False),
    Index("ix_review_clusters_state", "state", "newest"),
)

# One for each time that something was asked in vain. The place is that of a group alone (the chat
# with a person has the person's own id); it expires, and is cleared once the group has been told.
review_askings = Table(
    "review_askings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cluster", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("question", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked", BigInteger, nullable=False),
    Column("chat", BigInteger),
    Column("topic", BigInteger),
    Column("message", BigInteger),
    Index("ix_review_askings_cluster", "cluster"),
    Index("ix_review_askings_asked", "asked"),
)

# Messages that ask a keeper for something in a reply, and what it is for.
review_prompts = Table(
    "review_prompts",
    metadata,
    Column("chat", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("draft", JSON, nullable=False),
    PrimaryKeyConstraint("chat", "message", name="pk_review_prompts"),
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

# What Telegram has sent, once each. owner: the replica that works on it. taken: when it came.
# content: the update itself, until it is done. digest: of the content, as Telegram begins anew with
# any id after a week without updates, and a Bot API server of one's own after it was set up anew.
updates = Table(
    "updates",
    metadata,
    Column("bot", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("digest", BigInteger, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("taken", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("content", Text),
    PrimaryKeyConstraint("bot", "id", "digest", name="pk_updates"),
    Index("ix_updates_taken", "taken"),
    Index("ix_updates_open", "done", "owner"),
)

# The processes that share the database. beat: when one was last alive.
replicas = Table(
    "replicas",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("bot", BigInteger, nullable=False),
    Column("host", String(128), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("beat", BigInteger, nullable=False),
)

# What a chat has noted about a task: done, or put off until a day.
marks = Table(
    "marks",
    metadata,
    Column("chat", BigInteger, nullable=False),
    # Which task: its id when it was marked, and prints of its words, as ids shift.
    Column("task", String(255), nullable=False),
    Column("title_print", String(16), nullable=False),
    Column("text_print", String(16), nullable=False),
    # The day of the round or stage, as ISO; empty for a task that is due once.
    Column("round", String(10), nullable=False),
    Column("until", Date),
    Column("made", BigInteger, nullable=False),
    # Who did it, as the chat saw that person; both go when the person wants to be forgotten.
    Column("person", BigInteger),
    Column("name", String(64), nullable=False),
    PrimaryKeyConstraint("chat", "title_print", "text_print", "task", "round", name="pk_marks"),
)

# The tasks of all plans at one time, as far as a change of them is told.
snapshots = Table(
    "snapshots",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("made", BigInteger, nullable=False),
    Column("content", JSON, nullable=False),
)

# Wordings that are looked up here and not in memory (ASKPLAN_CANDIDATES); only on PostgreSQL, the
# tables stay empty on SQLite. Made from the knowledge folder at any time, so no backup holds them.
# One row for each state of them. key: what it was made from. size: phrases. held: their terms. used: when a process last asked for it,
# numbers, told, lengths, spelling: the table of their words, as of `WordTable`, little end first.
# released: when one that did went over to another. classifier: weights of float32, `entries` in a row.
WORD_COLUMNS = ("numbers", "told", "lengths", "spelling")
search_states = Table(
    "search_states",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("classifier", LargeBinary),
    *(Column(name, LargeBinary, nullable=False) for name in WORD_COLUMNS),
    Column("used", BigInteger, nullable=False),
    Column("released", BigInteger),
)

# number: of the term, the highest of its 64 bits as the sign. row: its place among all, by number.
search_terms = Table(
    "search_terms",
    metadata,
    Column("state", Integer, ForeignKey("search_states.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("row", Integer, nullable=False),
    Column("frequency", Integer, nullable=False),
    Column("peak", REAL, nullable=False),
    Column("rarity", REAL, nullable=False),
    PrimaryKeyConstraint("state", "number", name="pk_search_terms"),
)

# terms: state * 2 ** 32 + row of each, so that a term of one state is none of another's.
# The rest are arrays of numbers, little end first. held: the rows of the terms again, int32, as they
# are read. wholes: 4 of float32. codes: of the letters, uint32. words: rows of `WordTable`, uint32.
search_phrases = Table(
    "search_phrases",
    metadata,
    Column("state", Integer, ForeignKey("search_states.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("terms", JSON().with_variant(ARRAY(BigInteger), "postgresql"), nullable=False),
    Column("held", LargeBinary, nullable=False),
    Column("wholes", LargeBinary, nullable=False),
    Column("codes", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
    PrimaryKeyConstraint("state", "place", name="pk_search_phrases"),
    Index("ix_search_phrases_terms", "terms", postgresql_using="gin"),
)
