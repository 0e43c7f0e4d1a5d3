"""CORS (Fetch standard, section 3.2) for players and encoders on other sites' pages: by token, never with a cookie.

`*` without Access-Control-Allow-Credentials: a browser hands out no answer to a request that carried a cookie.
"""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.auth import BY_TOKEN

EXPOSED: Final = "Location, Link, ETag, Accept-Patch, Accept-Post, Allow, Retry-After, WWW-Authenticate"
ANYBODY: Final = {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}
SENT: Final = "Authorization, Content-Type, If-Match"
A_DAY: Final = "86400"


def preflight(methods: Sequence[str]) -> dict[str, str]:
    """What a browser asks before it sends another site's request."""
    return {
        "access-control-allow-methods": ", ".join(methods),
        "access-control-allow-headers": SENT,
        "access-control-max-age": A_DAY,
    }


class CrossOrigin:
    """Lets other sites' pages read the answers of the addresses that go by token, refusals as well."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(ANYBODY)
            await send(message)

        theirs = scope["type"] == "http" and scope["path"].startswith(BY_TOKEN)
        await self._app(scope, receive, opened if theirs else send)
