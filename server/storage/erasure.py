"""Erasing a person: whatever says who they are or what they wrote goes, and every log stays as whole as it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, and_, delete, or_, select, update

from server.domain.messages import SYSTEM, PersonId
from server.storage.catalog_tables import calendar_feed, encoder, invitation, person, seat, session, session_person
from server.storage.leads import erase_leads
from server.storage.outbox_tables import mail_choice
from server.storage.tables import event_private
from server.storage.watching import watch_span

NOBODY = {"name": "", "organisation": "", "contact": ""}


class Erased(Struct, frozen=True, kw_only=True):
    """How much went."""

    texts: int
    leads: int
    spans: int
    sessions: int


def persons(connection: Connection, named: str) -> Sequence[Row[Any]]:
    """Who has this identity, or this contact."""
    by_contact = and_(person.c.contact == named, person.c.contact != "")
    query = select(person).where(or_(person.c.id == named, by_contact)).order_by(person.c.id)
    return connection.execute(query).all()


def erase(connection: Connection, who: PersonId, at: datetime) -> Erased:
    """Erase in the transaction of the connection; what was stated stays, by somebody without a name.

    What is deleted is overwritten on the disk too, once the transaction has ended and its WAL was emptied.
    """
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    contact = connection.scalar(select(person.c.contact).where(person.c.id == who))
    texts = connection.execute(delete(event_private).where(event_private.c.person == who)).rowcount
    spans = connection.execute(delete(watch_span).where(watch_span.c.person == who)).rowcount
    leads = erase_leads(connection, who, SYSTEM, at)
    sessions = _sign_out(connection, who)
    _uninvite(connection, who, contact)
    connection.execute(update(person).where(person.c.id == who).values(account=False, **NOBODY))
    return Erased(texts=texts, leads=leads, spans=spans, sessions=sessions)


def _sign_out(connection: Connection, who: PersonId) -> int:
    seats = select(seat.c.id).where(seat.c.person == who)
    connection.execute(delete(encoder).where(encoder.c.seat.in_(seats)))
    connection.execute(delete(calendar_feed).where(calendar_feed.c.person == who))
    connection.execute(delete(mail_choice).where(mail_choice.c.person == who))
    gone = connection.execute(delete(session_person).where(session_person.c.person == who)).rowcount
    connection.execute(delete(session).where(session.c.id.not_in(select(session_person.c.session))))
    return gone


def _uninvite(connection: Connection, who: PersonId, contact: str | None) -> None:
    connection.execute(delete(invitation).where(invitation.c.person == who))
    theirs = [invitation.c.accepted_by == who]
    if contact:
        theirs.append(invitation.c.contact == contact)
    connection.execute(update(invitation).where(or_(*theirs)).values(**NOBODY))
