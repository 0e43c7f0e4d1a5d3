"""Rehearsals on a database: what `server.ports.rehearsals.RehearsalStore` promises."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, LargeBinary, Row, String, Table, delete, func, insert, select, update

from server.domain.accounts import Person, Seat
from server.domain.ledger import stamp
from server.domain.messages import PersonId, RoadshowId
from server.domain.rehearsals import Rehearsal
from server.ports import Entrance
from server.storage.catalog_tables import encoder, person, seat, session, session_person
from server.storage.catalog_tables import roadshow as listing
from server.storage.database import Database
from server.storage.rows import person_values, seat_values, session_values, time
from server.storage.tables import metadata

CHUNK: Final = 500

rehearsal: Final = Table(
    "rehearsal",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("of", String(64), nullable=False, index=True),
    Column("by", String(64), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("entered_at", String(32)),
    Column("ended_at", String(32)),
    Column("deleted_at", String(32)),
    Column("progress", JSON),
    Column("card", JSON),
)


class DatabaseRehearsals:
    """Deletes by what each table says of its rows, so that a table made later is not forgotten."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def add(self, made: Rehearsal) -> None:
        """One row."""
        values = {
            "id": made.roadshow,
            "of": made.of,
            "by": made.by,
            "digest": made.digest,
            "created_at": stamp(made.created_at),
            "expires_at": stamp(made.expires_at),
        }
        await self._run(lambda connection: connection.execute(insert(rehearsal).values(values)))

    async def rehearsal(self, roadshow: RoadshowId) -> Rehearsal | None:
        """By its roadshow."""
        return await self._one(rehearsal.c.id == roadshow)

    async def of_token(self, digest: bytes) -> Rehearsal | None:
        """By its token."""
        return await self._one(rehearsal.c.digest == digest)

    async def of(self, roadshow: RoadshowId) -> Sequence[Rehearsal]:
        """All of one roadshow."""
        query = select(rehearsal).where(rehearsal.c.of == roadshow).order_by(rehearsal.c.created_at.desc())
        return [_to(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def enter(self, roadshow: RoadshowId, entrance: Entrance, at: datetime) -> bool:
        """Spend the token first: whoever comes second writes nothing."""
        return await self._run(lambda connection: _enter(connection, roadshow, entrance, stamp(at)))

    async def recruit(self, seats: Sequence[tuple[Person, Seat, Entrance]], most: int) -> bool:
        """Count and write in one transaction."""
        return await self._run(lambda connection: _recruit(connection, seats, most))

    async def tell(
        self, roadshow: RoadshowId, progress: dict[str, Any] | None, card: dict[str, Any] | None, at: datetime
    ) -> None:
        """What is not told stays as it was."""
        values: dict[str, Any] = {"progress": progress} if progress is not None else {}
        if card is not None:
            values |= {"card": card, "ended_at": stamp(at)}
        query = update(rehearsal).where(rehearsal.c.id == roadshow).values(values)
        if values:
            await self._run(lambda connection: connection.execute(query))

    async def delete(self, roadshow: RoadshowId, at: datetime) -> None:
        """All in one transaction."""
        await self._run(lambda connection: _delete(connection, roadshow, stamp(at)))

    async def _one(self, holds: Any) -> Rehearsal | None:
        row = await self._run(lambda connection: connection.execute(select(rehearsal).where(holds)).one_or_none())
        return _to(row) if row else None


def _to(row: Row[Any]) -> Rehearsal:
    return Rehearsal(
        roadshow=RoadshowId(row.id),
        of=RoadshowId(row.of),
        by=PersonId(row.by),
        digest=row.digest,
        created_at=datetime.fromisoformat(row.created_at),
        expires_at=datetime.fromisoformat(row.expires_at),
        entered_at=time(row.entered_at),
        ended_at=time(row.ended_at),
        deleted_at=time(row.deleted_at),
        progress=row.progress,
        card=row.card,
    )


def _enter(connection: Connection, roadshow: RoadshowId, entrance: Entrance, at: str) -> bool:
    fresh = (rehearsal.c.id == roadshow, rehearsal.c.entered_at.is_(None), rehearsal.c.deleted_at.is_(None))
    if connection.execute(update(rehearsal).where(*fresh).values(entered_at=at)).rowcount != 1:
        return False
    if entrance.seat is not None:
        _seat(connection, [(entrance.person, entrance.seat, entrance)])
    return True


def _recruit(connection: Connection, seats: Sequence[tuple[Person, Seat, Entrance]], most: int) -> bool:
    here = select(func.count()).select_from(seat).where(seat.c.roadshow == seats[0][1].roadshow)
    if connection.execute(here).scalar_one() + len(seats) > most:
        return False
    _seat(connection, seats)
    return True


def _seat(connection: Connection, seats: Sequence[tuple[Person, Seat, Entrance]]) -> None:
    connection.execute(insert(person), [person_values(who) for who, _, _ in seats])
    connection.execute(insert(seat), [seat_values(there) for _, there, _ in seats])
    sessions = [session_values(each, who.created_at) for who, _, each in seats]
    connection.execute(insert(session), sessions)
    held = [{"session": each.session, "person": who.id} for who, _, each in seats]
    connection.execute(insert(session_person), held)


def _delete(connection: Connection, roadshow: RoadshowId, at: str) -> None:
    seats = list(connection.execute(select(seat.c.id, seat.c.person).where(seat.c.roadshow == roadshow)))
    elsewhere = select(seat.c.person).where(seat.c.roadshow != roadshow)
    alone = select(person.c.id).where(~person.c.account, person.c.id.not_in(elsewhere))
    people = set(connection.execute(alone).scalars()) & {row.person for row in seats}
    _each(connection, encoder.c.seat, [row.id for row in seats])
    for table in reversed(metadata.sorted_tables):
        if "roadshow" in table.c:
            connection.execute(delete(table).where(table.c.roadshow == roadshow))
        if "person" in table.c and "roadshow" not in table.c and table is not session_person:
            _each(connection, table.c.person, people)
    connection.execute(delete(listing).where(listing.c.id == roadshow))
    _forget(connection, people)
    connection.execute(update(rehearsal).where(rehearsal.c.id == roadshow).values(deleted_at=at))


def _forget(connection: Connection, people: set[str]) -> None:
    """The people of the rehearsal alone, and the sessions that only they were signed in with."""
    _each(connection, session_person.c.person, people)
    connection.execute(delete(session).where(session.c.id.not_in(select(session_person.c.session))))
    _each(connection, person.c.id, people)


def _each(connection: Connection, column: Any, values: Any) -> None:
    left = iter(sorted(values))
    while some := list(islice(left, CHUNK)):
        connection.execute(delete(column.table).where(column.in_(some)))
