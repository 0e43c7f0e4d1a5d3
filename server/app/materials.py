"""A project's materials: added by its presenters and by organizers, had by whoever may, and who had them on record."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from hashlib import sha256

from server.app.lead_sheets import on_at
from server.app.rooms import Rooms
from server.domain import materials
from server.domain.accounts import Place
from server.domain.materials import Download, Material, MaterialChange, MaterialId, Taken
from server.domain.messages import Actor, ProjectId, RoadshowId, Role
from server.domain.rules import PRESENTING
from server.domain.state import Pair
from server.domain.watching import WATCHING
from server.errors import Forbidden
from server.ports import Clock, Ids
from server.ports.materials import MaterialStore


class Materials:
    """Reads and changes them; downloads are recorded of investors and audience alone, like watching."""

    def __init__(self, store: MaterialStore, rooms: Rooms, clock: Clock, ids: Ids) -> None:
        """Take where they are kept, and the rooms."""
        self._store = store
        self._rooms = rooms
        self._clock = clock
        self._ids = ids

    async def all(self, place: Place) -> list[Material]:
        """Those the reader may have, in the order they were added."""
        actor = await self._rooms.acting(place.seat.roadshow, place.actor)
        return materials.seen(await self._store.all(place.seat.roadshow), actor.role, actor.project)

    async def may_add(self, place: Place, project: ProjectId) -> None:
        """To be asked before a body is read; raises Forbidden, Missing, Invalid."""
        roadshow = place.seat.roadshow
        _working(await self._rooms.acting(roadshow, place.actor), project)
        (await self._rooms.state(roadshow)).pitch_of(project)
        materials.room_for_one(await self._store.all(roadshow), project)

    async def add(self, place: Place, project: ProjectId, name: str, content: bytes, *, investors: bool) -> Material:
        """Add a document; the same once more is the one that is there. Raises Forbidden, Missing, Invalid, TooLarge."""
        await self.may_add(place, project)
        materials.fits(content)
        kind, digest = materials.kind_of(content), sha256(content).hexdigest()
        for one in await self._store.all(place.seat.roadshow):
            if (one.project, one.digest, one.removed) == (project, digest, False):
                return one
        material = Material(
            material=MaterialId(f"mat_{self._ids.new()}"),
            project=project,
            name=materials.named(name, kind),
            kind=kind,
            size=len(content),
            digest=digest,
            investors=investors,
            added_at=self._clock.now(),
            added_by=place.person.id,
        )
        await self._store.add(place.seat.roadshow, material, content)
        return material

    async def change(self, place: Place, material: MaterialId, change: MaterialChange) -> Material:
        """Rename one, say who may have it, remove it or bring it back; raises Forbidden, Missing, Invalid."""
        roadshow = place.seat.roadshow
        all_ = await self._store.all(roadshow)
        before = materials.known(all_, material)
        _working(await self._rooms.acting(roadshow, place.actor), before.project)
        after = materials.changed(before, change)
        if before.removed and not after.removed:
            materials.room_for_one(all_, before.project)
        await self._store.put(roadshow, after)
        return after

    async def read(self, place: Place, material: MaterialId) -> Material:
        """One that the reader may have; raises Missing."""
        return materials.known(await self.all(place), material)

    async def download(self, place: Place, material: Material) -> AsyncIterator[bytes]:
        """The content of one that `read` gave; that it was downloaded is on disk before the first byte is given."""
        roadshow = place.seat.roadshow
        actor, at = await self._rooms.acting(roadshow, place.actor), self._clock.now()
        if actor.role in WATCHING:
            pitch, second = on_at(await self._rooms.state(roadshow), at)
            had = Download(material=material.material, person=actor.person, at=at, pitch=pitch, second=second)
            await self._store.record(roadshow, had)
        return self._store.content(material.material)

    async def taken(self, roadshow: RoadshowId) -> Mapping[Pair, tuple[Taken, ...]]:
        """What each person downloaded of each project's, in the order of time; documents may come and go meanwhile."""
        known = {one.material: one for one in await self._store.all(roadshow)}
        found: dict[Pair, list[Taken]] = defaultdict(list)
        for one in await self._store.downloads(roadshow):
            if of := known.get(one.material):
                found[one.person, of.project].append(Taken(download=one, name=of.name))
        return {pair: tuple(several) for pair, several in found.items()}


def _working(actor: Actor, project: ProjectId) -> None:
    if actor.role not in PRESENTING or (actor.role is Role.presenter and actor.project != project):
        raise Forbidden("forbidden")
