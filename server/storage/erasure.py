"""Erasing a person: whatever says who they are or what they wrote goes, and every log stays as whole as it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, insert, or_, select, update

from server.domain.erasure import Personal
from server.domain.ledger import stamp
from server.domain.letters import MAIL
from server.domain.messages import SYSTEM, PersonId, RoadshowId
from server.ports.erasure import Forgotten
from server.storage.catalog_tables import (
    calendar_feed,
    encoder,
    erasure,
    invitation,
    person,
    seat,
    session,
    session_person,
)
from server.storage.database import Database
from server.storage.lead_tables import lead
from server.storage.leads import erase_leads
from server.storage.materials import download
from server.storage.outbox_tables import delivery, mail_choice
from server.storage.tables import event_private
from server.storage.watching import watch_span

NOBODY: Final = {"name": "", "organisation": "", "contact": ""}


class DatabaseErasures:
    """What `server.ports.erasure.ErasureStore` promises; erasing itself is a projection of its event."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._database = database

    async def weigh(self, roadshow: RoadshowId, who: PersonId) -> Personal | None:
        """Counted row by row."""
        return await self._database.run(lambda connection: weigh(connection, roadshow, who))

    async def since(self, number: int) -> Sequence[Forgotten]:
        """By their numbers."""
        query = select(erasure).where(erasure.c.number > number).order_by(erasure.c.number)
        rows = await self._database.run(lambda connection: connection.execute(query).all())
        return [Forgotten(row.number, RoadshowId(row.roadshow), PersonId(row.person)) for row in rows]

    async def last(self) -> int:
        """The highest number."""
        query = select(func.max(erasure.c.number))
        return await self._database.run(lambda connection: connection.execute(query).scalar() or 0)

    async def overwrite(self) -> None:
        """Empty the WAL, in which pages lie as they were."""
        await self._database.empty_wal()


def persons(connection: Connection, named: str) -> Sequence[Row[Any]]:
    """Who has this identity, or this contact."""
    by_contact = and_(person.c.contact == named, person.c.contact != "")
    query = select(person).where(or_(person.c.id == named, by_contact)).order_by(person.c.id)
    return connection.execute(query).all()


def roadshows_of(connection: Connection, who: PersonId) -> Sequence[RoadshowId]:
    """Where somebody has a seat or wrote something, and was not erased yet."""
    gone = select(erasure.c.roadshow).where(erasure.c.person == who)
    seats = select(seat.c.roadshow).where(seat.c.person == who, seat.c.roadshow.not_in(gone))
    texts = select(event_private.c.roadshow).where(event_private.c.person == who)
    found = {*connection.execute(seats).scalars(), *connection.execute(texts).scalars()}
    return [RoadshowId(one) for one in sorted(found)]


def weigh(connection: Connection, roadshow: RoadshowId, who: PersonId) -> Personal | None:
    """What would go; None where they have no seat in the roadshow."""
    if connection.execute(_seats(roadshow, who)).first() is None:
        return None
    return Personal(
        texts=_count(connection, event_private, *_here(event_private, roadshow, who)),
        leads=_count(connection, lead, *_here(lead, roadshow, who)),
        spans=_count(connection, watch_span, *_here(watch_span, roadshow, who)),
        downloads=_count(connection, download, *_here(download, roadshow, who)),
        letters=_count(connection, delivery, *_letters(roadshow, who), delivery.c.due_at.is_not(None)),
        invitations=_count(connection, invitation, _invited(connection, roadshow, who)),
        sessions=_count(connection, session_person, session_person.c.person == who),
        elsewhere=elsewhere(connection, roadshow, who),
    )


def erase(connection: Connection, roadshow: RoadshowId, who: PersonId, at: datetime) -> None:
    """Erase a person from a roadshow in the transaction of the connection; what was stated stays, by nobody by name.

    Where neither another roadshow nor an account needs them, their name and their ways in go as well. What is deleted
    is overwritten on the disk too, once the transaction has ended and the WAL was emptied; on PostgreSQL once it has
    been vacuumed and the WAL was recycled.
    """
    overwrite(connection)
    for table in (event_private, watch_span, download):
        connection.execute(delete(table).where(*_here(table, roadshow, who)))
    erase_leads(connection, who, SYSTEM, at, roadshow)
    connection.execute(delete(delivery).where(*_letters(roadshow, who)))
    connection.execute(delete(encoder).where(encoder.c.seat.in_(_seats(roadshow, who))))
    connection.execute(update(invitation).where(_invited(connection, roadshow, who)).values(NOBODY))
    links = (invitation.c.roadshow == roadshow, invitation.c.person == who)
    connection.execute(delete(invitation).where(*links))
    connection.execute(insert(erasure).values(roadshow=roadshow, person=who, at=stamp(at)))
    if not elsewhere(connection, roadshow, who):
        erase_person(connection, who)


def erase_person(connection: Connection, who: PersonId) -> None:
    """Take a person's name, contact, account and ways in; their identity stays."""
    overwrite(connection)
    for table in (calendar_feed, mail_choice, session_person):
        connection.execute(delete(table).where(table.c.person == who))
    connection.execute(delete(session).where(session.c.id.not_in(select(session_person.c.session))))
    connection.execute(delete(invitation).where(invitation.c.person == who))
    connection.execute(update(person).where(person.c.id == who).values(account=False, **NOBODY))


def overwrite(connection: Connection) -> None:
    """Have SQLite overwrite what this connection deletes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _seats(roadshow: RoadshowId, who: PersonId) -> Any:
    return select(seat.c.id).where(seat.c.roadshow == roadshow, seat.c.person == who)


def _here(table: Table, roadshow: RoadshowId, who: PersonId) -> tuple[ColumnElement[bool], ...]:
    return table.c.roadshow == roadshow, table.c.person == who


def _letters(roadshow: RoadshowId, who: PersonId) -> tuple[ColumnElement[bool], ...]:
    """Those that were sent too: what a mail server answers may name the address."""
    return delivery.c.roadshow == roadshow, delivery.c.queue == MAIL, delivery.c.recipient == who


def _invited(connection: Connection, roadshow: RoadshowId, who: PersonId) -> ColumnElement[bool]:
    theirs = [invitation.c.accepted_by == who]
    if contact := connection.scalar(select(person.c.contact).where(person.c.id == who)):
        theirs.append(invitation.c.contact == contact)
    return and_(invitation.c.roadshow == roadshow, or_(*theirs))


def elsewhere(connection: Connection, here: RoadshowId, who: PersonId) -> bool:
    """Whether an account, or a seat in another roadshow that has still its records, needs a person's name."""
    gone = select(erasure.c.roadshow).where(erasure.c.person.in_((who, "")))
    other = select(seat.c.id).where(seat.c.person == who, seat.c.roadshow != here, seat.c.roadshow.not_in(gone))
    account = select(person.c.id).where(person.c.id == who, person.c.account)
    return connection.execute(other).first() is not None or connection.execute(account).first() is not None


def _count(connection: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
