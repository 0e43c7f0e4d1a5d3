"""Where requests of the API come from: a seat of whoever is signed in."""

from typing import Final

from starlette.requests import Request

from server.app.accounts import Seated
from server.http import auth
from server.http.house import House, house_of
from server.http.limits import Verb

SEAT: Final = "/api/seats/{seat}"


async def entered(request: Request) -> tuple[House, Seated]:
    """The house and who asks, counted against the limit of their seat; raises Unauthenticated, Missing, TooMany."""
    house, seated = house_of(request), await auth.seat(request)
    house.limits.seat(Verb.api, seated.seat.id)
    return house, seated
