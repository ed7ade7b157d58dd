"""Questions asked in vain, for the keepers to answer; and what a keeper was asked for in a reply."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "review_clusters",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("newest", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_review_clusters_state", "review_clusters", ["state", "newest"])
    op.create_table(
        "review_askings",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("cluster", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked", sa.BigInteger, nullable=False),
        sa.Column("chat", sa.BigInteger),
        sa.Column("topic", sa.BigInteger),
        sa.Column("message", sa.BigInteger),
    )
    op.create_index("ix_review_askings_cluster", "review_askings", ["cluster"])
    op.create_index("ix_review_askings_asked", "review_askings", ["asked"])
    op.create_table(
        "review_prompts",
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("draft", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("chat", "message", name="pk_review_prompts"),
    )


def downgrade() -> None:
    """Drop the tables, and with them every question that waited."""
    op.drop_table("review_prompts")
    op.drop_table("review_askings")
    op.drop_table("review_clusters")
