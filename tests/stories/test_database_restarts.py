"""PostgreSQL restarts under a server that serves: nothing acknowledged is lost or doubled, and nobody has to help."""

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from server.domain.messages import RoadshowId
from server.storage.database import Database
from server.storage.location import Location
from server.storage.log import DatabaseLog
from tests.cluster import cluster
from tests.stories.process import Server
from tests.stories.test_kills import Investor, Sent, check, invest, roadshow, until_acknowledged

RESTARTS = int(os.environ.get("RESTARTS", "4"))
INVESTORS = 8


@dataclass
class Witness(Investor):
    """Remembers how often the same was sent again, and with what it was refused."""

    codes: set[str] = field(default_factory=set)

    async def attempt(self, sent: Sent) -> dict[str, Any] | None:
        address = f"/api/seats/{self.guest.seat}/commands"
        answer = await self.guest.http.post(address, json=sent.body, headers={"Idempotency-Key": sent.key})
        told: dict[str, Any] = answer.json()
        if answer.status_code == 200:
            return told
        self.resent += 1
        self.codes.add(told["code"])
        await asyncio.sleep(0.05)
        return None

    async def again(self, sent: Sent) -> dict[str, Any]:
        while (answer := await self.attempt(sent)) is None:
            pass
        return answer


@pytest.mark.asyncio
@pytest.mark.timeout(240)
async def test_restarts_of_postgresql_lose_and_double_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    random = Random(7)
    with cluster() as postgres:
        house = Location(folder=tmp_path, address=postgres.blank())
        async with (
            Server(tmp_path, options=("--database", house.address)) as server,
            roadshow(server) as (host, name, project),
        ):
            investors = [witness(await invest(server, host, project, number)) for number in range(INVESTORS)]
            stop = asyncio.Event()
            acting = [asyncio.create_task(investor.act(stop)) for investor in investors]
            for number in range(RESTARTS):
                await until_acknowledged(investors, random.randint(INVESTORS, 3 * INVESTORS))
                await asyncio.to_thread(postgres.restart, ("fast", "immediate")[number % 2])
                await asyncio.wait_for(everybody_acknowledged(investors), 60)
            stop.set()
            await asyncio.gather(*acting)
            for investor in investors:
                assert await investor.again(investor.sent[-1]) == investor.sent[-1].answer
                await investor.guest.close()

        rows = await history(house, name)

    check(rows, name, list(investors))
    assert sum(investor.resent for investor in investors) >= RESTARTS
    codes = set[str]().union(*(investor.codes for investor in investors))
    assert "storage_away" in codes
    assert codes <= {"storage_away", "too_many"}


def witness(investor: Investor) -> Witness:
    return Witness(investor.guest, investor.random, investor.project)


async def everybody_acknowledged(investors: list[Witness]) -> None:
    """Wait until everybody has been answered who waits now."""
    waiting = [(investor, len(investor.sent)) for investor in investors]
    while not all(len(investor.sent) > sent for investor, sent in waiting):  # noqa: ASYNC110 - what others do
        await asyncio.sleep(0.05)


async def history(house: Location, name: str) -> list[Any]:
    database = Database(house.engine())
    rows = await DatabaseLog(database).read(RoadshowId(name), 0, 1_000_000)
    await database.close()
    return list(rows)
