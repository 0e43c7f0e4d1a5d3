"""Intents in each of their states, come there by commands and the clock alone."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from server.domain.answers import (
    AcceptIntent,
    ConfirmIntent,
    DeclineIntent,
    RetractIntent,
    SeeIntents,
    VoidIntent,
)
from server.domain.course import Act, IntentState
from server.domain.intents import ReviseIntent, StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.messages import Actor, Command, IntentId
from server.domain.state import Feedback, Intent
from server.domain.terms import Visibility
from tests.server.domain.story import ANNA, HOST, IRIS, PROJECT_A, Story, on_air

INTENT: Final = IntentId("int_1")
CLOSE_BY: Final = date(2027, 1, 31)

COMMANDS: Final[dict[Act, Callable[[Intent], Command]]] = {
    Act.revise: lambda of: ReviseIntent(
        intent=of.intent,
        version=of.version,
        kind=of.terms.kind,
        visibility=of.terms.visibility,
        close_by=of.terms.close_by,
    ),
    Act.withdraw: lambda of: WithdrawIntent(intent=of.intent),
    Act.see: lambda of: SeeIntents(intents=(of.intent,)),
    Act.accept: lambda of: AcceptIntent(intent=of.intent, version=of.version, content=of.content),
    Act.decline: lambda of: DeclineIntent(intent=of.intent, feedback=Feedback.too_early, note="<not yet>"),
    Act.confirm: lambda of: ConfirmIntent(intent=of.intent, version=of.version, content=of.content),
    Act.retract: lambda of: RetractIntent(intent=of.intent, reason="<the fund is closed>"),
    Act.void: lambda of: VoidIntent(intent=of.intent, reason="<a test>"),
}

WAYS: Final[dict[IntentState, Sequence[Act]]] = {
    IntentState.submitted: (),
    IntentState.seen: (Act.see,),
    IntentState.accepted: (Act.accept,),
    IntentState.confirmed: (Act.accept, Act.confirm),
    IntentState.declined: (Act.decline,),
    IntentState.expired: (Act.expire,),
    IntentState.voided: (Act.void,),
    IntentState.withdrawn: (Act.withdraw,),
    IntentState.retracted: (Act.accept, Act.confirm, Act.retract),
    IntentState.lapsed: (Act.accept, Act.confirm, Act.lapse),
}

CLOCKS: Final = {Act.expire: timedelta(hours=48), Act.lapse: timedelta(days=100)}


def now(story: Story) -> Intent:
    """INTENT as it stands."""
    return story.state.intents[INTENT]


def addressee(visibility: Visibility) -> Actor:
    return HOST if visibility is Visibility.host_only else ANNA


def standing(state: IntentState, visibility: Visibility = Visibility.presenter) -> Story:
    """Iris's INTENT in this state; the window is open."""
    command = StateIntent(project=PROJECT_A, kind=IntentKind.invest, visibility=visibility, close_by=CLOSE_BY)
    story = on_air().given(IRIS, command, id="1")
    doers = {Act.confirm: IRIS, Act.retract: IRIS, Act.withdraw: IRIS, Act.void: HOST}
    for act in WAYS[state]:
        if act in CLOCKS:
            story.later(CLOCKS[act].total_seconds()).ring()
        else:
            story.given(doers.get(act, addressee(visibility)), COMMANDS[act](now(story)))
    return story
