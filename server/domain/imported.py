"""Leads that a file makes: somebody an organizer knows from elsewhere, who has shown no interest here yet.

Such a lead is for the organizers alone until its person does something here. It can be taken back for as long as
nothing has come of it, and whoever came in by it alone is erased with it.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from server.domain.erasure import PersonErased
from server.domain.leads import LeadRaised, Signal
from server.domain.messages import (
    Command,
    Context,
    Entry,
    Event,
    LeadId,
    Line,
    PersonId,
    ProjectId,
    SeatId,
    Signature,
    clean,
    required,
)
from server.domain.rules import PLANNED, STAFF, Evolutions, Rule, Rules
from server.domain.state import Lead, Roadshow
from server.errors import Conflict, Missing


class ImportLead(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="lead.import"):
    """Make a lead of a person with a number here, or of somebody new; `mark` says which import and row it is from."""

    project: ProjectId
    mark: Line
    name: Line = ""
    organisation: Line = ""
    contact: Line = ""
    person: PersonId | None = None


class UnmakeLead(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="lead.unmake"):
    """Take a lead back that an import made, where nothing has come of it."""

    lead: LeadId


class ImportText(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who somebody new is, and how to reach them."""

    signature: Signature
    contact: str = ""


class LeadImported(Event, frozen=True, kw_only=True, tag="lead.imported"):
    """An organizer made a lead by a file; somebody new was given a seat."""

    lead: LeadId
    person: PersonId
    project: ProjectId
    number: int
    mark: str
    seat: SeatId | None = None
    private: ImportText | None = None


class LeadUnmade(Event, frozen=True, kw_only=True, tag="lead.unmade"):
    """A lead that an import made is there no more."""

    lead: LeadId
    person: PersonId
    project: ProjectId


def make(state: Roadshow, command: ImportLead, context: Context) -> Sequence[Event]:
    """Where there is none of that person and project; Missing where nobody known is meant by `person`."""
    project = state.pitch_of(command.project).project
    if command.person is not None and command.person not in state.numbers:
        raise Missing("person_missing")
    person = command.person or PersonId(f"per_{context.id}")
    if (person, project) in state.lead_of:
        raise Conflict("lead_there")
    new = command.person is None
    lead = LeadId(f"lea_{context.id}")
    made = LeadImported(
        lead=lead,
        person=person,
        project=project,
        number=state.number(person),
        mark=command.mark,
        seat=SeatId(f"sea_{context.id}") if new else None,
        private=_text(command) if new else None,
    )
    raised = LeadRaised(
        lead=lead, person=person, project=project, signal=Signal.imported, about=command.mark, host_only=True
    )
    return [made, raised]


def _text(command: ImportLead) -> ImportText:
    signature = Signature(name=required(command.name, "name_empty"), organisation=clean(command.organisation))
    return ImportText(signature=signature, contact=clean(command.contact))


def unmake(state: Roadshow, command: UnmakeLead, context: Context) -> Sequence[Event]:
    """Only one that an import made, and that nothing has happened to since."""
    lead = state.leads.get(command.lead)
    if lead is None or not lead.mark:
        raise Missing("lead_missing")
    if lead.whole.signals > 1 or any(state.agenda.of((lead.person, lead.project))):
        raise Conflict("version_stale")
    unmade = LeadUnmade(lead=lead.lead, person=lead.person, project=lead.project)
    others = any(one.person == lead.person and one.lead != lead.lead for one in state.leads.values())
    stated = any(one.person == lead.person for one in state.intents.values())
    return [unmade] if others or stated or not lead.stranger else [unmade, PersonErased(person=lead.person)]


def imported(state: Roadshow, event: LeadImported, entry: Entry) -> Roadshow:
    """A lead that is named by what the file says, or as its person is elsewhere."""
    signature = event.private.signature if event.private else _known(state, event.person)
    lead = Lead(
        lead=event.lead,
        person=event.person,
        project=event.project,
        signature=signature,
        mark=event.mark,
        stranger=event.seat is not None,
    )
    return replace(
        state,
        leads=state.leads.set(event.lead, lead),
        lead_of=state.lead_of.set((event.person, event.project), event.lead),
        numbers=state.numbers.set(event.person, event.number),
        actors=state.actors.set(event.person, entry.seq),
    )


def _known(state: Roadshow, person: PersonId) -> Signature | None:
    found = (lead.signature for lead in state.leads.values() if lead.person == person and lead.signature)
    return next(found, None)


def unmade(state: Roadshow, event: LeadUnmade, entry: Entry) -> Roadshow:
    """Gone; the number stays taken."""
    leads, lead_of = state.leads.delete(event.lead), state.lead_of.delete((event.person, event.project))
    return replace(state, leads=leads, lead_of=lead_of)


RULES: Rules = {
    ImportLead: Rule(make, STAFF, PLANNED),
    UnmakeLead: Rule(unmake, STAFF, PLANNED),
}

EVOLVE: Evolutions = {LeadImported: imported, LeadUnmade: unmade}
