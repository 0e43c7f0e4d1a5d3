"""A house with a full hall in it: rows for everybody who will come, and a roadshow that is live."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from bench.commands import rooms_on
from bench.leads import CLOCK, send
from rehearsal.viewers import Ticket
from server.app.secrets import digest
from server.domain.accounts import Person, Place, Seat, SessionId
from server.domain.messages import PersonId, RoadshowId, Role, SeatId
from server.ports import Entrance
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.database import Database
from server.storage.migrate import upgrade
from server.storage.sqlite import engine

ROADSHOW: Final = RoadshowId("rsh_hall")
HOST: Final = 0
INVESTORS_OF_TEN: Final = 3


class Hall(Struct, frozen=True, kw_only=True):
    """Who is let in: the host, everybody who watches, those of them who are investors, and what they look at."""

    host: Ticket
    viewers: Sequence[Ticket]
    investors: Sequence[Ticket]
    project: str
    seconds: float


def mixed(number: int) -> Role:
    """Three of ten are investors, the others audience."""
    return Role.investor if number % 10 < INVESTORS_OF_TEN else Role.audience


async def furnish(folder: Path, viewers: int, role: Callable[[int], Role] = mixed) -> Hall:
    """Write a house with so many people beside its host, each in a role, and start its roadshow and a pitch."""
    began, database = time.perf_counter(), Database(engine(folder / "roadshow.db"))
    await database.run(upgrade)
    host, *watching = [_place(number, role) for number in range(viewers + 1)]
    store = DatabaseAccounts(database)
    await store.enter(_entrance(host, seated=False), CLOCK.now())
    await DatabaseCatalog(database).found("hall", host.seat)
    for place in watching:
        await store.enter(_entrance(place, seated=True), CLOCK.now())
    project = await _begin(database, folder, host)
    await database.close()
    tickets = [_ticket(place) for place in watching]
    investors = [ticket for ticket, place in zip(tickets, watching, strict=True) if place.seat.role is Role.investor]
    seconds = time.perf_counter() - began
    return Hall(host=_ticket(host), viewers=tickets, investors=investors, project=project, seconds=seconds)


async def _begin(database: Database, folder: Path, host: Place) -> str:
    rooms = rooms_on(database, folder)
    await rooms.create(ROADSHOW)
    await send(rooms, host, "roadshow.plan", title={"en": "Hall"}, starts_at="2026-03-01T08:00:00Z")
    await send(rooms, host, "pitch.add", title={"en": "A"})
    await send(rooms, host, "roadshow.start")
    state = await rooms.state(ROADSHOW)
    await send(rooms, host, "pitch.start", pitch=state.order[0])
    await rooms.close()
    return str(state.pitches[state.order[0]].project)


def _place(number: int, role: Callable[[int], Role]) -> Place:
    person = Person(
        id=PersonId(f"per_{number:05d}"),
        name=f"Guest {number}",
        organisation=f"Fund {number // 3}",
        contact=f"guest{number}@example.org",
        account=number == HOST,
        created_at=CLOCK.now(),
    )
    seat = Seat(
        id=SeatId(f"sea_{number:05d}"),
        roadshow=ROADSHOW,
        person=person.id,
        role=Role.organizer if number == HOST else role(number),
        project=None,
        created_at=CLOCK.now(),
    )
    return Place(seat=seat, person=person)


def _entrance(place: Place, *, seated: bool) -> Entrance:
    return Entrance(
        session=SessionId(f"ses_{place.person.id}"),
        digest=digest(_secret(place)),
        expires_at=CLOCK.now().replace(year=CLOCK.now().year + 1),
        person=place.person,
        new=True,
        seat=place.seat if seated else None,
        invitation=None,
    )


def _ticket(place: Place) -> Ticket:
    audience = "organizer" if place.seat.role is Role.organizer else "public"
    return Ticket(seat=place.seat.id, cookie=f"roadshow={_secret(place)}", audience=audience)


def _secret(place: Place) -> str:
    return f"secret-of-{place.person.id}"
