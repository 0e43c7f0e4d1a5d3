"""Intents: what an investor would do with a project; typed, changeable, non-binding, one live a project and kind.

The window is judged by the server's clock. Stating a kind again revises it; a late statement is refused, and a talk may
be asked for at any time. A withdrawal is always possible, in one step.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from server.domain.board import counted, discounted
from server.domain.consents import giving
from server.domain.messages import (
    Amount,
    Command,
    Context,
    Entry,
    Event,
    IntentId,
    Paragraph,
    PersonId,
    PitchId,
    ProjectId,
    Signature,
    clean,
)
from server.domain.presets import Accepted, fits
from server.domain.rules import EVERYONE, INVESTING, PLANNED, Evolutions, Rule, Rules
from server.domain.state import (
    Instrument,
    Intent,
    IntentKind,
    Level,
    Phase,
    Pitch,
    Roadshow,
    Status,
    Terms,
    Visibility,
)
from server.errors import Conflict, Invalid, Missing

GRACE: Final = timedelta(seconds=5)


class TermsCommand(Command, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an intent says; with `consent` the investor's name and contact go to the project's presenters.

    `notice` is the hash of the text that was accepted with it.
    """

    kind: IntentKind
    level: Level = Level.interested
    amount: Amount | None = None
    instrument: Instrument | None = None
    decide_by: date | None = None
    visibility: Visibility = Visibility.presenter
    aggregate: bool = True
    comment: Paragraph = ""
    consent: bool = False
    notice: Accepted = ""


class StateIntent(TermsCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.state"):
    """State an intent towards a project; where one of this kind is live, this is its next version."""

    project: ProjectId


class ReviseIntent(TermsCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.revise"):
    """Replace the terms of a live intent, seen at `version`; its kind stays."""

    intent: IntentId
    version: int


class WithdrawIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.withdraw"):
    """Take an intent back, for good; another may be stated while the window is open."""

    intent: IntentId


class IntentText(Struct, frozen=True, kw_only=True):
    """What the investor wrote, and who they are; the audience never sees either."""

    signature: Signature
    comment: str = ""


class IntentStated(Event, frozen=True, kw_only=True, tag="intent.stated"):
    """An intent came into being at version 1; `number` is the investor's pseudonym in this roadshow."""

    intent: IntentId
    project: ProjectId
    pitch: PitchId
    number: int
    terms: Terms
    private: IntentText | None = None


class IntentRevised(Event, frozen=True, kw_only=True, tag="intent.revised"):
    """Another version is the live one."""

    intent: IntentId
    version: int
    terms: Terms
    private: IntentText | None = None


class IntentWithdrawn(Event, frozen=True, kw_only=True, tag="intent.withdrawn"):
    """The intent counts nowhere any more."""

    intent: IntentId
    version: int


def state_intent(state: Roadshow, command: StateIntent, context: Context) -> Sequence[Event]:
    """State, or revise what is live of that kind."""
    pitch = state.pitch_of(command.project)
    terms = _terms(state, command, pitch, context)
    person = context.actor.person
    live = state.live_intents.get((person, command.project, command.kind))
    event = _revised(state.intents[live], terms, command, context) if live else None
    return [*_consent(state, command, person, pitch), event or _stated(state, pitch, terms, command, context)]


def revise(state: Roadshow, command: ReviseIntent, context: Context) -> Sequence[Event]:
    """Only on the version that was looked at, and within the window."""
    intent = _own(state, command.intent, context)
    if intent.withdrawn:
        raise Conflict("intent_withdrawn")
    if command.version != intent.version:
        raise Conflict("version_stale", f"version {intent.version} stands")
    if command.kind is not intent.terms.kind:
        raise Invalid("kind_fixed")
    pitch = state.pitch_of(intent.project)
    terms = _terms(state, command, pitch, context)
    event = _revised(intent, terms, command, context)
    return [*_consent(state, command, context.actor.person, pitch), event]


def withdraw(state: Roadshow, command: WithdrawIntent, context: Context) -> Sequence[Event]:
    """Whether the window is open or not, and whatever the role of who stated it is by now."""
    intent = _own(state, command.intent, context)
    if intent.withdrawn:
        raise Conflict("intent_withdrawn")
    return [IntentWithdrawn(intent=intent.intent, version=intent.version + 1)]


def _own(state: Roadshow, intent: IntentId, context: Context) -> Intent:
    found = state.intents.get(intent)
    if found is None or found.person != context.actor.person:
        raise Missing("intent_missing")
    return found


def _terms(state: Roadshow, command: TermsCommand, pitch: Pitch, context: Context) -> Terms:
    _in_time(state, command.kind, pitch, context)
    fits(state.preset, command)
    _amount(state, command)
    if command.instrument and command.kind is not IntentKind.invest:
        raise Invalid("instrument_refused")
    return Terms(
        kind=command.kind,
        level=command.level,
        amount=command.amount,
        instrument=command.instrument,
        decide_by=command.decide_by,
        visibility=command.visibility,
        aggregate=command.aggregate and command.visibility is not Visibility.host_only,
        notice=command.notice,
    )


def _in_time(state: Roadshow, kind: IntentKind, pitch: Pitch, context: Context) -> None:
    if kind is IntentKind.talk:
        if pitch.phase in (Phase.pending, Phase.skipped):
            raise Conflict("window_closed")
        return
    state.require(Status.live)
    if not pitch.takes_intents(context.at, GRACE):
        raise Conflict("window_closed")


def _amount(state: Roadshow, command: TermsCommand) -> None:
    amount = command.amount
    if amount is None:
        if command.level is Level.soft_committed:
            raise Invalid("amount_missing")
        return
    if amount.minimum > amount.maximum:
        raise Invalid("amount_range")
    if amount.currency not in state.plan.currencies:
        raise Invalid("currency_refused", ", ".join(state.plan.currencies))


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
        private=_text(command, context),
    )


def _revised(intent: Intent, terms: Terms, command: TermsCommand, context: Context) -> IntentRevised:
    return IntentRevised(intent=intent.intent, version=intent.version + 1, terms=terms, private=_text(command, context))


def _text(command: TermsCommand, context: Context) -> IntentText:
    signature = Signature(name=context.actor.name, organisation=context.actor.organisation)
    return IntentText(comment=clean(command.comment), signature=signature)


def stated(state: Roadshow, event: IntentStated, entry: Entry) -> Roadshow:
    """Live, counted, and numbered where the investor had no number yet."""
    intent = Intent(
        intent=event.intent,
        person=entry.by,
        project=event.project,
        pitch=event.pitch,
        version=1,
        terms=event.terms,
        comment=event.private.comment if event.private else None,
        signature=event.private.signature if event.private else None,
        stated_at=entry.at,
        at=entry.at,
        seq=entry.seq,
    )
    key = (entry.by, event.project, event.terms.kind)
    state = replace(
        state,
        live_intents=state.live_intents.set(key, event.intent),
        numbers=state.numbers.set(entry.by, event.number),
    )
    return counted(_kept(state, intent), event.project, entry.by, event.terms)


def revised(state: Roadshow, event: IntentRevised, entry: Entry) -> Roadshow:
    """The new terms count instead of the old."""
    old = state.intents[event.intent]
    intent = replace(
        old,
        version=event.version,
        terms=event.terms,
        comment=event.private.comment if event.private else None,
        signature=event.private.signature if event.private else None,
        at=entry.at,
        seq=entry.seq,
    )
    state = discounted(state, old.project, old.person, old.terms)
    return counted(_kept(state, intent), old.project, old.person, event.terms)


def withdrawn(state: Roadshow, event: IntentWithdrawn, entry: Entry) -> Roadshow:
    """Kept, and counted nowhere."""
    old = state.intents[event.intent]
    intent = replace(old, version=event.version, withdrawn=True, at=entry.at, seq=entry.seq)
    key = (old.person, old.project, old.terms.kind)
    state = replace(state, live_intents=state.live_intents.delete(key))
    return discounted(_kept(state, intent), old.project, old.person, old.terms)


def _kept(state: Roadshow, intent: Intent) -> Roadshow:
    return replace(state, intents=state.intents.set(intent.intent, intent))


RULES: Rules = {
    StateIntent: Rule(state_intent, INVESTING, PLANNED),
    ReviseIntent: Rule(revise, INVESTING, PLANNED),
    WithdrawIntent: Rule(withdraw, EVERYONE, PLANNED),
}

EVOLVE: Evolutions = {IntentStated: stated, IntentRevised: revised, IntentWithdrawn: withdrawn}
