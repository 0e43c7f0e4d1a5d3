"""The course of an intent: which act leads from which states to which, who may, and what it needs.

COURSE is the one table of it. What is decided, what docs/intents.md says and what the tests try all come from there.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from server.errors import Conflict


class IntentState(StrEnum):
    """How far an intent has come; a state that nothing leads out of is for good."""

    submitted = "submitted"
    seen = "seen"
    accepted = "accepted"
    confirmed = "confirmed"
    declined = "declined"
    expired = "expired"
    voided = "voided"
    withdrawn = "withdrawn"
    retracted = "retracted"
    lapsed = "lapsed"


OPEN: Final = (IntentState.submitted, IntentState.seen, IntentState.accepted)
"""Still to be decided, by one side or the other."""

LIVE: Final = frozenset({*OPEN, IntentState.confirmed})
"""Those that count."""


class Act(StrEnum):
    """What can be done with an intent once it is stated."""

    revise = "revise"
    withdraw = "withdraw"
    see = "see"
    accept = "accept"
    decline = "decline"
    confirm = "confirm"
    retract = "retract"
    void = "void"
    expire = "expire"
    lapse = "lapse"


class By(StrEnum):
    """Who acts: a value is how the documents say it."""

    investor = "the investor whose it is"
    addressee = "the project's presenters; the organizers, where it is for the host alone"
    staff = "the organizers"
    clock = "the clock"


class Need(StrEnum):
    """What an act needs besides the right state: a value is how the documents say it."""

    window = "the intent window is open, or the grace after it runs (a talk: the pitch has begun)"
    version = "the version that was looked at is the one that stands"
    content = "the content hash that was looked at is that of the version that stands"
    unconditional = "no conditions"
    feedback = "one of the feedback categories"
    reason = "a reason in words"
    accept_clock = "`accept_within` has passed since this version was stated"
    confirm_clock = "`confirm_within` has passed since it was accepted"
    decide_by = "the day `decide_by` is over where the roadshow is"
    claim_clock = "it was entered by the host, and its person has not owned it within `proxy_within`"
    close_by = "the day `close_by` is over where the roadshow is"


class Step(Struct, frozen=True):
    """One act: from any of `sources` to `target`; `needs` must all hold, but of several clocks one is enough."""

    by: tuple[By, ...]
    sources: tuple[IntentState, ...]
    target: IntentState
    needs: tuple[Need, ...] = ()


COURSE: Final[dict[Act, Step]] = {
    Act.revise: Step((By.investor,), OPEN, IntentState.submitted, (Need.window, Need.version)),
    Act.withdraw: Step((By.investor,), OPEN, IntentState.withdrawn),
    Act.see: Step((By.addressee, By.staff), (IntentState.submitted,), IntentState.seen),
    Act.accept: Step((By.addressee,), OPEN[:2], IntentState.accepted, (Need.version, Need.content)),
    Act.decline: Step((By.addressee,), OPEN, IntentState.declined, (Need.feedback,)),
    Act.confirm: Step(
        (By.investor,),
        (IntentState.accepted,),
        IntentState.confirmed,
        (Need.version, Need.content, Need.unconditional),
    ),
    Act.retract: Step((By.investor,), (IntentState.confirmed,), IntentState.retracted, (Need.reason,)),
    Act.void: Step((By.staff,), OPEN, IntentState.voided, (Need.reason,)),
    Act.expire: Step(
        (By.clock,),
        OPEN,
        IntentState.expired,
        (Need.accept_clock, Need.confirm_clock, Need.decide_by, Need.claim_clock),
    ),
    Act.lapse: Step((By.clock,), (IntentState.confirmed,), IntentState.lapsed, (Need.close_by,)),
}

_REFUSED: Final = {IntentState.withdrawn: "intent_withdrawn", IntentState.confirmed: "intent_confirmed"}


def target(state: IntentState, act: Act) -> IntentState | None:
    """The state that an act leads to; None where it leads nowhere from here."""
    step = COURSE[act]
    return step.target if state in step.sources else None


def require(state: IntentState, act: Act) -> None:
    """Conflict where an act leads nowhere from this state."""
    if target(state, act) is None:
        raise Conflict(_REFUSED.get(state, "intent_state"))
