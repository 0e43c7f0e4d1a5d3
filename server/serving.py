"""The part of the composition root that people come to: uvicorn as this house has it, and the application in it."""

import asyncio
from collections.abc import Container, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server.config import Settings
from server.footing import BACKLOG, connections_beside, open_files
from server.http.app import create_app
from server.http.house import House
from server.http.pages.table import error_page
from server.http.pages.table import routes as page_routes
from server.http.patience import Patience, PatientProtocol
from server.http.rendering import Renderer
from server.http.sockets import HouseGate
from server.ws.endpoint import Endpoint
from server.ws.fanout import TransportProtocol

if TYPE_CHECKING:
    from server.http.forwarding import Among

GRACE: Final = 5


class Server(uvicorn.Server):
    """uvicorn's server, but for its way with signals and its patience.

    It would raise signals again before the house is closed, and wait for ever for what somebody has begun to send.
    """

    def __init__(self, config: uvicorn.Config, patience: Patience) -> None:
        """Take uvicorn's configuration, and the connections' patience."""
        super().__init__(config)
        self._patience = patience

    async def on_tick(self, counter: int) -> bool:
        """Each second, end what has taken too long; uvicorn calls this ten times a second."""
        if counter % 10 == 0:
            self._patience.sweep(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to who runs the server."""
        yield


def server_of(settings: Settings, house: House, among: "Among | None" = None) -> Server:
    """The server that shows a house; with `among` it is one of several."""
    app, trusted = _app(house, among), settings.trusted_proxies
    patience = Patience(connections_beside(open_files()), _proxies(trusted), house.ended)
    config = uvicorn.Config(
        app,
        http=cast(type[asyncio.Protocol], partial(PatientProtocol, patience)),
        ws=TransportProtocol,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=25,
        ws_ping_timeout=20,
        backlog=BACKLOG,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=settings.tls_cert or None,
        ssl_keyfile=settings.tls_key or None,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None,
    )
    return Server(config, patience)


def _proxies(trusted: str) -> Container[str]:
    """The addresses from which uvicorn takes forwarded headers."""
    if not trusted:
        return ()
    # What it wraps is of no matter here.
    return cast(Container[str], ProxyHeadersMiddleware(cast(Any, None), trusted).trusted_hosts)


def _app(house: House, among: "Among | None") -> Starlette:
    renderer = Renderer(house.languages)
    return create_app(
        house,
        Endpoint(house.rooms, HouseGate(), house.places).serve,
        pages=page_routes(renderer),
        error_page=error_page(renderer),
        scripts=[renderer.script_hash],
        among=among,
    )
