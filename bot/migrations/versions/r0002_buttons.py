"""Buttons, so that they work for as long as their message lives."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "buttons",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("meanings", sa.JSON, nullable=False),
        sa.Column("pressed", sa.JSON, nullable=False),
    )
    op.create_index("ix_buttons_made", "buttons", ["made"])


def downgrade() -> None:
    """Drop the table: every button in a chat has expired then."""
    op.drop_table("buttons")
