"""Whether a server runs on a database, for those who must be alone on it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

LOCK: Final = "serving.lock"
OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'roadshow' AND pid != pg_backend_pid()"
)


class Occupied(Exception):
    """A server runs there."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a data folder's lock, which the kernel lets go of with the process; raises Occupied where another has it."""
    held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Occupied(f"a server runs on {folder}; stop it first") from error
        yield
    finally:
        os.close(held)


def alone_on(connection: Connection) -> None:
    """Raise Occupied where a server is connected to this PostgreSQL database."""
    if connection.exec_driver_sql(OTHERS).scalar_one():
        raise Occupied("a server, or another command, is connected to the database; stop it first")
