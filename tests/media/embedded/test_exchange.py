import asyncio
from collections.abc import Iterator

import pytest

from media.api import PlaneUnavailable, SessionEnded, SourceStopped
from media.embedded.rtcp import KeyframeRequest
from tests.media.packets import VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, ROOM, stage
from tests.media.relays import socket_path

pytestmark = pytest.mark.asyncio


@pytest.fixture
def path() -> Iterator[str]:
    with socket_path() as path:
        yield path


async def test_viewers_at_another_worker_see_what_is_published_at_home(path: str) -> None:
    async with stage() as home, stage() as edge:
        await home.forwarder.listen(path)
        await edge.forwarder.follow(ROOM, path)
        await edge.forwarder.put_on_stage(ROOM, CAMERA)
        publisher, viewer = await home.publisher(), await edge.viewer()

        publisher.send_rtp(96, VP8_KEY)
        assert (await viewer.packet()).payload == VP8_KEY
        publisher.send_rtp(96, VP8_DELTA)
        assert (await viewer.packet()).payload == VP8_DELTA
        assert edge.events.empty()


async def test_a_viewer_at_another_worker_has_the_publisher_asked_for_a_keyframe(path: str) -> None:
    async with stage() as home, stage() as edge:
        await home.forwarder.listen(path)
        publisher = await home.publisher()
        publisher.send_rtp(96, VP8_DELTA)
        await home.event()
        await edge.forwarder.put_on_stage(ROOM, CAMERA)
        await edge.viewer()

        await edge.forwarder.follow(ROOM, path)

        assert await publisher.asked_for(KeyframeRequest)


async def test_the_stage_empties_with_the_source_and_fills_again(path: str) -> None:
    async with stage() as home, stage() as edge:
        await home.forwarder.listen(path)
        await edge.forwarder.follow(ROOM, path)
        await edge.forwarder.put_on_stage(ROOM, CAMERA)
        publisher, viewer = await home.publisher(), await edge.viewer()
        publisher.send_rtp(96, VP8_KEY)
        await viewer.packet()

        await publisher.close()
        await home.event()
        assert [type(await home.event()) for _ in range(2)] == [SourceStopped, SessionEnded]
        again = await home.publisher()
        again.send_rtp(96, VP8_KEY + b"again")

        assert (await viewer.packet()).payload == VP8_KEY + b"again"


async def test_a_room_that_is_closed_is_followed_no_more(path: str) -> None:
    async with stage() as home, stage() as edge:
        await home.forwarder.listen(path)
        await edge.forwarder.follow(ROOM, path)
        publisher, viewer = await home.publisher(), await edge.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        await viewer.packet()

        await edge.forwarder.close_room(ROOM)

        counters = edge.forwarder.counters()
        assert (counters["rooms"], counters["viewers"]) == (0, 0)
        publisher.send_rtp(96, VP8_DELTA)
        await publisher.settled()
        await asyncio.sleep(0)
        assert edge.forwarder.counters()["rooms"] == 0


async def test_where_nobody_listens_following_is_refused(path: str) -> None:
    async with stage() as edge:
        with pytest.raises(PlaneUnavailable):
            await edge.forwarder.follow(ROOM, path)


async def test_a_home_that_comes_back_is_followed_again(path: str) -> None:
    async with stage() as edge:
        viewer = await edge.viewer(CAMERA)
        async with stage() as first:
            await first.forwarder.listen(path)
            await edge.forwarder.follow(ROOM, path)
            publisher = await first.publisher()
            publisher.send_rtp(96, VP8_KEY)
            await viewer.packet()
        async with stage() as second:
            await second.forwarder.listen(path + "2")
            await edge.forwarder.follow(ROOM, path + "2")
            publisher = await second.publisher()
            publisher.send_rtp(96, VP8_KEY + b"again")

            assert (await viewer.packet()).payload == VP8_KEY + b"again"


async def test_a_home_that_was_not_there_yet_is_followed_once_it_is(path: str) -> None:
    async with stage() as home, stage() as edge:
        with pytest.raises(PlaneUnavailable):
            await edge.forwarder.follow(ROOM, path)
        viewer = await edge.viewer(CAMERA)
        await home.forwarder.listen(path)
        publisher = await home.publisher()
        publisher.send_rtp(96, VP8_DELTA)

        # Its own worker asks for the first keyframe, and may do so before the other has followed.
        for _ in range(2):
            assert await publisher.asked_for(KeyframeRequest)
            publisher.send_rtp(96, VP8_KEY)

        assert (await viewer.packet()).payload == VP8_KEY


async def test_a_room_that_was_given_up_is_not_returned_to(path: str) -> None:
    async with stage() as edge:
        with pytest.raises(PlaneUnavailable):
            await edge.forwarder.follow(ROOM, path)
        await edge.forwarder.follow(ROOM, None)

        assert not edge.forwarder._exchange._missing()
