"""Links that let people in: organizers invite to their roadshow, everybody may bring a device of their own."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from server.app.rooms import Rooms
from server.app.secrets import digest
from server.app.trail import Trail
from server.domain.accounts import (
    DEVICE_LINK_LASTS,
    INVITATION_LASTS,
    ORGANIZER_LINK_LASTS,
    Hours,
    Introduction,
    Invitation,
    InvitationId,
    Person,
    Place,
)
from server.domain.messages import SYSTEM, Line, PersonId, ProjectId, RoadshowId, Role, clean
from server.domain.rules import OVERSEEING, STAFF
from server.domain.state import Roadshow
from server.errors import Invalid, Missing, RoadshowError
from server.ports import AccountStore, Clock, Ids


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom an organizer invites; `project` is an identity or a title, and what is known of the person is filled in."""

    role: Role
    project: Line | None = None
    name: Line = ""
    organisation: Line = ""
    contact: Line = ""
    expires_in_hours: Hours | None = None


class Issued(Struct, frozen=True, kw_only=True):
    """An invitation with the secret of its link, which is nowhere else and cannot be shown again."""

    invitation: Invitation
    token: str


class Invitations:
    """Makes, lists and revokes invitations."""

    def __init__(self, store: AccountStore, rooms: Rooms, trail: Trail, clock: Clock, ids: Ids) -> None:
        """Take where invitations are kept, the rooms they lead to, and where it is noted what was done."""
        self._store = store
        self._rooms = rooms
        self._trail = trail
        self._clock = clock
        self._ids = ids

    async def issue(self, place: Place, wanted: Wanted) -> Issued:
        """Invite one person to the organizer's roadshow; raises Forbidden, Missing, Invalid."""
        await self._organizer(place)
        issued = self._made(await self._rooms.state(place.seat.roadshow), place, wanted)
        await self._store.invite([issued.invitation])
        return issued

    async def issue_each(self, place: Place, wanted: Sequence[Wanted]) -> list[Issued | RoadshowError]:
        """Invite many at once; what cannot be is returned as its refusal in the same place."""
        await self._organizer(place)
        state = await self._rooms.state(place.seat.roadshow)
        tried = [self._tried(state, place, one) for one in wanted]
        if made := [one.invitation for one in tried if isinstance(one, Issued)]:
            await self._store.invite(made)
        return tried

    def _tried(self, state: Roadshow, place: Place, wanted: Wanted) -> Issued | RoadshowError:
        try:
            return self._made(state, place, wanted)
        except RoadshowError as refusal:
            return refusal

    async def sent(self, place: Place) -> Sequence[Invitation]:
        """The invitations to the roadshow, the latest first, for organizers and auditors; raises Forbidden."""
        await self._organizer(place, OVERSEEING)
        return await self._store.invitations(place.seat.roadshow)

    async def revoke(self, place: Place, invitation: InvitationId) -> None:
        """Make an open invitation worthless; raises Missing where there is no such open one."""
        await self._organizer(place)
        if not await self._store.revoke(place.seat.roadshow, invitation, self._clock.now()):
            raise Missing("invitation_missing")
        await self._trail.note(place, "invitation.revoked", invitation)

    async def device(self, place: Place) -> str:
        """The secret of a link by which the person of a seat comes in once more, within minutes."""
        made = _issued(
            self._clock,
            self._ids,
            roadshow=place.seat.roadshow,
            role=place.seat.role,
            project=place.seat.project,
            person=place.person.id,
            by=place.person.id,
            lasts=DEVICE_LINK_LASTS,
        )
        await self._store.invite([made.invitation])
        return made.token

    async def first(self) -> str | None:
        """On a house without an organizer the secret of the link that makes one; None once there is one."""
        return await self.organizer() if await self._store.organizer() is None else None

    async def organizer(self) -> str:
        """The secret of a link that makes the house's organizer or, where there is one, lets them in once more.

        For whoever operates the machine, and for nobody else; links of that kind that were made before stop working.
        """
        made = operators_link(await self._store.organizer(), self._clock, self._ids)
        await self._store.relink(made.invitation)
        return made.token

    async def _organizer(self, place: Place, roles: frozenset[Role] = STAFF) -> None:
        await self._rooms.acting(place.seat.roadshow, place.actor, roles)

    def _made(self, state: Roadshow, place: Place, wanted: Wanted) -> Issued:
        if (wanted.role is Role.presenter) != bool(wanted.project):
            raise Invalid("project_needed")
        lasts = timedelta(hours=wanted.expires_in_hours) if wanted.expires_in_hours else INVITATION_LASTS
        return _issued(
            self._clock,
            self._ids,
            roadshow=place.seat.roadshow,
            role=wanted.role,
            project=_project(state, wanted.project) if wanted.project else None,
            introduction=Introduction(
                name=clean(wanted.name), organisation=clean(wanted.organisation), contact=clean(wanted.contact)
            ),
            by=place.person.id,
            lasts=lasts,
        )


def operators_link(known: Person | None, clock: Clock, ids: Ids) -> Issued:
    """A link that lets in the person of an account or, without one, makes an organizer's account."""
    return _issued(
        clock,
        ids,
        roadshow=None,
        role=Role.organizer,
        person=known.id if known else None,
        by=SYSTEM,
        lasts=ORGANIZER_LINK_LASTS,
    )


def _issued(
    clock: Clock,
    ids: Ids,
    *,
    roadshow: RoadshowId | None,
    role: Role,
    by: PersonId,
    lasts: timedelta,
    project: ProjectId | None = None,
    introduction: Introduction | None = None,
    person: PersonId | None = None,
) -> Issued:
    token, at = ids.secret(), clock.now()
    invitation = Invitation(
        id=InvitationId(f"inv_{ids.new()}"),
        digest=digest(token),
        roadshow=roadshow,
        role=role,
        project=project,
        introduction=introduction or Introduction(),
        person=person,
        created_at=at,
        created_by=by,
        expires_at=at + lasts,
    )
    return Issued(invitation=invitation, token=token)


def _project(state: Roadshow, named: str) -> ProjectId:
    wanted = clean(named).casefold()
    for pitch in state.pitches.values():
        titles = (pitch.project, pitch.title.zh, pitch.title.en)
        if wanted in (title.casefold() for title in titles if title):
            return pitch.project
    raise Missing("project_missing", named)
