"""The tables of the log; the catalogue adds its own to the same metadata."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table

metadata: Final = MetaData()

log: Final = Table(
    "log",
    metadata,
    Column("roadshow", String(64), primary_key=True),
    Column("epoch", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    Column("due", String(32)),
)

event: Final = Table(
    "event",
    metadata,
    Column("roadshow", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("by", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

event_private: Final = Table(
    "event_private",
    metadata,
    Column("roadshow", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("person", String(64), nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("event_private_person", "person"),
)

log_head: Final = Table(
    "log_head",
    metadata,
    Column("roadshow", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("signature", String(88), nullable=False),
)

command: Final = Table(
    "command",
    metadata,
    Column("roadshow", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("seat", String(64), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("result", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
