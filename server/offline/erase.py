"""`roadshow erase`: a person's name, words and ways, for good."""

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from server.config import BadSetting
from server.domain.messages import PersonId
from server.offline.data import DATABASE, archive_of
from server.storage.erasure import Erased, erase, persons
from server.storage.sqlite import engine

AFTER: Final = (
    "A server that runs still has the texts in memory: restart it. Backups and exports made with --private have them "
    "too. `roadshow verify --log` shows that every log is as whole as before."
)


def run(named: str, folder: Path, at: datetime, *, sure: bool) -> int:
    """Erase who has this identity or contact; without being sure, only say what would go."""
    archive_of(folder)
    database = engine(folder / DATABASE)
    gone = _erased(database, named, at, sure=sure)
    if sure:
        _empty_wal(database)
    verb = "Erased" if sure else "Would erase"
    _say(
        f"{verb} {named}: {gone.texts} private texts, {gone.leads} leads, {gone.spans} times of watching; "
        f"signed out of {gone.sessions} browsers."
    )
    _say(AFTER if sure else "Nothing was changed. Say --yes to erase; it cannot be undone.")
    return 0


def _erased(database: Engine, named: str, at: datetime, *, sure: bool) -> Erased:
    with database.connect() as connection, connection.begin() as transaction:
        found = persons(connection, named)
        if len(found) != 1:
            several = ", ".join(row.id for row in found)
            raise BadSetting(f"{named} is more than one person: {several}" if found else f"there is no person {named}")
        gone = erase(connection, PersonId(found[0].id), at)
        if not sure:
            transaction.rollback()
    return gone


def _empty_wal(database: Engine) -> None:
    """Write what is in the WAL into the database; pages that were overwritten lie in it until then."""
    with closing(database.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
