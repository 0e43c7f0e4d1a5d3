"""The clocks of intents: what nobody accepts or confirms in time expires, what is confirmed lapses at its close."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from msgspec.structs import replace

from server.domain.course import COURSE, Act, IntentState
from server.domain.filing import filed
from server.domain.messages import Entry, Event, IntentId
from server.domain.rules import Due, Evolutions, Rules
from server.domain.state import Roadshow


class IntentExpired(Event, frozen=True, kw_only=True, tag="intent.expired"):
    """Nobody accepted or confirmed the intent in time, or the investor's own day to decide is over."""

    intent: IntentId


class IntentLapsed(Event, frozen=True, kw_only=True, tag="intent.lapsed"):
    """A confirmed intent was not closed by the day it named."""

    intent: IntentId


def events(state: Roadshow, at: datetime) -> Iterable[Event]:
    """Every intent whose clock has run out by then, the first first."""
    for key in state.deadlines.until(at):
        intent = state.intents[cast(IntentId, key)]
        kind = IntentLapsed if intent.state is IntentState.confirmed else IntentExpired
        yield kind(intent=intent.intent)


def expired(state: Roadshow, event: IntentExpired, entry: Entry) -> Roadshow:
    """Kept, and counted nowhere."""
    return _over(state, event.intent, Act.expire, entry)


def lapsed(state: Roadshow, event: IntentLapsed, entry: Entry) -> Roadshow:
    """Kept, and counted nowhere."""
    return _over(state, event.intent, Act.lapse, entry)


def _over(state: Roadshow, intent: IntentId, act: Act, entry: Entry) -> Roadshow:
    return filed(state, replace(state.intents[intent], state=COURSE[act].target, since=entry.at))


DUE = Due(events=events, first=lambda state: state.deadlines.first)

RULES: Rules = {}

EVOLVE: Evolutions = {IntentExpired: expired, IntentLapsed: lapsed}
