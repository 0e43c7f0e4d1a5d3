"""`roadshow erase`: a person's name, words and ways, for good, in every roadshow of the house."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from server.app.room import Outside
from server.app.rooms import Rooms
from server.config import BadSetting
from server.domain.erasure import ErasePerson, Personal
from server.domain.messages import HOUSE, PersonId, RoadshowId
from server.offline.data import archive_of, located
from server.ports import Clock, Ids, LogBroken
from server.storage.database import Database
from server.storage.erasure import erase_person, persons, roadshows_of, weigh
from server.storage.keys import FILE, KeyRing
from server.storage.location import Location
from server.storage.log import DatabaseLog

AFTER: Final = (
    "A server that runs forgets them within seconds. Backups and exports made with --private have the texts too. "
    "`roadshow verify --log` shows that every log is as whole as before, and each says that it was done."
)


def run(named: str, place: Path | Location, clock: Clock, ids: Ids, *, sure: bool) -> int:
    """Erase who has this identity or contact; without being sure, only say what would go."""
    archive_of(place)
    texts, leads, spans, downloads, sessions = asyncio.run(_run(named, place, clock, ids, sure=sure))
    verb = "Erased" if sure else "Would erase"
    _say(
        f"{verb} {named}: {texts} private texts, {leads} leads, {spans} times of watching, {downloads} downloads; "
        f"signed out of {sessions} browsers."
    )
    _say(AFTER if sure else "Nothing was changed. Say --yes to erase; it cannot be undone.")
    return 0


async def _run(named: str, place: Path | Location, clock: Clock, ids: Ids, *, sure: bool) -> tuple[int, ...]:
    async with opened(place, clock, ids) as (database, rooms):
        person = await _person(database, named)
        there: Sequence[RoadshowId] = await database.run(partial(roadshows_of, who=person))
        found = [await database.run(partial(weigh, roadshow=one, who=person)) for one in there]
        if sure:
            await _erase(database, rooms, there, person)
    return _sum([one for one in found if one])


async def _person(database: Database, named: str) -> PersonId:
    found = await database.run(partial(persons, named=named))
    if len(found) != 1:
        several = ", ".join(row.id for row in found)
        raise BadSetting(f"{named} is more than one person: {several}" if found else f"there is no person {named}")
    return PersonId(found[0].id)


async def _erase(database: Database, rooms: Rooms, there: Sequence[RoadshowId], person: PersonId) -> None:
    for roadshow in there:
        body = msgspec.json.encode(ErasePerson(person=person))
        await rooms.submit(roadshow, HOUSE, f"erase-{person}", body)
    await database.run(partial(erase_person, who=person))
    await database.empty_wal()


def _sum(found: Sequence[Personal]) -> tuple[int, ...]:
    counts = (sum(getattr(one, name) for one in found) for name in ("texts", "leads", "spans", "downloads"))
    return *counts, max((one.sessions for one in found), default=0)


@asynccontextmanager
async def opened(place: Path | Location, clock: Clock, ids: Ids) -> AsyncIterator[tuple[Database, Rooms]]:
    """The rooms of a house, beside a server that may run on it: it reads on where these have appended."""
    house = located(place)
    database = Database(house.engine())
    signer = KeyRing.at(house.folder / FILE, clock.now())
    outside = Outside(log=DatabaseLog(database), clock=clock, ids=ids, signer=signer, broken=_broken)
    rooms = Rooms(outside)
    try:
        yield database, rooms
    finally:
        await rooms.close()
        await database.close()


def _broken(error: LogBroken) -> None:
    raise error


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
