"""SQLite's write-ahead log: when it is long enough to be written into the database, and writing it there.

SQLite would do so by itself at the end of a commit, and pass over a sync that fails there. Here the same connection
does it between two transactions, so that nobody waits for it and such a failure is one.
"""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from server.storage.sqlite import driver

PAGES: Final = 1000
"""So many pages that are not in the database yet are written there: 4 MiB."""

COUNTING: Final = (3, 51, 0)
"""The first SQLite that says how many there are without doing anything."""

EVERY: Final = 16
"""With an older one it is done after so many transactions."""


class WriteAhead:
    """The log of one connection; to be used by the thread that owns it."""

    def __init__(self) -> None:
        """Nothing was written yet."""
        self._counts: bool = driver().sqlite_version_info >= COUNTING
        self._transactions = 0

    def is_long(self, connection: Connection) -> bool:
        """Whether it is time, after one more transaction; takes microseconds."""
        if not self._counts:
            self._transactions += 1
            return self._transactions % EVERY == 0
        try:
            written, done = checkpoint(connection, "NOOP")
        except driver().Error:
            # What is wrong shows where it is written, and not to whoever has just committed.
            return True
        return written - done >= PAGES


def checkpoint(connection: Connection, mode: str = "PASSIVE") -> tuple[int, int]:
    """Write into the database what readers do not keep from it, synced; how many pages the log has, and are there.

    With TRUNCATE the log is emptied too. Raises an error of the driver where anything of it fails.
    """
    # Past SQLAlchemy, which would begin a transaction for it.
    cursor: Any = connection.connection.cursor()
    try:
        _, written, done = cursor.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
    finally:
        cursor.close()
    return written, done


def size(database: Path) -> int:
    """The bytes that the log of a database takes on the disk."""
    try:
        return database.with_name(f"{database.name}-wal").stat().st_size
    except FileNotFoundError:
        return 0
