"""Chats with their reminder settings, and the digests that were sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.BigInteger, nullable=False),
        sa.Column("reminding", sa.Boolean, nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("paused_until", sa.Date),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("migrated_to", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", "topic", name="pk_chats"),
    )
    op.create_table(
        "deliveries",
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("lease_until", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("chat", "topic", "day", "kind", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_day", "deliveries", ["day"])


def downgrade() -> None:
    """Drop both tables, and with them everything that was set."""
    op.drop_table("deliveries")
    op.drop_table("chats")
