"""How a slice says who may do what, and when: one Rule for each command, read by `roadshow.decide` alone."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from server.domain.messages import Context, Entry, Event, ProjectId, Role
from server.domain.state import Roadshow, Status
from server.errors import Forbidden

Decision = Callable[[Roadshow, Any, Context], Sequence[Event]]
Evolution = Callable[[Roadshow, Any, Entry], Roadshow]

EVERYONE: Final = frozenset(Role)
STAFF: Final = frozenset({Role.organizer})
PRESENTING: Final = frozenset({Role.organizer, Role.presenter})
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


Rules = dict[type, Rule]
Evolutions = dict[type[Event], Evolution]


def own_project(context: Context, project: ProjectId) -> None:
    """Forbidden where a presenter reaches for another project; organizers reach all."""
    if context.actor.role is Role.presenter and context.actor.project != project:
        raise Forbidden("forbidden")
