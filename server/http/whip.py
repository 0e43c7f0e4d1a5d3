"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep-03): an SDP offer in, the answer and the address of its session out.

The entity tag is that of the ICE session, which a restart replaces and which nothing else changes.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.app.media import Answer, Quality
from server.app.turn import links
from server.domain.accounts import Place
from server.domain.messages import SeatId
from server.http import auth
from server.http.bodies import JSON, parsed, read
from server.http.conditions import ice_sessions, refuse_other_answers, require_type
from server.http.crossorigin import preflight
from server.http.house import House, house_of
from server.http.limits import Verb

SDP: Final = "application/sdp"
FRAGMENT: Final = "application/trickle-ice-sdpfrag"
LAYER: Final = "urn:ietf:params:whep:ext:core:layer"
KEPT_BY_NOBODY: Final = {"cache-control": "no-store"}

Reply = Callable[[Request], Awaitable[Response]]


class Wish(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What a viewer wants at most; `mediaId` is there for clients that name the line, of which only one has layers."""

    encoding_id: Quality
    media_id: str | None = None


async def _entered(request: Request, verb: Verb = Verb.media) -> tuple[House, Place, str]:
    house, (place, browser) = house_of(request), await auth.publisher(request)
    house.limits.seat(verb, place.seat.id)
    return house, place, browser


async def publish(request: Request) -> Response:
    """Publish from a seat."""
    house, place, browser = await _entered(request)
    offer = await _offer(request)
    answer = await house.studio.publish(place.seat.roadshow, place.actor, offer, browser)
    return _created(request, place, answer)


async def view(request: Request) -> Response:
    """View the stage, or preview a source."""
    house, place, browser = await _entered(request)
    source = request.query_params.get("source")
    wanted = SeatId(source) if source else None
    answer = await house.studio.view(place.seat.roadshow, place.actor, wanted, await _offer(request), browser)
    response = _created(request, place, answer)
    response.headers.append("link", f'<{response.headers["location"]}/layer>; rel="{LAYER}"')
    return response


async def trickle(request: Request) -> Response:
    """Take candidates, which are of no use to an ICE-lite agent, or restart ICE."""
    house, place, _ = await _entered(request, Verb.ice)
    session = request.path_params["session"]
    house.studio.require(place.actor, session)
    require_type(request, "accept-patch", FRAGMENT)
    ice = ice_sessions(request)
    answer = await house.studio.restart(place.actor, session, await _text(request, FRAGMENT), ice)
    if answer is None:
        return Response(status_code=204)
    return Response(answer.sdp, 200, {"etag": _tag(answer), **KEPT_BY_NOBODY}, FRAGMENT)


async def end(request: Request) -> Response:
    """End a session of this seat."""
    house, place, _ = await _entered(request)
    await house.studio.end(place.actor, request.path_params["session"])
    return Response(status_code=200)


async def select(request: Request) -> Response:
    """Send a viewer at most the layer of the body."""
    house, place, _ = await _entered(request, Verb.ice)
    require_type(request, "accept-post", JSON)
    wish = await parsed(request, Wish)
    await house.studio.limit(place.actor, request.path_params["session"], wish.encoding_id)
    return Response(status_code=200)


async def unselect(request: Request) -> Response:
    """Send a viewer the best there is again."""
    house, place, _ = await _entered(request, Verb.ice)
    await house.studio.limit(place.actor, request.path_params["session"], "high")
    return Response(status_code=200)


async def _offer(request: Request) -> str:
    refuse_other_answers(request, SDP)
    require_type(request, "accept-post", SDP)
    return await _text(request, SDP)


async def _text(request: Request, content_type: str) -> str:
    return (await read(request, content_type)).decode("utf-8", "replace")


def _created(request: Request, place: Place, answer: Answer) -> Response:
    location = f"{request.url.path}/{answer.session}"
    headers = {"location": location, "etag": _tag(answer), "accept-patch": FRAGMENT, **KEPT_BY_NOBODY}
    return _linked(request, place, Response(answer.sdp, 201, headers, SDP))


def _linked(request: Request, place: Place, response: Response) -> Response:
    """Tell of the TURN servers, whose credentials are for whoever holds the seat."""
    for link in links(house_of(request).ice_servers(place.seat.id)):
        response.headers.append("link", link)
    return response


def _tag(answer: Answer) -> str:
    return f'"{answer.ice}"'


def _route(path: str, accepted: dict[str, str], **replies: Reply) -> Route:
    """One address with all its methods, so that a refusal of others can name them."""
    methods = (*replies, "OPTIONS")

    async def reply(request: Request) -> Response:
        if request.method == "OPTIONS":
            return await _options(request, methods, accepted)
        return await replies[request.method](request)

    return Route(path, reply, methods=methods)


async def _options(request: Request, methods: tuple[str, ...], accepted: dict[str, str]) -> Response:
    """What may be done here, for anybody: a preflight brings no token. Whoever brings one is told of TURN servers."""
    told = {"allow": ", ".join(methods), **accepted, **preflight(methods)}
    if "authorization" not in request.headers:
        return Response(status_code=200, headers=told)
    _, place, _ = await _entered(request, Verb.ice)
    return _linked(request, place, Response(status_code=200, headers={**told, **KEPT_BY_NOBODY}))


OFFERED: Final = {"accept-post": SDP}
PATCHED: Final = {"accept-patch": FRAGMENT}
WISHED: Final = {"accept-post": JSON}

ROUTES: Final = (
    _route("/whip/{seat}", OFFERED, POST=publish),
    _route("/whip/{seat}/{session}", PATCHED, PATCH=trickle, DELETE=end),
    _route("/whep/{seat}", OFFERED, POST=view),
    _route("/whep/{seat}/{session}", PATCHED, PATCH=trickle, DELETE=end),
    _route("/whep/{seat}/{session}/layer", WISHED, POST=select, DELETE=unselect),
)
