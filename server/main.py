"""The composition root: it names concrete adapters, as `outgoing` does for what is sent, and runs the process."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import disk_usage
from typing import Any, Final

import structlog
from sqlalchemy.exc import OperationalError

from media.supervisor import Supervisor
from server.app.accounts import Accounts
from server.app.attendance import Attendance
from server.app.departures import Departures
from server.app.encoders import Encoders
from server.app.erasures import Erasures, Forget
from server.app.exports import Exports
from server.app.imports import Imports
from server.app.invitations import Invitations
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
from server.app.trail import Trail
from server.app.turn import Turn
from server.app.watching import Watching
from server.app.webhooks import Leaving, Webhooks
from server.app.workbook import Workbook
from server.config import BadSetting, Settings, secret_in, turn_of
from server.domain.presets import PresetCard
from server.footing import open_files, sockets_beside, writable
from server.http.house import House
from server.http.language import Languages
from server.http.limits import Limits
from server.outgoing import carriers_of, courier_of, waking
from server.ports import LogAway, LogBroken
from server.serving import Server, server_of
from server.several import Several, carrying, joined, several_of
from server.starting import Plane
from server.storage import wal
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.choices import DatabaseChoices
from server.storage.database import Database
from server.storage.deliveries import DatabaseOutbox
from server.storage.endpoints import DatabaseEndpoints
from server.storage.erasure import DatabaseErasures
from server.storage.feeds import DatabaseFeeds
from server.storage.keys import FILE, KeyRing, UnreadableKeys
from server.storage.leads import DatabaseLeads
from server.storage.location import Location
from server.storage.log import DatabaseLog
from server.storage.materials import DatabaseMaterials
from server.storage.migrate import upgrade
from server.storage.postgres import Unfit
from server.storage.presence import Occupied
from server.storage.presets import SHIPPED, BadPreset, read_presets
from server.storage.rehearsals import DatabaseRehearsals
from server.storage.retention import DatabaseRetention
from server.storage.sqlite import has_reset_bug
from server.storage.texts import DatabaseTexts
from server.storage.trail import DatabaseTrail
from server.storage.watching import DatabaseWatching
from server.system import RandomIds, SystemClock, collect_rarely, switch_often
from server.versions import refuse_old
from server.ws.places import Places

BROKEN_DISK: Final = 74  # EX_IOERR of sysexits.h

logger = structlog.get_logger()


@dataclass(frozen=True)
class Running:
    """A house that is open, and the server that will show it."""

    house: House
    server: Server

    def stop(self, how: signal.Signals) -> None:
        """Begin to stop; what this node has others may take at once."""
        self.server.handle_exit(how, None)
        if self.house.nodes:
            self.house.nodes.begin_to_leave()


Meanwhile = Callable[[Settings, House], Coroutine[Any, Any, None]]


async def serve(settings: Settings, listening: socket.socket, plane: Plane) -> None:
    """Serve until interrupted, by a socket that is bound and a media plane that starts."""
    await _serve(settings, listening, plane, _greet)


async def serve_demo(settings: Settings, listening: socket.socket, plane: Plane) -> None:
    """The same for the demo: on a folder of its own, begun afresh, with a process of its own beside it."""
    for left in settings.data.glob("roadshow.db*"):
        left.unlink()
    await _serve(settings, listening, plane, _demonstrate)


async def _serve(settings: Settings, listening: socket.socket, plane: Plane, meanwhile: Meanwhile) -> None:
    """`meanwhile` runs beside the server from when the pages can be reached."""
    refuse_old(sqlite=not settings.database)
    with _alone(settings):
        async with _open(settings, plane) as running:
            collect_rarely()
            switch_often()
            for stopping in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(stopping, running.stop, stopping)
            beside = asyncio.create_task(_beside(running, meanwhile(settings, running.house)))
            await running.server.serve(sockets=[listening])
            beside.cancel()
            await asyncio.gather(beside, return_exceptions=True)


async def _beside(running: Running, work: Coroutine[Any, Any, None]) -> None:
    while not running.server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    await work


@asynccontextmanager
async def _open(settings: Settings, starting: Plane) -> AsyncIterator[Running]:
    """Everything of a house in the order in which it depends on one another, and closed in the other."""
    turn, cards, signer = turn_of(settings), _presets(settings), _signer(settings.data)
    with _reached(settings):
        database = Database(_location(settings).engine(), _stop_at_once)
        await database.run(upgrade)
    plane = await starting
    logger.info("media.started", port=plane.port, workers=len(plane.workers), sending=plane.rungs)
    courier, leaving = courier_of(settings, database)
    several = several_of(settings, database)
    house = _house(settings, signer, database, plane, turn, cards, leaving, several)
    house.rooms.follow(waking(courier))
    house.rooms.start()
    house.studio.start()
    house.watching.start()
    house.departures.start()
    await house.erasures.start()
    house.retention.start()
    try:
        async with (
            carriers_of(settings, database, house) as carriers,
            joined(house, several),
            carrying(courier, carriers, several),
        ):
            among = several.among(house.nodes) if several and house.nodes else None
            yield Running(house, server_of(settings, house, among))
    finally:
        await house.retention.close()
        await house.erasures.close()
        await house.departures.close()
        await house.watching.close()
        await house.studio.close()
        await house.rooms.close()
        await database.close()


def _location(settings: Settings) -> Location:
    password = secret_in(settings.database_password, "--database-password")
    return Location(folder=writable(settings.data), address=settings.database, password=password)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    try:
        with _location(settings).alone():
            yield
    except Occupied as error:
        raise BadSetting(f"--data: {error}") from error


@contextmanager
def _reached(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (Unfit, LogAway, OperationalError) as error:
        raise BadSetting(f"--database {settings.database or settings.data}: {error}") from error


def _presets(settings: Settings) -> Mapping[str, PresetCard]:
    own = [Path(settings.presets)] if settings.presets else []
    try:
        return read_presets([SHIPPED, *own])
    except BadPreset as error:
        raise BadSetting(str(error)) from error


def _signer(folder: Path) -> KeyRing:
    try:
        return KeyRing.at(folder / FILE, SystemClock().now())
    except UnreadableKeys as error:
        raise BadSetting(str(error)) from error


def _house(
    settings: Settings,
    signer: KeyRing,
    database: Database,
    plane: Supervisor,
    turn: Turn,
    cards: Mapping[str, PresetCard],
    leaving: Leaving,
    several: Several | None,
) -> House:
    ids = RandomIds(clock := SystemClock())
    rooms = _rooms(settings, signer, database, several)
    store, catalog = DatabaseAccounts(database), DatabaseCatalog(database)
    spans, encoders = DatabaseWatching(database, overlapping=several is not None), Encoders(store, rooms, clock, ids)
    presets, documents = Presets(cards, DatabaseTexts(database)), DatabaseMaterials(database)
    accounts = Accounts(store, catalog, clock, ids, timedelta(hours=settings.staff_hours))
    roadshows, studio = Roadshows(catalog, rooms, presets, clock, ids), Studio(plane, rooms)
    departures = Departures(accounts, encoders, rooms, studio, shared=several is not None)
    forget = (studio.remove, accounts.clear)
    work, watching = DatabaseLeads(database), Watching(spans, rooms, studio, clock)
    materials, trail = Materials(documents, rooms, clock, ids), Trail(DatabaseTrail(database), store, rooms, clock)
    workbook = Workbook(work, store, rooms, clock, ids, watching.watched, materials.taken)
    erasures = _erasures(database, rooms, accounts.forget, watching.forget, workbook.forget)
    return House(
        accounts=accounts,
        sessions=Sessions(accounts, store, clock, ids),
        departures=departures,
        invitations=Invitations(store, rooms, trail, clock, ids),
        slips=Slips(store, rooms, erasures, clock, ids),
        encoders=encoders,
        erasures=erasures,
        attendance=Attendance(store, rooms, studio),
        recipients=Recipients(store, rooms),
        roadshows=roadshows,
        rehearsals=Rehearsals(DatabaseRehearsals(database), roadshows, rooms, clock, ids, forget=forget),
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
        readiness=Readiness(rooms.ticking, lambda: disk_usage(settings.data).free, rooms, studio),
        reports=Reports(spans, documents, rooms, clock),
        retention=Retention(DatabaseRetention(database), rooms, clock),
        mail=Mail(DatabaseChoices(database), sends=bool(settings.smtp_url)),
        languages=Languages(),
        limits=Limits(asyncio.get_running_loop().time),
        places=_places(settings),
        clock=clock,
        public_url=settings.origin,
        turn=turn,
        metrics_token=secret_in(settings.metrics_token, "--metrics-token"),
        nodes=several.join(rooms, accounts, departures) if several else None,
        wal=None if settings.database else partial(wal.size, _location(settings).file),
    )


def _places(settings: Settings) -> Places:
    places = Places(min(settings.sockets, sockets_beside(open_files())), settings.sockets_per_address)
    logger.info("sockets.room", most=places.most, per_address=places.by_address)
    return places


def _rooms(settings: Settings, signer: KeyRing, database: Database, several: Several | None) -> Rooms:
    clock, log = SystemClock(), DatabaseLog(database, mails=bool(settings.smtp_url))
    outside = Outside(log=log, clock=clock, ids=RandomIds(clock), signer=signer, broken=_stop_at_once)
    return Rooms(outside, several.tenancy if several else None)


def _erasures(database: Database, rooms: Rooms, *forgets: Forget) -> Erasures:
    erasures = Erasures(DatabaseErasures(database), rooms)
    for forget in forgets:
        erasures.on_erased(forget)
    return erasures


def _stop_at_once(error: LogBroken) -> None:
    """After a failed sync nothing that is in memory can be trusted to be on disk, so nothing is tidied up."""
    logger.critical("disk.broken", error=str(error))
    os._exit(BROKEN_DISK)


async def _greet(settings: Settings, house: House) -> None:
    _announce(settings)
    if token := await house.invitations.first():
        said = "Nobody is an organizer yet. This link makes you the first, once; those printed before are spent:"
        _say(f"{said}\n  {settings.url}/i/{token}")


def _announce(settings: Settings) -> None:
    _say(f"Roadshow serves {settings.url}")
    for warning in settings.warnings():
        _say(f"warning: {warning}")
    if not settings.database and has_reset_bug():
        _say("warning: this platform has no pysqlite3 wheel; the standard library's SQLite serves with one connection")


async def _demonstrate(settings: Settings, house: House) -> None:
    _announce(settings)
    token = await house.invitations.organizer()
    # A token may begin with a hyphen.
    arguments = ("-m", "demo", f"--url={settings.url}", f"--invitation={token}", f"--folder={settings.data}")
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    try:
        await process.wait()
    except asyncio.CancelledError:
        process.send_signal(signal.SIGTERM)
        await process.wait()
        raise


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
