from collections import Counter
from typing import cast

import pytest
from aiortc import rtp as reference
from hypothesis import given
from hypothesis import strategies as st

from media.api import SessionId
from media.embedded import negotiation, rtcp, sdp
from media.embedded.dtls import SecureLink
from media.embedded.ice import Peer
from media.embedded.ingest import Publisher
from media.settings import MediaSettings
from tests.media.clocks import ManualClock
from tests.media.offers import AUDIO, SIMULCAST, offer
from tests.media.packets import VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, ROOM, stage

pytestmark = pytest.mark.asyncio


async def test_a_publisher_hears_of_its_bandwidth_at_once() -> None:
    async with stage(MediaSettings(source_bitrate=2_000_000)) as it:
        publisher = await it.publisher()

        report, limit, *_ = reference.RtcpPacket.parse(await publisher.report())

        assert isinstance(report, reference.RtcpRrPacket)
        assert isinstance(limit, reference.RtcpPsfbPacket)
        assert reference.unpack_remb_fci(limit.fci)[0] == pytest.approx(2_000_000, rel=0.001)


async def test_a_publisher_is_asked_for_what_was_lost() -> None:
    async with stage() as it:
        publisher = await it.publisher()
        publisher.send_rtp(96, VP8_KEY)
        publisher.sequence += 2
        publisher.send_rtp(96, VP8_DELTA)

        assert await publisher.asked_for(rtcp.Nack) == rtcp.Nack(96, (102, 103))


async def test_a_publisher_is_asked_for_a_keyframe_when_somebody_joins() -> None:
    async with stage() as it:
        publisher, first = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        await first.packet()

        await it.viewer(CAMERA)

        assert await publisher.asked_for(rtcp.KeyframeRequest) == rtcp.KeyframeRequest()


async def test_it_is_asked_how_far_away_it_is() -> None:
    async with stage() as it:
        publisher = await it.publisher()

        asked = cast("rtcp.Extended", await publisher.asked_for(rtcp.Extended))

        assert asked.body[4:8] == b"\x04\x00\x00\x02"


async def test_its_clock_reaches_its_viewers() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        await viewer.packet()

        publisher.send_rtcp(rtcp.sender_report(rtcp.SenderReport(96, 1000.0, 5000)))

        assert isinstance(await viewer.asked_for(rtcp.SenderReport), rtcp.SenderReport)


class Wire:
    """Neither peer nor keys: everything a publisher sends is lost."""

    allowance = 0

    def send(self, _: bytes) -> None:
        return

    def protect_rtcp(self, _: bytes) -> None:
        return


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([96, 97, 111, 9]), st.binary(max_size=60)), max_size=20))
async def test_whatever_an_authentic_publisher_sends_is_counted(sent: list[tuple[bool, int, bytes]]) -> None:
    wire, clock, counters = Wire(), ManualClock(), Counter[str]()
    publisher = Publisher(
        *(SessionId("one"), ROOM, cast("Peer", wire), cast("SecureLink", wire), counters),
        source=CAMERA,
        clock=clock,
        bitrate=1_000_000,
    )
    publisher.agree(negotiation.for_publisher(sdp.parse(offer(AUDIO, SIMULCAST))))

    for rtp, number, rest in sent:
        if rtp:
            publisher.on_rtp(b"\x90" + bytes([number]) + rest)
        else:
            publisher.on_rtcp(b"\x81" + bytes([100 + number]) + rest)
        clock.advance(0.3)
        publisher.tick(clock.time())

    assert sum(counters.values()) == sum(rtp for rtp, _, _ in sent)


async def test_what_was_not_negotiated_or_is_not_rtp_is_dropped() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)

        publisher.send_rtp(100, VP8_KEY)
        publisher.send(b"\x80\x60" + bytes(30))
        publisher.send_rtcp(b"\x80\xc8\x00\x01" + bytes(4))
        publisher.send_rtp(96, VP8_KEY)

        await viewer.packet()
        counters = it.forwarder.counters()
        assert counters["drop_unknown_payload_type"] == 1
        assert counters["drop_not_authentic"] == 1
