import pytest

from media.api import SessionId, SessionUnknown
from media.embedded import rtcp
from media.embedded.viewer import RESENDS
from tests.media.offers import offer
from tests.media.packets import VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, ROOM, stage

pytestmark = pytest.mark.asyncio


async def test_what_a_viewer_lost_comes_again() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        first = await viewer.packet()
        # Never read by this viewer, as if it was lost on the way: its keys have not seen it.
        publisher.send_rtp(96, VP8_DELTA)
        await viewer.lose()

        viewer.send_rtcp(rtcp.nack(1, first.ssrc, [first.sequence + 1]))

        again = await viewer.packet()
        assert (again.sequence, again.payload) == (first.sequence + 1, VP8_DELTA)


async def test_a_viewer_that_cannot_decode_has_the_source_asked_for_a_keyframe() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        shown = await viewer.packet()

        viewer.send_rtcp(rtcp.keyframe_request(1, shown.ssrc))

        await publisher.asked_for(rtcp.KeyframeRequest)


async def test_resends_are_bounded() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        shown = await viewer.packet()

        for _ in range(3):
            viewer.send_rtcp(rtcp.nack(1, shown.ssrc, [shown.sequence] * 150))
        await viewer.settled()

        assert it.forwarder.counters()["packets_resent"] == RESENDS


async def test_a_viewer_that_moves_is_followed() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        await viewer.packet()

        await viewer.move()
        publisher.send_rtp(96, VP8_DELTA)

        assert (await viewer.packet()).payload == VP8_DELTA


async def test_a_viewer_cannot_send_media() -> None:
    async with stage() as it:
        viewer = await it.viewer(CAMERA)

        viewer.send_rtp(96, VP8_KEY)
        await viewer.settled()

        assert it.forwarder.counters()["drop_rtp_from_viewer"] == 1


async def test_a_viewer_says_how_much_quality_it_wants() -> None:
    async with stage() as it:
        answer = await it.forwarder.view(ROOM, CAMERA, offer(direction="recvonly"))
        await it.forwarder.limit(answer.session, "low")

        with pytest.raises(SessionUnknown):
            await it.forwarder.limit(SessionId("nobody"), "low")
