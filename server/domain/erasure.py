"""Erasing: whatever says who somebody is, or what they wrote, goes; what happened stays, by somebody without a name.

Private texts are kept apart from the log, and whoever stores an event of this slice deletes those it is about in the
same transaction. The state that was folded before still has them, so a room folds its log anew once such an event is
on it.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from server.domain.messages import Command, Context, Entry, Event, PersonId
from server.domain.retention import RecordsErased
from server.domain.rules import PLANNED, STAFF, Evolutions, Rule, Rules
from server.domain.state import Roadshow
from server.errors import Conflict, Forbidden


class ErasePerson(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="person.erase"):
    """Erase a person from this roadshow for good: name, contact, texts, notes, watching; what they stated stays."""

    person: PersonId


class PersonErased(Event, frozen=True, kw_only=True, tag="person.erased"):
    """A person was erased from this roadshow, with all private text of theirs; they are out of it."""

    person: PersonId


class Personal(Struct, frozen=True, kw_only=True):
    """How much of a person a roadshow holds; `elsewhere`: another roadshow, or an account, needs their name."""

    texts: int
    leads: int
    spans: int
    downloads: int
    letters: int
    invitations: int
    sessions: int
    elsewhere: bool


def erase(state: Roadshow, command: ErasePerson, context: Context) -> Sequence[Event]:
    """Once, and nobody erases themselves, so that a roadshow keeps an organizer."""
    if command.person == context.actor.person:
        raise Forbidden("forbidden")
    if state.standing(command.person).erased:
        raise Conflict("person_state")
    return [PersonErased(person=command.person)]


def erased(state: Roadshow, event: PersonErased, entry: Entry) -> Roadshow:
    """Out for good; the texts are not in the log any more that the state is folded from."""
    standing = replace(state.standing(event.person), removed=True, erased=True)
    return replace(state, standings=state.standings.set(event.person, standing))


def erases(entries: Iterable[Entry]) -> bool:
    """Whether a state of before these entries holds texts that are gone after them."""
    return any(isinstance(entry.event, ERASING) for entry in entries)


ERASING = (PersonErased, RecordsErased)

RULES: Rules = {ErasePerson: Rule(erase, STAFF, PLANNED)}

EVOLVE: Evolutions = {PersonErased: erased}
