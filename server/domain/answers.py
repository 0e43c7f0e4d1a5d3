"""What comes of an intent: it is seen, accepted or declined, confirmed or retracted by its investor, or voided.

Who accepts and who confirms says by version and content hash what they looked at: exactly that, or it is refused.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from msgspec.structs import replace

from server.domain.course import COURSE, Act, By, IntentState, require
from server.domain.filing import filed
from server.domain.intents import current, own
from server.domain.messages import Command, Context, Entry, Event, IntentId, Paragraph, Role, clean, required
from server.domain.rules import EVERYONE, INVESTING, PLANNED, PRESENTING, STAFF, Evolutions, Rule, Rules
from server.domain.state import Feedback, Intent, Roadshow
from server.domain.terms import Hash
from server.errors import Conflict, Forbidden, Missing

Ids = Annotated[tuple[IntentId, ...], Meta(min_length=1, max_length=200)]


class SeeIntents(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.see"):
    """Let investors know that these intents have been looked at; those beyond that already stay as they are."""

    intents: Ids


class AcceptIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.accept"):
    """Say yes to an intent as it was looked at: that version, that content."""

    intent: IntentId
    version: int
    content: Hash


class DeclineIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.decline"):
    """Say no to an intent, and why."""

    intent: IntentId
    feedback: Feedback
    note: Paragraph = ""


class ConfirmIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.confirm"):
    """Confirm an intent that was accepted, as it was looked at; still nothing binds."""

    intent: IntentId
    version: int
    content: Hash


class RetractIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.retract"):
    """Take a confirmed intent back, with a reason; the presenter goes on seeing both."""

    intent: IntentId
    reason: Paragraph


class VoidIntent(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="intent.void"):
    """Make an intent count nowhere, such as a test or a misuse, with a reason."""

    intent: IntentId
    reason: Paragraph


class Reason(Struct, frozen=True, kw_only=True):
    """What whoever acted wrote about it."""

    text: str


class IntentSeen(Event, frozen=True, kw_only=True, tag="intent.seen"):
    """The other side has looked at the intent."""

    intent: IntentId


class IntentAccepted(Event, frozen=True, kw_only=True, tag="intent.accepted"):
    """The presenter said yes to this version and content."""

    intent: IntentId
    version: int
    content: str


class IntentDeclined(Event, frozen=True, kw_only=True, tag="intent.declined"):
    """The presenter said no."""

    intent: IntentId
    feedback: Feedback
    private: Reason | None = None


class IntentConfirmed(Event, frozen=True, kw_only=True, tag="intent.confirmed"):
    """The investor confirmed this version and content after it was accepted."""

    intent: IntentId
    version: int
    content: str


class IntentRetracted(Event, frozen=True, kw_only=True, tag="intent.retracted"):
    """The investor took a confirmed intent back."""

    intent: IntentId
    private: Reason | None = None


class IntentVoided(Event, frozen=True, kw_only=True, tag="intent.voided"):
    """An organizer made the intent count nowhere."""

    intent: IntentId
    private: Reason | None = None


def see(state: Roadshow, command: SeeIntents, context: Context) -> Sequence[Event]:
    """All that nobody has looked at yet; Conflict where there is none."""
    found = [reached(state, intent, Act.see, context) for intent in dict.fromkeys(command.intents)]
    if not (fresh := [one for one in found if one.state is IntentState.submitted]):
        require(found[0].state, Act.see)
    return [IntentSeen(intent=one.intent) for one in fresh]


def accept(state: Roadshow, command: AcceptIntent, context: Context) -> Sequence[Event]:
    """Exactly what was looked at."""
    intent = reached(state, command.intent, Act.accept, context)
    require(intent.state, Act.accept)
    _exactly(intent, command)
    return [IntentAccepted(intent=intent.intent, version=intent.version, content=intent.content)]


def decline(state: Roadshow, command: DeclineIntent, context: Context) -> Sequence[Event]:
    """At any time before it is confirmed."""
    intent = reached(state, command.intent, Act.decline, context)
    require(intent.state, Act.decline)
    note = clean(command.note)
    return [
        IntentDeclined(intent=intent.intent, feedback=command.feedback, private=Reason(text=note) if note else None)
    ]


def confirm(state: Roadshow, command: ConfirmIntent, context: Context) -> Sequence[Event]:
    """Exactly what was accepted, and only without conditions."""
    intent = own(state, command.intent, context)
    require(intent.state, Act.confirm)
    _exactly(intent, command)
    if intent.terms.conditions:
        raise Conflict("intent_conditions")
    return [IntentConfirmed(intent=intent.intent, version=intent.version, content=intent.content)]


def retract(state: Roadshow, command: RetractIntent, context: Context) -> Sequence[Event]:
    """At any time, and whatever the role of who confirmed it is by now."""
    intent = own(state, command.intent, context)
    require(intent.state, Act.retract)
    return [IntentRetracted(intent=intent.intent, private=Reason(text=required(command.reason)))]


def void(state: Roadshow, command: VoidIntent, context: Context) -> Sequence[Event]:
    """At any time before it is confirmed."""
    intent = reached(state, command.intent, Act.void, context)
    require(intent.state, Act.void)
    return [IntentVoided(intent=intent.intent, private=Reason(text=required(command.reason)))]


def reached(state: Roadshow, intent: IntentId, act: Act, context: Context) -> Intent:
    """An intent that the actor may do this with.

    Missing where it is not for the actor to know of, Forbidden where it is somebody else's to answer.
    """
    found = state.intents.get(intent)
    if found is None or not _known(found, context):
        raise Missing("intent_missing")
    if not any(_MAY[by](found, context) for by in COURSE[act].by):
        raise Forbidden("not_addressed")
    return found


def _known(intent: Intent, context: Context) -> bool:
    return context.actor.role is Role.organizer or _addressed(intent, context)


def _addressed(intent: Intent, context: Context) -> bool:
    hosts_alone = not intent.terms.passed
    if context.actor.role is Role.organizer:
        return hosts_alone
    return context.actor.project == intent.project and not hosts_alone


_MAY: Final[dict[By, Callable[[Intent, Context], bool]]] = {
    By.addressee: _addressed,
    By.staff: lambda intent, context: context.actor.role is Role.organizer,
}


def _exactly(intent: Intent, seen: AcceptIntent | ConfirmIntent) -> None:
    current(intent, seen.version)
    if seen.content != intent.content:
        raise Conflict("content_stale")


def _moved(act: Act) -> Callable[[Roadshow, Any, Entry], Roadshow]:
    """What an act does to the state: the intent is where COURSE says, with what was said of it."""
    target = COURSE[act].target

    def move(state: Roadshow, event: Any, entry: Entry) -> Roadshow:
        private: Reason | None = getattr(event, "private", None)
        before = state.intents[event.intent]
        intent = replace(
            before,
            state=target,
            since=entry.at,
            feedback=getattr(event, "feedback", None),
            reason=private.text if private else None,
            answered=entry.seq if act in (Act.confirm, Act.retract) else before.answered,
        )
        return filed(state, intent)

    return move


RULES: Rules = {
    SeeIntents: Rule(see, PRESENTING, PLANNED),
    AcceptIntent: Rule(accept, PRESENTING, PLANNED),
    DeclineIntent: Rule(decline, PRESENTING, PLANNED),
    ConfirmIntent: Rule(confirm, INVESTING, PLANNED),
    RetractIntent: Rule(retract, EVERYONE, PLANNED),
    VoidIntent: Rule(void, STAFF, PLANNED),
}

EVOLVE: Evolutions = {
    IntentSeen: _moved(Act.see),
    IntentAccepted: _moved(Act.accept),
    IntentDeclined: _moved(Act.decline),
    IntentConfirmed: _moved(Act.confirm),
    IntentRetracted: _moved(Act.retract),
    IntentVoided: _moved(Act.void),
}
