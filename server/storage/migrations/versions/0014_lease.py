"""Which node does what."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("node", sa.String(64), nullable=False, index=True),
        sa.Column("url", sa.String(256), nullable=False),
        sa.Column("until", sa.Float(53), nullable=False),
        sa.Column("term", sa.BigInteger, nullable=False),
    )
