"""What a database's error means to whoever waits: whether it was recorded, and whether the same will do later."""

from typing import Any, Final

from sqlalchemy.exc import DBAPIError, IntegrityError

from server.ports import LogAway, LogBroken, LogFull, LogUnsure

FULL: Final = ("full", "readonly")
BROKEN: Final = ("disk i/o error", "malformed", "not a database")

# PostgreSQL's appendix A, "PostgreSQL Error Codes"; a class is its first two characters.
DISK_FULL: Final = "53100"
CONTENDED: Final = ("40001", "40P01")
AWAY: Final = ("08", "28", "3D", "40003", "53", "57", "58", "25006")


class Contended(Exception):
    """Another transaction was in the way; nothing was recorded, and the same may go through at once."""


def hush(error: DBAPIError) -> None:
    """Leave of an error what the database says first, since below that it may quote the row it is about."""
    said = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    if error.orig is not None and said:
        error.orig.args = (said,)
        error.args = (f"({type(error.orig).__name__}) {said}",)


def named(error: DBAPIError, *, committing: bool) -> Exception:
    """The error under the name it has in `server.ports`, Contended, or itself where it is a fault of ours.

    `committing` says that COMMIT had been sent: where the connection is lost then, nobody knows what is on record.
    """
    if hasattr(error.orig, "sqlstate"):
        return _of_postgres(error, error.orig, committing=committing)
    return of_sqlite(error.orig) or error


def of_sqlite(cause: object) -> Exception | None:
    """LogFull or LogBroken, where that is what SQLite says."""
    message = str(cause).lower()
    if any(word in message for word in FULL):
        return LogFull(message)
    if any(word in message for word in BROKEN):
        return LogBroken(message)
    return None


def _of_postgres(error: DBAPIError, cause: Any, *, committing: bool) -> Exception:
    state: str = cause.sqlstate or ""
    if state == DISK_FULL:
        return LogFull(str(cause))
    # One that ran at the same time may have written the row that stands in the way; the next try will see it.
    if state in CONTENDED or isinstance(error, IntegrityError):
        return Contended(str(cause))
    if state.startswith(AWAY) or error.connection_invalidated or not state:
        return LogUnsure(str(cause)) if committing else LogAway(str(cause))
    return error
