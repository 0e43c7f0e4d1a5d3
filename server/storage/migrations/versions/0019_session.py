"""Of each browser session when it began, when it was last used, and from which browser."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from server.domain.ledger import stamp

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; sessions lasted for thirty days, so each tells when it began. For idle none is taken."""
    for name in ("came_at", "seen_at", "browser", "system"):
        op.add_column("session", sa.Column(name, sa.String(32), nullable=False, server_default=""))
    op.create_index("session_person_person", "session_person", ["person"])
    now = stamp(datetime.now(UTC))
    bind, table = op.get_bind(), sa.table("session", *map(sa.column, ("id", "expires_at", "came_at", "seen_at")))
    for one in bind.execute(sa.select(table.c.id, table.c.expires_at)).all():
        began = stamp(datetime.fromisoformat(one.expires_at) - timedelta(days=30))
        bind.execute(sa.update(table).where(table.c.id == one.id).values(came_at=began, seen_at=now))
