"""The tables of what leaves the house: endpoints, messages, and the deliveries of one to the other.

A delivery goes to an endpoint, which is a queue of its own, or to a recipient by mail. One that waits has a `due_at`,
one that is over a `settled_at`. `tries` begins anew when it is replayed, while `attempts` counts on.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.storage.tables import metadata

ID = String(64)
TIME = String(32)
WAITING = text("due_at IS NOT NULL")

endpoint: Final = Table(
    "endpoint",
    metadata,
    Column("id", ID, primary_key=True),
    Column("roadshow", ID, nullable=False, index=True),
    Column("seat", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("url", Text, nullable=False),
    Column("types", LargeBinary, nullable=False),
    Column("body", ID, nullable=False),
    Column("secrets", LargeBinary, nullable=False),
    Column("state", ID, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("paused_until", TIME),
)

message: Final = Table(
    "message",
    metadata,
    Column("id", ID, primary_key=True),
    Column("roadshow", ID, nullable=False),
    Column("type", ID, nullable=False),
    Column("at", TIME, nullable=False),
    Column("fields", LargeBinary, nullable=False),
    Column("trace", ID, nullable=False, server_default=""),
)

delivery: Final = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("roadshow", ID, nullable=False),
    Column("message", ID, ForeignKey("message.id"), nullable=False),
    Column("queue", ID, nullable=False),
    Column("recipient", ID, nullable=False),
    Column("endpoint", ID, ForeignKey("endpoint.id", ondelete="CASCADE")),
    Column("state", ID, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", TIME),
    Column("settled_at", TIME),
    UniqueConstraint("message", "queue", "recipient"),
    Index("delivery_waiting", "queue", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("delivery_roadshow", "roadshow", "id"),
    Index("delivery_endpoint", "endpoint"),
    Index("delivery_settled", "settled_at"),
    sqlite_autoincrement=True,
)

mail_choice: Final = Table(
    "mail_choice",
    metadata,
    Column("person", ID, primary_key=True),
    Column("language", ID, nullable=False),
    Column("wanted", Boolean, nullable=False),
)

attempt: Final = Table(
    "attempt",
    metadata,
    Column("delivery", Integer, ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", TIME, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("status", Integer),
    Column("answer", Text, nullable=False),
)
