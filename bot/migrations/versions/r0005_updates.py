"""Updates that were taken on, and the processes that share the database."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "updates",
        sa.Column("bot", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("taken", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text),
        sa.PrimaryKeyConstraint("bot", "id", "digest", name="pk_updates"),
    )
    op.create_index("ix_updates_taken", "updates", ["taken"])
    op.create_index("ix_updates_open", "updates", ["done", "owner"])
    op.create_table(
        "replicas",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("bot", sa.BigInteger, nullable=False),
        sa.Column("host", sa.String(128), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop both tables: an update that comes again then counts as new."""
    op.drop_table("replicas")
    op.drop_table("updates")
