"""The part of the composition root that people come to: uvicorn as this house has it, and the application in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette

from server.config import Settings
from server.http.app import create_app
from server.http.forwarding import Among
from server.http.house import House
from server.http.pages.table import error_page
from server.http.pages.table import routes as page_routes
from server.http.rendering import Renderer
from server.http.sockets import HouseGate
from server.ws.endpoint import Endpoint
from server.ws.fanout import TransportProtocol

GRACE: Final = 5


class Server(uvicorn.Server):
    """uvicorn's server, but for its way with signals: it would raise them again before the house is closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to who runs the server."""
        yield


def server_of(settings: Settings, house: House, among: Among | None = None) -> Server:
    """The server that shows a house; with `among` it is one of several."""
    config = uvicorn.Config(
        _app(house, among),
        ws=TransportProtocol,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=25,
        ws_ping_timeout=20,
        backlog=4096,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=settings.tls_cert or None,
        ssl_keyfile=settings.tls_key or None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )
    return Server(config)


def _app(house: House, among: Among | None) -> Starlette:
    renderer = Renderer(house.languages)
    return create_app(
        house,
        Endpoint(house.rooms, HouseGate(), house.places).serve,
        pages=page_routes(renderer),
        error_page=error_page(renderer),
        scripts=[renderer.script_hash],
        among=among,
    )
