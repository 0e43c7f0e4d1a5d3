"""How many downloads and documents were erased once the time to keep them was over."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None were before."""
    for name in ("downloads", "documents"):
        op.add_column("retention", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
