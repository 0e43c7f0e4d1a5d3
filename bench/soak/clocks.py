"""F4, clocks: the machine's clock jumps by an hour, forth and back, under a server that runs (libfaketime)."""

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Final

from bench.soak.process import Server
from bench.soak.result import Trial, settle
from bench.soak.scene import LOG, OPTIONS, Crowd, data_of, staged
from bench.soak.store import read

CROWD = Crowd(investors=20, voters=6)
LIBRARY: Final = "libfaketimeMT.so.1"
JUMPS: Final = ("+1h", "-1h", "+0")
SECONDS: Final = 2.0


def library() -> str:
    """Where the library is that gives a process another clock; empty where it is nowhere."""
    found = sorted(Path("/usr/lib").glob(f"**/faketime/{LIBRARY}"))
    return str(found[0]) if found else ""


def missing() -> str:
    """Why this machine cannot do so, or nothing."""
    return "" if library() else "libfaketime not found"


async def run(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times an hour ahead, an hour behind, and right again."""
    trial = Trial(name="clock jumps", seed=seed)
    clock = folder / "clock"
    clock.write_text("+0")
    environment = {
        "LD_PRELOAD": library(),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "NO_FAKE_STAT": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    async with (
        Server(data_of(folder), options=OPTIONS, environment=environment, log=folder / LOG) as server,
        staged(server, seed) as scene,
    ):
        await scene.begin(crowd)
        for offset in JUMPS * size:
            await scene.until_acknowledged(20)
            clock.write_text(offset)
            await asyncio.sleep(SECONDS)
            trial.count("jumps", 1)
        await settle(trial, scene)
        trial.count("entries dated before the one before", _backwards(folder, scene.roadshow))
    return trial


def _backwards(folder: Path, roadshow: str) -> int:
    """That the jumps were felt at all."""
    rows = read(data_of(folder), roadshow, alone=True).rows
    return sum(later.at < earlier.at for earlier, later in pairwise(rows))
