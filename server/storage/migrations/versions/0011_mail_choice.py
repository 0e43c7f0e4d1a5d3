"""Who chose to get letters."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "mail_choice",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("wanted", sa.Boolean, nullable=False),
    )
