"""The workspace of leads: what the log tells of each, joined with the work on it, as far as the reader may see it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import asdict

from server.app.rooms import Rooms
from server.domain.accounts import Place
from server.domain.leads import Signal
from server.domain.messages import Actor, Bilingual, LeadId, PersonId, Role
from server.domain.state import Roadshow
from server.domain.views import IntentView, LeadView
from server.domain.visibility import Audience, look_at
from server.domain.workspace import LeadStage, Trace, Work, WorkChange
from server.errors import Forbidden, Missing
from server.ports import AccountStore, Clock, LeadStore


class Moment(Struct, frozen=True, kw_only=True):
    """One signal in a lead's story."""

    seq: int
    at: datetime
    signal: Signal
    about: str


class LeadSheet(Struct, frozen=True, kw_only=True):
    """All there is to a lead for one reader; the contact is there where the name is.

    `consented` says whether the project's presenters may know who it is.
    """

    lead: LeadId
    view: LeadView
    project_title: Bilingual
    contact: str | None
    consented: bool
    intents: list[IntentView]
    story: list[Moment]
    version: int
    owner: str
    stage: LeadStage
    next_step: str
    due: date | None
    note: str


class Sources(Struct, frozen=True, kw_only=True):
    """What sheets are made of, read at one time."""

    state: Roadshow
    audience: Audience
    traces: Mapping[LeadId, Sequence[Trace]]
    contacts: Mapping[PersonId, str]


class Leads:
    """Reads and changes the workspace; organizers reach all leads, presenters those of their project."""

    def __init__(self, store: LeadStore, accounts: AccountStore, rooms: Rooms, clock: Clock) -> None:
        """Take where the work is kept, where contacts are, and the rooms."""
        self._store = store
        self._accounts = accounts
        self._rooms = rooms
        self._clock = clock

    async def sheets(self, place: Place) -> list[LeadSheet]:
        """Every lead the reader may see, in the order they were opened; raises Forbidden for who has none to see."""
        actor = await self._acting(place)
        works = await self._store.works(place.seat.roadshow)
        sources = await self._sources(place, actor)
        return [sheet(work, view, sources) for work in works if (view := _view(work.lead, sources))]

    async def revise(self, place: Place, lead: LeadId, change: WorkChange) -> LeadSheet:
        """Change the work on a lead; raises Forbidden, Missing, or Conflict on a stale version."""
        actor = await self._acting(place)
        sources = await self._sources(place, actor)
        if (view := _view(lead, sources)) is None:
            raise Missing("lead_missing")
        work = await self._store.revise(place.seat.roadshow, lead, change, actor.person, self._clock.now())
        return sheet(work, view, sources)

    async def _acting(self, place: Place) -> Actor:
        actor = await self._rooms.acting(place.seat.roadshow, place.actor)
        if actor.role not in (Role.organizer, Role.presenter):
            raise Forbidden("forbidden")
        return actor

    async def _sources(self, place: Place, actor: Actor) -> Sources:
        roadshow = place.seat.roadshow
        traces = await self._store.traces(roadshow)
        people = (found.person for found in await self._accounts.places(roadshow))
        return Sources(
            state=await self._rooms.state(roadshow),
            audience=Audience.of(actor.role, actor.project, actor.person),
            traces=_by_lead(traces),
            contacts={person.id: person.contact for person in people},
        )


def sheet(work: Work, view: LeadView, sources: Sources) -> LeadSheet:
    """A lead's sheet for a reader who may see this of it; with the name hidden, no story to guess it from."""
    whole = sources.audience.role is Role.organizer
    traces = sources.traces.get(work.lead, ()) if view.person else ()
    story = [trace for trace in traces if whole or not trace.host_only]
    fields = asdict(work)
    return LeadSheet(
        view=view,
        project_title=sources.state.pitch_of(work.project).title,
        contact=sources.contacts.get(view.person) if view.person else None,
        consented=(work.person, work.project) in sources.state.consents,
        intents=list(_intents(work, sources)),
        story=[Moment(seq=trace.seq, at=trace.at, signal=trace.signal, about=trace.about) for trace in story],
        **{name: fields[name] for name in ("lead", "version", "owner", "stage", "next_step", "due", "note")},
    )


def _view(lead: LeadId, sources: Sources) -> LeadView | None:
    view = look_at(sources.state, "lead", lead, sources.audience)
    return view if isinstance(view, LeadView) else None


def _intents(work: Work, sources: Sources) -> Iterable[IntentView]:
    for intent in sources.state.intents.values():
        if not intent.live or (intent.person, intent.project) != (work.person, work.project):
            continue
        view = look_at(sources.state, "intent", intent.intent, sources.audience)
        if isinstance(view, IntentView):
            yield view


def _by_lead(traces: Iterable[Trace]) -> dict[LeadId, list[Trace]]:
    found: dict[LeadId, list[Trace]] = {}
    for trace in traces:
        found.setdefault(trace.lead, []).append(trace)
    return found
