"""Where requests of the API come from: a seat of whoever is signed in, in a role that may ask in this way."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from server.app.accounts import Seated
from server.domain.messages import Role
from server.domain.rules import EVERYONE
from server.errors import Forbidden
from server.http import auth
from server.http.house import House, house_of
from server.http.limits import Verb

SEAT: Final = "/api/seats/{seat}"

# Whatever is not only read changes something.
ASKING: Final[Mapping[str, frozenset[Role]]] = {"GET": frozenset(Role), "HEAD": frozenset(Role)}


async def entered(request: Request) -> tuple[House, Seated]:
    """The house and who asks, counted against the limit of their seat.

    Raises Unauthenticated, Missing, TooMany, and Forbidden for who reads only and for who was removed.
    """
    house, seated = house_of(request), await auth.seat(request)
    house.limits.seat(Verb.api, seated.seat.id)
    actor = await house.rooms.acting(seated.seat.roadshow, seated.actor)
    if actor.role not in ASKING.get(request.method, EVERYONE):
        raise Forbidden("forbidden")
    return house, seated
