"""F4, disks: one that is full, one that turns read-only under the server, and one whose sync fails."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from bench.soak import disk
from bench.soak.process import Server
from bench.soak.result import Trial, settle
from bench.soak.scene import LOG, OPTIONS, Crowd, Scene, data_of, staged

CROWD = Crowd(investors=20, voters=6)
MEGABYTES: Final = 48
SECONDS_AFTER: Final = 2.0
REFUSED_SECONDS: Final = 60.0
FULL: Final = "storage_full"
RESERVED: Final = 16
"""Megabytes that the log of SQLite has on the disk before an error is planted.

While a file grows, ext4 may say of a sync under way that it is done, and drop its journal, and with it the file's new
length, for the error (docs/benchmarks.md). A log whose place is there needs no journal for a sync.
"""

FAILING: Final = {"roadshow.db-wal": 40, "roadshow.db": 4}
"""Which sync of which file since the start fails: one of the log, before an acknowledgement, and one of what is written
from the log into the database, when nobody waits for it."""

BROKEN_DISK: Final = 74
"""The status with which a server ends whose disk cannot be trusted any more."""


async def full(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times the disk is filled to the last byte for a while, and then there is room again."""
    trial = Trial(name="disk full", seed=seed)
    async with _on_image(folder, seed, crowd) as scene:
        for _ in range(size):
            await scene.until_acknowledged(20)
            filler = folder / "mounted" / "filler"
            before = len(scene.history.attempts)
            _fill(filler)
            await _until_refused(scene, before)
            await asyncio.sleep(1)
            filler.unlink()
            await scene.until_acknowledged(20)
            trial.count("times full", 1)
        trial.count("refused for it", sum(FULL in attempt.answer for attempt in scene.history.attempts))
        await settle(trial, scene)
    return trial


async def read_only(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times the kernel finds an error and turns the disk read-only at any moment, syncs included.

    Then it is checked, and the server goes on.
    """
    trial = Trial(name="disk read-only", seed=seed)
    image, where = await disk.made(folder / "disk", MEGABYTES), folder / "mounted"
    data = await disk.mount(image, where, "errors=remount-ro")
    server = Server(data, options=OPTIONS, log=folder / LOG)
    try:
        await server.start()
        async with staged(server, seed) as scene:
            await scene.begin(crowd)
            for _ in range(size):
                await _reserve(server)
                await scene.until_acknowledged(20)
                await asyncio.sleep(scene.random.uniform(0, 0.3))
                await disk.fail(where)
                await asyncio.sleep(SECONDS_AFTER)
                await server.kill()
                await disk.unmount(where)
                await disk.mended(image)
                await disk.mount(image, where, "errors=remount-ro")
                await server.start()
                trial.count("times read-only", 1)
            await scene.until_acknowledged(20)
            await settle(trial, scene)
    finally:
        await server.kill()
        await disk.unmount(where)
    return trial


async def broken(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times a sync of each file fails with EIO: the server ends at once, and goes on where the disk stood."""
    trial = Trial(name="sync fails", seed=seed)
    async with Server(data_of(folder), options=OPTIONS, log=folder / LOG) as server, staged(server, seed) as scene:
        await scene.begin(crowd)
        for name, syncs in [*FAILING.items()] * size:
            await server.kill()
            server.wrapper = _failing(server.folder / name, syncs)
            await server.start()
            if (status := await server.ended()) != BROKEN_DISK:
                trial.add("broken", f"the server ended with status {status} and not {BROKEN_DISK} for {name}")
            trial.count("failed syncs", 1)
        server.wrapper = ()
        await server.start()
        await scene.until_acknowledged(20)
        await settle(trial, scene)
    return trial


def _failing(file: Path, syncs: int) -> tuple[str, ...]:
    """What starts a program of which that sync of a file fails."""
    fails = f"inject=fdatasync,fsync:error=EIO:when={syncs}"
    traced = ("-e", "trace=fdatasync,fsync", "-e", fails, "-P", str(file), "-o", f"{file}.trace")
    return ("strace", "-D", "-f", "--seccomp-bpf", *traced)


async def _reserve(server: Server) -> None:
    """Give SQLite's log its place on the disk: zeros behind its end, which are no part of it."""
    file = server.folder / "roadshow.db-wal"
    await server.halt()
    try:
        with file.open("ab") as log:
            log.write(bytes(max(0, RESERVED * disk.MEGABYTE - log.tell())))
            log.flush()
            os.fsync(log.fileno())
    finally:
        server.go_on()


@asynccontextmanager
async def _on_image(folder: Path, seed: int, crowd: Crowd) -> AsyncIterator[Scene]:
    image = await disk.made(folder / "disk", MEGABYTES)
    async with (
        disk.mounted(image, folder / "mounted") as data,
        Server(data, options=OPTIONS, log=folder / LOG) as server,
        staged(server, seed) as scene,
    ):
        await scene.begin(crowd)
        yield scene


def _fill(path: Path) -> None:
    """Write until not one byte more can be written."""
    with path.open("wb", buffering=0) as file:
        for size in (disk.MEGABYTE, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))


async def _until_refused(scene: Scene, before: int) -> None:
    async with asyncio.timeout(REFUSED_SECONDS):
        while not any(FULL in attempt.answer for attempt in scene.history.attempts[before:]):
            await asyncio.sleep(0.05)
