"""Slips: what somebody on site wrote down, entered by the host on their behalf, with both names on record.

The person gets a link by which the intent becomes theirs or goes; where they do neither in time, it expires. Until then
nobody acts for them: the host enters what the slip says, and can neither revise nor confirm it.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from server.domain.filing import filed
from server.domain.intents import own, said, second_of
from server.domain.mailboxes import address_of
from server.domain.messages import (
    Command,
    Context,
    Entry,
    Event,
    IntentId,
    Line,
    PersonId,
    PitchId,
    ProjectId,
    SeatId,
    Signature,
    clean,
    required,
)
from server.domain.presets import Accepted, Gate, noticed
from server.domain.rules import INVESTING, PLANNED, STAFF, Evolutions, Rule, Rules
from server.domain.state import Intent, Phase, Roadshow
from server.domain.statement import Statement, terms_of, text_of
from server.domain.suitability import certifies
from server.domain.terms import IntentText, Provenance, Source, Terms, Visibility
from server.errors import Conflict, Forbidden, Invalid

Letter = Annotated[str, Meta(pattern=r"\A(?:en|zh)?\Z")]
"""The language of a letter; empty for none."""


class EnterIntent(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.enter"):
    """Enter what somebody on site wrote down; `intent.claim` by that person makes it theirs.

    `letter` is the language of a letter with the link, for who agreed to get one; empty: none.
    """

    project: ProjectId
    name: Line
    contact: Line = ""
    letter: Letter = ""


class ClaimIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.claim"):
    """Say that an intent which the host entered is one's own; `notice` is the hash of the text accepted with it."""

    intent: IntentId
    notice: Accepted = ""


class SlipText(IntentText, frozen=True, kw_only=True, omit_defaults=True):
    """What is on the slip, how to reach who wrote it, and who entered it."""

    contact: str = ""
    host: Signature = Signature()


class IntentEntered(Event, frozen=True, kw_only=True, tag="intent.entered"):
    """The host entered an intent for somebody on site, who was given this seat and number."""

    intent: IntentId
    project: ProjectId
    pitch: PitchId
    person: PersonId
    seat: SeatId
    number: int
    terms: Terms
    provenance: Provenance
    letter: Letter = ""
    private: SlipText | None = None


class IntentClaimed(Event, frozen=True, kw_only=True, tag="intent.claimed"):
    """The person for whom the host entered an intent made it theirs, and accepted the text with that hash."""

    intent: IntentId
    notice: str = ""


def enter(state: Roadshow, command: EnterIntent, context: Context) -> Sequence[Event]:
    """Once the pitch has begun, and after window and end too: a slip may be entered late, and is from before.

    The host accepts no notice for anybody, and declares nothing: where the preset asks for a declaration first, there
    are no slips.
    """
    pitch = state.pitch_of(command.project)
    if pitch.phase in (Phase.pending, Phase.skipped):
        raise Conflict("window_closed")
    if command.visibility is Visibility.presenter_named:
        raise Invalid("consent_missing")
    if command.visibility is Visibility.consortium:
        raise Invalid("consortium_visibility")
    if certifies(state, Gate.intent):
        raise Forbidden("not_certified")
    if command.letter and address_of(command.contact) is None:
        raise Invalid("mail_missing")
    person = PersonId(f"per_{context.id}")
    return [
        IntentEntered(
            intent=IntentId(f"int_{context.id}"),
            project=pitch.project,
            pitch=pitch.pitch,
            person=person,
            seat=SeatId(f"sea_{context.id}"),
            number=state.number(person),
            terms=terms_of(state, command, context.at),
            provenance=Provenance(source=Source.proxy, second=second_of(pitch, context.at)),
            letter=command.letter,
            private=_text(command, context),
        )
    ]


def _text(command: EnterIntent, context: Context) -> SlipText:
    host = Signature(name=context.actor.name, organisation=context.actor.organisation)
    writer = replace(context.actor, name=required(command.name, "name_empty"), organisation="")
    written = text_of(command, writer)
    fields = {name: getattr(written, name) for name in written.__struct_fields__}
    return SlipText(**fields, contact=clean(command.contact), host=host)


def claim_intent(state: Roadshow, command: ClaimIntent, context: Context) -> Sequence[Event]:
    """Once, while it counts."""
    intent = own(state, command.intent, context)
    if intent.claim_by is None or not intent.live:
        raise Conflict("intent_state")
    noticed(state.preset, command.notice, amount=intent.terms.amount is not None)
    return [IntentClaimed(intent=intent.intent, notice=command.notice)]


def unclaimed(state: Roadshow, person: PersonId) -> Iterable[Intent]:
    """The intents that wait for this person to own them or take them back."""
    return (one for one in state.intents.values() if one.person == person and one.claim_by and one.live)


def entered(state: Roadshow, event: IntentEntered, entry: Entry) -> Roadshow:
    """Live and counted, until it is claimed or the time for that is over."""
    intent = Intent(
        intent=event.intent,
        person=event.person,
        project=event.project,
        pitch=event.pitch,
        stated_at=entry.at,
        claim_by=entry.at + timedelta(days=state.plan.proxy_within),
        **said(event, entry, 1),
    )
    state = replace(
        state,
        numbers=state.numbers.set(event.person, event.number),
        actors=state.actors.set(event.person, entry.seq),
    )
    return filed(state, intent)


def claimed(state: Roadshow, event: IntentClaimed, entry: Entry) -> Roadshow:
    """As if the person had stated it."""
    return filed(state, replace(state.intents[event.intent], claim_by=None))


RULES: Rules = {
    EnterIntent: Rule(enter, STAFF, PLANNED),
    ClaimIntent: Rule(claim_intent, INVESTING, PLANNED),
}

EVOLVE: Evolutions = {IntentEntered: entered, IntentClaimed: claimed}
