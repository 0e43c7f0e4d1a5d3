"""How many intents a second one room records on this disk, each acknowledged after it is synced."""

import asyncio
import json
import os
import tempfile
import time
from itertools import count
from pathlib import Path

from server.app.room import Outside
from server.app.rooms import Rooms
from server.domain.messages import Actor, PersonId, RoadshowId, Role, SeatId
from server.ports import LogBroken
from server.storage.database import Database
from server.storage.keys import FILE, KeyRing
from server.storage.location import Location
from server.storage.log import DatabaseLog
from server.storage.migrate import upgrade
from server.system import RandomIds, SystemClock

ROADSHOW = RoadshowId("rsh_bench")
HOST = Actor(seat=SeatId("sea_host"), person=PersonId("per_host"), role=Role.organizer)
SECONDS = 3.0


async def measure() -> list[str]:
    """One line for each number of commands in flight."""
    with tempfile.TemporaryDirectory() as folder:
        return await _measure(Location(folder=Path(folder)))


async def measure_on_postgresql() -> list[str]:
    """The same on the empty database that the variable DATABASE gives the address of."""
    if not (address := os.environ.get("DATABASE", "")):
        return ["not measured: DATABASE=postgresql://user@host/name names an empty database to try"]
    with tempfile.TemporaryDirectory() as folder:
        return await _measure(Location(folder=Path(folder), address=address))


async def _measure(house: Location) -> list[str]:
    database = Database(house.engine())
    await database.run(upgrade)
    rooms = rooms_on(database, house.folder)
    project = await _begin(rooms)
    lines = [await _load(rooms, project, flight) for flight in (1, 10, 100, 1000)]
    await rooms.close()
    await database.close()
    return lines


def rooms_on(database: Database, folder: Path) -> Rooms:
    """Rooms on this database, as a house has them."""
    clock = SystemClock()
    signer = KeyRing.at(folder / FILE, clock.now())
    outside = Outside(log=DatabaseLog(database), clock=clock, ids=RandomIds(clock), signer=signer, broken=_broken)
    rooms = Rooms(outside)
    rooms.start()
    return rooms


def _broken(error: LogBroken) -> None:
    raise SystemExit(str(error))


async def _begin(rooms: Rooms) -> str:
    await rooms.create(ROADSHOW)
    plan = {"type": "roadshow.plan", "title": {"en": "Bench"}, "starts_at": "2026-03-01T08:00:00Z"}
    for number, command in enumerate((plan, {"type": "pitch.add", "title": {"en": "A"}}, {"type": "roadshow.start"})):
        await rooms.submit(ROADSHOW, HOST, f"begin-{number}", json.dumps(command).encode())
    state = await rooms.state(ROADSHOW)
    start = {"type": "pitch.start", "pitch": state.order[0]}
    await rooms.submit(ROADSHOW, HOST, "begin-start", json.dumps(start).encode())
    return str(state.pitches[state.order[0]].project)


async def _load(rooms: Rooms, project: str, flight: int) -> str:
    taken: list[float] = []
    numbers = count()
    end = time.perf_counter() + SECONDS

    async def investor(seat: int) -> None:
        actor = Actor(seat=SeatId(f"sea_{seat}"), person=PersonId(f"per_{seat}"), role=Role.investor, name="A")
        while (began := time.perf_counter()) < end:
            await rooms.submit(ROADSHOW, actor, f"key-{flight}-{next(numbers)}", _intent(project))
            taken.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(investor(seat) for seat in range(flight)))
    rate = len(taken) / (time.perf_counter() - began)
    taken.sort()
    middle, late = taken[len(taken) // 2] * 1000, taken[int(len(taken) * 0.99)] * 1000
    return f"{flight:5} in flight: {rate:8.0f} intents/s acknowledged, p50 {middle:.1f} ms, p99 {late:.1f} ms"


def _intent(project: str) -> bytes:
    amount = {"minimum": 100, "maximum": 200, "currency": "CNY"}
    return json.dumps({"type": "intent.state", "project": project, "kind": "invest", "amount": amount}).encode()
