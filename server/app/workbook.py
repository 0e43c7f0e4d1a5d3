"""What the leads of a roadshow are read from, kept between readings: the work on them, who has a seat, and the rows."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from server.app.lead_rows import LeadRow, Roll, Sources
from server.app.recent import Recent
from server.app.rooms import Rooms
from server.domain.accounts import Place
from server.domain.leads import LeadRaised
from server.domain.materials import Taken
from server.domain.messages import Actor, Entry, Event, IntentId, LeadId, PersonId, ProjectId, RoadshowId, Role
from server.domain.rules import PRESENTING
from server.domain.state import Pair, Reassignment, Roadshow
from server.domain.visibility import Audience
from server.domain.watching import Watched
from server.domain.workspace import Work
from server.errors import Missing
from server.ports import AccountStore, Clock, Ids, LeadStore

REMEMBERED: Final = 256
FRESH: Final = timedelta(seconds=10)

Watching = Callable[[RoadshowId], Awaitable[Mapping[Pair, Watched]]]
Taking = Callable[[RoadshowId], Awaitable[Mapping[Pair, tuple[Taken, ...]]]]


class Colleague(Struct, frozen=True, kw_only=True):
    """Somebody who may follow leads up: an organizer all of them, a presenter those of `project`."""

    person: PersonId
    name: str
    role: Role
    project: ProjectId | None

    def reaches(self, project: ProjectId | None) -> bool:
        """Whether they may follow up a lead of this project; None stands for those of all."""
        return project is None or self.project in (None, project)


class Open(Struct, frozen=True, kw_only=True):
    """The workbook as one reader has it before them."""

    roadshow: RoadshowId
    actor: Actor
    roll: Roll
    sources: Sources
    places: Sequence[Place]

    def row(self, lead: LeadId) -> LeadRow:
        """The row of a lead; raises Missing where the reader sees none."""
        if (found := self.roll.row(lead)) is None:
            raise Missing("lead_missing")
        return found

    @property
    def names(self) -> Mapping[PersonId, str]:
        """What everybody with a seat is called."""
        return {place.person.id: place.person.name for place in self.places}

    @property
    def colleagues(self) -> list[Colleague]:
        """Who may follow up leads that the reader sees."""
        state, found = self.sources.state, []
        for place in self.places:
            seat, person = place.seat, place.person
            now = state.seats.get(seat.id, Reassignment(role=seat.role, project=seat.project))
            if now.role in PRESENTING and not state.standing(person.id).removed:
                found.append(Colleague(person=person.id, name=person.name, role=now.role, project=now.project))
        return [one for one in found if one.reaches(self.sources.audience.project)]


class Kept:
    """What is remembered of one roadshow; `heard` are leads that something happened to since they were read.

    What is given away is never changed afterwards, so that whoever has it can tell whether there is something new.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.places: Sequence[Place] = ()
        self.contacts: Mapping[PersonId, str] = {}
        self.watched: Mapping[Pair, Watched] = {}
        self.taken: Mapping[Pair, tuple[Taken, ...]] = {}
        self.read_at: datetime | None = None
        self.heard: set[LeadId] | None = None
        self.reading = asyncio.Lock()
        self._works: dict[LeadId, Work] = {}
        self._parts: dict[ProjectId | None, dict[LeadId, Work]] = {}

    def put(self, works: Iterable[Work]) -> None:
        """Remember the work on these leads; what was read before a change may come after it, and is passed over."""
        fresh = {work.lead: work for work in works if self._is_news(work)}
        self._works.update(fresh)
        for project in {work.project for work in fresh.values()} | ({None} if fresh else set()):
            self._parts.pop(project, None)

    def _is_news(self, work: Work) -> bool:
        known = self._works.get(work.lead)
        return known is None or (known != work and known.version <= work.version)

    def works(self, project: ProjectId | None) -> Mapping[LeadId, Work]:
        """The work on the leads of a project, or on all."""
        if (part := self._parts.get(project)) is None:
            part = {lead: work for lead, work in self._works.items() if project in (None, work.project)}
            self._parts[project] = part
        return part

    def lacks(self, at: datetime) -> bool:
        """Whether to read again who has a seat and watched: now and then, and at once where a lead's person is new."""
        if self.read_at is None or not timedelta() <= at - self.read_at < FRESH:
            return True
        return any(work.person not in self.contacts for work in self._works.values())

    def meet(self, places: Sequence[Place], at: datetime) -> None:
        """Take in who has a seat."""
        self.read_at = at
        if places != self.places:
            self.places = places
            self.contacts = {place.person.id: place.person.contact for place in places}

    def see(self, watched: Mapping[Pair, Watched]) -> None:
        """Take in for how long who watched."""
        if watched != self.watched:
            self.watched = watched

    def hand(self, taken: Mapping[Pair, tuple[Taken, ...]]) -> None:
        """Take in who downloaded what."""
        if taken != self.taken:
            self.taken = taken


class Workbook:
    """Opens the leads of a roadshow for a reader; no other process may change the work on them."""

    def __init__(
        self,
        store: LeadStore,
        accounts: AccountStore,
        rooms: Rooms,
        clock: Clock,
        ids: Ids,
        watched: Watching,
        taken: Taking,
    ) -> None:
        """Take where the work is kept, where contacts are, the rooms, and who knows who watched and downloaded what."""
        self._store = store
        self._accounts = accounts
        self._rooms = rooms
        self._clock = clock
        self._ids = ids
        self._watched = watched
        self._taken = taken
        self._kept: Recent[RoadshowId, Kept] = Recent(REMEMBERED)
        self._rolls: Recent[tuple[RoadshowId, Audience], Roll] = Recent(REMEMBERED)
        rooms.follow(self._hear)

    async def open(self, place: Place, roles: frozenset[Role]) -> Open:
        """Everything as it is now; raises Forbidden where the reader's role is none of these."""
        roadshow = place.seat.roadshow
        actor = await self._rooms.acting(roadshow, place.actor, roles)
        audience = Audience.of(actor.role, actor.project, actor.person)
        kept, sources = await self._sources(roadshow, audience)
        roll = self._rolls.get((roadshow, audience)) or Roll(self._ids.new())
        self._rolls.put((roadshow, audience), roll)
        roll.refresh(sources)
        return Open(roadshow=roadshow, actor=actor, roll=roll, sources=sources, places=kept.places)

    def remember(self, roadshow: RoadshowId, works: Iterable[Work]) -> None:
        """Take changes in that were just made."""
        if kept := self._kept.get(roadshow):
            kept.put(works)

    def forget(self, roadshow: RoadshowId, person: PersonId | None) -> None:
        """Remember nothing of who was erased; readers begin from the beginning."""
        self._kept.drop(roadshow)
        self._rolls.drop_each(lambda key, _: key[0] == roadshow)

    def _hear(self, roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
        """A signal may open a lead, or move it, and so may what happens to an intent.

        A room that begins to write was written elsewhere before, and so was the work on its leads.
        """
        if not entries:
            self._kept.drop(roadshow)
        kept = self._kept.get(roadshow)
        if kept is not None and kept.heard is not None:
            kept.heard.update(found for entry in entries if (found := _lead_of(state, entry.event)))

    async def _sources(self, roadshow: RoadshowId, audience: Audience) -> tuple[Kept, Sources]:
        kept = self._kept.get(roadshow) or Kept()
        self._kept.put(roadshow, kept)
        # Whoever comes second waits for what the first reads, and does not take the half of it for all.
        async with kept.reading:
            await self._read(roadshow, kept)
            await self._look_round(roadshow, kept)
        sources = Sources(
            state=await self._rooms.state(roadshow),
            audience=audience,
            works=kept.works(audience.project),
            contacts=kept.contacts,
            watched=kept.watched,
            taken=kept.taken,
            at=self._clock.now(),
        )
        return kept, sources

    async def _look_round(self, roadshow: RoadshowId, kept: Kept) -> None:
        if kept.lacks(at := self._clock.now()):
            kept.meet(await self._accounts.places(roadshow), at)
            kept.see(await self._watched(roadshow))
            kept.hand(await self._taken(roadshow))

    async def _read(self, roadshow: RoadshowId, kept: Kept) -> None:
        """The work on all leads at first, then on those that were heard of."""
        heard, kept.heard = kept.heard, set()
        if heard == set():
            return
        try:
            kept.put(await self._store.works(roadshow, None if heard is None else sorted(heard)))
        except BaseException:
            kept.heard = None
            raise


def _lead_of(state: Roadshow, event: Event) -> LeadId | None:
    """The lead that an event is about."""
    if isinstance(event, LeadRaised):
        return event.lead
    intent = state.intents.get(getattr(event, "intent", IntentId("")))
    return state.lead_of.get((intent.person, intent.project)) if intent else None
