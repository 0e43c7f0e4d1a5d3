"""Clients without a browser: werift, and libdatachannel, the stack of OBS."""

import pytest

from tests.clients import pictures
from tests.clients.program import node, started
from tests.clients.reference import publishing, viewing
from tests.clients.venue import Seat

pytestmark = pytest.mark.asyncio(loop_scope="session")
SIZE = pictures.SIZE


async def test_werift_publishes(seat: Seat) -> None:
    async with started(*node("werift.mjs", "publish", seat.whip, seat.token)) as publisher:
        publisher.tell({"frames": pictures.vp8()})
        await publisher.says("state")
        async with viewing(seat) as viewer:
            await viewer.sees(*SIZE)
        assert await publisher.dismiss() == 0


async def test_werift_views(seat: Seat) -> None:
    async with publishing(seat), started(*node("werift.mjs", "view", seat.whep, seat.token)) as viewer:
        assert await pictures.size_of(viewer, "VP8") == (640, 480)

        viewer.tell("that is all")
        assert (await viewer.says("ended"))["ended"] == 200


async def test_libdatachannel_publishes(seat: Seat) -> None:
    async with started(*node("libdatachannel.mjs", "publish", seat.whip, seat.token)) as publisher:
        publisher.tell({"frames": pictures.h264()})
        await publisher.says("state")
        async with viewing(seat) as viewer:
            await viewer.sees(*SIZE)
        assert await publisher.dismiss() == 0


async def test_libdatachannel_views(seat: Seat) -> None:
    async with publishing(seat, "H264"), started(*node("libdatachannel.mjs", "view", seat.whep, seat.token)) as viewer:
        assert await pictures.size_of(viewer, "H264") == (640, 480)

        viewer.tell("that is all")
        assert (await viewer.says("ended"))["ended"] == 200
