import pytest

from tests.clients.reference import publishing, viewing
from tests.clients.venue import Seat

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_aiortc_publishes_and_views(seat: Seat, codec: str) -> None:
    async with publishing(seat, codec) as publisher, viewing(seat) as viewer:
        await viewer.receives("audio", "video")

        assert viewer.sizes == {(640, 480)}
        assert (await publisher.end(), await publisher.end()) == (200, 404)
