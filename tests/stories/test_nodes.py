"""Three servers of one house: whichever dies, and whatever is restarted below them, nothing that was acknowledged is
lost or doubled, and everybody who watches comes to see the same.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from bench.soak.history import History
from bench.soak.watchers import Watcher
from demo.guest import Guest
from server.domain.messages import RoadshowId
from server.storage.database import Database
from server.storage.location import Location
from server.storage.log import DatabaseLog
from tests.cluster import Cluster
from tests.cluster import cluster as running_cluster
from tests.real_redis import RealRedis
from tests.stories.process import Server
from tests.stories.street import Nodes, nodes
from tests.stories.test_kills import Investor, check, invest, roadshow

INVESTORS = 6
RECOVERED = 10.0


@pytest.fixture
def redis() -> Iterator[RealRedis]:
    with RealRedis() as started:
        yield started


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """One that this story alone may stop."""
    with running_cluster() as made:
        yield made


class Crowd:
    """Investors who state and withdraw without a pause, by the one address."""

    def __init__(self, investors: list[Investor]) -> None:
        self.investors = investors
        self._stop = asyncio.Event()
        self._acting = [asyncio.create_task(investor.act(self._stop)) for investor in investors]
        self._timing = asyncio.create_task(self._time())
        self.longest = 0.0

    def answered(self) -> int:
        return sum(one.answer is not None for investor in self.investors for one in investor.sent)

    async def goes_on(self, more: int = 2 * INVESTORS) -> None:
        """Wait until so many more have been acknowledged."""
        wanted = self.answered() + more
        async with asyncio.timeout(60):
            while self.answered() < wanted:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)

    def stalled(self) -> float:
        """The longest time in seconds without an acknowledgement since this was last asked."""
        longest, self.longest = self.longest, 0.0
        return longest

    async def _time(self) -> None:
        answered, at = self.answered(), monotonic()
        while not self._stop.is_set():
            await asyncio.sleep(0.02)
            if self.answered() != answered:
                answered, at = self.answered(), monotonic()
            self.longest = max(self.longest, monotonic() - at)

    async def stop(self) -> None:
        self._stop.set()
        await asyncio.gather(*self._acting, self._timing)


def dialling(servers: Sequence[Server], guest: Guest) -> Callable[[], connect]:
    """A socket at the first of these servers, and at the next one each time it breaks."""
    turns = cycle(servers)
    cookie = "; ".join(f"{name}={value}" for name, value in guest.http.cookies.items())

    def dial() -> connect:
        address = f"ws://127.0.0.1:{next(turns).port}/ws/{guest.seat}"
        return connect(address, origin=Origin(guest.url), additional_headers={"Cookie": cookie}, proxy=None)

    return dial


@asynccontextmanager
async def watched(house: Nodes, guests: list[Guest]) -> AsyncIterator[list[Watcher]]:
    """At every server one who waits until it is there again and one who goes to the next, while the context is open."""
    loyal = [[server] for server in house.servers]
    roaming = [house.servers[first:] + house.servers[:first] for first in range(len(house.servers))]
    watchers = [
        Watcher(f"viewer-{number}", "investor", dialling(servers, guest), History(), Random(number))
        for number, (servers, guest) in enumerate(zip(loyal + roaming, guests, strict=True))
    ]
    tasks = [asyncio.create_task(watcher.watch()) for watcher in watchers]
    yield watchers
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def kill_the_holder(house: Nodes, name: str) -> None:
    holder = house.holder(name)
    assert holder is not None
    await holder.kill()


async def stop_the_holder(house: Nodes, name: str) -> None:
    holder = house.holder(name)
    assert holder is not None
    await holder.stop()
    await holder.start()


async def lose_redis(house: Nodes, name: str) -> None:
    house.redis.flush()
    house.redis.stop()
    await asyncio.sleep(1)
    house.redis.start()
    house.redis.flush()


def restarting(mode: str) -> Callable[[Nodes, str], Any]:
    async def restart(house: Nodes, name: str) -> None:
        await asyncio.to_thread(house.cluster.restart, mode)

    return restart


FAULTS = (stop_the_holder, kill_the_holder, lose_redis, restarting("fast"), restarting("immediate"))


async def history(house: Nodes, roadshow: str) -> list[Any]:
    database = Database(Location(folder=Path(), address=house.database).engine())
    rows = await DatabaseLog(database).read(RoadshowId(roadshow), 0, 1_000_000)
    await database.close()
    return list(rows)


@pytest.mark.asyncio
@pytest.mark.timeout(300)
async def test_any_node_redis_and_postgresql_may_go_and_nothing_acknowledged_is_lost_or_doubled(
    tmp_path: Path, cluster: Cluster, redis: RealRedis
) -> None:
    async with nodes(tmp_path, cluster, redis) as house:
        # What people know of the house is the one address, and the invitation that was printed last.
        front = Server(tmp_path)
        front.url, front.invitation = house.address.url, house.servers[-1].invitation
        async with roadshow(front) as (host, name, project):
            investors = [await invest(front, host, project, number) for number in range(INVESTORS)]
            async with watched(house, [investor.guest for investor in investors]) as watchers:
                crowd = Crowd(investors)
                await crowd.goes_on()
                for fault in FAULTS:
                    crowd.stalled()
                    await fault(house, name)
                    await crowd.goes_on()
                    assert crowd.stalled() < RECOVERED, fault
                    for server in house.servers:
                        if not server.pid:
                            await server.start()
                await crowd.stop()
                rows = await history(house, name)
                async with asyncio.timeout(RECOVERED):
                    await asyncio.gather(*(watcher.until(rows[-1].seq) for watcher in watchers))
                pictures = {watcher.ending().picture for watcher in watchers}
            for investor in investors:
                assert await investor.attempt(investor.sent[-1]) == investor.sent[-1].answer
                await investor.guest.close()

    check(rows, name, investors)
    assert len(pictures) == 1
    assert sum(watcher.connections for watcher in watchers) > len(watchers)
