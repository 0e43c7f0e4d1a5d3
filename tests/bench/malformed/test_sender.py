import asyncio
from random import Random

import pytest

from bench.malformed.frames import frames
from bench.malformed.messages import messages
from bench.malformed.sender import Address, attempted
from rehearsal.viewers import Ticket
from server.domain.messages import Role
from tests.server.app.house import ROADSHOW, House, actor
from tests.server.ws.served import served

EVE = Ticket(seat="eve", cookie="roadshow=x", audience="public")


@pytest.mark.asyncio
async def test_whatever_a_socket_is_sent_no_task_and_no_viewer_stays_behind() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, {"eve": actor("eve", Role.audience)}) as port:
        address, before = Address("127.0.0.1", port), asyncio.all_tasks()
        for seed in range(120):
            random = Random(seed)
            assert await attempted(address, EVE, random, (frames, messages)[seed % 2](random)) == ""
        async with asyncio.timeout(20):
            while asyncio.all_tasks() - before:  # noqa: ASYNC110 - tasks end without telling
                await asyncio.sleep(0)

        assert (await house.rooms.live(ROADSHOW)).feed.viewers == set()


@pytest.mark.asyncio
async def test_a_server_that_makes_something_else_of_it_is_complained_of() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, {}) as port:
        random = Random(1)
        said = await attempted(Address("127.0.0.1", port), EVE, random, messages(random))

    assert "closed with 4504, not" in said
