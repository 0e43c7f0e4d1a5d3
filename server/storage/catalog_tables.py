"""The tables beside the log: persons, seats, sessions, invitations, and the list of roadshows.

Times are text as `ledger.stamp` writes it, which sorts by time; a project that is absent is NULL.
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
    false,
)

from server.storage.tables import metadata

ID = String(64)
TIME = String(32)
LINE = String(200)
DIGEST = LargeBinary(32)

person: Final = Table(
    "person",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", LINE, nullable=False),
    Column("organisation", LINE, nullable=False),
    Column("contact", LINE, nullable=False),
    Column("account", Boolean, nullable=False),
    Column("created_at", TIME, nullable=False),
)

roadshow: Final = Table(
    "roadshow",
    metadata,
    Column("id", ID, primary_key=True),
    Column("founder", ID, ForeignKey("person.id"), nullable=False),
    Column("key", ID, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("starts_at", TIME),
    Column("timezone", ID, nullable=False),
    Column("status", ID, nullable=False),
    Column("rehearsal", Boolean, nullable=False, server_default=false()),
    Column("retention_days", Integer),
    Column("ended_at", TIME),
    Column("erased_at", TIME),
    UniqueConstraint("founder", "key"),
)

seat: Final = Table(
    "seat",
    metadata,
    Column("id", ID, primary_key=True),
    Column("roadshow", ID, ForeignKey("roadshow.id"), nullable=False),
    Column("person", ID, ForeignKey("person.id"), nullable=False),
    Column("role", ID, nullable=False),
    Column("project", ID),
    Column("created_at", TIME, nullable=False),
    UniqueConstraint("roadshow", "person"),
    Index("seat_person", "person"),
)

session: Final = Table(
    "session",
    metadata,
    Column("id", ID, primary_key=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("expires_at", TIME, nullable=False, index=True),
    Column("came_at", TIME, nullable=False),
    Column("seen_at", TIME, nullable=False),
    Column("browser", TIME, nullable=False),
    Column("system", TIME, nullable=False),
)

session_person: Final = Table(
    "session_person",
    metadata,
    Column("session", ID, ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ID, ForeignKey("person.id"), primary_key=True),
    Index("session_person_person", "person"),
)

invitation: Final = Table(
    "invitation",
    metadata,
    Column("id", ID, primary_key=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("roadshow", ID, ForeignKey("roadshow.id"), index=True),
    Column("role", ID, nullable=False),
    Column("project", ID),
    Column("name", LINE, nullable=False),
    Column("organisation", LINE, nullable=False),
    Column("contact", LINE, nullable=False),
    Column("person", ID, ForeignKey("person.id")),
    Column("created_at", TIME, nullable=False),
    Column("created_by", ID, nullable=False),
    Column("expires_at", TIME, nullable=False),
    Column("accepted_at", TIME),
    Column("accepted_by", ID),
    Column("revoked_at", TIME),
)

encoder: Final = Table(
    "encoder",
    metadata,
    Column("seat", ID, ForeignKey("seat.id"), primary_key=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("expires_at", TIME, nullable=False),
)

calendar_feed: Final = Table(
    "calendar_feed",
    metadata,
    Column("person", ID, ForeignKey("person.id"), primary_key=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("created_at", TIME, nullable=False),
)

erasure: Final = Table(
    "erasure",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("roadshow", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("at", TIME, nullable=False),
    UniqueConstraint("roadshow", "person"),
    sqlite_autoincrement=True,
)

retention: Final = Table(
    "retention",
    metadata,
    Column("roadshow", ID, primary_key=True),
    *(
        Column(name, Integer, nullable=False)
        for name in ("texts", "leads", "spans", "downloads", "documents", "letters", "invitations", "people")
    ),
)
