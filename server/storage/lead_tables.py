"""The tables of leads: the work on them, their signals, their notes, and who changed what."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text

from server.storage.tables import metadata

ID = String(64)
TIME = String(32)
LINE = String(200)

# What is worked on is in `body`, as JSON; beside it stands what is asked by.
lead: Final = Table(
    "lead",
    metadata,
    Column("roadshow", ID, primary_key=True),
    Column("lead", ID, primary_key=True),
    Column("person", ID, nullable=False, index=True),
    Column("opened_at", TIME, nullable=False),
    Column("stage", ID, nullable=False),
    Column("owner", ID),
    Column("body", LargeBinary, nullable=False),
)

lead_signal: Final = Table(
    "lead_signal",
    metadata,
    Column("roadshow", ID, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("lead", ID, nullable=False),
    Column("at", TIME, nullable=False),
    Column("signal", ID, nullable=False),
    Column("about", ID, nullable=False),
    Column("host_only", Boolean, nullable=False),
    Index("lead_signal_lead", "roadshow", "lead"),
)

intent_turn: Final = Table(
    "intent_turn",
    metadata,
    Column("roadshow", ID, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("intent", ID, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("intent_turn_intent", "roadshow", "intent"),
)

lead_note: Final = Table(
    "lead_note",
    metadata,
    Column("note", ID, primary_key=True),
    Column("roadshow", ID, nullable=False),
    Column("lead", ID, nullable=False),
    Column("by", ID, nullable=False),
    Column("at", TIME, nullable=False),
    Column("text", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("edited_at", TIME),
    Index("lead_note_lead", "roadshow", "lead"),
)

lead_change: Final = Table(
    "lead_change",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("roadshow", ID, nullable=False),
    Column("lead", ID, nullable=False),
    Column("by", ID, nullable=False),
    Column("at", TIME, nullable=False),
    Column("about", ID, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Index("lead_change_lead", "roadshow", "lead"),
)
