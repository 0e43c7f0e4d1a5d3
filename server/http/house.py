"""What every route may reach: the use cases and what is the same for all of the house. There are no globals."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from server.app.accounts import Accounts
from server.app.attendance import Attendance
from server.app.departures import Departures
from server.app.encoders import Encoders
from server.app.erasures import Erasures
from server.app.exports import Exports
from server.app.imports import Imports
from server.app.invitations import Invitations
from server.app.leads import Leads
from server.app.mail import Mail
from server.app.materials import Materials
from server.app.media import Studio
from server.app.meetings import Meetings
from server.app.nodes import Nodes
from server.app.presets import Presets
from server.app.readiness import Readiness
from server.app.recipients import Recipients
from server.app.rehearsals import Rehearsals
from server.app.reports import Reports
from server.app.retention import Retention
from server.app.roadshows import Roadshows
from server.app.rooms import Rooms
from server.app.sessions import Sessions
from server.app.slips import Slips
from server.app.trail import Trail
from server.app.turn import NO_TURN, IceServer, Turn, ice_servers
from server.app.watching import Watching
from server.app.webhooks import Webhooks
from server.domain.messages import SeatId
from server.http.language import COOKIE, Language, Languages
from server.http.limits import Limits
from server.ports import Clock
from server.ws.places import Places


@dataclass(frozen=True, kw_only=True)
class House:
    """Made once by the composition root. `public_url` is empty where the house is met under the name it is asked by.

    `nodes` is there where several processes serve the house, `wal` where it is on SQLite: the bytes of its log there.

    `tally` counts ACCEPTED commands, and refusals by their codes; `ended` connections that took too long or too much.
    """

    accounts: Accounts
    sessions: Sessions
    departures: Departures
    invitations: Invitations
    slips: Slips
    encoders: Encoders
    erasures: Erasures
    attendance: Attendance
    recipients: Recipients
    roadshows: Roadshows
    rehearsals: Rehearsals
    presets: Presets
    leads: Leads
    materials: Materials
    meetings: Meetings
    exports: Exports
    imports: Imports
    rooms: Rooms
    studio: Studio
    watching: Watching
    webhooks: Webhooks
    readiness: Readiness
    reports: Reports
    retention: Retention
    trail: Trail
    mail: Mail
    languages: Languages
    limits: Limits
    places: Places
    clock: Clock
    public_url: str = ""
    turn: Turn = NO_TURN
    metrics_token: str = ""
    nodes: Nodes | None = None
    wal: Callable[[], int] | None = None
    tally: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)

    def origin(self, connection: HTTPConnection) -> str:
        """The origin (RFC 6454) of the house's own pages as this browser knows it."""
        if self.public_url:
            return _origin(self.public_url)
        scope = connection.scope
        return _met_as(scope["scheme"], connection.headers.get("host"), tuple(scope.get("server") or ()))

    def ice_servers(self, seat: SeatId) -> tuple[IceServer, ...]:
        """The TURN servers a seat may use now."""
        return ice_servers(self.turn, self.clock.now(), seat)

    def invitation_link(self, connection: HTTPConnection, token: str) -> str:
        """The address at which somebody comes in with a token."""
        return self.origin(connection) + invitation_path(token)


@lru_cache(maxsize=1024)
def _origin(address: str) -> str:
    url = urlsplit(address)
    return f"{SCHEMES[url.scheme]}://{url.netloc}"


@lru_cache(maxsize=1024)
def _met_as(scheme: str, host: str | None, server: tuple[Any, ...]) -> str:
    """The origin under which it is asked, from the parts of a request that name it."""
    headers = [(b"host", host.encode("latin-1"))] if host is not None else []
    scope = {
        "type": "http",
        "scheme": scheme,
        "server": server or None,
        "path": "/",
        "query_string": b"",
        "headers": headers,
    }
    return _origin(str(HTTPConnection(scope).base_url))


ACCEPTED = "accepted"
SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


def invitation_path(token: str) -> str:
    """The path of the page that shows an invitation; what it shows comes true with a POST to the same path."""
    return f"/i/{token}"


def house_of(connection: HTTPConnection) -> House:
    """The house a request came to."""
    house: House = connection.app.state.house
    return house


def language_of(connection: HTTPConnection) -> Language:
    """The language the reader gets."""
    accepted = connection.headers.get("accept-language", "")
    return house_of(connection).languages.negotiate(connection.cookies.get(COOKIE), accepted)
