"""Leads: one for each investor and project, opened by their first signal and raised by every one after it.

No command makes a lead. `follow` reads what a command has just caused and adds what it means for leads, so that both
are in the log in one append. An anonymous question raises none: the lead would say who asked.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from server.domain.answers import IntentConfirmed, IntentRetracted
from server.domain.intents import IntentRevised, IntentStated, IntentWithdrawn
from server.domain.meetings import MeetingMarked
from server.domain.messages import (
    Actor,
    Context,
    Entry,
    Event,
    LeadId,
    PersonId,
    ProjectId,
    Role,
    Signature,
)
from server.domain.questions import QuestionAsked, QuestionVoted
from server.domain.requests import MeetingRequested
from server.domain.rules import Evolutions
from server.domain.slips import IntentClaimed
from server.domain.state import Lead, Roadshow, Signals
from server.domain.terms import Terms


class Signal(StrEnum):
    """What shows interest."""

    question = "question"
    vote = "vote"
    intent = "intent"
    revision = "revision"
    withdrawal = "withdrawal"
    meeting = "meeting"
    met = "met"
    no_show = "no_show"
    confirmation = "confirmation"
    retraction = "retraction"
    download = "download"
    imported = "import"


class LeadOpened(Event, frozen=True, kw_only=True, tag="lead.opened"):
    """An investor showed interest in a project for the first time; `number` is their pseudonym in this roadshow."""

    lead: LeadId
    person: PersonId
    project: ProjectId
    number: int
    private: Signature | None = None


class LeadRaised(Event, frozen=True, kw_only=True, tag="lead.raised"):
    """One signal more; `about` is the question or intent that it came with."""

    lead: LeadId
    person: PersonId
    project: ProjectId
    signal: Signal
    about: str
    host_only: bool = False


class Sign(Struct, frozen=True):
    """A signal read off an event, before it is known which lead it raises."""

    project: ProjectId
    signal: Signal
    about: str
    host_only: bool = False


def follow(state: Roadshow, events: Sequence[Event], context: Context) -> list[Event]:
    """What events that were just decided, and are not in the state yet, mean for the actor's leads."""
    if context.actor.role is not Role.investor:
        return [_met(state, event) for event in events if isinstance(event, MeetingMarked)]
    signs = [sign for event in events if (read := SIGNS.get(type(event))) for sign in read(state, event)]
    return [event for sign in signs for event in _raised(state, sign, context)]


def _raised(state: Roadshow, sign: Sign, context: Context) -> list[Event]:
    person = context.actor.person
    known = state.lead_of.get((person, sign.project))
    lead = known or LeadId(f"lea_{context.id}")
    raised = LeadRaised(
        lead=lead,
        person=person,
        project=sign.project,
        signal=sign.signal,
        about=sign.about,
        host_only=sign.host_only,
    )
    return [raised] if known else [_opened(state, lead, sign.project, context.actor), raised]


def _met(state: Roadshow, event: MeetingMarked) -> LeadRaised:
    """Whoever meets has a lead: by their own request, or because presenters ask and rank nobody else."""
    return LeadRaised(
        lead=state.lead_of[(event.person, event.project)],
        person=event.person,
        project=event.project,
        signal=Signal.met if event.held else Signal.no_show,
        about=event.meeting,
    )


def _opened(state: Roadshow, lead: LeadId, project: ProjectId, actor: Actor) -> LeadOpened:
    return LeadOpened(
        lead=lead,
        person=actor.person,
        project=project,
        number=state.number(actor.person),
        private=Signature(name=actor.name, organisation=actor.organisation),
    )


def _asked(state: Roadshow, event: QuestionAsked) -> Iterable[Sign]:
    if event.pitch and not event.anonymous:
        yield Sign(state.pitch(event.pitch).project, Signal.question, event.question)


def _voted(state: Roadshow, event: QuestionVoted) -> Iterable[Sign]:
    if pitch := state.questions[event.question].pitch:
        yield Sign(state.pitch(pitch).project, Signal.vote, event.question)


def _stated(state: Roadshow, event: IntentStated) -> Iterable[Sign]:
    yield Sign(event.project, Signal.intent, event.intent, _host_only(event.terms))


def _revised(state: Roadshow, event: IntentRevised) -> Iterable[Sign]:
    project = state.intents[event.intent].project
    yield Sign(project, Signal.revision, event.intent, _host_only(event.terms))


def _withdrawn(state: Roadshow, event: IntentWithdrawn) -> Iterable[Sign]:
    """Who takes back what the host entered for them, and they never owned, showed no interest."""
    if state.intents[event.intent].claim_by is None:
        yield from _sign(Signal.withdrawal)(state, event)


def _sign(signal: Signal) -> Callable[[Roadshow, Any], Iterable[Sign]]:
    """How an event is read that is about an intent as it stands."""

    def read(state: Roadshow, event: Any) -> Iterable[Sign]:
        intent = state.intents[event.intent]
        yield Sign(intent.project, signal, event.intent, _host_only(intent.terms))

    return read


def _requested(state: Roadshow, event: MeetingRequested) -> Iterable[Sign]:
    yield Sign(event.project, Signal.meeting, event.meeting)


def _host_only(terms: Terms) -> bool:
    return not terms.passed


SIGNS: Final[dict[type[Event], Callable[[Roadshow, Any], Iterable[Sign]]]] = {
    QuestionAsked: _asked,
    QuestionVoted: _voted,
    IntentStated: _stated,
    IntentRevised: _revised,
    MeetingRequested: _requested,
    IntentWithdrawn: _withdrawn,
    IntentClaimed: _sign(Signal.intent),
    IntentConfirmed: _sign(Signal.confirmation),
    IntentRetracted: _sign(Signal.retraction),
}


def opened(state: Roadshow, event: LeadOpened, entry: Entry) -> Roadshow:
    """A lead without signals yet. Numbered here, not by the first intent: a number must not tell of a hidden one."""
    lead = Lead(lead=event.lead, person=event.person, project=event.project, signature=event.private)
    return replace(
        state,
        leads=state.leads.set(event.lead, lead),
        lead_of=state.lead_of.set((event.person, event.project), event.lead),
        numbers=state.numbers.set(event.person, event.number),
    )


def raised(state: Roadshow, event: LeadRaised, entry: Entry) -> Roadshow:
    """One signal more, for the presenters too unless it is for the host alone."""
    lead = state.leads[event.lead]
    lead = replace(
        lead,
        whole=_more(lead.whole, event, entry),
        passed=lead.passed if event.host_only else _more(lead.passed, event, entry),
    )
    return replace(state, leads=state.leads.set(event.lead, lead))


def _more(signals: Signals, event: LeadRaised, entry: Entry) -> Signals:
    return replace(
        signals,
        questions=signals.questions + (event.signal is Signal.question),
        votes=signals.votes + (event.signal is Signal.vote),
        intents=signals.intents + (event.signal is Signal.intent),
        signals=signals.signals + 1,
        first_at=signals.first_at or entry.at,
        last_at=entry.at,
    )


EVOLVE: Evolutions = {LeadOpened: opened, LeadRaised: raised}
