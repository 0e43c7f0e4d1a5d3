"""What leaves the house: endpoints, messages, deliveries and their attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITING = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    """Make the tables of the outbox."""
    op.create_table(
        "endpoint",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("seat", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("types", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.String(64), nullable=False),
        sa.Column("secrets", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("paused_until", sa.String(32)),
    )
    op.create_index("ix_endpoint_roadshow", "endpoint", ["roadshow"])
    op.create_table(
        "message",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("fields", sa.LargeBinary, nullable=False),
    )
    _deliveries()


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("message", sa.String(64), sa.ForeignKey("message.id"), nullable=False),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("endpoint", sa.String(64), sa.ForeignKey("endpoint.id", ondelete="CASCADE")),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", sa.String(32)),
        sa.Column("settled_at", sa.String(32)),
        sa.UniqueConstraint("message", "queue", "recipient"),
        sqlite_autoincrement=True,
    )
    op.create_index("delivery_waiting", "delivery", ["queue", "due_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("delivery_roadshow", "delivery", ["roadshow", "id"])
    op.create_index("delivery_endpoint", "delivery", ["endpoint"])
    op.create_index("delivery_settled", "delivery", ["settled_at"])
    op.create_table(
        "attempt",
        sa.Column("delivery", sa.Integer, sa.ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("answer", sa.Text, nullable=False),
    )
