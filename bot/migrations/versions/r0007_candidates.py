"""Wordings that are looked up in PostgreSQL and not in memory; the tables stay empty on SQLite."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "search_states",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("classifier", sa.LargeBinary),
        sa.Column("numbers", sa.LargeBinary, nullable=False),
        sa.Column("told", sa.LargeBinary, nullable=False),
        sa.Column("lengths", sa.LargeBinary, nullable=False),
        sa.Column("spelling", sa.LargeBinary, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.Column("released", sa.BigInteger),
    )
    op.create_table(
        "search_terms",
        _state(),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("frequency", sa.Integer, nullable=False),
        sa.Column("peak", sa.REAL, nullable=False),
        sa.Column("rarity", sa.REAL, nullable=False),
        sa.PrimaryKeyConstraint("state", "number", name="pk_search_terms"),
    )
    terms = sa.JSON().with_variant(ARRAY(sa.BigInteger), "postgresql")
    op.create_table(
        "search_phrases",
        _state(),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("terms", terms, nullable=False),
        sa.Column("held", sa.LargeBinary, nullable=False),
        sa.Column("wholes", sa.LargeBinary, nullable=False),
        sa.Column("codes", sa.LargeBinary, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("state", "place", name="pk_search_phrases"),
    )
    op.create_index("ix_search_phrases_terms", "search_phrases", ["terms"], postgresql_using="gin")


def _state() -> sa.Column[int]:
    own = sa.ForeignKey("search_states.id", ondelete="CASCADE")
    return sa.Column("state", sa.Integer, own, nullable=False)


def downgrade() -> None:
    """Drop the tables; whoever needs them fills them again."""
    op.drop_table("search_phrases")
    op.drop_table("search_terms")
    op.drop_table("search_states")
