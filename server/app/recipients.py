"""To whom an investor's name may be passed on: the presenters of each project, as a consent has to name them."""

from collections.abc import Sequence

from msgspec import Struct

from server.app.rooms import Rooms
from server.domain.accounts import Place
from server.domain.messages import PersonId, ProjectId, Role
from server.domain.rules import INVESTING
from server.domain.state import Reassignment, Roadshow
from server.ports import AccountStore


class Recipient(Struct, frozen=True, kw_only=True):
    """A presenter by name and contact (PIPL article 23)."""

    project: ProjectId
    person: PersonId
    name: str
    organisation: str
    contact: str


class Recipients:
    """Reads who presents what."""

    def __init__(self, store: AccountStore, rooms: Rooms) -> None:
        """Take where seats are kept, and the rooms that know the roles they have now."""
        self._store = store
        self._rooms = rooms

    async def all(self, place: Place) -> Sequence[Recipient]:
        """Every presenter who has come in and was not put out, for investors; raises Forbidden for others."""
        roadshow = place.seat.roadshow
        await self._rooms.acting(roadshow, place.actor, INVESTING)
        state = await self._rooms.state(roadshow)
        found = [_recipient(known, state) for known in await self._store.places(roadshow)]
        return [one for one in found if one]


def _recipient(known: Place, state: Roadshow) -> Recipient | None:
    seat, person = known.seat, known.person
    now = state.seats.get(seat.id, Reassignment(role=seat.role, project=seat.project))
    if now.role is not Role.presenter or now.project is None or state.standing(person.id).removed:
        return None
    return Recipient(
        project=now.project,
        person=person.id,
        name=person.name,
        organisation=person.organisation,
        contact=person.contact,
    )
