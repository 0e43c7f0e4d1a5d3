"""The functions everything turns on: `decide`, `due` and `evolve`, each a look-up in the tables of the slices.

All are pure: the same state, command and context give the same events, and folding a log gives the same state at any
time, on any machine. Whoever adds a feature adds its slice to SLICES.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from itertools import chain
from typing import Any, Final, Union

from msgspec.structs import replace

from server.domain import (
    answers,
    consents,
    consortia,
    deadlines,
    erasure,
    imported,
    intents,
    leads,
    meetings,
    onair,
    people,
    programme,
    prompts,
    questions,
    rankings,
    requests,
    retention,
    rounds,
    show,
    slips,
    stage,
    suitability,
    timetable,
)
from server.domain.messages import SYSTEM, Command, Context, Entry, Event
from server.domain.rules import Due, Evolutions, Rule, Rules
from server.domain.state import Roadshow, Status
from server.errors import Conflict, Forbidden

SLICES: Final = (
    show,
    stage,
    programme,
    onair,
    prompts,
    people,
    erasure,
    retention,
    questions,
    consents,
    suitability,
    rounds,
    intents,
    consortia,
    answers,
    slips,
    imported,
    deadlines,
    requests,
    meetings,
    rankings,
    timetable,
)

RULES: Final[Rules] = dict(chain.from_iterable(part.RULES.items() for part in SLICES))
EVOLVE: Final[Evolutions] = dict(chain.from_iterable(part.EVOLVE.items() for part in (*SLICES, leads)))
DUE: Final[Sequence[Due]] = tuple(part.DUE for part in SLICES if hasattr(part, "DUE"))

AnyCommand: Any = Union[tuple(RULES)]  # noqa: UP007
AnyEvent: Any = Union[tuple(EVOLVE)]  # noqa: UP007


def decide(state: Roadshow, command: Command, context: Context) -> Sequence[Event]:
    """The events that a command causes, those for leads included; raises Rejected and nothing else."""
    rule = RULES[type(command)]
    context = replace(context, actor=people.acting(state, context.actor))
    _permit(state, rule, context)
    events = rule.decide(state, command, context)
    return [*events, *leads.follow(state, events, context)]


def _permit(state: Roadshow, rule: Rule, context: Context) -> None:
    if context.actor.role not in rule.roles and context.actor.person != SYSTEM:
        raise Forbidden("forbidden")
    if not rule.muted and state.standing(context.actor.person).muted:
        raise Forbidden("muted")
    if state.erased_at is not None:
        raise Conflict("records_erased")
    if state.status not in rule.during:
        raise Conflict(_PHASE.get(state.status, "not_live"))


_PHASE: Final = {Status.blank: "not_planned", Status.ended: "show_ended"}


def due(state: Roadshow, at: datetime) -> Sequence[Event]:
    """What has come about by `at` without anybody acting; SYSTEM records it before anything is decided at that time."""
    return [event for each in DUE for event in each.events(state, at)]


def next_due(state: Roadshow) -> datetime | None:
    """When the next clock runs out; None where none is running."""
    return min(filter(None, (each.first(state) for each in DUE)), default=None)


def evolve(state: Roadshow, entry: Entry) -> Roadshow:
    """The state after one more entry, which must be the next."""
    state = EVOLVE[type(entry.event)](state, entry.event, entry)
    return replace(state, seq=entry.seq, actors=state.actors.set(entry.by, entry.seq))


def fold(entries: Iterable[Entry], state: Roadshow | None = None) -> Roadshow:
    """The state after all of these."""
    return reduce(evolve, entries, state or Roadshow())
