"""F2: power cuts. The server is halted at a random moment, the disk copied as it is, and the copy looked at."""

import asyncio
import sqlite3
from pathlib import Path

from bench.soak import disk
from bench.soak.books import Folder
from bench.soak.process import Server
from bench.soak.result import Trial, judge, settle
from bench.soak.scene import LOG, OPTIONS, Crowd, Scene, staged

CROWD = Crowd()
MEGABYTES = 512


async def run(folder: Path, seed: int, size: int, crowd: Crowd = CROWD, *module: str) -> Trial:
    """`size` cuts; what was acknowledged before a cut must be on the copy, whole, and nothing that nobody sent."""
    trial = Trial(name="power cuts", seed=seed)
    image = await disk.made(folder / "disk", MEGABYTES)
    async with disk.mounted(image, folder / "mounted") as data:
        server = Server(data, options=OPTIONS, log=folder / LOG)
        try:
            await server.start(*module)
            async with staged(server, seed) as scene:
                await scene.begin(crowd)
                for _ in range(size):
                    await scene.until_acknowledged(20)
                    await asyncio.sleep(scene.random.uniform(0, 0.3))
                    await _cut(trial, scene, server, image)
                await settle(trial, scene)
        finally:
            await server.kill()
    return trial


async def _cut(trial: Trial, scene: Scene, server: Server, image: Path) -> None:
    copy = image.with_name("copy")
    await server.halt()
    try:
        await disk.copied(image, copy)
        history = scene.so_far()
    finally:
        server.go_on()
    async with disk.mounted(copy, image.with_name("after")) as data:
        books = Folder(data)
        try:
            await judge(trial, history, books.read(scene.roadshow, alone=True), books)
        except sqlite3.DatabaseError as error:
            trial.add("integrity", f"cut {trial.counts.get('cuts', 0)}: {error}")
    trial.count("cuts", 1)
    trial.count("acknowledged before a cut", sum(attempt.outcome == "ok" for attempt in history.attempts))
