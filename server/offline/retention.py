"""`roadshow retention`: what is past its time, and until when the rest is kept."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import asdict

from server.app.retention import Retention
from server.domain.messages import RoadshowId
from server.domain.retention import Expiring, Records
from server.offline.data import archive_of
from server.offline.erase import opened
from server.ports import Clock, Ids
from server.storage.location import Location
from server.storage.retention import DatabaseRetention


def run(place: Path | Location, clock: Clock, ids: Ids, *, dry: bool) -> int:
    """Erase what is past its time, or only say what would be."""
    archive_of(place)
    for line in asyncio.run(_said(place, clock, ids, dry=dry)):
        sys.stdout.write(line + "\n")
    return 0


async def _said(place: Path | Location, clock: Clock, ids: Ids, *, dry: bool) -> list[str]:
    async with opened(place, clock, ids) as (database, rooms):
        store = DatabaseRetention(database)
        retention = Retention(store, rooms, clock)
        due = await retention.due()
        if dry:
            done = [(one.roadshow, await store.records(one.roadshow)) for one in due]
        else:
            done = list(await retention.run())
            await database.empty_wal()
        later = [one for one in await store.expiring() if one not in due]
    return [*_told(done, "would erase" if dry else "erased"), *_kept(later)]


def _told(done: Sequence[tuple[RoadshowId, Records]], verb: str) -> Iterator[str]:
    for roadshow, records in done:
        counts = ", ".join(f"{count} {name}" for name, count in asdict(records).items())
        yield f"{roadshow}: {verb} {counts}"
    if not done:
        yield "Nothing is past its time."


def _kept(later: Sequence[Expiring]) -> Iterator[str]:
    for one in later:
        yield f"{one.roadshow}: kept until {one.until:%Y-%m-%d %H:%M} UTC"
