"""F1: the server is killed at random moments under load, and started again at once."""

import asyncio
from pathlib import Path

from bench.soak.process import Server
from bench.soak.result import Trial, settle, starts
from bench.soak.scene import LOG, OPTIONS, Crowd, data_of, staged

CROWD = Crowd()


async def run(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` kills, each after the server has acknowledged again and then at a random moment."""
    trial = Trial(name="kills", seed=seed)
    async with Server(data_of(folder), options=OPTIONS, log=folder / LOG) as server, staged(server, seed) as scene:
        await scene.begin(crowd)
        for _ in range(size):
            await scene.until_acknowledged(1)
            await asyncio.sleep(scene.random.uniform(0, 0.6))
            await server.kill()
            await server.start()
            trial.count("kills", 1)
        await scene.until_acknowledged(1)
        await settle(trial, scene)
        starts(trial, server)
    return trial
