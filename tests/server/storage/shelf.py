"""An evening's log in a database, and short ways to spoil it."""

import sqlite3
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from server.domain.accounts import Person
from server.domain.ledger import Head, Sealed, genesis, signed_head, stamp
from server.domain.messages import RoadshowId
from server.domain.slips import IntentEntered
from server.ports import Batch
from server.storage.catalog_tables import person
from server.storage.catalog_tables import roadshow as listing
from server.storage.database import Database
from server.storage.keys import FILE, KeyRing
from server.storage.location import Location
from server.storage.log import DatabaseLog
from server.storage.migrate import upgrade
from server.storage.rows import person_values
from tests.server.domain import evening
from tests.server.domain.sealing import SHOW, rows_of
from tests.server.domain.story import HOST, START

ROWS: Final[list[Sealed]] = rows_of(evening.whole().entries)


async def shelve(folder: Path, roadshow: RoadshowId = SHOW) -> Path:
    """Record the evening in the folder's SQLite."""
    place = Location(folder=folder)
    await fill(place, roadshow)
    return place.file


async def fill(place: Location, roadshow: RoadshowId = SHOW) -> None:
    """Record the evening in a database, as a server with the folder's keys would."""
    entries = evening.whole().entries
    if roadshow != SHOW:
        # Whoever the host entered an intent for is one person, and comes into one roadshow.
        entries = list(takewhile(lambda entry: not isinstance(entry.event, IntentEntered), entries))
    database = Database(place.engine())
    await database.run(upgrade)
    log = DatabaseLog(database)
    await database.run(lambda connection: founded(connection, roadshow))
    await log.create(roadshow, "epoch")
    rows = rows_of(entries, roadshow)
    end = Head(seq=rows[-1].seq, hash=rows[-1].hash)
    keys = KeyRing.at(place.folder / FILE, START)
    head = signed_head(roadshow, end, stamp(rows[-1].at), keys.sign)
    batch = Batch(entries=entries, rows=rows, results=[], head=head)
    await log.append(roadshow, genesis(roadshow), batch)
    await database.close()


def founded(connection: Connection, roadshow: RoadshowId) -> None:
    """The roadshow's row and who founded it, on which rows that follow from its log stand."""
    host = Person(id=HOST.person, name="", organisation="", contact="", account=True, created_at=START)
    if not connection.execute(select(person).where(person.c.id == host.id)).all():
        connection.execute(insert(person).values(person_values(host)))
    empty = {"title_zh": "", "title_en": "", "timezone": "", "status": ""}
    connection.execute(insert(listing).values(id=roadshow, founder=host.id, key=roadshow, **empty))


def spoil(path: Path, statement: str, *values: Any) -> None:
    """Change something behind the server's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0
