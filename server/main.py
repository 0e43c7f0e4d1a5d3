"""The composition root: it names concrete adapters, as `outgoing` does for what is sent, and runs the process."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from server.building import Basis, house_on, stop_at_once
from server.config import BadSetting, Settings, secret_in, turn_of
from server.domain.presets import PresetCard
from server.footing import writable
from server.http.house import House
from server.outgoing import carriers_of, courier_of, waking
from server.ports import LogAway
from server.serving import Server, server_of
from server.several import carrying, joined, several_of
from server.starting import Plane
from server.storage.database import Database
from server.storage.keys import FILE, KeyRing, UnreadableKeys
from server.storage.location import Location
from server.storage.migrate import upgrade
from server.storage.postgres import Unfit
from server.storage.presence import Occupied
from server.storage.presets import SHIPPED, BadPreset, read_presets
from server.storage.sqlite import has_reset_bug
from server.system import SystemClock, collect_rarely, switch_often
from server.versions import refuse_old

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
    with _alone(settings):
        await _serve(settings, listening, plane, _greet)


async def serve_demo(settings: Settings, listening: socket.socket, plane: Plane) -> None:
    """The same for the demo: on a folder of its own, begun afresh, with a process of its own beside it."""
    with _alone(settings):
        for left in settings.data.glob("roadshow.db*"):
            left.unlink()
        await _serve(settings, listening, plane, _demonstrate)


async def _serve(settings: Settings, listening: socket.socket, plane: Plane, meanwhile: Meanwhile) -> None:
    """`meanwhile` runs beside the server from when the pages can be reached."""
    refuse_old(sqlite=not settings.database)
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
    location = _location(settings)
    with _reached(settings):
        database = Database(location.engine(), stop_at_once)
        await database.run(upgrade)
    plane = await starting
    logger.info("media.started", port=plane.port, workers=len(plane.workers), sending=plane.rungs)
    courier, leaving = courier_of(settings, database)
    several = several_of(settings, database)
    house = house_on(Basis(settings, location, database, signer, plane, turn, cards, leaving, several))
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
