"""Persons, seats, sessions and invitations on a database: what `server.ports.AccountStore` promises."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from server.domain.accounts import Invitation, InvitationId, Person, Place, Session, SessionId
from server.domain.ledger import stamp
from server.domain.messages import PersonId, RoadshowId, SeatId
from server.ports import Entrance, InvitationGone
from server.storage.catalog_tables import encoder, invitation, person, seat, session, session_person
from server.storage.database import Database
from server.storage.rows import (
    invitation_values,
    person_values,
    seat_values,
    to_invitation,
    to_person,
    to_place,
)

AT_ONCE = 500

T = TypeVar("T")


class DatabaseAccounts:
    """Each method is one transaction on the database's thread."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def enter(self, entrance: Entrance, at: datetime) -> None:
        """Spend the invitation first: whoever comes second writes nothing."""
        await self._run(lambda connection: _enter(connection, entrance, stamp(at)))

    async def session(self, digest: bytes, at: datetime) -> Session | None:
        """A session that has not ended."""
        return await self._run(lambda connection: _session(connection, digest, stamp(at)))

    async def lasting(self, sessions: Collection[SessionId], at: datetime) -> Collection[SessionId]:
        """By their identities, a few hundred in a query."""
        return await self._run(lambda connection: _lasting(connection, sorted(sessions), stamp(at)))

    async def end_session(self, ended: SessionId) -> None:
        """Delete it; what it held goes with it."""
        await self._run(lambda connection: connection.execute(delete(session).where(session.c.id == ended)))

    async def place(self, wanted: SeatId) -> Place | None:
        """One seat."""
        return await self._one(_places().where(seat.c.id == wanted), to_place)

    async def places(self, roadshow: RoadshowId) -> Sequence[Place]:
        """The seats of a roadshow."""
        return await self._all(_places().where(seat.c.roadshow == roadshow).order_by(seat.c.id), to_place)

    async def places_of(self, persons: Collection[PersonId]) -> Sequence[Place]:
        """The seats of persons."""
        return await self._all(_places().where(seat.c.person.in_(persons)).order_by(seat.c.id.desc()), to_place)

    async def person(self, wanted: PersonId) -> Person | None:
        """One person."""
        return await self._one(select(person).where(person.c.id == wanted), to_person)

    async def organizer(self) -> Person | None:
        """The first of the accounts."""
        return await self._one(select(person).where(person.c.account).order_by(person.c.id).limit(1), to_person)

    async def invite(self, invitations: Sequence[Invitation]) -> None:
        """All rows at once."""
        values = [invitation_values(made) for made in invitations]
        await self._run(lambda connection: connection.execute(insert(invitation), values))

    async def relink(self, made: Invitation) -> None:
        """Revoke and insert in one transaction."""
        await self._run(lambda connection: _relink(connection, made))

    async def invitation(self, digest: bytes) -> Invitation | None:
        """The one with this digest."""
        return await self._one(select(invitation).where(invitation.c.digest == digest), to_invitation)

    async def invitations(self, roadshow: RoadshowId) -> Sequence[Invitation]:
        """Those for new people."""
        query = select(invitation).where(invitation.c.roadshow == roadshow, invitation.c.person.is_(None))
        return await self._all(query.order_by(invitation.c.id.desc()), to_invitation)

    async def revoke(self, roadshow: RoadshowId, revoked: InvitationId, at: datetime) -> bool:
        """Mark it, if it is open and of this roadshow."""
        query = _open(stamp(at)).where(invitation.c.id == revoked, invitation.c.roadshow == roadshow)
        query = query.values(revoked_at=stamp(at))
        return await self._run(lambda connection: connection.execute(query).rowcount == 1)

    async def set_encoder(self, of: SeatId, digest: bytes) -> None:
        """Replace the seat's token."""
        await self._run(lambda connection: _set_encoder(connection, of, digest))

    async def encoder(self, digest: bytes) -> SeatId | None:
        """Whose token it is."""
        return await self._one(select(encoder.c.seat).where(encoder.c.digest == digest), lambda row: SeatId(row.seat))

    async def _one(self, query: Select[Any], to: Callable[[Row[Any]], T]) -> T | None:
        row = await self._run(lambda connection: connection.execute(query).one_or_none())
        return to(row) if row else None

    async def _all(self, query: Select[Any], to: Callable[[Row[Any]], T]) -> list[T]:
        return [to(row) for row in await self._run(lambda connection: connection.execute(query).all())]


def _places() -> Select[Any]:
    columns = [column.label(f"seat_{column.name}") for column in seat.c if column.name != "person"]
    return select(person, *columns).join_from(seat, person, seat.c.person == person.c.id)


def _open(at: str) -> Any:
    return update(invitation).where(
        invitation.c.accepted_at.is_(None), invitation.c.revoked_at.is_(None), invitation.c.expires_at > at
    )


def _enter(connection: Connection, entrance: Entrance, at: str) -> None:
    if entrance.invitation is not None:
        spent = _open(at).where(invitation.c.id == entrance.invitation)
        if connection.execute(spent.values(accepted_at=at, accepted_by=entrance.person.id)).rowcount != 1:
            raise InvitationGone
    connection.execute(delete(session).where(session.c.expires_at <= at))
    if entrance.new:
        connection.execute(insert(person).values(person_values(entrance.person)))
    if entrance.seat is not None:
        connection.execute(insert(seat).values(seat_values(entrance.seat)))
    _hold(connection, entrance)


def _hold(connection: Connection, entrance: Entrance) -> None:
    later = {"digest": entrance.digest, "expires_at": stamp(entrance.expires_at)}
    if connection.execute(update(session).where(session.c.id == entrance.session).values(later)).rowcount != 1:
        connection.execute(insert(session).values(id=entrance.session, **later))
    held = {"session": entrance.session, "person": entrance.person.id}
    if connection.execute(select(session_person).filter_by(**held)).one_or_none() is None:
        connection.execute(insert(session_person).values(held))


def _relink(connection: Connection, made: Invitation) -> None:
    at = stamp(made.created_at)
    theirs = _open(at).where(invitation.c.person == made.person, invitation.c.roadshow == made.roadshow)
    connection.execute(theirs.values(revoked_at=at))
    connection.execute(insert(invitation).values(invitation_values(made)))


def _set_encoder(connection: Connection, of: SeatId, digest: bytes) -> None:
    connection.execute(delete(encoder).where(encoder.c.seat == of))
    connection.execute(insert(encoder).values(seat=of, digest=digest))


def _lasting(connection: Connection, sessions: Sequence[SessionId], at: str) -> list[SessionId]:
    found: list[SessionId] = []
    for first in range(0, len(sessions), AT_ONCE):
        some = session.c.id.in_(sessions[first : first + AT_ONCE]) & (session.c.expires_at > at)
        found += map(SessionId, connection.scalars(select(session.c.id).where(some)))
    return found


def _session(connection: Connection, digest: bytes, at: str) -> Session | None:
    found = connection.execute(
        select(session).where(session.c.digest == digest, session.c.expires_at > at)
    ).one_or_none()
    if found is None:
        return None
    held = connection.execute(select(session_person.c.person).where(session_person.c.session == found.id)).scalars()
    persons = tuple(PersonId(person) for person in held)
    return Session(id=SessionId(found.id), persons=persons, expires_at=datetime.fromisoformat(found.expires_at))
