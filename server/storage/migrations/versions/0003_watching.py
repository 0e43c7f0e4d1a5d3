"""Who watched which pitch when."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "watch_span",
        sa.Column("roadshow", sa.String(64), primary_key=True),
        sa.Column("seat", sa.String(64), primary_key=True),
        sa.Column("started_at", sa.String(32), primary_key=True),
        sa.Column("ended_at", sa.String(32), nullable=False),
        sa.Column("milliseconds", sa.BigInteger, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("pitch", sa.String(64)),
        sa.Column("by", sa.String(16), nullable=False),
    )
    op.create_index("watch_span_pitch", "watch_span", ["roadshow", "pitch"])
