"""How a slice says who may do what, and when: one Rule for each command, read by `roadshow.decide` alone.

What happens because a time has come, and nobody acts, a slice says as its `DUE`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from server.domain.messages import Context, Entry, Event, ProjectId, Role
from server.domain.state import Roadshow, Status
from server.errors import Forbidden

Decision = Callable[[Roadshow, Any, Context], Sequence[Event]]
Evolution = Callable[[Roadshow, Any, Entry], Roadshow]

# Whoever takes part; an auditor reads everything and changes nothing, so no rule names one.
EVERYONE: Final = frozenset(Role) - {Role.auditor}
STAFF: Final = frozenset({Role.organizer})
NOBODY: Final[frozenset[Role]] = frozenset()
"""What the house itself does, when its time has come."""
PRESENTING: Final = frozenset({Role.organizer, Role.presenter})
READING: Final = PRESENTING | {Role.auditor}
OVERSEEING: Final = frozenset({Role.organizer, Role.auditor})
PRESENTERS: Final = frozenset({Role.presenter})
INVESTING: Final = frozenset({Role.investor})

LIVE: Final = frozenset({Status.live})
RUNNING: Final = frozenset({Status.live, Status.paused})
OPEN: Final = frozenset({Status.planned, Status.live, Status.paused})
PLANNED: Final = OPEN | {Status.ended}


class Rule(Struct, frozen=True):
    """Which roles may give a command and while the roadshow is in which status; `muted` says a muted person may too."""

    decide: Decision
    roles: frozenset[Role]
    during: frozenset[Status]
    muted: bool = True


class Due(Struct, frozen=True):
    """What a slice's clocks cause: the events due at a time, and when the first of them is due (None: never).

    Once the events due at a time are in the state, `first` must say a later time: each clock rings once.
    """

    events: Callable[[Roadshow, datetime], Iterable[Event]]
    first: Callable[[Roadshow], datetime | None]


Rules = dict[type, Rule]
Evolutions = dict[type[Event], Evolution]


def own_project(context: Context, project: ProjectId) -> None:
    """Forbidden where a presenter reaches for another project; organizers reach all."""
    if context.actor.role is Role.presenter and context.actor.project != project:
        raise Forbidden("forbidden")
