"""The addresses at which rehearsals are begun, filled, watched and deleted; docs/protocol.md lists them."""

from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request

from server.app.rehearsals import Begun, Recruit, Told
from server.domain.messages import RoadshowId, SeatId
from server.domain.rehearsals import Recruits, Rehearsal
from server.domain.rules import STAFF
from server.errors import Unauthenticated
from server.http import auth
from server.http.bodies import Created, Done, Json, parsed
from server.http.commands import idempotency_key
from server.http.entered import SEAT, entered
from server.http.house import house_of
from server.http.operations import Body, Entrance, Operation, Operations

BASE: Final = "/api/rehearsals"


class Beginning(Struct, frozen=True, kw_only=True):
    """A rehearsal that waits, its organizer's seat, and the command line that brings the audience."""

    roadshow: RoadshowId
    seat: SeatId
    token: str
    command: str


class Entered(Struct, frozen=True, kw_only=True):
    """The synthetic host's seat; `cookie` is the name of the cookie that carries a secret."""

    roadshow: RoadshowId
    of: RoadshowId
    seat: SeatId
    secret: str
    cookie: str


class View(Struct, frozen=True, kw_only=True):
    """A rehearsal as its organizers see it; times are as in the log."""

    roadshow: RoadshowId
    created_at: Any
    state: str
    progress: dict[str, Any] | None
    card: dict[str, Any] | None


def command_line(origin: str, begun: Begun) -> str:
    """What is typed where the audience is to run."""
    return f"roadshow rehearse --url {origin} --token={begun.token} --viewers 200 --media 2 --minutes 2"


def view(one: Rehearsal) -> View:
    """One for its organizers."""
    state = "deleted" if one.deleted_at else "ended" if one.ended_at else "running" if one.entered_at else "waiting"
    return View(roadshow=one.roadshow, created_at=one.created_at, state=state, progress=one.progress, card=one.card)


async def begin(request: Request) -> Created[Beginning]:
    """Copy a roadshow as a rehearsal."""
    house, seated = await entered(request)
    begun = await house.rehearsals.begin(seated.place, idempotency_key(request))
    line = command_line(house.origin(request), begun)
    return Created(Beginning(roadshow=begun.roadshow, seat=begun.seat, token=begun.token, command=line))


async def listed(request: Request) -> Json[list[View]]:
    """The rehearsals of a roadshow."""
    house, seated = await entered(request)
    return Json([view(one) for one in await house.rehearsals.all(seated.place)])


async def delete(request: Request) -> Done:
    """Delete a rehearsal with everything it made."""
    house, seated = await entered(request)
    await house.rehearsals.delete(seated.place, RoadshowId(request.path_params["rehearsal"]))
    return Done()


async def recruit(request: Request) -> Created[list[Recruit]]:
    """Seats for synthetic people."""
    house, seated = await entered(request)
    made: list[Recruit] = await house.rehearsals.recruit(seated.place, await parsed(request, Recruits))
    return Created(made)


async def report(request: Request) -> Done:
    """How far it is, and what was measured."""
    house, seated = await entered(request)
    await house.rehearsals.tell(seated.place, await parsed(request, Told))
    return Done()


async def enter(request: Request) -> Created[Entered]:
    """Let the synthetic host in, by the token as bearer."""
    house = house_of(request)
    found, recruited = await house.rehearsals.enter(_token(request))
    answer = Entered(
        roadshow=found.roadshow,
        of=found.of,
        seat=recruited.seat,
        secret=recruited.secret,
        cookie=auth.cookie_name(request),
    )
    return Created(answer)


async def delete_by_token(request: Request) -> Done:
    """Delete a rehearsal, by its token as bearer."""
    await house_of(request).rehearsals.delete_by(_token(request))
    return Done()


def _token(request: Request) -> str:
    auth.entering(request)
    if not (token := auth.bearer(request)):
        raise Unauthenticated("signed_out", "the token of a rehearsal comes as bearer token")
    return token


ROUTES: Final = (
    Operations(
        f"{SEAT}/rehearsals",
        GET=Operation(listed, STAFF),
        POST=Operation(begin, STAFF, key=True, refuses="rehearsal_shut"),
    ),
    Operations(
        f"{SEAT}/rehearsals/{{rehearsal}}", DELETE=Operation(delete, STAFF, refuses="rehearsal_missing rehearsal_only")
    ),
    Operations(
        f"{SEAT}/rehearsal/people",
        POST=Operation(
            recruit,
            STAFF,
            body=Body(Recruits),
            refuses="rehearsal_only rehearsal_full project_needed project_missing",
        ),
    ),
    Operations(f"{SEAT}/rehearsal", PUT=Operation(report, STAFF, body=Body(Told), refuses="rehearsal_only")),
    Operations(f"{BASE}/enter", POST=Operation(enter, entrance=Entrance.rehearsal)),
    Operations(BASE, DELETE=Operation(delete_by_token, entrance=Entrance.rehearsal, refuses="rehearsal_only")),
)
