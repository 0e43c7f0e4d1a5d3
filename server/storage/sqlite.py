"""SQLite as Roadshow uses it: WAL, synchronous=FULL, and one thread that owns the only connection that writes.

The same connection writes and checkpoints (`wal.py`), never by itself at the end of a commit, because SQLite before
3.51.3 can corrupt a database whose WAL is reset by another connection. The wheel of pysqlite3 brings a newer SQLite;
where there is none for a platform, the standard library's serves with that one connection for reads too.
"""

import sqlite3
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

FIXED: Final = (3, 51, 3)

PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA wal_autocheckpoint = 0",
)


def driver() -> Any:
    """The DB-API module with the newest SQLite at hand."""
    return import_module("pysqlite3.dbapi2") if find_spec("pysqlite3") else sqlite3


def has_reset_bug() -> bool:
    """Whether this SQLite may corrupt a WAL that two connections use (fixed in 3.51.3)."""
    version: tuple[int, int, int] = driver().sqlite_version_info
    return version < FIXED


def engine(path: Path) -> Engine:
    """An engine whose every transaction begins IMMEDIATE, so that a writer never fails half-way for a lock.

    Its errors name no values: they are personal, and errors are logged.
    """
    made = create_engine(
        URL.create("sqlite", database=str(path)),
        module=driver(),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    event.listen(made, "connect", _configure)
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def reader(path: Path) -> Engine:
    """An engine that cannot write, for another process beside the one that does; it never checkpoints either."""
    address = f"file:{quote(str(path))}?mode=ro"
    made = create_engine(
        "sqlite://",
        creator=lambda: driver().connect(address, uri=True, isolation_level=None, check_same_thread=False),
        module=driver(),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return made


def _configure(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
