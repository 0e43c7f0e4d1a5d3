"""Who may see terms of a round and state intents: the ground an organizer recorded, and what an investor declared.

Both are asked for only where the preset says so. What is gated is not sent before it may be seen.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from immutables import Map
from msgspec.structs import replace

from server.domain.law import Certificate
from server.domain.messages import Command, Context, Entry, Event, PersonId
from server.domain.presets import Accepted, Gate, Name, accepted
from server.domain.rules import EVERYONE, INVESTING, PLANNED, STAFF, Evolutions, Rule, Rules
from server.domain.state import Roadshow
from server.errors import Conflict, Forbidden, Invalid


class RecordGround(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="ground.record"):
    """Record on which of the preset's grounds a person takes part, or with null that it is none of them."""

    person: PersonId
    ground: Name | None


class GiveCertificate(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="certificate.give"):
    """Declare what the preset's text with this hash says, on one of its bases; a new one replaces the last."""

    basis: Name
    text: Accepted


class WithdrawCertificate(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="certificate.withdraw"):
    """Take one's declaration back: it holds no longer."""


class GroundRecorded(Event, frozen=True, kw_only=True, tag="ground.recorded"):
    """A person takes part on that ground from now on; `text` says it in words."""

    person: PersonId
    ground: Name | None
    text: str


class CertificateGiven(Event, frozen=True, kw_only=True, tag="certificate.given"):
    """An investor declared it, for as long as the preset lets it hold."""

    person: PersonId
    basis: Name
    text: str
    expires_at: datetime


class CertificateWithdrawn(Event, frozen=True, kw_only=True, tag="certificate.withdrawn"):
    """The declaration holds no longer."""

    person: PersonId


def record(state: Roadshow, command: RecordGround, context: Context) -> Sequence[Event]:
    """One of those that the preset has."""
    admission = state.preset.admission
    if admission is None or (command.ground is not None and command.ground not in admission.grounds):
        raise Invalid("ground_refused", ", ".join(admission.grounds) if admission else "")
    if state.law.grounds.get(command.person) == command.ground:
        raise Conflict("person_state")
    return [GroundRecorded(person=command.person, ground=command.ground, text=admission.text)]


def give(state: Roadshow, command: GiveCertificate, context: Context) -> Sequence[Event]:
    """At any time, under the text that holds here."""
    certification = state.preset.certification
    if certification is None or command.basis not in certification.bases:
        raise Invalid("basis_refused", ", ".join(certification.bases) if certification else "")
    accepted(certification.text, command.text)
    expires_at = context.at + timedelta(days=certification.days)
    return [
        CertificateGiven(person=context.actor.person, basis=command.basis, text=command.text, expires_at=expires_at)
    ]


def withdraw(state: Roadshow, command: WithdrawCertificate, context: Context) -> Sequence[Event]:
    """Whatever the role of who gave it is by now."""
    if context.actor.person not in state.law.certificates:
        raise Conflict("consent_state")
    return [CertificateWithdrawn(person=context.actor.person)]


def passes(state: Roadshow, person: PersonId, gate: Gate, at: datetime) -> None:
    """Forbidden where the preset lets nobody through a gate who is as this person is by now."""
    if not grounded(state, person):
        raise Forbidden("not_suitable")
    if not certifies(state, gate):
        return
    if (certificate := state.law.certificates.get(person)) is None:
        raise Forbidden("not_certified")
    if certificate.expires_at <= at:
        raise Forbidden("certification_expired")


def grounded(state: Roadshow, person: PersonId) -> bool:
    """Whether a ground is on record where one is asked for."""
    return state.preset.admission is None or person in state.law.grounds


def certifies(state: Roadshow, gate: Gate) -> bool:
    """Whether a declaration is asked for before a gate."""
    return state.preset.certification is not None and gate in state.preset.certification.before


def gated(state: Roadshow) -> bool:
    """Whether terms of a round are for some investors and not for others."""
    return state.preset.admission is not None or certifies(state, Gate.round)


def recorded(state: Roadshow, event: GroundRecorded, entry: Entry) -> Roadshow:
    """On record."""
    grounds = state.law.grounds
    changed = grounds.set(event.person, event.ground) if event.ground else _without(grounds, event.person)
    return replace(state, law=replace(state.law, grounds=changed))


def given(state: Roadshow, event: CertificateGiven, entry: Entry) -> Roadshow:
    """In force until it expires."""
    certificate = Certificate(basis=event.basis, text=event.text, at=entry.at, expires_at=event.expires_at)
    return replace(state, law=replace(state.law, certificates=state.law.certificates.set(event.person, certificate)))


def withdrawn(state: Roadshow, event: CertificateWithdrawn, entry: Entry) -> Roadshow:
    """In force no more."""
    return replace(state, law=replace(state.law, certificates=state.law.certificates.delete(event.person)))


def _without(grounds: Map[PersonId, Name], person: PersonId) -> Map[PersonId, Name]:
    return grounds.delete(person) if person in grounds else grounds


RULES: Rules = {
    RecordGround: Rule(record, STAFF, PLANNED),
    GiveCertificate: Rule(give, INVESTING, PLANNED),
    WithdrawCertificate: Rule(withdraw, EVERYONE, PLANNED),
}

EVOLVE: Evolutions = {GroundRecorded: recorded, CertificateGiven: given, CertificateWithdrawn: withdrawn}
