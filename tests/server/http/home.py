"""A house on a real database behind the real application, with browsers that hold their own cookies."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from server.app.accounts import Accounts, SignedIn
from server.app.attendance import Attendance
from server.app.departures import Departures
from server.app.encoders import Encoders
from server.app.erasures import Erasures
from server.app.exports import Exports
from server.app.imports import Imports
from server.app.invitations import Invitations, Wanted
from server.app.leads import Leads
from server.app.mail import Mail
from server.app.materials import Materials
from server.app.media import Studio
from server.app.meetings import Meetings
from server.app.presets import Presets
from server.app.readiness import Readiness
from server.app.recipients import Recipients
from server.app.rehearsals import Rehearsals
from server.app.reports import Reports
from server.app.retention import Retention
from server.app.roadshows import Roadshows
from server.app.room import Outside
from server.app.rooms import Rooms
from server.app.sessions import Sessions
from server.app.slips import Slips
from server.app.tenancy import Tenancy
from server.app.trail import Trail
from server.app.watching import Watching
from server.app.webhooks import Leaving, Webhooks
from server.app.workbook import Workbook
from server.domain.accounts import Introduction, Place
from server.domain.messages import Role, SeatId
from server.errors import Forbidden
from server.http.app import create_app
from server.http.auth import socket
from server.http.house import House
from server.http.language import Languages
from server.http.limits import Limits
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.choices import DatabaseChoices
from server.storage.database import Database
from server.storage.deliveries import DatabaseOutbox
from server.storage.endpoints import DatabaseEndpoints
from server.storage.erasure import DatabaseErasures
from server.storage.feeds import DatabaseFeeds
from server.storage.leads import DatabaseLeads
from server.storage.location import Location
from server.storage.log import DatabaseLog
from server.storage.materials import DatabaseMaterials
from server.storage.migrate import upgrade
from server.storage.presets import SHIPPED, read_presets
from server.storage.rehearsals import DatabaseRehearsals
from server.storage.retention import DatabaseRetention
from server.storage.texts import DatabaseTexts
from server.storage.trail import DatabaseTrail
from server.storage.watching import DatabaseWatching
from server.ws.places import Places
from tests.server.app.house import CountingIds, HandClock, NamedSigner
from tests.server.app.test_media import RecordingPlane

T = TypeVar("T")

ROADSHOW: dict[str, Any] = {
    "title": {"en": "Demo day", "zh": "路演日"},
    "starts_at": "2026-03-01T08:00:00Z",
    "moderated": False,
    "pitches": [{"title": {"en": "Solar paint"}}, {"title": {"en": "Quiet drone", "zh": "静音无人机"}}],
}


def at(path: Path) -> Location:
    """Where a house in a folder keeps its rows: a file in it says the address of a PostgreSQL, or there is none."""
    address = path / "postgresql"
    return Location(folder=path, address=address.read_text() if address.exists() else "")


def open_house(
    path: Path, public_url: str = "", tenancy: Tenancy | None = None
) -> tuple[House, Database, HandClock, RecordingPlane]:
    database, clock, ids, plane = Database(at(path).engine()), HandClock(), CountingIds(), RecordingPlane()
    log = DatabaseLog(database, mails=True)
    rooms = Rooms(Outside(log=log, clock=clock, ids=ids, signer=NamedSigner(), broken=lambda error: None), tenancy)
    store, catalog, spans = DatabaseAccounts(database), DatabaseCatalog(database), DatabaseWatching(database)
    accounts = Accounts(store, catalog, clock, ids)
    presets = Presets(read_presets([SHIPPED]), DatabaseTexts(database))
    studio, encoders = Studio(plane, rooms), Encoders(store, rooms, clock, ids)
    roadshows = Roadshows(catalog, rooms, presets, clock, ids)
    leaving = Leaving(allowed=(ip_network("127.0.0.0/8"),), tally=Counter())
    work, watching = DatabaseLeads(database), Watching(spans, rooms, studio, clock)
    documents = DatabaseMaterials(database)
    materials = Materials(documents, rooms, clock, ids)
    workbook = Workbook(work, store, rooms, clock, ids, watching.watched, materials.taken)
    erasures = Erasures(DatabaseErasures(database), rooms)
    trail = Trail(DatabaseTrail(database), store, rooms, clock)
    for one in (accounts, watching, workbook):
        erasures.on_erased(one.forget)
    house = House(
        accounts=accounts,
        sessions=Sessions(accounts, store, clock, ids),
        departures=Departures(accounts, encoders, rooms, studio),
        invitations=Invitations(store, rooms, trail, clock, ids),
        slips=Slips(store, rooms, erasures, clock, ids),
        encoders=encoders,
        erasures=erasures,
        attendance=Attendance(store, rooms, studio),
        recipients=Recipients(store, rooms),
        roadshows=roadshows,
        rehearsals=Rehearsals(
            DatabaseRehearsals(database), roadshows, rooms, clock, ids, forget=(studio.remove, accounts.clear)
        ),
        presets=presets,
        materials=materials,
        meetings=Meetings(DatabaseFeeds(database), store, rooms, clock, ids),
        rooms=rooms,
        studio=studio,
        webhooks=Webhooks(DatabaseEndpoints(database), DatabaseOutbox(database), rooms, trail, clock, ids, leaving),
        leads=Leads(work, workbook, clock, ids),
        exports=Exports(work, workbook, trail),
        imports=Imports(work, workbook, rooms, trail, clock, ids),
        watching=watching,
        trail=trail,
        readiness=Readiness(log.ticking, lambda: 1 << 40, rooms, studio),
        reports=Reports(spans, documents, rooms, clock),
        retention=Retention(DatabaseRetention(database), rooms, clock),
        mail=Mail(DatabaseChoices(database), sends=True),
        languages=Languages(),
        limits=Limits(lambda: clock.now().timestamp()),
        places=Places(1000),
        clock=clock,
        public_url=public_url,
    )
    return house, database, clock, plane


async def greet(websocket: WebSocket) -> None:
    """A socket that says who is there, to see who may open one; it refuses as the real one does."""
    try:
        found = await socket(websocket)
    except Forbidden:
        await websocket.close()
        return
    await websocket.accept()
    await websocket.send_text(found.actor.name)
    await websocket.close()


class Browser:
    """Sends one session's cookie and no other."""

    def __init__(self, home: "Home", secret: str = "") -> None:
        self.home = home
        self.secret = secret

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **rest: Any) -> Any:
        name = "__Host-roadshow" if self.home.house.public_url.startswith("https") else "roadshow"
        cookie = {"cookie": f"{name}={self.secret}"} if self.secret else {}
        return self.home.client.request(method, path, headers={**cookie, **(headers or {})}, **rest)

    def get(self, path: str, **rest: Any) -> Any:
        return self.send("GET", path, **rest)

    def post(self, path: str, **rest: Any) -> Any:
        return self.send("POST", path, **rest)

    def command(self, at: str, type_: str, key: str | None = None, /, **fields: Any) -> Any:
        return self.post(
            f"/api/seats/{at}/commands",
            headers={"idempotency-key": key or self.home.key(), "content-type": "application/json"},
            content=msgspec.json.encode({"type": type_, **fields}),
        )


class Home:
    def __init__(
        self, client: TestClient, house: House, database: Database, clock: HandClock, plane: RecordingPlane
    ) -> None:
        self.client, self.house, self.database = client, house, database
        self.clock, self.plane = clock, plane
        self._keys = 0

    def key(self) -> str:
        self._keys += 1
        return f"key-{self._keys:06d}"

    def call(self, work: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        assert self.client.portal is not None
        return self.client.portal.call(work, *arguments)

    def accept(self, token: str, secret: str = "", **introduction: str) -> SignedIn:
        given = Introduction(**{"name": "Somebody", "organisation": "Fund", "contact": "a@b.cn", **introduction})
        return self.call(self.house.accounts.accept, token, given, secret)

    def organizer(self) -> Browser:
        """A browser in which the house's organizer is signed in."""
        return Browser(self, self.accept(self.call(self.house.invitations.organizer), name="Olga").secret)

    def roadshow(self, organizer: Browser, **changed: Any) -> tuple[str, str]:
        """A planned roadshow, and its organizer's seat."""
        answer = organizer.post("/api/roadshows", headers={"idempotency-key": self.key()}, json={**ROADSHOW, **changed})
        assert answer.status_code == 201, answer.text
        return answer.json()["roadshow"], answer.json()["seat"]

    def place(self, seat: str) -> Place:
        return self.call(self.house.accounts.place, SeatId(seat))

    def invited(self, seat: str, role: Role, name: str, project: str | None = None) -> tuple[Browser, str]:
        """Somebody who accepted the invitation of the organizer at `seat`, and their seat."""
        wanted = Wanted(role=role, project=project)
        issued = self.call(self.house.invitations.issue, self.place(seat), wanted)
        signed = self.accept(issued.token, name=name)
        assert signed.seat is not None
        return Browser(self, signed.secret), signed.seat.id


@contextmanager
def home_in(path: Path, public_url: str = "") -> Iterator[Home]:
    house, database, clock, plane = open_house(path, public_url)
    app: Starlette = create_app(house, greet)
    with TestClient(app, raise_server_exceptions=False) as client:
        home = Home(client, house, database, clock, plane)
        home.call(database.run, upgrade)
        yield home
        home.call(house.studio.close)
        home.call(house.rooms.close)
        home.call(database.close)
