"""F5 and F6 with several servers: any of them, Redis and PostgreSQL may go, and all are replaced, under load."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

from bench.soak import cluster as postgres
from bench.soak import redis_server
from bench.soak.process import Server
from bench.soak.restarts import told_each_time
from bench.soak.result import Trial, settle
from bench.soak.scene import OPTIONS, Crowd, Scene, staged
from bench.soak.street import Nodes, nodes
from server.app.tenancy import LASTS

CROWD = Crowd()
STALL: Final = LASTS + 2
"""Seconds for which a node stands still: longer than its leases last."""

REDIS_SECONDS: Final = 1.0

Fault = Callable[[Nodes, Scene], Awaitable[None]]


def missing() -> str:
    """Why this machine cannot do so, or nothing."""
    return postgres.missing() or redis_server.missing()


async def node_killed(house: Nodes, scene: Scene) -> None:
    """Any of them."""
    server = scene.random.choice(house.servers)
    await server.kill()
    await scene.until_acknowledged(20)
    await server.start()


async def holder_killed(house: Nodes, scene: Scene) -> None:
    """The one that records."""
    server = house.holder(scene.roadshow) or house.servers[0]
    await server.kill()
    await scene.until_acknowledged(20)
    await server.start()


async def holder_stalled(house: Nodes, scene: Scene) -> None:
    """The one that records stands still until another does so, and then goes on where it was."""
    server = house.holder(scene.roadshow) or house.servers[0]
    await server.halt()
    try:
        await asyncio.sleep(STALL)
    finally:
        server.go_on()


async def node_stopped(house: Nodes, scene: Scene) -> None:
    """Any of them, as an operator does."""
    server = scene.random.choice(house.servers)
    await server.stop()
    await server.start()


async def redis_restarted(house: Nodes, scene: Scene) -> None:
    """It is away for a while, and knows nothing afterwards."""
    house.redis.stop()
    await asyncio.sleep(REDIS_SECONDS)
    await asyncio.to_thread(house.redis.start)


async def redis_flushed(house: Nodes, scene: Scene) -> None:
    """It knows nothing any more, and connections to it are cut."""
    await asyncio.to_thread(house.redis.flush)
    await asyncio.to_thread(house.redis.cut)


async def postgresql_restarted(house: Nodes, scene: Scene) -> None:
    """It ends what it is at."""
    await asyncio.to_thread(house.cluster.restart, "fast")


async def postgresql_crashed(house: Nodes, scene: Scene) -> None:
    """It ends without a word, and recovers."""
    await asyncio.to_thread(house.cluster.restart, "immediate")


FAULTS: Final[tuple[Fault, ...]] = (
    node_killed,
    holder_killed,
    holder_stalled,
    node_stopped,
    redis_restarted,
    redis_flushed,
    postgresql_restarted,
    postgresql_crashed,
)


async def run(folder: Path, seed: int, size: int, crowd: Crowd = CROWD, *module: str) -> Trial:
    """`size` faults, each kind of them before any comes again, in another order each time."""
    trial = Trial(name="several nodes", seed=seed)
    async with _house(folder, 3, *module) as house, staged(house, seed) as scene:
        await scene.begin(crowd)
        for fault in islice(_in_turn(scene.random), size):
            if not await recovered(trial, scene, fault.__name__, partial(fault, house, scene)):
                break
        await settle(trial, scene)
    return trial


def _in_turn(random: Random) -> Iterator[Fault]:
    while True:
        yield from random.sample(FAULTS, len(FAULTS))


async def recovered(trial: Trial, scene: Scene, name: str, fault: Callable[[], Awaitable[None]]) -> bool:
    """Let something break under load, and note the longest time until the next acknowledgement, in seconds.

    Whether there is one at all.
    """
    called = name.replace("_", " ")
    try:
        await scene.until_acknowledged(20)
        begun = monotonic()
        await fault()
        await scene.until_acknowledged(20)
    except TimeoutError:
        trial.add("recovered", f"nothing was acknowledged any more with {called}")
        return False
    ended = sorted(one.ended for one in scene.history.attempts if one.outcome == "ok" and one.ended > begun)
    longest = max(later - earlier for earlier, later in pairwise([begun, *ended]))
    trial.count("faults", 1)
    unanswered = f"s at most without an acknowledgement for {called}"
    trial.counts[unanswered] = max(trial.counts.get(unanswered, 0.0), longest)
    return True


async def upgrade(folder: Path, seed: int, size: int, crowd: Crowd = CROWD) -> Trial:
    """`size` times new nodes are started beside the old, people led there, and the old stopped one after the other.

    Each watcher is told, and connects once more for each time.
    """
    trial = Trial(name="upgrades", seed=seed)
    async with _house(folder, 4, later=2) as house:
        old, new = house.servers[:2], house.servers[2:]
        async with staged(house, seed) as scene:
            await scene.begin(crowd)
            for _ in range(size):
                old, new = new, old
                await scene.until_acknowledged(50)
                await asyncio.gather(*(server.start() for server in old))
                await _lead(house, old, new)
                trial.count("upgrades", 1)
                await scene.until_everybody_watches()
            await scene.until_acknowledged(50)
            told_each_time(trial, scene, size)
            await settle(trial, scene)
    return trial


async def _lead(house: Nodes, to: list[Server], away: list[Server]) -> None:
    house.address.servers = to
    for server in away:
        await server.stop()


@asynccontextmanager
async def _house(folder: Path, number: int, *module: str, later: int = 0) -> AsyncIterator[Nodes]:
    with postgres.cluster() as cluster, redis_server.RealRedis() as redis:
        async with nodes(folder, cluster, redis, number, OPTIONS, module, later) as house:
            yield house
