"""What organizers decide about people in a roadshow: muted, removed, put into another role.

Being let in is a row elsewhere and no event: a crowd that joins must cost the log nothing.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from server.domain.messages import Actor, Command, Context, Entry, Event, PersonId, ProjectId, Role, SeatId
from server.domain.onair import PitchReadied
from server.domain.rules import PLANNED, STAFF, Evolutions, Rule, Rules
from server.domain.stage import cleared
from server.domain.state import Reassignment, Roadshow
from server.errors import Conflict, Forbidden, Invalid


class MutePerson(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="person.mute"):
    """Take questions and votes from a person; an investor's intents stay possible."""

    person: PersonId


class UnmutePerson(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="person.unmute"):
    """Undo `person.mute`."""

    person: PersonId


class RemovePerson(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="person.remove"):
    """Put a person out; every seat of theirs in this roadshow ends within a second, what they stated stays."""

    person: PersonId


class ReadmitPerson(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="person.readmit"):
    """Undo `person.remove`."""

    person: PersonId


class ReassignSeat(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="seat.reassign"):
    """Give a seat another role; presenters need the project they present. A seat on stage leaves it."""

    seat: SeatId
    role: Role
    project: ProjectId | None = None


class PersonMuted(Event, frozen=True, kw_only=True, tag="person.muted"):
    """A person may not ask or vote."""

    person: PersonId


class PersonUnmuted(Event, frozen=True, kw_only=True, tag="person.unmuted"):
    """A person may ask and vote again."""

    person: PersonId


class PersonRemoved(Event, frozen=True, kw_only=True, tag="person.removed"):
    """A person was put out."""

    person: PersonId


class PersonReadmitted(Event, frozen=True, kw_only=True, tag="person.readmitted"):
    """A person may come back."""

    person: PersonId


class SeatReassigned(Event, frozen=True, kw_only=True, tag="seat.reassigned"):
    """A seat has another role from now on."""

    seat: SeatId
    role: Role
    project: ProjectId | None = None


def mute(state: Roadshow, command: MutePerson, context: Context) -> Sequence[Event]:
    """Once."""
    _differs(state, command.person, "muted", wanted=True)
    return [PersonMuted(person=command.person)]


def unmute(state: Roadshow, command: UnmutePerson, context: Context) -> Sequence[Event]:
    """Once."""
    _differs(state, command.person, "muted", wanted=False)
    return [PersonUnmuted(person=command.person)]


def remove(state: Roadshow, command: RemovePerson, context: Context) -> Sequence[Event]:
    """Nobody removes themselves, so that a roadshow keeps an organizer."""
    if command.person == context.actor.person:
        raise Forbidden("forbidden")
    _differs(state, command.person, "removed", wanted=True)
    return [PersonRemoved(person=command.person)]


def readmit(state: Roadshow, command: ReadmitPerson, context: Context) -> Sequence[Event]:
    """Once; an erased person has nothing to come back to."""
    if state.standing(command.person).erased:
        raise Conflict("person_state")
    _differs(state, command.person, "removed", wanted=False)
    return [PersonReadmitted(person=command.person)]


def reassign(state: Roadshow, command: ReassignSeat, context: Context) -> Sequence[Event]:
    """Nobody changes their own seat, for the same reason."""
    if command.seat == context.actor.seat:
        raise Forbidden("forbidden")
    if (command.role is Role.presenter) != (command.project is not None):
        raise Invalid("project_needed")
    if command.project is not None:
        state.pitch_of(command.project)
    return [
        SeatReassigned(seat=command.seat, role=command.role, project=command.project),
        *_stepped_down(state, command.seat),
    ]


def _stepped_down(state: Roadshow, seat: SeatId) -> list[Event]:
    """A seat is shown, or waits to be shown, only in the role that it got there in."""
    waiting: list[Event] = [PitchReadied(pitch=pitch.pitch) for pitch in state.pitches.values() if pitch.ready == seat]
    return [*waiting, *cleared(state)] if state.stage.seat == seat else waiting


def _differs(state: Roadshow, person: PersonId, field: str, *, wanted: bool) -> None:
    if getattr(state.standing(person), field) is wanted:
        raise Conflict("person_state")


def acting(state: Roadshow, actor: Actor) -> Actor:
    """The actor in the role their seat has now; Forbidden for who was removed."""
    if state.standing(actor.person).removed:
        raise Forbidden("removed")
    if (now := state.seats.get(actor.seat)) is None:
        return actor
    return replace(actor, role=now.role, project=now.project)


def muted(state: Roadshow, event: PersonMuted, entry: Entry) -> Roadshow:
    """Silenced."""
    return _standing(state, event.person, muted=True)


def unmuted(state: Roadshow, event: PersonUnmuted, entry: Entry) -> Roadshow:
    """Heard again."""
    return _standing(state, event.person, muted=False)


def removed(state: Roadshow, event: PersonRemoved, entry: Entry) -> Roadshow:
    """Out."""
    return _standing(state, event.person, removed=True)


def readmitted(state: Roadshow, event: PersonReadmitted, entry: Entry) -> Roadshow:
    """In again."""
    return _standing(state, event.person, removed=False)


def reassigned(state: Roadshow, event: SeatReassigned, entry: Entry) -> Roadshow:
    """Another role."""
    return replace(state, seats=state.seats.set(event.seat, Reassignment(role=event.role, project=event.project)))


def _standing(state: Roadshow, person: PersonId, **fields: bool) -> Roadshow:
    return replace(state, standings=state.standings.set(person, replace(state.standing(person), **fields)))


RULES: Rules = {
    MutePerson: Rule(mute, STAFF, PLANNED),
    UnmutePerson: Rule(unmute, STAFF, PLANNED),
    RemovePerson: Rule(remove, STAFF, PLANNED),
    ReadmitPerson: Rule(readmit, STAFF, PLANNED),
    ReassignSeat: Rule(reassign, STAFF, PLANNED),
}

EVOLVE: Evolutions = {
    PersonMuted: muted,
    PersonUnmuted: unmuted,
    PersonRemoved: removed,
    PersonReadmitted: readmitted,
    SeatReassigned: reassigned,
}
