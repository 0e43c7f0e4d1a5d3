"""Personal records by their time, on a database: what `server.ports.retention.RetentionStore` promises."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, delete, func, insert, or_, select, update

from server.domain.ledger import stamp
from server.domain.letters import MAIL
from server.domain.messages import SYSTEM, PersonId, RoadshowId
from server.domain.retention import Expiring, Records
from server.domain.workspace import LeadStage
from server.storage.catalog_tables import encoder, erasure, invitation, person, retention, roadshow, seat
from server.storage.database import Database
from server.storage.erasure import NOBODY, elsewhere, erase_person, overwrite
from server.storage.lead_tables import lead
from server.storage.leads import blank_lead
from server.storage.materials import download, material, material_part, sweep
from server.storage.outbox_tables import delivery
from server.storage.tables import event, event_private
from server.storage.watching import watch_span

Step = Callable[[Connection, RoadshowId, datetime, int], int]


class DatabaseRetention:
    """Each method is one transaction on the database's thread."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def expiring(self) -> Sequence[Expiring]:
        """From the list of roadshows."""
        return await self._run(_expiring)

    async def records(self, of: RoadshowId) -> Records:
        """Counted."""
        return await self._run(lambda connection: _records(connection, of))

    async def sweep(self) -> int:
        """All at once; there are few."""
        return await self._run(sweep)

    async def erase_some(self, of: RoadshowId, at: datetime, limit: int) -> int:
        """With how much that was, so that it can be said at the end."""
        return await self._run(lambda connection: sum(asdict(erase_some(connection, of, at, limit)).values()))

    async def erased(self, of: RoadshowId) -> Records:
        """What was noted with each step."""
        return await self._run(lambda connection: _noted(connection, of))


def finish(connection: Connection, of: RoadshowId, at: datetime) -> None:
    """Erase whatever came since the last step, in the transaction that records the end of it."""
    while sum(asdict(erase_some(connection, of, at, 1000)).values()):
        continue
    seats = select(seat.c.id).where(seat.c.roadshow == of)
    connection.execute(delete(encoder).where(encoder.c.seat.in_(seats)))
    connection.execute(update(roadshow).where(roadshow.c.id == of).values(erased_at=stamp(at)))
    connection.execute(insert(erasure).values(roadshow=of, person="", at=stamp(at)))


def erase_some(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> Records:
    """Up to `limit` of each kind."""
    overwrite(connection)
    made = Records(**{name: step(connection, of, at, limit) for name, step in STEPS.items()})
    _note(connection, of, made)
    return made


# When somebody last did something in a roadshow: read from the end of its log, since there are many and long ones.
_LAST: Final = (
    select(event.c.at)
    .where(event.c.roadshow == roadshow.c.id, event.c.by != SYSTEM)
    .order_by(event.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)


def _expiring(connection: Connection) -> list[Expiring]:
    columns = (roadshow.c.id, roadshow.c.retention_days, roadshow.c.ended_at, roadshow.c.starts_at)
    query = select(*columns, case((roadshow.c.ended_at.is_(None), _LAST)).label("last")).where(
        roadshow.c.retention_days.is_not(None), roadshow.c.erased_at.is_(None)
    )
    found = [Expiring(roadshow=RoadshowId(row.id), until=_until(row)) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.until, one.roadshow))


def _until(row: Any) -> datetime:
    since = row.ended_at or max(row.starts_at or "", row.last or "")
    return datetime.fromisoformat(since) + timedelta(days=row.retention_days)


def _records(connection: Connection, of: RoadshowId) -> Records:
    return Records(
        texts=_count(connection, event_private, event_private.c.roadshow == of),
        leads=_count(connection, lead, *_leads(of)),
        spans=_count(connection, watch_span, watch_span.c.roadshow == of),
        downloads=_count(connection, download, download.c.roadshow == of),
        documents=_count(connection, material, material.c.roadshow == of),
        letters=_count(connection, delivery, *_letters(of)),
        invitations=_count(connection, invitation, *_invitations(of)),
        people=sum(not elsewhere(connection, of, PersonId(one)) for one in connection.execute(_people(of)).scalars()),
    )


def _count(connection: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def _leads(of: RoadshowId) -> tuple[ColumnElement[bool], ...]:
    return lead.c.roadshow == of, lead.c.stage != LeadStage.erased.value


def _letters(of: RoadshowId) -> tuple[ColumnElement[bool], ...]:
    return delivery.c.roadshow == of, delivery.c.queue == MAIL


def _invitations(of: RoadshowId) -> tuple[ColumnElement[bool], ...]:
    return invitation.c.roadshow == of, _named(invitation)


def _named(table: Table) -> ColumnElement[bool]:
    return or_(*(table.c[name] != "" for name in NOBODY))


def _people(of: RoadshowId) -> Select[Any]:
    joined = select(person.c.id).join_from(seat, person, seat.c.person == person.c.id)
    return joined.where(seat.c.roadshow == of, _named(person)).order_by(person.c.id)


def _texts_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    some = select(event_private.c.seq).where(event_private.c.roadshow == of).limit(limit)
    here = and_(event_private.c.roadshow == of, event_private.c.seq.in_(some.scalar_subquery()))
    return connection.execute(delete(event_private).where(here)).rowcount


def _spans_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    """A seat at a time."""
    one = select(watch_span.c.seat).where(watch_span.c.roadshow == of).limit(1)
    if (which := connection.execute(one).scalar()) is None:
        return 0
    return connection.execute(
        delete(watch_span).where(watch_span.c.roadshow == of, watch_span.c.seat == which)
    ).rowcount


def _downloads_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    some = select(download.c.id).where(download.c.roadshow == of).limit(limit)
    return connection.execute(delete(download).where(download.c.id.in_(some.scalar_subquery()))).rowcount


def _documents_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    """One at a time: it may be large."""
    one = select(material.c.material).where(material.c.roadshow == of).limit(1)
    if (which := connection.execute(one).scalar()) is None:
        return 0
    for table in (material_part, material):
        connection.execute(delete(table).where(table.c.material == which))
    return 1


def _leads_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    rows = connection.execute(select(lead).where(*_leads(of)).limit(limit)).all()
    for row in rows:
        blank_lead(connection, row, SYSTEM, at)
    return len(rows)


def _letters_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    some = select(delivery.c.id).where(*_letters(of)).limit(limit)
    return connection.execute(delete(delivery).where(delivery.c.id.in_(some.scalar_subquery()))).rowcount


def _invitations_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    some = select(invitation.c.id).where(*_invitations(of)).limit(limit)
    here = invitation.c.id.in_(some.scalar_subquery())
    return connection.execute(update(invitation).where(here).values(NOBODY)).rowcount


def _people_go(connection: Connection, of: RoadshowId, at: datetime, limit: int) -> int:
    """Who is needed elsewhere is passed over, so all are looked at each time; they are few."""
    found = (PersonId(one) for one in connection.execute(_people(of)).scalars().all())
    gone = [one for one in found if not elsewhere(connection, of, one)][:limit]
    for one in gone:
        erase_person(connection, one)
    return len(gone)


STEPS: Final[dict[str, Step]] = {
    "texts": _texts_go,
    "leads": _leads_go,
    "spans": _spans_go,
    "downloads": _downloads_go,
    "documents": _documents_go,
    "letters": _letters_go,
    "invitations": _invitations_go,
    "people": _people_go,
}


def _note(connection: Connection, of: RoadshowId, made: Records) -> None:
    so_far = _noted(connection, of)
    both = {name: getattr(so_far, name) + count for name, count in asdict(made).items()}
    connection.execute(delete(retention).where(retention.c.roadshow == of))
    connection.execute(insert(retention).values(roadshow=of, **both))


def _noted(connection: Connection, of: RoadshowId) -> Records:
    row = connection.execute(select(retention).where(retention.c.roadshow == of)).mappings().one_or_none()
    return Records(**{name: row[name] for name in STEPS}) if row else Records()
