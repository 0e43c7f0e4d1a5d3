"""Consents: an investor lets one project's presenters know who they are (PIPL article 23: a separate consent each)."""

from collections.abc import Sequence

from msgspec.structs import replace

from server.domain.messages import Command, Context, Entry, Event, PersonId, ProjectId
from server.domain.rules import EVERYONE, INVESTING, PLANNED, Evolutions, Rule, Rules
from server.domain.state import Roadshow
from server.errors import Conflict


class GiveConsent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consent.give"):
    """Pass my name, organisation and contact on to the presenters of a project."""

    project: ProjectId


class WithdrawConsent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consent.withdraw"):
    """Pass them on no more; as easy as giving was (PIPL article 15)."""

    project: ProjectId


class ConsentGiven(Event, frozen=True, kw_only=True, tag="consent.given"):
    """The presenters of a project may know who the person is."""

    person: PersonId
    project: ProjectId


class ConsentWithdrawn(Event, frozen=True, kw_only=True, tag="consent.withdrawn"):
    """The presenters of a project are shown a number again."""

    person: PersonId
    project: ProjectId


def give(state: Roadshow, command: GiveConsent, context: Context) -> Sequence[Event]:
    """Once for each project."""
    state.pitch_of(command.project)
    if not (events := giving(state, context.actor.person, command.project)):
        raise Conflict("consent_state")
    return events


def withdraw(state: Roadshow, command: WithdrawConsent, context: Context) -> Sequence[Event]:
    """At any time, and whatever the role of who gave it is by now."""
    pair = (context.actor.person, command.project)
    if pair not in state.consents:
        raise Conflict("consent_state")
    return [ConsentWithdrawn(person=pair[0], project=pair[1])]


def giving(state: Roadshow, person: PersonId, project: ProjectId) -> list[Event]:
    """The event that puts a consent in force, or none where it is."""
    return [] if (person, project) in state.consents else [ConsentGiven(person=person, project=project)]


def given(state: Roadshow, event: ConsentGiven, entry: Entry) -> Roadshow:
    """In force."""
    return replace(state, consents=state.consents.set((event.person, event.project), entry.at))


def withdrawn(state: Roadshow, event: ConsentWithdrawn, entry: Entry) -> Roadshow:
    """In force no more."""
    return replace(state, consents=state.consents.delete((event.person, event.project)))


RULES: Rules = {
    GiveConsent: Rule(give, INVESTING, PLANNED),
    WithdrawConsent: Rule(withdraw, EVERYONE, PLANNED),
}
EVOLVE: Evolutions = {ConsentGiven: given, ConsentWithdrawn: withdrawn}
