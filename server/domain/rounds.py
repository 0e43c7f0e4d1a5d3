"""Rounds: what a project says of the money it looks for, shown to an investor only when they ask, and counted.

Nobody is shown terms before it is on record that they were. A preset says which lines there may be, who may ask, and
how many distinct persons may be shown any.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from server.domain.law import Round, RoundTerms
from server.domain.messages import Command, Context, Entry, Event, PersonId, ProjectId
from server.domain.presets import Gate, RoundField
from server.domain.rules import INVESTING, OPEN, PLANNED, STAFF, Evolutions, Rule, Rules
from server.domain.state import Roadshow
from server.domain.suitability import passes
from server.errors import Conflict, Invalid, Missing


class DescribeRound(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="round.describe"):
    """Say what a project looks for, as a whole, or with null that it looks for nothing."""

    project: ProjectId
    terms: RoundTerms | None


class OpenRound(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="round.open"):
    """Ask to be shown the terms of a project's round; it is recorded who was shown which version."""

    project: ProjectId


class RoundDescribed(Event, frozen=True, kw_only=True, tag="round.described"):
    """The terms of a round are these, or gone; nobody has been shown this version yet."""

    project: ProjectId
    version: int
    terms: RoundTerms | None


class RoundOpened(Event, frozen=True, kw_only=True, tag="round.opened"):
    """An investor is shown that version of a round."""

    person: PersonId
    project: ProjectId
    version: int


def describe(state: Roadshow, command: DescribeRound, context: Context) -> Sequence[Event]:
    """Only what the preset lets be said."""
    project = state.pitch_of(command.project).project
    terms = _terms(state, command.terms) if command.terms else None
    if terms is None and project not in state.law.rounds:
        raise Missing("round_missing")
    version = state.law.versions.get(project, 0) + 1
    return [RoundDescribed(project=project, version=version, terms=terms)]


def _terms(state: Roadshow, wanted: RoundTerms) -> RoundTerms:
    texts = {name: getattr(wanted, name).cleaned() for name in ("proceeds", "valuation", "terms")}
    terms = replace(wanted, **texts)
    said = [field for field in RoundField if _said(getattr(terms, field.value))]
    if refused := [field.value for field in said if field not in state.preset.round]:
        raise Invalid("field_refused", ", ".join(refused))
    if not said:
        raise Invalid("text_empty")
    if terms.currency not in state.plan.currencies:
        raise Invalid("currency_refused", ", ".join(state.plan.currencies))
    if terms.amount is not None and terms.unsubscribed is not None and terms.unsubscribed > terms.amount:
        raise Invalid("amount_range")
    return terms


def _said(value: Any) -> bool:
    """Whether a line says something; nothing left to subscribe is something."""
    return isinstance(value, int) or bool(value)


def open_round(state: Roadshow, command: OpenRound, context: Context) -> Sequence[Event]:
    """Once for each version, for who passes the gates, up to the preset's number of persons."""
    person = context.actor.person
    if (found := state.law.rounds.get(state.pitch_of(command.project).project)) is None:
        raise Missing("round_missing")
    passes(state, person, Gate.round, context.at)
    if state.law.opened.get((person, command.project)) == found.version:
        raise Conflict("round_state")
    limit = state.preset.recipients
    if limit and person not in state.law.recipients and len(state.law.recipients) >= limit.limit:
        raise Conflict("recipients_full", str(limit.limit))
    return [RoundOpened(person=person, project=command.project, version=found.version)]


def described(state: Roadshow, event: RoundDescribed, entry: Entry) -> Roadshow:
    """What stands; what was shown of an earlier version is shown no more."""
    rounds = state.law.rounds
    if event.terms is None:
        rounds = rounds.delete(event.project) if event.project in rounds else rounds
    else:
        rounds = rounds.set(event.project, Round(version=event.version, terms=event.terms))
    versions = state.law.versions.set(event.project, event.version)
    return replace(state, law=replace(state.law, rounds=rounds, versions=versions))


def opened(state: Roadshow, event: RoundOpened, entry: Entry) -> Roadshow:
    """Shown, and counted where it is the first time."""
    law, person = state.law, event.person
    recipients = law.recipients if person in law.recipients else law.recipients.set(person, entry.at)
    shown = law.opened.set((person, event.project), event.version)
    return replace(state, law=replace(law, opened=shown, recipients=recipients))


RULES: Rules = {
    DescribeRound: Rule(describe, STAFF, OPEN),
    OpenRound: Rule(open_round, INVESTING, PLANNED),
}

EVOLVE: Evolutions = {RoundDescribed: described, RoundOpened: opened}
