"""Persons, seats, sessions and invitations."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from server.domain.accounts import Invitation, InvitationId, Person, Place, Seat, Session, SessionId
from server.domain.browsers import NO_DEVICE, Device
from server.domain.messages import PersonId, RoadshowId, SeatId


class Entrance(Struct, frozen=True, kw_only=True):
    """Everything one person's coming in writes, all of it or nothing.

    The session is made or given another secret and a later end; it then holds `person`, who is written where `new`
    says so, as is `seat`. `invitation` is marked as accepted.
    """

    session: SessionId
    digest: bytes
    expires_at: datetime
    person: Person
    new: bool
    seat: Seat | None
    invitation: InvitationId | None
    device: Device = NO_DEVICE


class InvitationGone(Exception):
    """Somebody accepted the invitation first, it was revoked, or its time is over."""


class AccountStore(Protocol):
    """Persons, their seats, browser sessions and invitations. What a method wrote survives a power cut.

    Secrets are known here by their SHA-256 alone.
    """

    async def enter(self, entrance: Entrance, at: datetime) -> None:
        """Let somebody in. Raises InvitationGone where the invitation is not open at `at`; of two at once one enters.

        Nobody new gets an account where there is one. Sessions that ended before `at` are forgotten on this occasion.
        """
        ...

    async def session(self, digest: bytes, at: datetime) -> Session | None:
        """The session of a secret, unless its `expires_at` is past."""
        ...

    async def sessions(self, sessions: Collection[SessionId]) -> Sequence[Session]:
        """Those of these sessions that are there."""
        ...

    async def sessions_of(self, persons: Collection[PersonId]) -> Sequence[Session]:
        """Every session that holds one of these persons, the one that was used last first."""
        ...

    async def renew_session(self, session: SessionId, digest: bytes, at: datetime, expires_at: datetime) -> None:
        """Give a session another secret and a later end; an unknown one is fine."""
        ...

    async def end_session(self, session: SessionId) -> None:
        """End a session for good; an unknown one is fine."""
        ...

    async def leave_session(self, session: SessionId, persons: Collection[PersonId]) -> None:
        """Take persons out of a session, and end it where nobody is left in it."""
        ...

    async def saw(self, seen: Mapping[SessionId, datetime]) -> None:
        """Record when sessions were used; what is known to be later stays."""
        ...

    async def place(self, seat: SeatId) -> Place | None:
        """A seat and who has it."""
        ...

    async def places(self, roadshow: RoadshowId) -> Sequence[Place]:
        """Everybody with a seat in a roadshow, first come first."""
        ...

    async def places_of(self, persons: Collection[PersonId]) -> Sequence[Place]:
        """Every seat of these persons, the latest first."""
        ...

    async def person(self, person: PersonId) -> Person | None:
        """A person."""
        ...

    async def organizer(self) -> Person | None:
        """The person with the oldest organizer's account; None on a house that has none."""
        ...

    async def accounts(self) -> Sequence[Person]:
        """Everybody with an organizer's account, the oldest first."""
        ...

    async def invite(self, invitations: Sequence[Invitation]) -> None:
        """Record invitations, all of them or none."""
        ...

    async def relink(self, invitation: Invitation) -> None:
        """Record an invitation; open ones of the same person to the same roadshow end, or of nobody to none."""
        ...

    async def invitation(self, digest: bytes) -> Invitation | None:
        """The invitation of a secret, in whatever state."""
        ...

    async def invitations(self, roadshow: RoadshowId) -> Sequence[Invitation]:
        """The invitations of a roadshow, the latest first; links to further devices are not among them."""
        ...

    async def revoke(self, roadshow: RoadshowId, invitation: InvitationId, at: datetime) -> bool:
        """Revoke an open invitation of this roadshow; whether there was one."""
        ...

    async def set_encoder(self, seat: SeatId, digest: bytes, expires_at: datetime) -> None:
        """Give a seat this encoder token; the one it had is forgotten."""
        ...

    async def extend_encoder(self, seat: SeatId, expires_at: datetime) -> None:
        """Let a seat's encoder token last until then, if it has one."""
        ...

    async def take_encoders(self, persons: Collection[PersonId]) -> None:
        """Forget the encoder tokens of every seat of these persons."""
        ...

    async def encoder(self, digest: bytes, at: datetime) -> SeatId | None:
        """The seat of an encoder token, unless its time is over."""
        ...

    async def encoder_until(self, seat: SeatId) -> datetime | None:
        """Until when a seat's encoder token lasts or lasted; None where it has none."""
        ...
