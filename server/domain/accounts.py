"""Who people are apart from any one roadshow: persons, seats, invitations, browser sessions. Plain rows, no events.

A session belongs to a browser and holds persons; a person holds seats. Whoever holds a person has every seat of theirs,
so a link to a person is made by that person alone, never by an organizer. Whom the host entered an intent for is held
by nobody yet, so the host makes and hands over the link to them; it stops working once the intent is owned.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, NewType

from msgspec import Meta, Struct

from server.domain.browsers import NO_DEVICE, Device
from server.domain.messages import Actor, Line, PersonId, ProjectId, RoadshowId, Role, SeatId, clean
from server.errors import Invalid

SessionId = NewType("SessionId", str)
InvitationId = NewType("InvitationId", str)

SESSION_LASTS: Final = timedelta(days=30)
STAFF_LASTS: Final = timedelta(days=7)
STAFF_IDLE: Final = timedelta(days=3)
SOON: Final = timedelta(days=1)
SEEN_EVERY: Final = timedelta(minutes=5)
"""How exactly it is known when a session was last used."""
INVITATION_LASTS: Final = timedelta(days=14)
DEVICE_LINK_LASTS: Final = timedelta(minutes=10)
ORGANIZER_LINK_LASTS: Final = timedelta(days=1)
ENCODER_LASTS: Final = timedelta(days=14)

Hours = Annotated[int, Meta(ge=1, le=24 * 90)]

ASKED: Final[dict[Role, tuple[str, ...]]] = {
    Role.organizer: ("name",),
    Role.presenter: ("name", "contact"),
    Role.investor: ("name", "organisation", "contact"),
    Role.audience: ("name",),
    Role.auditor: ("name",),
}


class Introduction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says of themselves when they come in; `contact` is a telephone number or a mail address."""

    name: Line = ""
    organisation: Line = ""
    contact: Line = ""

    def checked(self, role: Role) -> "Introduction":
        """The same, cleaned; Invalid where something is missing that is asked of the role."""
        made = Introduction(name=clean(self.name), organisation=clean(self.organisation), contact=clean(self.contact))
        if missing := [field for field in ASKED[role] if not getattr(made, field)]:
            raise Invalid("form_malformed", ", ".join(missing))
        return made


class Person(Struct, frozen=True, kw_only=True):
    """A human being as the house knows them; with `account` they may plan roadshows of their own."""

    id: PersonId
    name: str
    organisation: str
    contact: str
    account: bool
    created_at: datetime


class Seat(Struct, frozen=True, kw_only=True):
    """One person in one roadshow in one role, the role as it is now."""

    id: SeatId
    roadshow: RoadshowId
    person: PersonId
    role: Role
    project: ProjectId | None
    created_at: datetime


class Place(Struct, frozen=True, kw_only=True):
    """A seat with the person who has it."""

    seat: Seat
    person: Person

    @property
    def actor(self) -> Actor:
        """Who acts from here."""
        return Actor(
            seat=self.seat.id,
            person=self.person.id,
            role=self.seat.role,
            project=self.seat.project,
            name=self.person.name,
            organisation=self.person.organisation,
        )


class Session(Struct, frozen=True, kw_only=True):
    """A browser that somebody signed in with.

    `came_at` is when its secret was made, by coming in or by renewing it; `staff` says that somebody in it may plan
    roadshows, or organizes or audits one.
    """

    id: SessionId
    persons: tuple[PersonId, ...]
    expires_at: datetime
    came_at: datetime
    seen_at: datetime
    device: Device = NO_DEVICE
    staff: bool = False

    def lasts_until(self, staff_lasts: timedelta) -> datetime:
        """When it ends however much it is used."""
        return min(self.expires_at, self.came_at + staff_lasts) if self.staff else self.expires_at

    def ends_at(self, staff_lasts: timedelta) -> datetime:
        """When it ends if it is not used until then."""
        latest = self.lasts_until(staff_lasts)
        return min(latest, self.seen_at + STAFF_IDLE) if self.staff else latest


class InvitationState(StrEnum):
    """What has become of an invitation."""

    open = "open"
    accepted = "accepted"
    expired = "expired"
    revoked = "revoked"


class Invitation(Struct, frozen=True, kw_only=True):
    """A link that lets one person in, once. Three sorts of it, told by what they carry.

    With a `roadshow` it gives a new person a seat there; without one it makes an organizer's account; with a `person`
    it gives that person another device and nothing else. `digest` is SHA-256 of the secret in the link.
    """

    id: InvitationId
    digest: bytes
    roadshow: RoadshowId | None
    role: Role
    project: ProjectId | None
    introduction: Introduction
    person: PersonId | None
    created_at: datetime
    created_by: PersonId
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by: PersonId | None = None
    revoked_at: datetime | None = None

    def state(self, at: datetime) -> InvitationState:
        """What has become of it by now."""
        if self.accepted_at:
            return InvitationState.accepted
        if self.revoked_at:
            return InvitationState.revoked
        return InvitationState.open if at < self.expires_at else InvitationState.expired


class Listing(Struct, frozen=True, kw_only=True):
    """A roadshow as a list shows it; `status` is that of its state."""

    id: RoadshowId
    title_zh: str
    title_en: str
    starts_at: datetime | None
    timezone: str
    status: str
