"""Encoder tokens end by time."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from server.domain.ledger import stamp

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; tokens that there are last for two weeks from now."""
    op.add_column("encoder", sa.Column("expires_at", sa.String(32), nullable=False, server_default=""))
    until = stamp(datetime.now(UTC) + timedelta(days=14))
    op.get_bind().execute(sa.update(sa.table("encoder", sa.column("expires_at"))).values(expires_at=until))
