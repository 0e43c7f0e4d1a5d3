"""How a consortium comes about and ends: one investor forms and leads it, others are invited by number and accept.

A member leaves, or is sent away by the lead, and from then on sees nothing of it. Where the lead leaves it is over, and
the joint intents that are still open are withdrawn. Names are for those who are in it or invited, and for organizers.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from immutables import Map
from msgspec import Meta
from msgspec.structs import replace

from server.domain.board import recounted
from server.domain.consortium import Consortium
from server.domain.course import OPEN, IntentState
from server.domain.intents import IntentWithdrawn
from server.domain.joint import claim_of, joints
from server.domain.messages import (
    Actor,
    Command,
    ConsortiumId,
    Context,
    Entry,
    Event,
    PersonId,
    ProjectId,
    Signature,
)
from server.domain.rules import EVERYONE, INVESTING, PLANNED, Evolutions, Rule, Rules
from server.domain.state import Intent, Roadshow
from server.errors import Conflict, Forbidden, Missing

Number = Annotated[int, Meta(ge=1, le=10**6)]
MOST: Final = 50
"""How many may be in one consortium or invited to it."""


class TakeNumber(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="number.take"):
    """Be given the number by which one can be invited, before one has shown interest in anything."""


class FormConsortium(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consortium.form"):
    """Form a consortium about a project, and lead it."""

    project: ProjectId


class InviteMember(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consortium.invite"):
    """Invite another investor of the roadshow, by their number."""

    consortium: ConsortiumId
    number: Number


class JoinConsortium(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consortium.join"):
    """Accept an invitation; the other members learn one's name."""

    consortium: ConsortiumId


class LeaveConsortium(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consortium.leave"):
    """Leave, or decline an invitation; where the lead leaves, the consortium is over."""

    consortium: ConsortiumId


class RemoveMember(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consortium.remove"):
    """Send a member away, or take an invitation back."""

    consortium: ConsortiumId
    number: Number


class NumberTaken(Event, frozen=True, kw_only=True, tag="number.taken"):
    """A person has this number, their pseudonym in this roadshow."""

    number: int


class ConsortiumFormed(Event, frozen=True, kw_only=True, tag="consortium.formed"):
    """Whoever acted leads a consortium."""

    consortium: ConsortiumId
    project: ProjectId
    number: int
    private: Signature | None = None


class MemberInvited(Event, frozen=True, kw_only=True, tag="consortium.invited"):
    """A person may come in."""

    consortium: ConsortiumId
    person: PersonId


class MemberJoined(Event, frozen=True, kw_only=True, tag="consortium.joined"):
    """Whoever acted is a member."""

    consortium: ConsortiumId
    private: Signature | None = None


class MemberLeft(Event, frozen=True, kw_only=True, tag="consortium.left"):
    """A person is neither a member nor invited any more."""

    consortium: ConsortiumId
    person: PersonId


class ConsortiumEnded(Event, frozen=True, kw_only=True, tag="consortium.ended"):
    """The lead has left, and nobody is in it any more."""

    consortium: ConsortiumId


def take(state: Roadshow, command: TakeNumber, context: Context) -> Sequence[Event]:
    """Once."""
    if context.actor.person in state.numbers:
        raise Conflict("number_taken")
    return [NumberTaken(number=state.number(context.actor.person))]


def form(state: Roadshow, command: FormConsortium, context: Context) -> Sequence[Event]:
    """Where one is in none about this project."""
    state.pitch_of(command.project)
    person = context.actor.person
    _free(state, person, command.project)
    return [
        ConsortiumFormed(
            consortium=ConsortiumId(f"con_{context.id}"),
            project=command.project,
            number=state.number(person),
            private=_signature(context.actor),
        )
    ]


def invite(state: Roadshow, command: InviteMember, context: Context) -> Sequence[Event]:
    """By the lead; Missing where nobody has that number."""
    found = _led(state, command.consortium, context)
    person = _numbered(state, command.number)
    if person in found.members or person in found.invited:
        raise Conflict("consortium_state")
    if len(found.members) + len(found.invited) >= MOST:
        raise Conflict("consortium_full")
    return [MemberInvited(consortium=found.consortium, person=person)]


def join(state: Roadshow, command: JoinConsortium, context: Context) -> Sequence[Event]:
    """By who is invited, and in no other about this project."""
    found = _known(state, command.consortium, context.actor.person)
    if context.actor.person in found.members:
        raise Conflict("consortium_state")
    _free(state, context.actor.person, found.project)
    return [MemberJoined(consortium=found.consortium, private=_signature(context.actor))]


def leave(state: Roadshow, command: LeaveConsortium, context: Context) -> Sequence[Event]:
    """At any time, and whatever one's role is by now; the lead once what was confirmed jointly is retracted."""
    person = context.actor.person
    found = _known(state, command.consortium, person)
    if person != found.lead:
        return [MemberLeft(consortium=found.consortium, person=person)]
    joint = _joint(state, found)
    if any(one.state is IntentState.confirmed for one in joint):
        raise Conflict("consortium_confirmed")
    open_ones = [one for one in joint if one.state in OPEN]
    withdrawn = [IntentWithdrawn(intent=one.intent, version=one.version + 1) for one in open_ones]
    return [*withdrawn, ConsortiumEnded(consortium=found.consortium)]


def remove(state: Roadshow, command: RemoveMember, context: Context) -> Sequence[Event]:
    """By the lead, of anybody else."""
    found = _led(state, command.consortium, context)
    person = _numbered(state, command.number)
    if person == found.lead or not (person in found.members or person in found.invited):
        raise Conflict("consortium_state")
    return [MemberLeft(consortium=found.consortium, person=person)]


def _known(state: Roadshow, consortium: ConsortiumId, person: PersonId) -> Consortium:
    found = state.consortia.known.get(consortium)
    if found is None or found.ended or not (person in found.members or person in found.invited):
        raise Missing("consortium_missing")
    return found


def _led(state: Roadshow, consortium: ConsortiumId, context: Context) -> Consortium:
    found = _known(state, consortium, context.actor.person)
    if found.lead != context.actor.person:
        raise Forbidden("not_leading")
    return found


def _free(state: Roadshow, person: PersonId, project: ProjectId) -> None:
    if state.consortia.of(person, project):
        raise Conflict("consortium_state")


def _numbered(state: Roadshow, number: int) -> PersonId:
    for person, own in state.numbers.items():
        if own == number:
            return person
    raise Missing("number_unknown")


def _joint(state: Roadshow, consortium: Consortium) -> list[Intent]:
    return [one for one in joints(state, [consortium.lead], consortium.project) if one.person == consortium.lead]


def _signature(actor: Actor) -> Signature:
    return Signature(name=actor.name, organisation=actor.organisation)


def numbered(state: Roadshow, event: NumberTaken, entry: Entry) -> Roadshow:
    """Known by a number."""
    return replace(state, numbers=state.numbers.set(entry.by, event.number))


def formed(state: Roadshow, event: ConsortiumFormed, entry: Entry) -> Roadshow:
    """With its lead as the only member."""
    made = Consortium(
        consortium=event.consortium,
        project=event.project,
        lead=entry.by,
        members=Map({entry.by: event.private}),
    )
    pairs = state.consortia.of_pair.set((entry.by, event.project), event.consortium)
    numbers = state.numbers.set(entry.by, event.number)
    return replace(state, consortia=state.consortia.kept(made, pairs), numbers=numbers)


def invited(state: Roadshow, event: MemberInvited, entry: Entry) -> Roadshow:
    """May come in."""
    old = state.consortia.known[event.consortium]
    new = replace(old, invited=old.invited.set(event.person, entry.seq))
    return replace(state, consortia=state.consortia.kept(new, state.consortia.of_pair))


def joined(state: Roadshow, event: MemberJoined, entry: Entry) -> Roadshow:
    """In it, and what they state is a share in what is joint already."""
    found = state.consortia.known[event.consortium]
    joint = _joint(state, found)
    consortia = state.consortia.entered(event.consortium, entry.by, event.private)
    within = consortia.within
    for one in joint:
        within = within.set((entry.by, *claim_of(one)[1:]), one.intent)
    after = replace(state, consortia=replace(consortia, within=within))
    for one in joint:
        own = state.live_intents.get((entry.by, *claim_of(one)[1:]))
        after = recounted(replace(state, tallies=after.tallies), after, [one.intent, *([own] if own else ())], entry.at)
    return after


def left(state: Roadshow, event: MemberLeft, entry: Entry) -> Roadshow:
    """Outside."""
    return replace(state, consortia=state.consortia.left(event.consortium, event.person))


def ended(state: Roadshow, event: ConsortiumEnded, entry: Entry) -> Roadshow:
    """Over."""
    return replace(state, consortia=state.consortia.over(event.consortium))


RULES: Rules = {
    TakeNumber: Rule(take, INVESTING, PLANNED),
    FormConsortium: Rule(form, INVESTING, PLANNED),
    InviteMember: Rule(invite, INVESTING, PLANNED),
    JoinConsortium: Rule(join, INVESTING, PLANNED),
    LeaveConsortium: Rule(leave, EVERYONE, PLANNED),
    RemoveMember: Rule(remove, INVESTING, PLANNED),
}

EVOLVE: Evolutions = {
    NumberTaken: numbered,
    ConsortiumFormed: formed,
    MemberInvited: invited,
    MemberJoined: joined,
    MemberLeft: left,
    ConsortiumEnded: ended,
}
