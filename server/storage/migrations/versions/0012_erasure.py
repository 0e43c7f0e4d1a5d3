"""Who was erased from which roadshow."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "erasure",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.UniqueConstraint("roadshow", "person"),
        sqlite_autoincrement=True,
    )
