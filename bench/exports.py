"""How long a file of all leads takes, and for how long the server's loop stands still meanwhile."""

import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from starlette.concurrency import iterate_in_threadpool

from bench.commands import rooms_on
from bench.leads import ROADSHOW, evening, seats, send, workbook_on
from server.app.exports import Export, Exports
from server.app.trail import Trail
from server.domain.accounts import Place
from server.http.exports.filing import FORMATS, Wish
from server.http.exports.presets import PRESETS
from server.storage.accounts import DatabaseAccounts
from server.storage.database import Database
from server.storage.leads import DatabaseLeads
from server.storage.migrate import upgrade
from server.storage.sqlite import engine
from server.storage.trail import DatabaseTrail
from server.system import SystemClock

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
        trail = Trail(DatabaseTrail(database), DatabaseAccounts(database), rooms, SystemClock())
        exports = Exports(DatabaseLeads(database), workbook_on(database, rooms), trail)
        # What the evening left behind would be collected in the midst of the first file.
        gc.collect()
        lines = [await _idle(), await _opening(exports, host)]
        lines += [await _line(exports, host, name, wish) for name, wish in WISHES.items()]
        await rooms.close()
        await database.close()
    return lines


class Pulse:
    """For how long at most the loop stood still, in milliseconds."""

    def __init__(self) -> None:
        """Begin to feel it."""
        self.longest = 0.0
        self._task = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, (time.perf_counter() - before - BEAT) * 1000)

    async def stop(self) -> float:
        """The longest so far."""
        await asyncio.sleep(2 * BEAT)
        self._task.cancel()
        return self.longest


async def _idle() -> str:
    """What the machine does to a loop that has nothing to do."""
    pulse = Pulse()
    await asyncio.sleep(1)
    return f"a second of nothing: the loop stood still for at most {await pulse.stop():.0f} ms"


async def _opening(exports: Exports, host: Place) -> str:
    pulse, began = Pulse(), time.perf_counter()
    await asyncio.sleep(0)
    await exports.export(host)
    taken = (time.perf_counter() - began) * 1000
    return f"the rows, kept from then on: {taken:.0f} ms, the loop stood still for at most {await pulse.stop():.0f} ms"


async def _line(exports: Exports, host: Place, name: str, wish: Wish) -> str:
    pulse, began, size = Pulse(), time.perf_counter(), 0
    await asyncio.sleep(0)
    export = await exports.export(host)
    async for part in iterate_in_threadpool(_parts(export, name, wish)):
        size += len(part)
    taken = (time.perf_counter() - began) * 1000
    still = await pulse.stop()
    file = f"{name}: {export.count} leads, {size / 1e6:.1f} MB in {taken:.0f} ms"
    return f"{file}, the loop stood still for at most {still:.0f} ms"


def _parts(export: Export, name: str, wish: Wish) -> Iterator[bytes]:
    return FORMATS[name.split()[0]].write(export, wish)
