"""Leads with owners who are persons, more stages, tags, notes of their own, and an audit of single fields."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the leads; an owner who was a name becomes nobody, and old audit rows, whole versions, are let go."""
    _notes()
    _changes()
    _leads()
    op.create_index("lead_signal_lead", "lead_signal", ["roadshow", "lead"])


def _notes() -> None:
    op.create_table(
        "lead_note",
        sa.Column("note", sa.String(64), primary_key=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("lead", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("edited_at", sa.String(32)),
    )
    op.create_index("lead_note_lead", "lead_note", ["roadshow", "lead"])
    op.execute(
        "INSERT INTO lead_note SELECT 'not_' || lead, roadshow, lead, 'system', opened_at, note, 1, NULL"
        " FROM lead WHERE note != ''"
    )


def _changes() -> None:
    op.drop_table("lead_change")
    op.create_table(
        "lead_change",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("lead", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
    )
    op.create_index("lead_change_lead", "lead_change", ["roadshow", "lead"])


def _leads() -> None:
    op.execute("UPDATE lead SET stage = 'disqualified' WHERE stage = 'declined'")
    op.execute("UPDATE lead SET stage = 'converted' WHERE stage = 'agreed'")
    # No PostgreSQL had leads before this, and there a renamed table's key would keep its name.
    moving = op.get_bind().dialect.name == "sqlite"
    if moving:
        op.rename_table("lead", "lead_before")
    else:
        op.drop_table("lead")
    op.create_table(
        "lead",
        sa.Column("roadshow", sa.String(64), primary_key=True),
        sa.Column("lead", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64)),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_lead_person", "lead", ["person"])
    if moving:
        _move()


def _move() -> None:
    op.execute(
        "INSERT INTO lead SELECT roadshow, lead, person, opened_at, stage, NULL, CAST(json_object("
        "'lead', lead, 'person', person, 'project', project, 'opened_at', opened_at, 'version', version,"
        " 'stage', stage, 'lost_reason', CASE stage WHEN 'disqualified' THEN 'other' END, 'next_step', next_step,"
        " 'due', due, 'notes', note != '', 'last_note', note) AS BLOB) FROM lead_before"
    )
    op.drop_table("lead_before")
