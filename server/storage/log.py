"""The event log on a database: what `server.ports.EventLog` promises, through SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
import structlog
from msgspec.structs import asdict
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from server.domain.ledger import Head, Sealed, SignedHead, genesis, stamp
from server.domain.messages import PersonId, RoadshowId, SeatId
from server.domain.subjects import subject
from server.ports import Batch, Key, KeyTaken, LogConflict, Position, Stored
from server.storage.database import Database
from server.storage.outbox import Left, leave
from server.storage.projections import project
from server.storage.tables import command, event, event_private, log, log_head

logger = structlog.get_logger()


class DatabaseLog:
    """Appends in one transaction: the end of the log moves first, which fences whoever thought it ended elsewhere."""

    def __init__(self, database: Database, *, mails: bool = False) -> None:
        """Take a database whose schema is up to date; only where the house `mails` are letters put into the outbox."""
        self._database = database
        self._mails = mails

    async def create(self, roadshow: RoadshowId, epoch: str) -> None:
        """Begin an empty log."""
        await self._database.run(lambda connection: _create(connection, roadshow, epoch))

    async def position(self, roadshow: RoadshowId) -> Position | None:
        """Where the log ends."""
        return await self._database.run(lambda connection: _position(connection, roadshow))

    async def read(self, roadshow: RoadshowId, after: int, limit: int) -> Sequence[Sealed]:
        """Rows in order."""
        return await self._database.run(lambda connection: _read(connection, roadshow, after, limit))

    async def results(self, roadshow: RoadshowId, keys: Collection[Key]) -> dict[Key, Stored]:
        """What is on record for these commands."""
        return await self._database.run(lambda connection: _results(connection, roadshow, keys))

    async def heads(self, roadshow: RoadshowId) -> Sequence[SignedHead]:
        """Those that were published."""
        return await self._database.run(lambda connection: _heads(connection, roadshow))

    async def ticking(self) -> Sequence[RoadshowId]:
        """Those with a clock that runs."""
        return await self._database.run(_ticking)

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        """Record a batch, or nothing of it."""
        left = await self._database.run(
            lambda connection: _append(connection, roadshow, expected, batch, mails=self._mails)
        )
        for message, queue in left:
            logger.info("delivery.waiting", trace=message.trace, message=message.id, type=message.type, queue=queue)


def _heads(connection: Connection, roadshow: RoadshowId) -> list[SignedHead]:
    query = select(log_head).where(log_head.c.roadshow == roadshow).order_by(log_head.c.seq)
    return [msgspec.convert(row, SignedHead) for row in connection.execute(query).mappings()]


def _create(connection: Connection, roadshow: RoadshowId, epoch: str) -> None:
    if _position(connection, roadshow) is None:
        head = genesis(roadshow)
        connection.execute(insert(log).values(roadshow=roadshow, epoch=epoch, seq=head.seq, head=head.hash))


def _position(connection: Connection, roadshow: RoadshowId) -> Position | None:
    row = connection.execute(select(log).where(log.c.roadshow == roadshow)).one_or_none()
    return Position(epoch=row.epoch, head=Head(seq=row.seq, hash=row.head)) if row else None


def _read(connection: Connection, roadshow: RoadshowId, after: int, limit: int) -> list[Sealed]:
    joined = event.outerjoin(
        event_private,
        (event.c.roadshow == event_private.c.roadshow) & (event.c.seq == event_private.c.seq),
    )
    query = (
        select(event, event_private.c.salt, event_private.c.body.label("private"))
        .select_from(joined)
        .where(event.c.roadshow == roadshow, event.c.seq > after)
        .order_by(event.c.seq)
        .limit(limit)
    )
    return [_sealed(row) for row in connection.execute(query)]


def _sealed(row: Row[Any]) -> Sealed:
    return Sealed(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        by=PersonId(row.by),
        body=row.body,
        digest=row.digest,
        hash=row.hash,
        salt=row.salt,
        private=row.private,
    )


_RESULTS = select(command).where(
    command.c.roadshow == bindparam("roadshow"), command.c.key.in_(bindparam("keys", expanding=True))
)


def _results(connection: Connection, roadshow: RoadshowId, keys: Collection[Key]) -> dict[Key, Stored]:
    rows = connection.execute(_RESULTS, {"roadshow": roadshow, "keys": [key.key for key in keys]})
    found = (Stored(key=Key(SeatId(row.seat), row.key), digest=row.digest, result=row.result) for row in rows)
    return {stored.key: stored for stored in found if stored.key in keys}


def _ticking(connection: Connection) -> list[RoadshowId]:
    rows = connection.execute(select(log.c.roadshow).where(log.c.due.is_not(None)).order_by(log.c.due))
    return [RoadshowId(row.roadshow) for row in rows]


_MOVED = (
    update(log)
    .where(log.c.roadshow == bindparam("of"), log.c.seq == bindparam("expected"), log.c.head == bindparam("before"))
    .values(seq=bindparam("last"), head=bindparam("after"), due=bindparam("next"))
)


def _append(connection: Connection, roadshow: RoadshowId, expected: Head, batch: Batch, *, mails: bool) -> list[Left]:
    last = batch.rows[-1] if batch.rows else expected
    ends = {"expected": expected.seq, "before": expected.hash, "last": last.seq, "after": last.hash}
    due = stamp(batch.due) if batch.due else None
    if connection.execute(_MOVED, {"of": roadshow, "next": due, **ends}).rowcount != 1:
        raise LogConflict(roadshow)
    if batch.results and _results(connection, roadshow, {stored.key for stored in batch.results}):
        raise KeyTaken(roadshow)
    if batch.rows:
        connection.execute(insert(event), [_event(roadshow, row) for row in batch.rows])
    entries = zip(batch.entries, batch.rows, strict=True)
    if private := [_private(roadshow, row, subject(entry)) for entry, row in entries if row.private is not None]:
        connection.execute(insert(event_private), private)
    if batch.results:
        connection.execute(insert(command), [_command(roadshow, stored) for stored in batch.results])
    if batch.head:
        connection.execute(insert(log_head), asdict(batch.head))
    project(connection, roadshow, batch.entries)
    return [] if batch.rehearsal else leave(connection, roadshow, batch, mails=mails)


def _event(roadshow: RoadshowId, row: Sealed) -> dict[str, object]:
    return {
        "roadshow": roadshow,
        "seq": row.seq,
        "at": stamp(row.at),
        "by": row.by,
        "body": row.body,
        "digest": row.digest,
        "hash": row.hash,
    }


def _private(roadshow: RoadshowId, row: Sealed, person: PersonId) -> dict[str, object]:
    return {"roadshow": roadshow, "seq": row.seq, "person": person, "salt": row.salt, "body": row.private}


def _command(roadshow: RoadshowId, stored: Stored) -> dict[str, object]:
    return {
        "roadshow": roadshow,
        "seat": stored.key.seat,
        "key": stored.key.key,
        "digest": stored.digest,
        "result": stored.result,
    }
