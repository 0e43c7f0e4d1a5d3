"""The trail on a database: what `server.ports.trail.TrailStore` promises. Each source is asked from an index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    case,
    insert,
    or_,
    select,
    true,
)

from server.domain.ledger import stamp
from server.domain.messages import PersonId, RoadshowId, Role
from server.domain.trail import Asked, Deed, Fields, Line, Stint, Turn, stints
from server.storage.catalog_tables import invitation, seat
from server.storage.catalog_tables import roadshow as catalog
from server.storage.database import Database
from server.storage.lead_tables import lead_change
from server.storage.tables import event, metadata

deed: Final = Table(
    "deed",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("roadshow", String(64), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("about", String(64), nullable=False),
    Column("fields", LargeBinary, nullable=False),
    Index("deed_roadshow", "roadshow", "number"),
    sqlite_autoincrement=True,
)


class DatabaseTrail:
    """Each method is one transaction on the database's thread."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def note(self, roadshow: RoadshowId, done: Deed) -> None:
        """One row."""
        values = {
            "roadshow": roadshow,
            "by": done.by,
            "at": stamp(done.at),
            "kind": done.kind,
            "about": done.about,
            "fields": msgspec.json.encode(done.fields),
        }
        await self._run(lambda connection: connection.execute(insert(deed).values(values)))

    async def stints(self, roadshow: RoadshowId) -> Sequence[Stint]:
        """By who founded it, who was invited as what, and which seats were given another role."""
        return stints(await self._run(lambda connection: _turns(connection, roadshow)))

    async def lines(self, roadshow: RoadshowId, staff: Sequence[Stint], asked: Asked, limit: int) -> Sequence[Line]:
        """The latest of each source, merged."""
        found = await self._run(lambda connection: _lines(connection, roadshow, staff, asked, limit))
        return sorted(found, key=lambda line: line.key, reverse=True)[:limit]


def _turns(connection: Connection, roadshow: RoadshowId) -> list[Turn]:
    """Whose seat was never given another role has the one they came with."""
    first, last = b'{"type":"seat.reassigned"', b'{"type":"seat.reassigned#'
    here = (event.c.roadshow == roadshow, event.c.body >= first, event.c.body < last)
    given = connection.execute(select(event.c.at, event.c.body).where(*here).order_by(event.c.seq)).all()
    later = [(row.at, msgspec.json.decode(row.body)) for row in given]
    changed = {one["seat"] for _, one in later}
    seats = {row.id: row for row in connection.execute(select(seat).where(seat.c.roadshow == roadshow))}
    came = _came(connection, roadshow)
    turns = [
        Turn(person=PersonId(row.person), role=Role(came.get(row.person, row.role) if row.id in changed else row.role))
        for row in seats.values()
        if row.id not in changed or row.person in came
    ]
    return turns + [
        Turn(person=PersonId(seats[one["seat"]].person), role=Role(one["role"]), at=datetime.fromisoformat(at))
        for at, one in later
        if one["seat"] in seats
    ]


def _came(connection: Connection, roadshow: RoadshowId) -> dict[str, str]:
    """The role in which people came, as far as it is still known: of founders and of whoever was invited."""
    table = invitation.c
    invited = select(table.accepted_by, table.role).where(table.roadshow == roadshow, table.person.is_(None))
    found = {row.accepted_by: row.role for row in connection.execute(invited) if row.accepted_by}
    founder = connection.scalars(select(catalog.c.founder).where(catalog.c.id == roadshow)).first()
    return {**found, **({founder: Role.organizer.value} if founder else {})}


def _lines(
    connection: Connection, roadshow: RoadshowId, staff: Sequence[Stint], asked: Asked, limit: int
) -> list[Line]:
    sources = (_events, _changes, _invitations, _deeds)
    found = (line for source in sources for line in source(connection, roadshow, staff, asked, limit))
    return [line for line in found if line.kind.startswith(asked.kind)]


def _by(staff: Sequence[Stint], by: Column[Any], at: Column[Any]) -> ColumnElement[bool]:
    """Whether one of these did it while they were staff."""
    always = [one.person for one in staff if one.since is one.until is None]
    for_a_time = [
        and_(
            by == one.person,
            at >= stamp(one.since) if one.since else true(),
            at <= stamp(one.until) if one.until else true(),
        )
        for one in staff
        if one.since or one.until
    ]
    return or_(by.in_(always), *for_a_time)


def _before(asked: Asked, source: str, at: Column[Any], number: Column[Any]) -> ColumnElement[bool]:
    """Whether a row's key is smaller than the one that was read last: by time, then source, then number."""
    if not asked.before:
        return true()
    moment, _, rest = asked.before.partition("~")
    last_source, _, last = rest.partition("~")
    if source != last_source:
        return at <= moment if source < last_source else at < moment
    value = (int(last) if last.isdecimal() else 0) if number.type.python_type is int else last
    return or_(at < moment, and_(at == moment, number < value))


def _events(
    connection: Connection, roadshow: RoadshowId, staff: Sequence[Stint], asked: Asked, limit: int
) -> list[Line]:
    """A body begins with the name of its event, so that kinds are a range of bodies."""
    first = b'{"type":"' + asked.kind.encode()
    here = (
        event.c.roadshow == roadshow,
        _by(staff, event.c.by, event.c.at),
        _before(asked, "1", event.c.at, event.c.seq),
    )
    query = select(event.c.seq, event.c.at, event.c.by, event.c.body).where(*here)
    if asked.kind:
        query = query.where(event.c.body >= first, event.c.body < first[:-1] + bytes([first[-1] + 1]))
    rows = connection.execute(query.order_by(event.c.seq.desc()).limit(limit))
    return [_event(row) for row in rows]


def _event(row: Any) -> Line:
    body: dict[str, Any] = msgspec.json.decode(row.body)
    kind = body.pop("type")
    fields = {name: value for name, value in body.items() if isinstance(value, str | int | float | bool)}
    return _line(row.at, "1", row.seq, row.by, kind, fields=fields, seq=row.seq)


def _changes(
    connection: Connection, roadshow: RoadshowId, staff: Sequence[Stint], asked: Asked, limit: int
) -> list[Line]:
    """What of a lead was changed, without what it says."""
    here = (
        lead_change.c.roadshow == roadshow,
        _by(staff, lead_change.c.by, lead_change.c.at),
        _before(asked, "2", lead_change.c.at, lead_change.c.number),
    )
    rows = connection.execute(select(lead_change).where(*here).order_by(lead_change.c.number.desc()).limit(limit))
    return [_line(row.at, "2", row.number, row.by, "lead.changed", row.lead, _what(row)) for row in rows]


def _what(row: Any) -> Fields:
    return {"what": ", ".join({**row.before, **row.after})}


def _invitations(
    connection: Connection, roadshow: RoadshowId, staff: Sequence[Stint], asked: Asked, limit: int
) -> list[Line]:
    table = invitation.c
    here = (table.roadshow == roadshow, _by(staff, table.created_by, table.created_at))
    kind = case(
        (table.person.is_(None), "invitation.made"),
        (table.person == table.created_by, "device.linked"),
        else_="slip.linked",
    )
    wanted = (kind.startswith(asked.kind, autoescape=True), _before(asked, "3", table.created_at, table.id))
    query = select(invitation, kind.label("kind")).where(*here, *wanted)
    rows = connection.execute(query.order_by(table.created_at.desc(), table.id.desc()).limit(limit))
    return [_line(row.created_at, "3", row.id, row.created_by, row.kind, row.id, {"role": row.role}) for row in rows]


def _deeds(
    connection: Connection, roadshow: RoadshowId, staff: Sequence[Stint], asked: Asked, limit: int
) -> list[Line]:
    here = (deed.c.roadshow == roadshow, _before(asked, "4", deed.c.at, deed.c.number))
    wanted = (
        deed.c.kind.startswith(asked.kind, autoescape=True),
        deed.c.by == asked.person if asked.person else true(),
    )
    rows = connection.execute(select(deed).where(*here, *wanted).order_by(deed.c.number.desc()).limit(limit))
    return [
        _line(row.at, "4", row.number, row.by, row.kind, row.about, msgspec.json.decode(row.fields)) for row in rows
    ]


def _line(
    at: str,
    source: str,
    number: int | str,
    by: str,
    kind: str,
    about: str = "",
    fields: Fields | None = None,
    seq: int | None = None,
) -> Line:
    return Line(
        key=f"{at}~{source}~{number:0>20}",
        by=PersonId(by),
        at=datetime.fromisoformat(at),
        kind=kind,
        about=about,
        fields=fields or {},
        seq=seq,
    )
