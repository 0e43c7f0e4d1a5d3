"""Clients without a browser: werift, and libdatachannel, the stack of OBS."""

from collections.abc import Callable

import pytest

from tests.clients import pictures
from tests.clients.program import node, started
from tests.clients.reference import publishing, viewing
from tests.clients.venue import Seat

pytestmark = pytest.mark.asyncio(loop_scope="session")
SIZE = pictures.SIZE


@pytest.mark.parametrize(("client", "frames"), [("werift", pictures.vp8), ("libdatachannel", pictures.h264)])
async def test_a_client_from_npm_publishes(seat: Seat, client: str, frames: Callable[[], object]) -> None:
    async with started(*node(f"{client}.mjs", "publish", seat.whip, seat.token)) as publisher:
        publisher.tell({"frames": frames()})
        await publisher.says("state")
        async with viewing(seat) as viewer:
            await viewer.sees(*SIZE)
        assert await publisher.dismiss() == 0


@pytest.mark.parametrize(("client", "codec"), [("werift", "VP8"), ("libdatachannel", "H264")])
async def test_a_client_from_npm_views(seat: Seat, client: str, codec: str) -> None:
    watching = node(f"{client}.mjs", "view", seat.whep, seat.token)
    async with publishing(seat, codec), started(*watching) as viewer:
        assert await pictures.size_of(viewer, codec) == (640, 480)

        viewer.tell("that is all")
        assert (await viewer.says("ended"))["ended"] == 200
