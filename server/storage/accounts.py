"""Persons, seats, sessions and invitations on a database: what `server.ports.AccountStore` promises."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, or_, select, update

from server.domain.accounts import Invitation, InvitationId, Person, Place, Session, SessionId
from server.domain.ledger import stamp
from server.domain.messages import PersonId, RoadshowId, SeatId
from server.domain.rules import OVERSEEING
from server.ports import Entrance, InvitationGone
from server.storage.catalog_tables import encoder, invitation, person, seat, session, session_person
from server.storage.database import Database
from server.storage.rows import (
    Values,
    invitation_values,
    person_values,
    seat_values,
    session_values,
    to_invitation,
    to_person,
    to_place,
    to_session,
)

AT_ONCE = 500

# Whether somebody in a session has staff's rights anywhere.
STAFF: Final = (
    select(session_person.c.person)
    .join_from(session_person, person, session_person.c.person == person.c.id)
    .outerjoin(seat, (seat.c.person == person.c.id) & seat.c.role.in_(sorted(OVERSEEING)))
    .where(session_person.c.session == session.c.id, or_(person.c.account, seat.c.id.is_not(None)))
    .exists()
)

T = TypeVar("T")


class DatabaseAccounts:
    """Each method is one transaction on the database's thread."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def enter(self, entrance: Entrance, at: datetime) -> None:
        """Spend the invitation first: whoever comes second writes nothing."""
        await self._run(lambda connection: _enter(connection, entrance, at))

    async def session(self, digest: bytes, at: datetime) -> Session | None:
        """A session that has not ended."""
        given = {"digest": digest, "at": stamp(at)}
        found = await self._run(lambda connection: _sessions(connection, _BY_DIGEST, given))
        return found[0] if found else None

    async def sessions(self, wanted: Collection[SessionId]) -> Sequence[Session]:
        """By their identities, a few hundred in a transaction, so that no append waits long."""
        found, ids = list[Session](), sorted(wanted)
        for first in range(0, len(ids), AT_ONCE):
            here = session.c.id.in_(ids[first : first + AT_ONCE])
            found += await self._run(partial(_sessions, query=_SESSIONS.where(here)))
        return found

    async def sessions_of(self, persons: Collection[PersonId]) -> Sequence[Session]:
        """By whom they hold."""
        theirs = select(session_person.c.session).where(session_person.c.person.in_(persons))
        return await self._run(lambda connection: _sessions(connection, _SESSIONS.where(session.c.id.in_(theirs))))

    async def renew_session(self, renewed: SessionId, digest: bytes, at: datetime, expires_at: datetime) -> None:
        """Change the row."""
        later = {"digest": digest, "expires_at": stamp(expires_at), "came_at": stamp(at), "seen_at": stamp(at)}
        query = update(session).where(session.c.id == renewed).values(later)
        await self._run(lambda connection: connection.execute(query))

    async def end_session(self, ended: SessionId) -> None:
        """Delete it; what it held goes with it."""
        await self._run(lambda connection: connection.execute(delete(session).where(session.c.id == ended)))

    async def leave_session(self, left: SessionId, persons: Collection[PersonId]) -> None:
        """Both in one transaction."""
        await self._run(lambda connection: _leave(connection, left, persons))

    async def saw(self, seen: Mapping[SessionId, datetime]) -> None:
        """A few hundred rows in a transaction, so that no append waits long."""
        rows = [{"which": which, "seen": stamp(at)} for which, at in sorted(seen.items())]
        for first in range(0, len(rows), AT_ONCE):
            await self._run(partial(_saw, rows=rows[first : first + AT_ONCE]))

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
        return next(iter(await self.accounts()), None)

    async def accounts(self) -> Sequence[Person]:
        """Those that may plan roadshows."""
        return await self._all(select(person).where(person.c.account).order_by(person.c.id), to_person)

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

    async def set_encoder(self, of: SeatId, digest: bytes, expires_at: datetime) -> None:
        """Replace the seat's token."""
        await self._run(lambda connection: _set_encoder(connection, of, digest, stamp(expires_at)))

    async def extend_encoder(self, of: SeatId, expires_at: datetime) -> None:
        """Change the row."""
        query = update(encoder).where(encoder.c.seat == of).values(expires_at=stamp(expires_at))
        await self._run(lambda connection: connection.execute(query))

    async def take_encoders(self, persons: Collection[PersonId]) -> None:
        """Delete the rows."""
        theirs = select(seat.c.id).where(seat.c.person.in_(persons))
        await self._run(lambda connection: connection.execute(delete(encoder).where(encoder.c.seat.in_(theirs))))

    async def encoder(self, digest: bytes, at: datetime) -> SeatId | None:
        """Whose token it is."""
        query = select(encoder.c.seat).where(encoder.c.digest == digest, encoder.c.expires_at > stamp(at))
        return await self._one(query, lambda row: SeatId(row.seat))

    async def encoder_until(self, of: SeatId) -> datetime | None:
        """By the seat."""
        query = select(encoder.c.expires_at).where(encoder.c.seat == of)
        return await self._one(query, lambda row: datetime.fromisoformat(row.expires_at))

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


def _enter(connection: Connection, entrance: Entrance, at: datetime) -> None:
    now = stamp(at)
    if entrance.invitation is not None:
        spent = _open(now).where(invitation.c.id == entrance.invitation)
        if connection.execute(spent.values(accepted_at=now, accepted_by=entrance.person.id)).rowcount != 1:
            raise InvitationGone
    if entrance.new and entrance.person.account:
        _found(connection, now)
    connection.execute(delete(session).where(session.c.expires_at <= now))
    if entrance.new:
        connection.execute(insert(person).values(person_values(entrance.person)))
    if entrance.seat is not None:
        connection.execute(insert(seat).values(seat_values(entrance.seat)))
    _hold(connection, entrance, session_values(entrance, at))


def _found(connection: Connection, at: str) -> None:
    """The first account is the house's; what else would make one is worth nothing from now on."""
    if connection.execute(select(person.c.id).where(person.c.account)).first() is not None:
        raise InvitationGone
    others = _open(at).where(invitation.c.person.is_(None), invitation.c.roadshow.is_(None))
    connection.execute(others.values(revoked_at=at))


def _hold(connection: Connection, entrance: Entrance, row: Values) -> None:
    if connection.execute(update(session).where(session.c.id == entrance.session).values(row)).rowcount != 1:
        connection.execute(insert(session).values(row))
    held = {"session": entrance.session, "person": entrance.person.id}
    if connection.execute(select(session_person).filter_by(**held)).one_or_none() is None:
        connection.execute(insert(session_person).values(held))


def _relink(connection: Connection, made: Invitation) -> None:
    at = stamp(made.created_at)
    theirs = _open(at).where(invitation.c.person == made.person, invitation.c.roadshow == made.roadshow)
    connection.execute(theirs.values(revoked_at=at))
    connection.execute(insert(invitation).values(invitation_values(made)))


def _set_encoder(connection: Connection, of: SeatId, digest: bytes, expires_at: str) -> None:
    connection.execute(delete(encoder).where(encoder.c.seat == of))
    connection.execute(insert(encoder).values(seat=of, digest=digest, expires_at=expires_at))


# Made once: thousands who come in at once each ask by these.
_SESSIONS: Final = select(session, STAFF.label("staff")).order_by(session.c.seen_at.desc(), session.c.id)
_BY_DIGEST: Final = _SESSIONS.where(session.c.digest == bindparam("digest"), session.c.expires_at > bindparam("at"))
_HELD: Final = session_person.c.session.in_(bindparam("held", expanding=True))
_HOLDERS: Final = select(session_person).where(_HELD).order_by(session_person.c.person)


def _sessions(connection: Connection, query: Select[Any], given: Mapping[str, object] | None = None) -> list[Session]:
    rows = connection.execute(query, given).all()
    persons = defaultdict[str, list[PersonId]](list)
    for one in connection.execute(_HOLDERS, {"held": [row.id for row in rows]}):
        persons[one.session].append(PersonId(one.person))
    return [to_session(row, tuple(persons[row.id])) for row in rows]


def _saw(connection: Connection, rows: Sequence[Mapping[str, str]]) -> None:
    query = update(session).where(session.c.id == bindparam("which"), session.c.seen_at < bindparam("seen"))
    connection.execute(query.values(seen_at=bindparam("seen")), rows)


def _leave(connection: Connection, left: SessionId, persons: Collection[PersonId]) -> None:
    here = session_person.c.session == left
    connection.execute(delete(session_person).where(here, session_person.c.person.in_(persons)))
    if connection.execute(select(session_person).where(here)).first() is None:
        connection.execute(delete(session).where(session.c.id == left))
