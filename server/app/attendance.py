"""Who is in a roadshow: everybody with a seat and their role, whether they are here, and how well they see."""

from msgspec import Struct

from server.app.media import Delivery, Studio
from server.app.rooms import Rooms
from server.domain.accounts import Person, Place
from server.domain.messages import PersonId, ProjectId, RoadshowId, Role, SeatId
from server.domain.rules import OVERSEEING
from server.domain.state import Reassignment
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


class Watching(Struct, frozen=True, kw_only=True):
    """How one session of somebody's gets the stage or, with a source, a preview; figures as in `media.api.Delivery`."""

    seat: SeatId
    name: str
    organisation: str
    source: SeatId | None
    layer: int | None
    bitrate: int
    estimate: int | None
    loss: float | None
    round_trip: float | None
    troubled: bool


class Attendance:
    """Reads who is there."""

    def __init__(self, store: AccountStore, rooms: Rooms, studio: Studio) -> None:
        """Take where seats are kept, the rooms that know who is here, and the studio that knows who watches."""
        self._store = store
        self._rooms = rooms
        self._studio = studio

    async def all(self, place: Place) -> list[Attendee]:
        """Everybody with a seat, first come first, for organizers and auditors; raises Forbidden for others."""
        roadshow = await self._own(place)
        live = await self._rooms.live(roadshow)
        state, here = live.room.state, {viewer.actor.seat for viewer in live.feed.viewers}
        found = []
        for known in await self._store.places(roadshow):
            seat, person, standing = known.seat, known.person, state.standing(known.person.id)
            if standing.erased:
                continue
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

    async def watching(self, place: Place) -> list[Watching]:
        """How everybody who watches gets it, those in trouble first; raises Forbidden for who may not know."""
        roadshow = await self._own(place)
        known = {found.seat.id: found.person for found in await self._store.places(roadshow)}
        found = [
            _watching(known[holder.seat], holder.seat, delivery)
            for holder, delivery in await self._studio.deliveries(roadshow)
            if holder.seat in known
        ]
        return sorted(found, key=lambda each: (not each.troubled, each.name))

    async def _own(self, place: Place) -> RoadshowId:
        roadshow = place.seat.roadshow
        await self._rooms.acting(roadshow, place.actor, OVERSEEING)
        return roadshow


def _watching(person: Person, seat: SeatId, delivery: Delivery) -> Watching:
    return Watching(
        seat=seat,
        name=person.name,
        organisation=person.organisation,
        source=SeatId(delivery.source) if delivery.source else None,
        layer=delivery.layer,
        bitrate=delivery.bitrate,
        estimate=delivery.estimate,
        loss=delivery.loss,
        round_trip=delivery.round_trip,
        troubled=delivery.troubled,
    )
