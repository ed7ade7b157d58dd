"""Groups that are listened to, and what was answered there."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "listening",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.create_table(
        "answered",
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.BigInteger, nullable=False),
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("chat", "topic", "matter", name="pk_answered"),
    )


def downgrade() -> None:
    """Drop the tables: no group is listened to any more."""
    op.drop_table("answered")
    op.drop_table("listening")
