"""Who is in a roadshow: everybody with a seat, in the role they have now, and whether they are here."""

from msgspec import Struct

from server.app.rooms import Rooms
from server.domain.accounts import Place
from server.domain.messages import PersonId, ProjectId, Role, SeatId
from server.domain.state import Reassignment
from server.errors import Forbidden
from server.ports import AccountStore


class Attendee(Struct, frozen=True, kw_only=True):
    """Somebody with a seat, as organizers know them."""

    seat: SeatId
    person: PersonId
    name: str
    organisation: str
    contact: str
    role: Role
    project: ProjectId | None
    muted: bool
    removed: bool
    online: bool


class Attendance:
    """Reads who is there."""

    def __init__(self, store: AccountStore, rooms: Rooms) -> None:
        """Take where seats are kept, and the rooms that know who is here."""
        self._store = store
        self._rooms = rooms

    async def all(self, place: Place) -> list[Attendee]:
        """Everybody with a seat, first come first, for organizers; raises Forbidden for others."""
        roadshow = place.seat.roadshow
        if (await self._rooms.acting(roadshow, place.actor)).role is not Role.organizer:
            raise Forbidden("forbidden")
        live = await self._rooms.live(roadshow)
        state, here = live.room.state, {viewer.actor.seat for viewer in live.feed.viewers}
        found = []
        for known in await self._store.places(roadshow):
            seat, person, standing = known.seat, known.person, state.standing(known.person.id)
            now = state.seats.get(seat.id, Reassignment(role=seat.role, project=seat.project))
            found.append(
                Attendee(
                    seat=seat.id,
                    person=person.id,
                    name=person.name,
                    organisation=person.organisation,
                    contact=person.contact,
                    role=now.role,
                    project=now.project,
                    muted=standing.muted,
                    removed=standing.removed,
                    online=seat.id in here,
                )
            )
        return found
