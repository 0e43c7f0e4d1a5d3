"""Reads a project's report: what its log tells the reader, joined with the records of watching and of downloads."""

from msgspec.structs import replace

from server.app.rooms import Rooms
from server.domain.accounts import Place
from server.domain.handouts import handouts
from server.domain.messages import ProjectId, Role
from server.domain.report import Report, report
from server.domain.rules import OVERSEEING
from server.domain.visibility import Audience
from server.errors import Forbidden
from server.ports import Clock, WatchStore
from server.ports.materials import MaterialStore


class Reports:
    """Organizers and auditors read all, presenters that of their project; there is one as soon as a pitch is over."""

    def __init__(self, store: WatchStore, materials: MaterialStore, rooms: Rooms, clock: Clock) -> None:
        """Take where the records of watching and of downloads are kept, and the rooms."""
        self._store = store
        self._materials = materials
        self._rooms = rooms
        self._clock = clock

    async def read(self, place: Place, project: ProjectId) -> Report:
        """One report as it is now; raises Forbidden, Missing, or Conflict while the pitch is not over."""
        roadshow = place.seat.roadshow
        actor = await self._rooms.acting(roadshow, place.actor)
        if actor.role not in OVERSEEING and (actor.role, actor.project) != (Role.presenter, project):
            raise Forbidden("forbidden")
        state = await self._rooms.state(roadshow)
        spans = await self._store.spans(roadshow, state.pitch_of(project).pitch)
        audience = Audience.of(actor.role, actor.project, actor.person)
        found = report(state, project, audience, spans, self._clock.now())
        documents, downloads = await self._materials.all(roadshow), await self._materials.downloads(roadshow)
        return replace(found, handouts=handouts(state, project, audience, documents, downloads))
