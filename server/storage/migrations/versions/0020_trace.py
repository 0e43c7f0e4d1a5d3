"""By which key the command came that led to a message."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is underway came of nobody knows what."""
    op.add_column("message", sa.Column("trace", sa.String(64), nullable=False, server_default=""))
