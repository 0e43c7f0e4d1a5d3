"""WHIP (RFC 9725) and WHEP: an SDP offer in, the answer and the address of its session out.

Candidates come with the answer, so a session takes no PATCH; ICE restarts are a new POST.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.domain.accounts import Place
from server.domain.messages import SeatId
from server.http import auth
from server.http.bodies import read
from server.http.house import House, house_of
from server.http.limits import Verb

SDP: Final = "application/sdp"


async def _entered(request: Request) -> tuple[House, Place, str]:
    house, (place, browser) = house_of(request), await auth.publisher(request)
    house.limits.seat(Verb.media, place.seat.id)
    return house, place, browser


async def publish(request: Request) -> Response:
    """Publish from a seat."""
    house, place, browser = await _entered(request)
    offer = await _offer(request)
    answer = await house.studio.publish(place.seat.roadshow, place.actor, offer, browser)
    return _created(request, answer.session, answer.sdp)


async def view(request: Request) -> Response:
    """View the stage, or preview a source."""
    house, place, browser = await _entered(request)
    source = request.query_params.get("source")
    wanted = SeatId(source) if source else None
    answer = await house.studio.view(place.seat.roadshow, place.actor, wanted, await _offer(request), browser)
    return _created(request, answer.session, answer.sdp)


async def end(request: Request) -> Response:
    """End a session of this seat."""
    house, place, _ = await _entered(request)
    await house.studio.end(place.actor, request.path_params["session"])
    return Response(status_code=200)


async def _offer(request: Request) -> str:
    return (await read(request, SDP)).decode("utf-8", "replace")


def _created(request: Request, session: str, answer: str) -> Response:
    location = f"{request.url.path}/{session}"
    return Response(answer, 201, {"location": location, "cache-control": "no-store"}, SDP)


ROUTES: Final = (
    Route("/whip/{seat}", publish, methods=["POST"]),
    Route("/whip/{seat}/{session}", end, methods=["DELETE"]),
    Route("/whep/{seat}", view, methods=["POST"]),
    Route("/whep/{seat}/{session}", end, methods=["DELETE"]),
)
