"""Consents: an investor lets a project's presenters know who they are (PIPL article 23: a separate consent each).

Under a preset with a text of consent each is for one presenter by name, and under that text. Under a preset without
one, inside one house, it is for all presenters of the project.
"""

from collections.abc import Sequence

from immutables import Map
from msgspec.structs import replace

from server.domain.messages import Command, Context, Entry, Event, PersonId, ProjectId
from server.domain.presets import Accepted, accepted
from server.domain.rules import EVERYONE, INVESTING, PLANNED, Evolutions, Rule, Rules
from server.domain.state import Consent, Pair, Roadshow
from server.errors import Conflict, Invalid


class GiveConsent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consent.give"):
    """Pass my name, organisation and contact on to a presenter of a project, under the text with this hash."""

    project: ProjectId
    recipient: PersonId | None = None
    text: Accepted = ""


class WithdrawConsent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consent.withdraw"):
    """Pass them on no more, to that presenter or to all of the project; as easy as giving was (PIPL article 15)."""

    project: ProjectId
    recipient: PersonId | None = None


class ConsentGiven(Event, frozen=True, kw_only=True, tag="consent.given"):
    """A presenter of a project, or all of them, may know who the person is; `text` is what was consented to."""

    person: PersonId
    project: ProjectId
    recipient: PersonId | None = None
    text: str = ""


class ConsentWithdrawn(Event, frozen=True, kw_only=True, tag="consent.withdrawn"):
    """A presenter of a project, or all of them, are shown a number again."""

    person: PersonId
    project: ProjectId
    recipient: PersonId | None = None


def give(state: Roadshow, command: GiveConsent, context: Context) -> Sequence[Event]:
    """Once for each project and presenter."""
    state.pitch_of(command.project)
    person = context.actor.person
    if not (events := giving(state, person, command.project, command.recipient, command.text)):
        raise Conflict("consent_state")
    return events


def withdraw(state: Roadshow, command: WithdrawConsent, context: Context) -> Sequence[Event]:
    """At any time, and whatever the role of who gave it is by now."""
    pair = (context.actor.person, command.project)
    given = state.consents.get(pair)
    if given is None or (command.recipient is not None and command.recipient not in given):
        raise Conflict("consent_state")
    recipients = [command.recipient] if command.recipient is not None else sorted(given, key=str)
    return [ConsentWithdrawn(person=pair[0], project=pair[1], recipient=recipient) for recipient in recipients]


def giving(
    state: Roadshow,
    person: PersonId,
    project: ProjectId,
    recipient: PersonId | None = None,
    text: str = "",
) -> list[Event]:
    """The event that puts a consent in force, or none where it is; Invalid without a recipient or a text it needs."""
    _worded(state.preset.consent, recipient, text)
    if recipient in state.consents.get((person, project), Map()):
        return []
    return [ConsentGiven(person=person, project=project, recipient=recipient, text=text)]


def _worded(wanted: str | None, recipient: PersonId | None, text: str) -> None:
    if wanted is None:
        if recipient is not None or text:
            raise Invalid("field_refused", "recipient, text")
        return
    if recipient is None:
        raise Invalid("recipient_missing")
    accepted(wanted, text)


def seen_by(state: Roadshow, recipient: PersonId | None) -> Roadshow:
    """The state with the consents that count for one presenter, where each is for one by name; nobody has none."""
    if state.preset.consent is None:
        return state
    return replace(state, consents=state.passed_to.get(recipient, Map()))


def given(state: Roadshow, event: ConsentGiven, entry: Entry) -> Roadshow:
    """In force."""
    consent = Consent(at=entry.at, text=event.text)
    return _changed(state, (event.person, event.project), event.recipient, consent)


def withdrawn(state: Roadshow, event: ConsentWithdrawn, entry: Entry) -> Roadshow:
    """In force no more."""
    return _changed(state, (event.person, event.project), event.recipient, None)


def _changed(state: Roadshow, pair: Pair, recipient: PersonId | None, consent: Consent | None) -> Roadshow:
    """Both indexes hold the same; a pair or a recipient without any consent is in neither."""
    mine, theirs = state.consents.get(pair, Map()), state.passed_to.get(recipient, Map())
    mine = mine.set(recipient, consent) if consent else mine.delete(recipient)
    theirs = theirs.set(pair, Map({recipient: consent})) if consent else theirs.delete(pair)
    return replace(
        state,
        consents=state.consents.set(pair, mine) if mine else state.consents.delete(pair),
        passed_to=state.passed_to.set(recipient, theirs) if theirs else state.passed_to.delete(recipient),
    )


RULES: Rules = {
    GiveConsent: Rule(give, INVESTING, PLANNED),
    WithdrawConsent: Rule(withdraw, EVERYONE, PLANNED),
}
EVOLVE: Evolutions = {ConsentGiven: given, ConsentWithdrawn: withdrawn}
