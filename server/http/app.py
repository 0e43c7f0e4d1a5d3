"""The HTTP application: the tables of routes under one guard."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from server.http import (
    api,
    commands,
    health,
    materials,
    meetings,
    metrics,
    rehearsals,
    sockets,
    violations,
    webhooks,
    whip,
)
from server.http.asyncapi import routes as asyncapi
from server.http.contract import served
from server.http.crossorigin import CrossOrigin
from server.http.guard import Guard, SecurityHeaders
from server.http.house import House
from server.http.problems import ErrorPage, Problems
from server.http.report import routes as reports
from server.http.static import FOLDER, VersionedFiles

if TYPE_CHECKING:
    from server.http.forwarding import Among

SOCKET: Final = re.compile(r"/ws/([^/]+)")
Socket = Callable[[WebSocket], Awaitable[None]]

ROUTES: Final[Sequence[BaseRoute]] = (
    *commands.ROUTES,
    *api.ROUTES,
    *materials.ROUTES,
    *meetings.ROUTES,
    *webhooks.ROUTES,
    *reports.ROUTES,
    *whip.ROUTES,
    *rehearsals.ROUTES,
    *sockets.ROUTES,
    *metrics.ROUTES,
    Mount("/static", VersionedFiles(directory=FOLDER), name="static"),
)


class Application(Starlette):
    """Starlette, but for sockets, which have one address and need no routing and no guard for answers."""

    def __init__(self, socket: Socket, **given: Any) -> None:
        """Take what serves the live wire, and what Starlette takes."""
        super().__init__(**given)
        self._socket = socket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or one socket."""
        if scope["type"] == "websocket" and (found := SOCKET.fullmatch(scope["path"])):
            scope["app"], scope["path_params"] = self, {"seat": found[1]}
            await self._socket(WebSocket(scope, receive, send))
        else:
            await super().__call__(scope, receive, send)


def create_app(
    house: House,
    socket: Socket,
    *,
    pages: Sequence[BaseRoute] = (),
    error_page: ErrorPage | None = None,
    scripts: Sequence[str] = (),
    among: "Among | None" = None,
) -> Starlette:
    """The application of a house; `socket` serves the live wire.

    With `among` it is one of several, and hands over what another serves.

    `pages` are the routes of all that a person looks at, `error_page` draws a refusal for them, and `scripts` are what
    script-src allows beside our own files.
    """
    problems = Problems(error_page)
    routes = [*ROUTES, *health.ROUTES, *violations.ROUTES, *asyncapi.ROUTES, *pages]
    routes.append(served(routes))
    app = Application(
        socket,
        routes=routes,
        middleware=[
            Middleware(SecurityHeaders, scripts=scripts),
            Middleware(CrossOrigin),
            Middleware(Guard, problems=problems),
            *(_forwarding(among) if among else ()),
        ],
        exception_handlers=problems.table(),
    )
    app.state.house = house
    return app


def _forwarding(among: "Among") -> Sequence[Middleware]:
    from server.http.forwarding import Forwarding

    return [Middleware(Forwarding, among=among)]
