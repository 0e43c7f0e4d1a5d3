"""What staff did in a roadshow, told to its organizers and auditors."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from server.app.rooms import Rooms
from server.domain.accounts import Place
from server.domain.messages import SYSTEM, PersonId
from server.domain.rules import OVERSEEING
from server.domain.trail import Asked, Deed, Fields, Line, Stint
from server.ports import AccountStore, Clock
from server.ports.trail import TrailStore

PAGE: Final = 100


class TrailPage(Struct, frozen=True, kw_only=True):
    """Lines, the latest first, the names of who did what, and where to read on; None at the end."""

    lines: Sequence[Line]
    names: Mapping[PersonId, str]
    before: str | None


class Overseen(Struct, frozen=True, kw_only=True):
    """What is the same for every page: who was staff when, and what everybody is called."""

    stints: Sequence[Stint]
    people: Mapping[PersonId, str]


class Trail:
    """Notes deeds and reads the trail."""

    def __init__(self, store: TrailStore, accounts: AccountStore, rooms: Rooms, clock: Clock) -> None:
        """Take where it is kept, and who knows who is staff."""
        self._store = store
        self._accounts = accounts
        self._rooms = rooms
        self._clock = clock

    async def note(self, place: Place, kind: str, about: str = "", **fields: str | int | bool | None) -> None:
        """Record that whoever sits there did something that is told of nowhere else."""
        told: Fields = fields
        deed = Deed(by=place.person.id, at=self._clock.now(), kind=kind, about=about, fields=told)
        await self._store.note(place.seat.roadshow, deed)

    async def read(self, place: Place, asked: Asked) -> TrailPage:
        """One page; raises Forbidden for all but organizers and auditors."""
        return await self._page(place, asked, await self._overseen(place))

    async def all(self, place: Place, asked: Asked) -> AsyncIterator[tuple[Line, str]]:
        """Every line with the name of who it is of."""
        overseen, before = await self._overseen(place), asked.before
        while True:
            page = await self._page(place, replace(asked, before=before), overseen)
            for line in page.lines:
                yield line, page.names.get(line.by, "")
            if page.before is None:
                return
            before = page.before

    async def _overseen(self, place: Place) -> Overseen:
        roadshow = place.seat.roadshow
        await self._rooms.acting(roadshow, place.actor, OVERSEEING)
        people = {one.person.id: one.person.name for one in await self._accounts.places(roadshow)}
        return Overseen(stints=[*await self._store.stints(roadshow), Stint(person=SYSTEM)], people=people)

    async def _page(self, place: Place, asked: Asked, overseen: Overseen) -> TrailPage:
        wanted = [one for one in overseen.stints if asked.person in (None, one.person)]
        lines = await self._store.lines(place.seat.roadshow, wanted, asked, PAGE)
        named = {one.person for one in overseen.stints} | {line.by for line in lines}
        names = {person: name for person, name in overseen.people.items() if person in named}
        return TrailPage(lines=lines, names=names, before=lines[-1].key if len(lines) == PAGE else None)
