"""Requests that concern a roadshow which another node serves are handed to that node as they are, and so is its answer.

Nothing is forwarded twice: where the holder has changed meanwhile, the sender is told to send the same again.
"""

import hmac
from collections.abc import AsyncIterator
from typing import Final

import httpx
import structlog
from msgspec import Struct
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from server.app.accounts import Accounts
from server.app.nodes import FORWARDED, MOVED, UNREACHED, Nodes
from server.domain.messages import RoadshowId, SeatId
from server.errors import RoadshowError, Unavailable
from server.http.auth import SAFE
from server.http.commands import key_in
from server.http.house import house_of
from server.http.problems import trace_of
from server.ports import LogAway
from server.ports.nodes import Lease

FROM_NODE: Final = "x-roadshow-node"
CLIENT: Final = "x-roadshow-client"

# Of one connection alone (RFC 9110 section 7.6.1), or ours to say.
NOT_PASSED: Final = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", FROM_NODE, CLIENT}
)
NOT_ANSWERED: Final = NOT_PASSED | {"date", "server"}
TIMEOUTS: Final = {"connect": 2.0, "read": 60.0, "write": 30.0, "pool": 5.0}

# Shorter than a server keeps an idle connection, so that none is used that it is just closing.
IDLE: Final = 2.0

SEAT: Final = "sea_"

logger = structlog.get_logger()


class Among(Struct, frozen=True, kw_only=True):
    """What forwarding needs: this node among the others, how they are reached, and the secret that all of them know."""

    nodes: Nodes
    reach: httpx.AsyncBaseTransport
    secret: str


def reaching() -> httpx.AsyncHTTPTransport:
    """Connections to other nodes; a bare transport, since a client would keep everybody's cookies."""
    return httpx.AsyncHTTPTransport(
        limits=httpx.Limits(max_connections=1000, max_keepalive_connections=200, keepalive_expiry=IDLE)
    )


class Forwarding:
    """Serves what this node holds and what concerns no roadshow; hands over the rest."""

    def __init__(self, app: ASGIApp, among: Among) -> None:
        """Wrap an application."""
        self._app = app
        self._nodes = among.nodes
        self._reach = among.reach
        self._secret = among.secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; raises Unavailable where nobody can at the moment."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        forwarded = self._is_from_node(scope)
        if forwarded:
            scope = {**scope, "client": (Headers(scope=scope).get(CLIENT, ""), 0)}
        roadshow, lease = await self._served(Request(scope))
        if roadshow is None or lease is None:
            await self._app(scope, receive, send)
        elif forwarded:
            self._nodes.tally[MOVED] += 1
            raise Unavailable("elsewhere", after=1)
        else:
            await self._hand_over(roadshow, lease.url, scope, receive, send)

    async def _served(self, request: Request) -> tuple[RoadshowId | None, Lease | None]:
        """The roadshow a request concerns, and the node that serves it where it is another."""
        try:
            roadshow = await _concerned(request)
            return roadshow, (await self._nodes.whose(roadshow) if roadshow else None)
        except LogAway as error:
            raise Unavailable("storage_away", after=2) from error

    def _is_from_node(self, scope: Scope) -> bool:
        told = Headers(scope=scope).get(FROM_NODE, "")
        return bool(told) and hmac.compare_digest(told.encode(), self._secret)

    async def _hand_over(self, roadshow: RoadshowId, url: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._reach.handle_async_request(self._request(url, scope, receive))
        except httpx.TransportError as error:
            # It may have been done all the same; whoever sends the same key again is told.
            logger.warning("node.unreached", trace=trace_of(Request(scope)), to=url, error=repr(error))
            self._nodes.tenancy.doubt(roadshow)
            self._nodes.tally[UNREACHED] += 1
            raise Unavailable("elsewhere", after=1) from error
        self._nodes.tally[FORWARDED] += 1
        log = logger.info if key_in(Request(scope)) else logger.debug
        log("request.forwarded", trace=trace_of(Request(scope)), roadshow=roadshow, to=url, status=answer.status_code)
        await _answered(answer, send)

    def _request(self, url: str, scope: Scope, receive: Receive) -> httpx.Request:
        told = [(name, value) for name, value in scope["headers"] if name.decode("latin-1") not in NOT_PASSED]
        client = scope["client"][0] if scope.get("client") else ""
        told += [(FROM_NODE.encode(), self._secret), (CLIENT.encode(), client.encode())]
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
        return httpx.Request(
            scope["method"],
            url + path + (f"?{query}" if query else ""),
            headers=told,
            content=None if scope["method"] in SAFE else _body(receive),
            extensions={"timeout": TIMEOUTS},
        )


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise httpx.ReadError("the sender has left")
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def _answered(answer: httpx.Response, send: Send) -> None:
    """Pass an answer on as it comes; what breaks off there breaks off here."""
    headers = [
        (name, value) for name, value in answer.headers.raw if name.decode("latin-1").lower() not in NOT_ANSWERED
    ]
    try:
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        async for part in answer.aiter_raw():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        await answer.aclose()


async def _concerned(request: Request) -> RoadshowId | None:
    """The roadshow whose rooms, media or workbook a request may touch; None where it is none that is known."""
    accounts, parts = house_of(request).accounts, request.url.path.split("/")
    try:
        for part in parts:
            if part.startswith(SEAT):
                return (await accounts.place(SeatId(part))).seat.roadshow
        return await _invited(accounts, parts) if request.method not in SAFE else None
    except RoadshowError:
        return None


async def _invited(accounts: Accounts, parts: list[str]) -> RoadshowId | None:
    """Who comes in to own a slip states something in the room."""
    return (await accounts.invitation(parts[2])).roadshow if parts[1:2] == ["i"] and len(parts) == 3 else None
