"""F6: the server is stopped as for an upgrade, and started again, under load."""

import asyncio
from pathlib import Path
from typing import Final

from bench.soak.process import Server
from bench.soak.result import Trial, settle, starts
from bench.soak.scene import LOG, OPTIONS, Crowd, Scene, data_of, staged

CROWD = Crowd()
RESTARTING: Final = 1012


async def run(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` restarts, of each of which every watcher is told, and for which each connects once more."""
    trial = Trial(name="restarts", seed=seed)
    async with Server(data_of(folder), options=OPTIONS, log=folder / LOG) as server, staged(server, seed) as scene:
        await scene.begin(crowd)
        for _ in range(size):
            await scene.until_acknowledged(50)
            await asyncio.sleep(scene.random.uniform(0.2, 1))
            await server.stop()
            await server.start()
            trial.count("restarts", 1)
            await scene.until_everybody_watches()
        await scene.until_acknowledged(50)
        told_each_time(trial, scene, size)
        await settle(trial, scene)
        starts(trial, server)
    return trial


def told_each_time(trial: Trial, scene: Scene, size: int) -> None:
    """Every watcher was sent away once for each of so many planned stops, and told to come back."""
    for watcher in scene.watchers:
        if watcher.closed != [RESTARTING] * size:
            trial.add(trial.name, f"{watcher.viewer} was closed with {watcher.closed} by {size} {trial.name}")
