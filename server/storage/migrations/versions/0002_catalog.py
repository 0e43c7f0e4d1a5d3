"""The rows beside the log: people and how they come in, the list of roadshows, the work on leads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    _people()
    _entrances()
    _leads()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("account", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "roadshow",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("founder", sa.String(64), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("title_zh", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("starts_at", sa.String(32)),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("status", sa.String(64), nullable=False),
        sa.UniqueConstraint("founder", "key"),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("roadshow", sa.String(64), sa.ForeignKey("roadshow.id"), nullable=False),
        sa.Column("person", sa.String(64), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64)),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("roadshow", "person"),
    )
    op.create_index("seat_person", "seat", ["person"])


def _entrances() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )
    op.create_index("ix_session_expires_at", "session", ["expires_at"])
    op.create_table(
        "session_person",
        sa.Column("session", sa.String(64), sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("person.id"), primary_key=True),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("roadshow", sa.String(64), sa.ForeignKey("roadshow.id")),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64)),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("person", sa.String(64), sa.ForeignKey("person.id")),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("accepted_at", sa.String(32)),
        sa.Column("accepted_by", sa.String(64)),
        sa.Column("revoked_at", sa.String(32)),
    )
    op.create_index("ix_invitation_roadshow", "invitation", ["roadshow"])
    op.create_table(
        "encoder",
        sa.Column("seat", sa.String(64), sa.ForeignKey("seat.id"), primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False, unique=True),
    )


def _leads() -> None:
    op.create_table(
        "lead",
        sa.Column("roadshow", sa.String(64), primary_key=True),
        sa.Column("lead", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("next_step", sa.String(200), nullable=False),
        sa.Column("due", sa.String(32)),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "lead_signal",
        sa.Column("roadshow", sa.String(64), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("lead", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("signal", sa.String(64), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("host_only", sa.Boolean, nullable=False),
    )
    op.create_table(
        "lead_change",
        sa.Column("roadshow", sa.String(64), primary_key=True),
        sa.Column("lead", sa.String(64), primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("before", sa.LargeBinary, nullable=False),
        sa.Column("after", sa.LargeBinary, nullable=False),
    )
