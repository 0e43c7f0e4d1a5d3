"""How long a file of all leads takes, and for how long the server's loop stands still meanwhile."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from starlette.concurrency import iterate_in_threadpool

from bench.commands import rooms_on
from bench.leads import ROADSHOW, evening, seats, send, workbook_on
from server.app.exports import Export, Exports
from server.domain.accounts import Place
from server.http.exports.filing import FORMATS, Wish
from server.http.exports.presets import PRESETS
from server.storage.database import Database
from server.storage.leads import DatabaseLeads
from server.storage.migrate import upgrade
from server.storage.sqlite import engine

WISHES: Final = {
    "csv": Wish(),
    "csv for HubSpot": Wish(preset=PRESETS["hubspot"]),
    "xlsx": Wish(),
    "jsonl": Wish(),
    "vcf": Wish(),
}
BEAT: Final = 0.001


async def measure() -> list[str]:
    """One line for each format."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(engine(Path(folder) / "bench.db"))
        await database.run(upgrade)
        rooms = rooms_on(database, Path(folder))
        host, investors = await seats(database)
        await evening(rooms, host, investors)
        state = await rooms.state(ROADSHOW)
        for project in list(state.projects)[:5]:
            for place in investors:
                await send(rooms, place, "consent.give", project=project)
        exports = Exports(DatabaseLeads(database), workbook_on(database, rooms))
        began = time.perf_counter()
        await exports.export(host)
        first = f"the rows, which are kept from then on: {(time.perf_counter() - began) * 1000:.0f} ms"
        lines = [first, *[await _line(exports, host, name, wish) for name, wish in WISHES.items()]]
        await rooms.close()
        await database.close()
    return lines


async def _line(exports: Exports, host: Place, name: str, wish: Wish) -> str:
    longest, done = 0.0, asyncio.Event()

    async def beat() -> None:
        nonlocal longest
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            longest = max(longest, time.perf_counter() - before - BEAT)

    beating = asyncio.create_task(beat())
    await asyncio.sleep(0)
    began = time.perf_counter()
    export = await exports.export(host)
    read = time.perf_counter() - began
    size = 0
    async for part in iterate_in_threadpool(_parts(export, name, wish)):
        size += len(part)
    taken = time.perf_counter() - began
    done.set()
    await beating
    return (
        f"{name}: {export.count} leads, {size / 1e6:.1f} MB in {taken * 1000:.0f} ms"
        f" (read in {read * 1000:.0f} ms), the loop stood still for at most {longest * 1000:.0f} ms"
    )


def _parts(export: Export, name: str, wish: Wish) -> Iterator[bytes]:
    return FORMATS[name.split()[0]].write(export, wish)
