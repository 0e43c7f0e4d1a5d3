"""What can be seen of admission, certification and rounds: the views, and how the state looks as each.

An investor is sent the terms of a round only after it is on record that they asked, and while they pass the gates.
Where there are gates, one who does not pass them is not even told that there is a round.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from server.domain.law import Round, RoundTerms
from server.domain.messages import PersonId, ProjectId
from server.domain.presets import Gate
from server.domain.state import Roadshow
from server.domain.suitability import certifies, gated, grounded


class RoundView(Struct, frozen=True, kw_only=True):
    """A project's round: all of it for organizers and its presenters; elsewhere that there is one.

    `shown` is how many distinct persons have been shown this or an earlier version, for organizers.
    """

    project: ProjectId
    version: int
    terms: RoundTerms | None
    shown: int | None


class OwnRoundView(Struct, frozen=True, kw_only=True):
    """A round that the viewer may be shown; its terms once they have asked for this version."""

    project: ProjectId
    version: int
    terms: RoundTerms | None


class Fill(StrEnum):
    """How close the number of recipients is to the preset's limit."""

    fine = "fine"
    near = "near"
    full = "full"


class RecipientsView(Struct, frozen=True, kw_only=True):
    """How many distinct persons were shown terms of any round, for organizers."""

    count: int
    limit: int | None
    fill: Fill


class SuitabilityView(Struct, frozen=True, kw_only=True):
    """On which ground somebody takes part and what they declared, for organizers."""

    person: PersonId
    ground: str | None
    basis: str | None
    certified_at: datetime | None
    expires_at: datetime | None


class OwnSuitabilityView(Struct, frozen=True, kw_only=True):
    """The same of the viewer's own; `grounded` says whether a ground is on record where one is asked for."""

    grounded: bool
    basis: str | None
    text: str | None
    expires_at: datetime | None


def whole_round(state: Roadshow, key: ProjectId) -> RoundView | None:
    """Everything, for organizers."""
    if (found := _standing(state, key)) is None:
        return None
    shown = sum(project == key for _, project in state.law.opened)
    return RoundView(project=key, version=found.version, terms=found.terms, shown=shown)


def presented_round(state: Roadshow, key: ProjectId, project: ProjectId) -> RoundView | None:
    """One's own project's."""
    found = _standing(state, key)
    if found is None or key != project:
        return None
    return RoundView(project=key, version=found.version, terms=found.terms, shown=None)


def public_round(state: Roadshow, key: ProjectId) -> RoundView | None:
    """That there is one, where every investor may be shown it."""
    found = _standing(state, key)
    if found is None or gated(state):
        return None
    return RoundView(project=key, version=found.version, terms=None, shown=None)


def own_round(state: Roadshow, key: ProjectId, person: PersonId) -> OwnRoundView | None:
    """With its terms where they were asked for, at this version; nothing for who does not pass the gates."""
    found = _standing(state, key)
    if found is None or not _admitted(state, person):
        return None
    opened = state.law.opened.get((person, key)) == found.version
    if not opened and not gated(state):
        return None
    return OwnRoundView(project=key, version=found.version, terms=found.terms if opened else None)


def _standing(state: Roadshow, key: ProjectId) -> Round | None:
    """What stands of a project that is in the programme."""
    return state.law.rounds.get(key) if key in state.projects else None


def _admitted(state: Roadshow, person: PersonId) -> bool:
    certified = not certifies(state, Gate.round) or person in state.law.certificates
    return certified and grounded(state, person)


def recipients(state: Roadshow, key: str) -> RecipientsView:
    """Counted, against the limit where there is one."""
    count, limit = len(state.law.recipients), state.preset.recipients
    fill = Fill.fine
    if limit:
        fill = Fill.full if count >= limit.limit else Fill.near if count >= limit.warn else Fill.fine
    return RecipientsView(count=count, limit=limit.limit if limit else None, fill=fill)


def suitability(state: Roadshow, key: PersonId) -> SuitabilityView | None:
    """Where there is anything."""
    ground, certificate = state.law.grounds.get(key), state.law.certificates.get(key)
    if ground is None and certificate is None:
        return None
    return SuitabilityView(
        person=key,
        ground=ground,
        basis=certificate.basis if certificate else None,
        certified_at=certificate.at if certificate else None,
        expires_at=certificate.expires_at if certificate else None,
    )


def own_suitability(state: Roadshow, key: str, person: PersonId) -> OwnSuitabilityView | None:
    """Where there is anything of it."""
    certificate = state.law.certificates.get(person)
    if certificate is None and person not in state.law.grounds:
        return None
    return OwnSuitabilityView(
        grounded=grounded(state, person),
        basis=certificate.basis if certificate else None,
        text=certificate.text if certificate else None,
        expires_at=certificate.expires_at if certificate else None,
    )


def known(state: Roadshow) -> Iterable[PersonId]:
    """Everybody of whom there is a ground or a declaration."""
    return {*state.law.grounds, *state.law.certificates}
