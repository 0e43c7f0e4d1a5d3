"""How long the leads' page waits for its rows: 5,000 intents of 500 investors towards 20 projects, and one more."""

import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from bench.commands import rooms_on
from server.app.leads import Leads
from server.app.rooms import Rooms
from server.app.workbook import Workbook
from server.domain.accounts import Person, Place, Seat, SessionId
from server.domain.kinds import IntentKind
from server.domain.materials import Taken
from server.domain.messages import PersonId, ProjectId, RoadshowId, Role, SeatId
from server.domain.state import Pair
from server.domain.watching import Watched
from server.ports import Entrance
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.database import Database
from server.storage.leads import DatabaseLeads
from server.storage.migrate import upgrade
from server.storage.sqlite import engine
from server.system import RandomIds, SystemClock

T = TypeVar("T")

PROJECTS, INVESTORS, EACH = 20, 500, 10
ROADSHOW: Final = RoadshowId("rsh_bench")
CLOCK: Final = SystemClock()


async def measure() -> list[str]:
    """One line for each thing that is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(engine(Path(folder) / "bench.db"))
        await database.run(upgrade)
        rooms = rooms_on(database, Path(folder))
        host, investors = await seats(database)
        await evening(rooms, host, investors)
        lines = await _pages(database, rooms, host, investors[0])
        await rooms.close()
        await database.close()
    return lines


async def seats(database: Database) -> tuple[Place, list[Place]]:
    """The organizer and the investors, entered."""
    store = DatabaseAccounts(database)
    host = _place(0, Role.organizer)
    investors = [_place(number, Role.investor) for number in range(1, INVESTORS + 1)]
    await store.enter(_entrance(host, seated=False), CLOCK.now())
    await DatabaseCatalog(database).found("bench", host.seat)
    for place in investors:
        await store.enter(_entrance(place, seated=True), CLOCK.now())
    return host, investors


def _place(number: int, role: Role) -> Place:
    person = Person(
        id=PersonId(f"per_{number:04d}"),
        name=f"Investor {number}",
        organisation=f"Fund {number // 3}",
        contact=f"investor{number}@example.org",
        account=role is Role.organizer,
        created_at=CLOCK.now(),
    )
    seat = Seat(
        id=SeatId(f"sea_{number:04d}"),
        roadshow=ROADSHOW,
        person=person.id,
        role=role,
        project=None,
        created_at=CLOCK.now(),
    )
    return Place(seat=seat, person=person)


def _entrance(place: Place, *, seated: bool) -> Entrance:
    number = int(place.person.id[4:])
    return Entrance(
        session=SessionId(f"ses_{number}"),
        digest=number.to_bytes(32, "big"),
        expires_at=CLOCK.now(),
        person=place.person,
        new=True,
        seat=place.seat if seated else None,
        invitation=None,
    )


async def evening(rooms: Rooms, host: Place, investors: list[Place]) -> None:
    """Every project is pitched in its turn, and every investor states an intent towards half of them."""
    await rooms.create(ROADSHOW)
    await send(rooms, host, "roadshow.plan", title={"en": "Bench"}, starts_at="2026-03-01T08:00:00Z")
    for number in range(PROJECTS):
        await send(rooms, host, "pitch.add", title={"en": f"Project {number}"})
    await send(rooms, host, "roadshow.start")
    state, kinds = await rooms.state(ROADSHOW), [kind for kind in IntentKind if kind is not IntentKind.talk]
    for number, pitch in enumerate(state.order):
        await send(rooms, host, "pitch.start", pitch=pitch)
        for turn in range(INVESTORS * EACH // PROJECTS):
            place = investors[(number * 7 + turn * 2) % INVESTORS]
            amount = {"minimum": 100, "maximum": 200, "currency": "CNY"}
            project, kind = state.pitches[pitch].project, kinds[(number + turn) % len(kinds)]
            await send(rooms, place, "intent.state", project=project, kind=kind.value, amount=amount)
        await send(rooms, host, "pitch.end", pitch=pitch)


async def send(rooms: Rooms, place: Place, type_: str, **fields: Any) -> None:
    """Send one command."""
    body = json.dumps({"type": type_, **fields}).encode()
    await rooms.submit(place.seat.roadshow, place.actor, f"key-{RandomIds(CLOCK).new()}", body)


async def _pages(database: Database, rooms: Rooms, host: Place, investor: Place) -> list[str]:
    leads = Leads(DatabaseLeads(database), workbook_on(database, rooms), CLOCK, RandomIds(CLOCK))
    first, page = await _timed(leads.page, host, "", 0)
    pages, size, longest = 1, len(msgspec.json.encode(page)), first
    while page.more:
        taken, page = await _timed(leads.page, host, page.epoch, page.revision)
        pages, size, longest = pages + 1, size + len(msgspec.json.encode(page)), max(longest, taken)
    state, known = await rooms.state(ROADSHOW), page
    project: ProjectId = next(iter(state.projects))
    await send(rooms, investor, "intent.state", project=project, kind="talk")
    after, news = await _timed(leads.page, host, known.epoch, known.revision)
    one, _ = await _timed(leads.sheet, host, news.rows[0].lead)
    intents, there = len(state.intents), len(state.leads)
    return [
        f"{intents} intents, {there} leads in {pages} pages, {size / 1e6:.1f} MB in all",
        f"the first page after a start: {first:.0f} ms; the slowest page: {longest:.0f} ms",
        f"what one more intent changed ({len(news.rows)} row): {after:.0f} ms; one lead in full: {one:.0f} ms",
    ]


def workbook_on(database: Database, rooms: Rooms) -> Workbook:
    """A workbook of which nothing is kept yet."""

    async def unwatched(roadshow: RoadshowId) -> Mapping[Pair, Watched]:
        return {}

    async def untaken(roadshow: RoadshowId) -> Mapping[Pair, tuple[Taken, ...]]:
        return {}

    store, ids = DatabaseLeads(database), RandomIds(CLOCK)
    return Workbook(store, DatabaseAccounts(database), rooms, CLOCK, ids, unwatched, untaken)


async def _timed(work: Callable[..., Awaitable[T]], *given: Any) -> tuple[float, T]:
    began = time.perf_counter()
    result = await work(*given)
    if isinstance(result, msgspec.Struct):
        msgspec.json.encode(result)
    return (time.perf_counter() - began) * 1000, result
