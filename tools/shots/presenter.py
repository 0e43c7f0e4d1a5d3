"""A presenter who streams, so that the stage shows a picture."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from demo.clip import cached
from demo.presenter import TOKEN_VARIABLE
from tools.shots.evening import Roadshow
from tools.sources import ROOT

CLIPS: Final = ROOT / ".cache" / "demo"
CODEC: Final = "vp8"
PATIENCE: Final = 20

Enter = Callable[[Roadshow], Awaitable[None]]


@asynccontextmanager
async def on_stage() -> AsyncIterator[Enter]:
    """Gives the way to let the presenter of the pitch that is on stream from a process of its own."""
    processes: list[asyncio.subprocess.Process] = []

    async def enter(full: Roadshow) -> None:
        await asyncio.to_thread(cached, CLIPS / f"{CODEC}.mkv", CODEC, _progress)
        processes.append(await _streaming(full))
        await _until_seen(full)

    try:
        yield enter
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def _streaming(full: Roadshow) -> asyncio.subprocess.Process:
    guest = full.evening.people["presenter0"]
    encoder = await guest.post(f"/api/seats/{guest.seat}/encoder", {})
    arguments = ("-m", "demo.presenter", "--whip", str(encoder["whip"]), "--clip", str(CLIPS), "--codec", CODEC)
    environment = {**os.environ, TOKEN_VARIABLE: str(encoder["token"])}
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environment)


async def _until_seen(full: Roadshow) -> None:
    """The media plane tells the host who publishes."""
    seat = full.evening.people["presenter0"].seat
    async with asyncio.timeout(PATIENCE), full.host.watching() as messages:
        async for message in messages:
            if message["type"] == "media" and seat in message["sources"]:
                return


def _progress(share: float) -> None:
    print(f"  making the presenter's clip, once: {share:4.0%}", flush=True)
