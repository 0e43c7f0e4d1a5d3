"""An evening's log in a database, and short ways to spoil it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from server.domain.ledger import Head, Sealed, genesis, signed_head, stamp
from server.domain.messages import RoadshowId
from server.ports import Batch
from server.storage.database import Database
from server.storage.keys import FILE, KeyRing
from server.storage.log import DatabaseLog
from server.storage.migrate import upgrade
from server.storage.sqlite import engine
from tests.server.domain import evening
from tests.server.domain.sealing import SHOW, rows_of
from tests.server.domain.story import START

ROWS: Final[list[Sealed]] = rows_of(evening.whole().entries)


async def shelve(folder: Path, roadshow: RoadshowId = SHOW) -> Path:
    """Record the evening in the folder's database, as a server with the folder's keys would."""
    path, entries = folder / "roadshow.db", evening.whole().entries
    database = Database(engine(path))
    await database.run(upgrade)
    log = DatabaseLog(database)
    await log.create(roadshow, "epoch")
    rows = rows_of(entries, roadshow)
    end = Head(seq=rows[-1].seq, hash=rows[-1].hash)
    keys = KeyRing.at(folder / FILE, START)
    head = signed_head(roadshow, end, stamp(rows[-1].at), keys.sign)
    batch = Batch(entries=entries, rows=rows, results=[], head=head)
    await log.append(roadshow, genesis(roadshow), batch)
    await database.close()
    return path


def spoil(path: Path, statement: str, *values: Any) -> None:
    """Change something behind the server's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0
