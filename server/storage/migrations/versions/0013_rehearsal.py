"""Rehearsals, and which roadshows are one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.add_column("roadshow", sa.Column("rehearsal", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("of", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("entered_at", sa.String(32)),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("deleted_at", sa.String(32)),
        sa.Column("progress", sa.JSON),
        sa.Column("card", sa.JSON),
    )
    op.create_index("ix_rehearsal_of", "rehearsal", ["of"])
