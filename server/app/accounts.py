"""Signing in and out, and who sits where: browser sessions, persons and seats."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from server.app.recent import Recent
from server.app.secrets import digest
from server.domain.accounts import (
    SEEN_EVERY,
    SESSION_LASTS,
    SOON,
    STAFF_LASTS,
    Introduction,
    Invitation,
    InvitationId,
    InvitationState,
    Person,
    Place,
    Seat,
    Session,
    SessionId,
)
from server.domain.browsers import NO_DEVICE, Device
from server.domain.messages import Actor, PersonId, ProjectId, RoadshowId, Role, SeatId
from server.errors import Conflict, Forbidden, Missing, Unauthenticated
from server.ports import AccountStore, Catalog, Clock, Entrance, Ids, InvitationGone

REMEMBERED: Final = 30_000
"""More than there can be sockets: a memory that is one too small for all who come back helps none of them."""


class Seated(Struct, frozen=True, kw_only=True):
    """Somebody at a seat of theirs, from a browser that is signed in."""

    session: Session
    place: Place

    @property
    def seat(self) -> Seat:
        """The seat."""
        return self.place.seat

    @property
    def actor(self) -> Actor:
        """Who acts from it."""
        return self.place.actor


class SignedIn(Struct, frozen=True, kw_only=True):
    """What coming in leads to: the browser's new secret, and the seat to go to unless an account is all there is."""

    session: SessionId
    secret: str
    expires_at: datetime
    person: PersonId
    seat: Seat | None


class Accounts:
    """Who somebody is. Sessions and seats in use are remembered, so that a storm of commands costs no look-ups."""

    def __init__(
        self, store: AccountStore, catalog: Catalog, clock: Clock, ids: Ids, staff_lasts: timedelta = STAFF_LASTS
    ) -> None:
        """Take the store; where another process changes its sessions too, `forget_sessions` now and then.

        A session of staff ends `staff_lasts` after its secret was made.
        """
        self._store = store
        self._catalog = catalog
        self._clock = clock
        self._ids = ids
        self._sessions: Recent[bytes, Session] = Recent(REMEMBERED)
        self._places: Recent[SeatId, Place] = Recent(REMEMBERED)
        self._staff_lasts = staff_lasts
        self._seen: dict[SessionId, datetime] = {}
        self._ended: list[Callable[[SessionId], None]] = []

    def forget_sessions(self) -> None:
        """Look every session up again when it is next asked for, since another process may have ended it."""
        self._sessions.drop_each(lambda key, session: True)

    async def ended(self, sessions: Collection[SessionId]) -> Collection[SessionId]:
        """Those of these sessions that have ended."""
        at = self._clock.now()
        return set(sessions) - {one.id for one in await self._store.sessions(sessions) if at < self.ends_at(one)}

    def ends_at(self, session: Session) -> datetime:
        """When a session ends in this house if nothing is done with it until then."""
        return session.ends_at(self._staff_lasts)

    def lasts_until(self, session: Session) -> datetime:
        """When a session ends in this house however much it is used."""
        return session.lasts_until(self._staff_lasts)

    def ends_soon(self, session: Session) -> bool:
        """Whether somebody should be told that a session ends, while they can still renew it: for the last day."""
        end = self.lasts_until(session)
        return end - self._clock.now() <= min(SOON, (end - session.came_at) / 4)

    async def write_down(self) -> None:
        """Record when sessions were used; until then only this process knows, and a few minutes may be lost."""
        seen = dict(self._seen)
        if seen:
            await self._store.saw(seen)
        self._seen = {session: at for session, at in self._seen.items() if seen.get(session) != at}

    def drop(self, secret: str | None) -> None:
        """Forget a secret that a session has no more."""
        self._sessions.drop(digest(secret or ""))

    def on_session_ended(self, callback: Callable[[SessionId], None]) -> None:
        """Have a callback told of every session that is ended here, after it is; its sockets must end."""
        self._ended.append(callback)

    def end(self, session: SessionId) -> None:
        """Forget a session that has ended, and say so."""
        self._sessions.drop_each(lambda _, known: known.id == session)
        for tell in self._ended:
            tell(session)

    async def session(self, secret: str | None) -> Session:
        """The session of a browser's secret; raises Unauthenticated where there is none, or no longer."""
        if not secret or (found := await self._session(digest(secret))) is None:
            raise Unauthenticated("signed_out")
        return found

    async def _session(self, key: bytes) -> Session | None:
        at = self._clock.now()
        known = await self._sessions.fetch(key, partial(self._store.session, key, at))
        if known is None or at >= self.ends_at(known):
            return None
        if at - known.seen_at >= SEEN_EVERY and self._sessions.get(key) is known:
            self._seen[known.id] = at
            self._sessions.put(key, replace(known, seen_at=at))
        return known

    async def place(self, seat: SeatId) -> Place:
        """A seat and who has it, in the role it was taken with; raises Missing."""
        if (found := await self._places.fetch(seat, partial(self._store.place, seat))) is None:
            raise Missing("seat_missing")
        return found

    async def seated(self, secret: str | None, seat: SeatId) -> Seated:
        """Whoever holds this seat in this browser; raises Unauthenticated, or Missing where the seat is not theirs."""
        session = await self.session(secret)
        place = await self.place(seat)
        if place.person.id not in session.persons:
            raise Missing("seat_missing")
        return Seated(session=session, place=place)

    async def places(self, secret: str | None) -> Sequence[Place]:
        """Every seat that this browser holds, the latest first."""
        return await self._store.places_of((await self.session(secret)).persons)

    async def account(self, secret: str | None) -> Person:
        """The person in this browser who may plan roadshows; raises Unauthenticated, or Forbidden where none may."""
        for person in (await self.session(secret)).persons:
            if (found := await self._store.person(person)) and found.account:
                return found
        raise Forbidden("forbidden")

    async def invitation(self, token: str) -> Invitation:
        """An invitation that can be accepted; raises Missing, or Conflict where it cannot be any more."""
        if (found := await self._store.invitation(digest(token))) is None:
            raise Missing("invitation_missing")
        if found.state(self._clock.now()) is not InvitationState.open:
            raise Conflict("invitation_spent")
        return found

    async def accept(
        self, token: str, introduction: Introduction, secret: str | None, device: Device = NO_DEVICE
    ) -> SignedIn:
        """Come in by invitation; `introduction` is not asked of whom the invitation knows already."""
        invitation = await self.invitation(token)
        if invitation.person is not None:
            return await self._return(invitation, invitation.person, secret, device)
        person = self._person(introduction.checked(invitation.role), account=invitation.roadshow is None)
        seat = self._seat(person.id, invitation.roadshow, invitation.role, invitation.project)
        return await self._enter(person, seat, secret, device, new=True, invitation=invitation.id)

    async def _return(self, invitation: Invitation, known: PersonId, secret: str | None, device: Device) -> SignedIn:
        person = await self._store.person(known)
        if person is None:
            raise Missing("person_missing")
        seats = (place.seat for place in await self._store.places_of([known]))
        seat = next((seat for seat in seats if seat.roadshow == invitation.roadshow), None)
        entered = await self._enter(person, None, secret, device, new=False, invitation=invitation.id)
        return replace(entered, seat=seat)

    async def join(
        self, roadshow: RoadshowId, introduction: Introduction, secret: str | None, device: Device = NO_DEVICE
    ) -> SignedIn:
        """Come in as audience without an invitation."""
        if await self._catalog.listing(roadshow) is None:
            raise Missing("roadshow_missing")
        person = self._person(introduction.checked(Role.audience), account=False)
        seat = self._seat(person.id, roadshow, Role.audience, None)
        return await self._enter(person, seat, secret, device, new=True)

    async def _enter(
        self,
        person: Person,
        seat: Seat | None,
        secret: str | None,
        device: Device,
        *,
        new: bool,
        invitation: InvitationId | None = None,
    ) -> SignedIn:
        """Put a person into the browser's session under a fresh secret, so that one planted before is worth nothing."""
        at = self._clock.now()
        before = digest(secret) if secret else b""
        current = await self._session(before) if secret else None
        session = current.id if current else SessionId(f"ses_{self._ids.new()}")
        made = SignedIn(
            session=session,
            secret=self._ids.secret(),
            expires_at=at + SESSION_LASTS,
            person=person.id,
            seat=seat,
        )
        entrance = Entrance(
            session=session,
            digest=digest(made.secret),
            expires_at=made.expires_at,
            person=person,
            new=new,
            seat=seat,
            invitation=invitation,
            device=device,
        )
        try:
            await self._store.enter(entrance, at)
        except InvitationGone:
            raise Conflict("invitation_spent") from None
        self._sessions.drop(before)
        return made

    def clear(self, roadshow: RoadshowId) -> None:
        """Remember nobody of a roadshow that was deleted; sessions are read again, as those of its people are gone."""
        self._places.drop_each(lambda _, place: place.seat.roadshow == roadshow)
        self._sessions.drop_each(lambda _, session: True)

    async def sign_out(self, secret: str | None) -> SessionId:
        """End the browser's session, and with it all that goes on in it; which it was.

        The encoders' tokens of whoever is now signed in nowhere let in no more.
        """
        session = await self.session(secret)
        await self._store.end_session(session.id)
        await self._store.take_encoders(await self._gone(session.persons))
        self.end(session.id)
        return session.id

    async def _gone(self, persons: Collection[PersonId]) -> Collection[PersonId]:
        """Those of these persons who are signed in nowhere."""
        at = self._clock.now()
        there = (one.persons for one in await self._store.sessions_of(persons) if at < self.ends_at(one))
        return set(persons).difference(*there)

    def forget(self, roadshow: RoadshowId, person: PersonId | None) -> None:
        """Remember nothing of who was erased, or of anybody in the roadshow."""
        self._places.drop_each(lambda _, place: person in (None, place.person.id))
        self._sessions.drop_each(lambda _, session: person is None or person in session.persons)

    def _person(self, introduction: Introduction, *, account: bool) -> Person:
        return Person(
            id=PersonId(f"per_{self._ids.new()}"),
            name=introduction.name,
            organisation=introduction.organisation,
            contact=introduction.contact,
            account=account,
            created_at=self._clock.now(),
        )

    def _seat(
        self, person: PersonId, roadshow: RoadshowId | None, role: Role, project: ProjectId | None
    ) -> Seat | None:
        if roadshow is None:
            return None
        return Seat(
            id=SeatId(f"sea_{self._ids.new()}"),
            roadshow=roadshow,
            person=person,
            role=role,
            project=project,
            created_at=self._clock.now(),
        )
