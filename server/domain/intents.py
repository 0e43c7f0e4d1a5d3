"""Intents: what an investor would do with a project; typed, changeable, non-binding; one is live of a kind and round.

The window is judged by the server's clock. Stating a kind again revises it; a late statement is refused, and a talk may
be asked for at any time. A withdrawal is possible until the intent is confirmed, in one step. What comes of an intent
is in `answers`, its clocks are in `deadlines`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from server.domain.consents import giving
from server.domain.content import content
from server.domain.course import Act, IntentState, require
from server.domain.filing import filed
from server.domain.joint import claim
from server.domain.kinds import IntentKind
from server.domain.messages import Command, Context, Entry, Event, IntentId, PersonId, PitchId, ProjectId
from server.domain.presets import Gate, noticed
from server.domain.rules import EVERYONE, INVESTING, PLANNED, Evolutions, Rule, Rules
from server.domain.state import Intent, Phase, Pitch, Roadshow, Status
from server.domain.statement import Statement, Way, terms_of, text_of
from server.domain.suitability import passes
from server.domain.terms import IntentText, Provenance, Source, Terms, Visibility
from server.errors import Conflict, Forbidden, Invalid, Missing


class TermsCommand(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an investor says; with `consent` their name and contact go to the project's presenters."""

    consent: bool = False
    source: Way = Way.button


class StateIntent(TermsCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.state"):
    """State an intent towards a project; where one of this kind and round is live, this is its next version.

    A `joint` one is for the whole consortium that the actor leads.
    """

    project: ProjectId
    joint: bool = False


class ReviseIntent(TermsCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.revise"):
    """Replace the terms of a live intent, seen at `version`; its kind and round stay, an acceptance does not."""

    intent: IntentId
    version: int


class WithdrawIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.withdraw"):
    """Take an intent back, for good; another may be stated while the window is open."""

    intent: IntentId


class IntentStated(Event, frozen=True, kw_only=True, tag="intent.stated"):
    """An intent came into being at version 1; `number` is the investor's pseudonym in this roadshow."""

    intent: IntentId
    project: ProjectId
    pitch: PitchId
    number: int
    terms: Terms
    provenance: Provenance | None = None
    private: IntentText | None = None


class IntentRevised(Event, frozen=True, kw_only=True, tag="intent.revised"):
    """Another version is the live one."""

    intent: IntentId
    version: int
    terms: Terms
    provenance: Provenance | None = None
    private: IntentText | None = None


class IntentWithdrawn(Event, frozen=True, kw_only=True, tag="intent.withdrawn"):
    """The intent counts nowhere any more."""

    intent: IntentId
    version: int


def state_intent(state: Roadshow, command: StateIntent, context: Context) -> Sequence[Event]:
    """State, or revise what is live of that kind and round."""
    pitch = state.pitch_of(command.project)
    _in_time(state, command.kind, pitch, context)
    passes(state, context.actor.person, Gate.intent, context.at)
    noticed(state.preset, command.notice, amount=command.amount is not None)
    person = context.actor.person
    terms = _together(state, terms_of(state, command, context.at), person, pitch.project, joint=command.joint)
    live = state.live_intents.get(claim(person, command.project, terms))
    event = _revised(state.intents[live], terms, command, context, pitch) if live else None
    return [*_consent(state, command, person, pitch), event or _stated(state, pitch, terms, command, context)]


def revise(state: Roadshow, command: ReviseIntent, context: Context) -> Sequence[Event]:
    """Only on the version that was looked at, and within the window."""
    intent = own(state, command.intent, context)
    require(intent.state, Act.revise)
    current(intent, command.version)
    if (command.kind, command.round) != (intent.terms.kind, intent.terms.round):
        raise Invalid("kind_fixed")
    pitch = state.pitch_of(intent.project)
    _in_time(state, command.kind, pitch, context)
    passes(state, context.actor.person, Gate.intent, context.at)
    noticed(state.preset, command.notice, amount=command.amount is not None)
    joint = intent.terms.consortium is not None
    terms = _together(state, terms_of(state, command, context.at), intent.person, pitch.project, joint=joint)
    event = _revised(intent, terms, command, context, pitch)
    return [*_consent(state, command, context.actor.person, pitch), event]


def withdraw(state: Roadshow, command: WithdrawIntent, context: Context) -> Sequence[Event]:
    """Whether the window is open or not, and whatever the role of who stated it is by now."""
    intent = own(state, command.intent, context)
    require(intent.state, Act.withdraw)
    return [IntentWithdrawn(intent=intent.intent, version=intent.version + 1)]


def own(state: Roadshow, intent: IntentId, context: Context) -> Intent:
    """An intent of the actor's; Missing where there is none."""
    found = state.intents.get(intent)
    if found is None or found.person != context.actor.person:
        raise Missing("intent_missing")
    return found


def current(intent: Intent, version: int) -> None:
    """Conflict where another version stands than the one that was looked at."""
    if version != intent.version:
        raise Conflict("version_stale", f"version {intent.version} stands")


def _in_time(state: Roadshow, kind: IntentKind, pitch: Pitch, context: Context) -> None:
    if kind is IntentKind.talk:
        if pitch.phase in (Phase.pending, Phase.skipped):
            raise Conflict("window_closed")
        return
    state.require(Status.live)
    if not pitch.takes_intents(context.at, timedelta(seconds=state.plan.grace)):
        raise Conflict("window_closed")


def _together(state: Roadshow, terms: Terms, person: PersonId, project: ProjectId, *, joint: bool) -> Terms:
    """With the consortium that a joint intent is of; what is for members alone needs one, and is never joint."""
    consortium = state.consortia.of(person, project)
    if terms.visibility is Visibility.consortium and (joint or consortium is None):
        raise Invalid("consortium_visibility")
    if not joint:
        return terms
    if consortium is None or consortium.lead != person:
        raise Forbidden("not_leading")
    return replace(terms, consortium=consortium.consortium)


def _consent(state: Roadshow, command: TermsCommand, person: PersonId, pitch: Pitch) -> list[Event]:
    given = (person, pitch.project) in state.consents
    if command.visibility is Visibility.presenter_named and not (command.consent or given):
        raise Invalid("consent_missing")
    return giving(state, person, pitch.project) if command.consent else []


def _stated(state: Roadshow, pitch: Pitch, terms: Terms, command: TermsCommand, context: Context) -> IntentStated:
    return IntentStated(
        intent=IntentId(f"int_{context.id}"),
        project=pitch.project,
        pitch=pitch.pitch,
        number=state.number(context.actor.person),
        terms=terms,
        provenance=Provenance(source=Source(command.source), second=second_of(pitch, context.at)),
        private=text_of(command, context.actor),
    )


def _revised(intent: Intent, terms: Terms, command: TermsCommand, context: Context, pitch: Pitch) -> IntentRevised:
    require(intent.state, Act.revise)
    return IntentRevised(
        intent=intent.intent,
        version=intent.version + 1,
        terms=terms,
        provenance=Provenance(source=Source(command.source), second=second_of(pitch, context.at)),
        private=text_of(command, context.actor),
    )


def second_of(pitch: Pitch, at: datetime) -> int | None:
    """How many seconds a pitch has been on; None where it is not."""
    return int((at - pitch.started_at).total_seconds()) if pitch.on and pitch.started_at else None


def stated(state: Roadshow, event: IntentStated, entry: Entry) -> Roadshow:
    """Live, counted, and numbered where the investor had no number yet."""
    intent = Intent(
        intent=event.intent,
        person=entry.by,
        project=event.project,
        pitch=event.pitch,
        stated_at=entry.at,
        **said(event, entry, 1),
    )
    return filed(replace(state, numbers=state.numbers.set(entry.by, event.number)), intent)


def revised(state: Roadshow, event: IntentRevised, entry: Entry) -> Roadshow:
    """The new terms count instead of the old, and are to be accepted anew."""
    old = state.intents[event.intent]
    return filed(state, replace(old, state=IntentState.submitted, claim_by=None, **said(event, entry, event.version)))


def said(event: Any, entry: Entry, version: int) -> dict[str, Any]:
    """What a version says, and where and when it was recorded, read off the event that says it."""
    return {
        "version": version,
        "terms": event.terms,
        "text": event.private,
        "content": content(
            {"intent": event.intent, "version": version, "terms": to_builtins(event.terms)}, entry.digest
        ),
        "provenance": event.provenance,
        "at": entry.at,
        "since": entry.at,
        "seq": entry.seq,
    }


def withdrawn(state: Roadshow, event: IntentWithdrawn, entry: Entry) -> Roadshow:
    """Kept, and counted nowhere; of what nobody owned, the words go too."""
    old = state.intents[event.intent]
    fields = {"version": event.version, "at": entry.at, "since": entry.at, "seq": entry.seq}
    text = None if old.claim_by else old.text
    return filed(state, replace(old, state=IntentState.withdrawn, text=text, claim_by=None, **fields))


RULES: Rules = {
    StateIntent: Rule(state_intent, INVESTING, PLANNED),
    ReviseIntent: Rule(revise, INVESTING, PLANNED),
    WithdrawIntent: Rule(withdraw, EVERYONE, PLANNED),
}

EVOLVE: Evolutions = {IntentStated: stated, IntentRevised: revised, IntentWithdrawn: withdrawn}
