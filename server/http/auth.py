"""Who asks: the session cookie, the seat in the address, the encoder's token, and whether it is a page of ours."""

from typing import Final

from msgspec import Struct
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from server.app.accounts import Seated, SignedIn
from server.app.secrets import digest
from server.app.sessions import Renewed
from server.domain.accounts import Person, Place, Session, SessionId
from server.domain.browsers import Device, device_of
from server.domain.messages import SeatId
from server.errors import Forbidden
from server.http.house import house_of
from server.http.limits import Verb

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
NAME: Final = "roadshow"
BY_TOKEN: Final = ("/whip/", "/whep/")
OWN_SITE: Final = frozenset({"same-origin", "none"})


class Publisher(Struct, frozen=True, kw_only=True):
    """Who opens media at a seat: from a browser's session, or by an encoder's token, of which this is the digest."""

    place: Place
    browser: str = ""
    token: bytes = b""


def secret_of(connection: HTTPConnection) -> str | None:
    """The secret in the browser's session cookie."""
    return connection.cookies.get(cookie_name(connection))


def cookie_name(connection: HTTPConnection) -> str:
    """`__Host-` binds the cookie to this very host (RFC 6265bis section 4.1.3.2); it needs HTTPS."""
    return f"__Host-{NAME}" if _secure(connection) else NAME


def _secure(connection: HTTPConnection) -> bool:
    return house_of(connection).origin(connection).startswith("https://")


def keep_signed_in(request: Request, response: Response, signed: SignedIn | Renewed) -> None:
    """Give the browser the secret of the session that somebody came into or renewed."""
    left = signed.expires_at - house_of(request).clock.now()
    response.set_cookie(
        cookie_name(request),
        signed.secret,
        max_age=int(left.total_seconds()),
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


async def sign_out(request: Request, response: Response) -> SessionId:
    """End the browser's session and take its cookie; raises Unauthenticated where there is none."""
    ended = await house_of(request).accounts.sign_out(secret_of(request))
    await house_of(request).departures.recheck_encoders()
    response.delete_cookie(cookie_name(request), path="/", secure=_secure(request), httponly=True, samesite="lax")
    return ended


def device(connection: HTTPConnection) -> Device:
    """The browser as it describes itself."""
    return device_of(connection.headers.get("user-agent", ""))


async def session(connection: HTTPConnection) -> Session:
    """The browser's session; raises Unauthenticated."""
    return await house_of(connection).accounts.session(secret_of(connection))


async def seat(connection: HTTPConnection) -> Seated:
    """Whoever holds the seat that the address names in this browser; raises Unauthenticated, Missing."""
    return await house_of(connection).accounts.seated(secret_of(connection), SeatId(connection.path_params["seat"]))


async def account(connection: HTTPConnection) -> Person:
    """The person in this browser who may plan roadshows; raises Unauthenticated, Forbidden."""
    return await house_of(connection).accounts.account(secret_of(connection))


async def publisher(connection: HTTPConnection) -> Publisher:
    """Whoever has the seat that the address names, by its encoder token or the browser's session."""
    if token := bearer(connection):
        entering(connection)
        place = await house_of(connection).encoders.place(token, SeatId(connection.path_params["seat"]))
        return Publisher(place=place, token=digest(token))
    seated = await seat(connection)
    return Publisher(place=seated.place, browser=seated.session.id)


def bearer(connection: HTTPConnection) -> str:
    """The bearer token of RFC 6750; an empty one is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def entering(connection: HTTPConnection) -> None:
    """Count somebody who comes with a secret that may be guessed, or who is new; raises TooMany."""
    if connection.client:
        house_of(connection).limits.address(Verb.entrance, connection.client.host)


async def socket(websocket: WebSocket) -> Seated:
    """Whoever opens a socket at a seat; raises Forbidden where it is not a page of ours that does."""
    if websocket.headers.get("origin") != house_of(websocket).origin(websocket):
        raise Forbidden("origin_refused")
    return await seat(websocket)


def refuse_other_sites(request: Request) -> None:
    """Raise Forbidden where another site's page makes the browser send something that would change ours.

    Every browser of today says where an unsafe request comes from, in at least one of the two headers; whoever sends
    neither is no browser, and has no cookie that it was not given on purpose. Where a token counts, the cookie does
    not, and no site can make a browser send a token it has not got.
    """
    if request.method in SAFE or (request.scope["path"].startswith(BY_TOKEN) and bearer(request)):
        return
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise Forbidden("origin_refused")
    if origin is not None and origin != house_of(request).origin(request):
        raise Forbidden("origin_refused")
