"""What staff did that no event and no other row tells of."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deed",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("fields", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("deed_roadshow", "deed", ["roadshow", "number"])
