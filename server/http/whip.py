"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep-03): an SDP offer in, the answer and the address of its session out.

The entity tag is that of the ICE session, which a restart replaces and which nothing else changes.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from server.app.media import Answer, Quality
from server.app.turn import links
from server.domain.accounts import Place
from server.domain.messages import Role, SeatId
from server.domain.rules import PRESENTING
from server.http import auth
from server.http.bodies import JSON, KEPT_BY_NOBODY, asked, parsed, read
from server.http.conditions import ice_sessions, refuse_other_answers, require_type
from server.http.crossorigin import preflight
from server.http.house import House, house_of
from server.http.limits import Verb
from server.http.operations import ALL, Body, Entrance, Gives, Operation, Operations, Reply

SDP: Final = "application/sdp"
FRAGMENT: Final = "application/trickle-ice-sdpfrag"
LAYER: Final = "urn:ietf:params:whep:ext:core:layer"


class Wish(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What a viewer wants at most; `mediaId` is there for clients that name the line, of which only one has layers."""

    encoding_id: Quality
    media_id: str | None = None


class Previewed(Struct, frozen=True, kw_only=True):
    """Whose picture is wanted; none means the stage, through every change of source."""

    source: SeatId | None = None


async def _entered(request: Request, verb: Verb = Verb.media) -> tuple[House, Place, auth.Publisher]:
    house, who = house_of(request), await auth.publisher(request)
    house.limits.seat(verb, who.place.seat.id)
    return house, who.place, who


async def publish(request: Request) -> Response:
    """Publish from a seat."""
    house, place, who = await _entered(request)
    offer = await _offer(request)
    answer = await house.studio.publish(place.seat.roadshow, place.actor, offer, who.browser, who.token)
    return _created(request, place, answer)


async def view(request: Request) -> Response:
    """View the stage, or preview a source."""
    house, place, who = await _entered(request)
    source, offer = asked(request, Previewed).source, await _offer(request)
    answer = await house.studio.view(place.seat.roadshow, place.actor, source, offer, who.browser, who.token)
    response = _created(request, place, answer)
    response.headers.append("link", f'<{response.headers["location"]}/layer>; rel="{LAYER}"')
    return response


async def trickle(request: Request) -> Response:
    """Take candidates, which are of no use to an ICE-lite agent, or restart ICE."""
    house, place, _ = await _entered(request, Verb.ice)
    session = request.path_params["session"]
    house.studio.require(place.actor, session)
    require_type(request, FRAGMENT)
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


def _options(accepted: Mapping[str, str], *replies: str) -> Reply:
    """What may be done here, for anybody: a preflight brings no token. Whoever brings one is told of TURN servers."""
    methods = (*replies, "OPTIONS")
    told = {"allow": ", ".join(methods), **accepted, **preflight(methods)}

    async def reply(request: Request) -> Response:
        """What may be done here."""
        if "authorization" not in request.headers:
            return Response(status_code=200, headers=told)
        _, place, _ = await _entered(request, Verb.ice)
        return _linked(request, place, Response(status_code=200, headers={**told, **KEPT_BY_NOBODY}))

    return reply


def _route(path: str, accepted: Mapping[str, str], **operations: Operation) -> Operations:
    header = next(iter(accepted)).title()
    told = Operation(
        _options(accepted, *operations),
        entrance=Entrance.anybody,
        refuses="signed_out seat_missing forbidden removed too_many elsewhere stopping",
        gives=(Gives(200, headers=("Allow", header, "Link")),),
    )
    return Operations(path, **operations, OPTIONS=told)


def _opening(reply: Reply, by: frozenset[Role], query: type[Struct] | None = None, own: str = "") -> Operation:
    return Operation(
        reply,
        by,
        own,
        Entrance.media,
        body=Body(media=SDP),
        query=query,
        gives=(Gives(201, SDP, headers=("Location", "ETag", "Accept-Patch", "Link")),),
        refuses=f"offer_malformed offer_unsupported offer_too_large answer_unacceptable seat_media_full {PLANE}",
    )


def _later(
    reply: Reply, *gives: Gives, body: Body | None = None, matches: bool = False, refuses: str = ""
) -> Operation:
    """An operation on a session that is open."""
    return Operation(
        reply,
        ALL,
        "who opened the session",
        Entrance.media,
        body=body,
        matches=matches,
        gives=gives,
        refuses=f"session_missing {PLANE} {refuses}",
    )


OFFERED: Final = {"accept-post": SDP}
PATCHED: Final = {"accept-patch": FRAGMENT}
WISHED: Final = {"accept-post": JSON}
PLANE: Final = "plane_full plane_unavailable"

TRICKLED: Final = _later(
    trickle,
    Gives(200, FRAGMENT, headers=("ETag",)),
    Gives(204),
    body=Body(media=FRAGMENT),
    matches=True,
    refuses="ice_stale offer_malformed offer_too_large",
)
ENDED: Final = _later(end, Gives(200))

ROUTES: Final = (
    _route("/whip/{seat}", OFFERED, POST=_opening(publish, PRESENTING)),
    _route("/whip/{seat}/{session}", PATCHED, PATCH=TRICKLED, DELETE=ENDED),
    _route(
        "/whep/{seat}",
        OFFERED,
        POST=_opening(view, ALL, Previewed, "a preview: who oversees the show, others of their own"),
    ),
    _route("/whep/{seat}/{session}", PATCHED, PATCH=TRICKLED, DELETE=ENDED),
    _route(
        "/whep/{seat}/{session}/layer",
        WISHED,
        POST=_later(select, Gives(200), body=Body(Wish)),
        DELETE=_later(unselect, Gives(200)),
    ),
)
