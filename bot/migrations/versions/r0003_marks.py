"""What chats note about tasks, and the plans' earlier states, to tell what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; a digest knows from now on what it was written from."""
    op.create_table(
        "marks",
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("task", sa.String(255), nullable=False),
        sa.Column("title_print", sa.String(16), nullable=False),
        sa.Column("text_print", sa.String(16), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("person", sa.BigInteger),
        sa.Column("name", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint(
            "chat", "title_print", "text_print", "task", "round", name="pk_marks"
        ),
    )
    op.create_table(
        "snapshots",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
    )
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.add_column(sa.Column("snapshot", sa.String(32)))


def downgrade() -> None:
    """Drop them: nothing is marked any more."""
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_column("snapshot")
    op.drop_table("snapshots")
    op.drop_table("marks")
