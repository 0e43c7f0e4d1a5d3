"""One server on PostgreSQL: it is killed and stopped, and PostgreSQL restarted and crashed, under load."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from bench.soak.books import Shelf
from bench.soak.cluster import Cluster, cluster
from bench.soak.nodes import recovered
from bench.soak.process import Server
from bench.soak.result import Trial, settle, starts
from bench.soak.scene import LOG, OPTIONS, Crowd, data_of, staged

CROWD = Crowd()


async def run(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times everything, in another order each time."""
    trial = Trial(name="on PostgreSQL", seed=seed)
    with cluster() as made:
        books = Shelf(data_of(folder), made.blank())
        server = Server(books.folder, options=("--database", books.address, *OPTIONS), log=folder / LOG)
        server.books = books
        async with server, staged(server, seed) as scene:
            await scene.begin(crowd)
            for _ in range(size):
                faults = _faults(server, made)
                for name in scene.random.sample(list(faults), len(faults)):
                    await recovered(trial, scene, name, faults[name])
            await settle(trial, scene)
            starts(trial, server)
    return trial


def _faults(server: Server, made: Cluster) -> dict[str, Callable[[], Awaitable[None]]]:
    async def again(end: Callable[[], Awaitable[None]]) -> None:
        await end()
        await server.start()

    return {
        "server_killed": partial(again, server.kill),
        "server_stopped": partial(again, server.stop),
        "postgresql_restarted": partial(asyncio.to_thread, made.restart, "fast"),
        "postgresql_crashed": partial(asyncio.to_thread, made.restart, "immediate"),
    }
