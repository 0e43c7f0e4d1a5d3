"""Until when a roadshow's personal records are kept, and how far erasing them has come."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COUNTS = ("texts", "leads", "spans", "letters", "invitations", "people")


def upgrade() -> None:
    """Add what the list needs to say, from the logs as far as they have come."""
    op.add_column("roadshow", sa.Column("retention_days", sa.Integer))
    op.add_column("roadshow", sa.Column("ended_at", sa.String(32)))
    op.add_column("roadshow", sa.Column("erased_at", sa.String(32)))
    op.create_table(
        "retention",
        sa.Column("roadshow", sa.String(64), primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in COUNTS),
    )
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    planned = connection.execute(sa.text("SELECT roadshow, body FROM event WHERE seq = 1")).all()
    days = {row.roadshow: json.loads(bytes(row.body)).get("preset", {}).get("retention_days") for row in planned}
    for roadshow, count in days.items():
        values = {"days": count, "at": _ended(connection, roadshow), "id": roadshow}
        statement = "UPDATE roadshow SET retention_days = :days, ended_at = :at WHERE id = :id"
        connection.execute(sa.text(statement), values)


def _ended(connection: sa.Connection, roadshow: str) -> str | None:
    query = "SELECT at, body FROM event WHERE roadshow = :id ORDER BY seq DESC"
    rows = connection.execute(sa.text(query), {"id": roadshow})
    return next((row.at for row in rows if json.loads(bytes(row.body))["type"] == "roadshow.ended"), None)
