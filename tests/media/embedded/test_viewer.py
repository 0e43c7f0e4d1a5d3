import pytest

from media.api import SessionId, SessionUnknown
from media.embedded import rtcp
from media.embedded.codecs import Kind
from media.embedded.viewer import RESENDS, Viewer
from tests.media.offers import offer
from tests.media.packets import SOUND, VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, ROOM, stage

pytestmark = pytest.mark.asyncio


async def test_what_a_viewer_lost_comes_again_as_a_retransmission() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        first = await viewer.packet()
        publisher.send_rtp(96, VP8_DELTA)
        lost = await viewer.packet()

        for _ in range(2):
            viewer.send_rtcp(rtcp.nack(1, first.ssrc, [lost.sequence]))
        again = [await viewer.packet() for _ in range(2)]

        # RFC 4588 section 4: a stream of its own, and before the payload the number that was lost.
        assert {each.payload for each in again} == {lost.sequence.to_bytes(2, "big") + VP8_DELTA}
        assert {(each.payload_type, each.timestamp) for each in again} == {(97, lost.timestamp)}
        assert again[1].sequence == again[0].sequence + 1
        assert again[0].ssrc == again[1].ssrc != lost.ssrc


async def test_what_was_lost_of_the_sound_comes_again_to_the_byte() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(111, SOUND)
        first = await viewer.packet()
        # Never read by this viewer, as if it was lost on the way: its keys have not seen it.
        publisher.send_rtp(111, SOUND + b"second")
        await viewer.lose()

        viewer.send_rtcp(rtcp.nack(1, first.ssrc, [first.sequence + 1]))

        again = await viewer.packet()
        assert (again.sequence, again.ssrc, again.payload) == (first.sequence + 1, first.ssrc, SOUND + b"second")


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


async def test_a_viewer_knows_how_it_is_served() -> None:
    async with stage() as it:
        publisher, peer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        shown = await peer.packet()
        (viewer,) = (each for each in it.forwarder._sessions.values() if isinstance(each, Viewer))
        before = (viewer.loss, viewer.round_trip, viewer.estimate)

        block = rtcp.Reception(ssrc=shown.ssrc, fraction_lost=64, lost=1, highest=0, jitter=0, last_report=1, delay=0)
        peer.send_rtcp(rtcp.receiver_report(1, [block]) + rtcp.bitrate_limit(1, 250_000, [shown.ssrc]))
        await peer.settled()
        now = viewer.feed.clock.time()
        viewer.tick(now)
        publisher.send_rtp(96, VP8_DELTA)
        await peer.packet()
        viewer.tick(now + 1.0)

        assert before == (None, None, None)
        assert (viewer.loss, viewer.estimate, viewer.layer) == (0.25, 250_000, 0)
        assert viewer.bitrate == 8 * len(VP8_DELTA)
        assert viewer.round_trip is not None


async def test_a_viewer_that_its_track_has_moved_down_does_not_insist() -> None:
    async with stage() as it:
        publisher, peer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        await peer.packet()
        (viewer,) = (each for each in it.forwarder._sessions.values() if isinstance(each, Viewer))
        row, now = viewer._rows[Kind.VIDEO], viewer.feed.clock.time()
        viewer.tick(now)
        row.rank, viewer._adaptation.rank = 0, 1

        viewer.tick(now + 0.1)

        assert row.rank == 0
