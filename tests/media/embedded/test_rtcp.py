import struct

from aiortc import rtp as reference
from hypothesis import given
from hypothesis import strategies as st

from media.embedded import rtcp


def test_what_is_written_is_understood_by_others() -> None:
    block = rtcp.Reception(ssrc=5, fraction_lost=3, lost=-2, highest=70000, jitter=9, last_report=1, delay=2)
    data = rtcp.receiver_report(1, [block]) + rtcp.bitrate_limit(1, 4_000_000, [5, 6])
    data += rtcp.keyframe_request(1, 5) + rtcp.nack(1, 5, [65536, 7])

    report, limit, pli, nack = reference.RtcpPacket.parse(data)

    assert isinstance(report, reference.RtcpRrPacket)
    assert report.reports == [reference.RtcpReceiverInfo(5, 3, -2, 70000, 9, 1, 2)]
    assert isinstance(limit, reference.RtcpPsfbPacket)
    assert reference.unpack_remb_fci(limit.fci) == (4_000_000 >> 4 << 4, [5, 6])
    assert isinstance(pli, reference.RtcpPsfbPacket)
    assert (pli.fmt, pli.media_ssrc) == (reference.RTCP_PSFB_PLI, 5)
    assert isinstance(nack, reference.RtcpRtpfbPacket)
    assert nack.lost == [0, 7]


def test_a_sender_report_survives_the_way() -> None:
    report = rtcp.SenderReport(7, 3_900_000_000.25, 90_000, 10, 2000)

    assert list(rtcp.parse(rtcp.sender_report(report))) == [report]
    assert report.middle == int(3_900_000_000.25 * 65536) & 0xFFFFFFFF


def test_what_viewers_ask_for_is_read_from_one_compound() -> None:
    asked: list[reference.AnyRtcpPacket] = [
        reference.RtcpRrPacket(ssrc=1),
        reference.RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=5, lost=[9, 12, 65535]),
        reference.RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=5),
        reference.RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=struct.pack("!LL", 5, 1 << 24)),
    ]

    read = list(rtcp.parse(b"".join(bytes(each) for each in asked)))

    assert read == [rtcp.Nack(5, (9, 12, 65535)), rtcp.KeyframeRequest(), rtcp.KeyframeRequest()]


def test_one_packet_cannot_ask_for_everything() -> None:
    everything = b"".join(struct.pack("!HH", first, 0xFFFF) for first in range(0, 17 * 300, 17))
    body = struct.pack("!LL", 1, 5) + everything

    (nack,) = rtcp.parse(struct.pack("!BBH", 0x81, 205, len(body) // 4) + body)

    assert isinstance(nack, rtcp.Nack)
    assert len(nack.sequences) == rtcp.MAX_NACKED


def test_reading_stops_where_it_is_cut_off() -> None:
    data = rtcp.keyframe_request(1, 5) + rtcp.nack(1, 5, [1])

    assert list(rtcp.parse(data[:-1])) == [rtcp.KeyframeRequest()]


@given(st.lists(st.tuples(st.sampled_from([200, 201, 205, 206]), st.integers(0, 31), st.binary(max_size=40))))
def test_any_packets_are_read_without_a_word(packets: list[tuple[int, int, bytes]]) -> None:
    data = b"".join(
        struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body[: len(body) // 4 * 4]
        for kind, count, body in packets
    )

    assert len(list(rtcp.parse(data))) <= len(packets)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_without_a_word(data: bytes) -> None:
    list(rtcp.parse(data))


def test_a_receiver_report_is_read_as_it_was_written() -> None:
    blocks = [
        rtcp.Reception(ssrc=5, fraction_lost=26, lost=-3, highest=70_000, jitter=9, last_report=7, delay=8),
        rtcp.Reception(ssrc=6, fraction_lost=0, lost=900, highest=1, jitter=0, last_report=0, delay=0),
    ]

    assert list(rtcp.parse(rtcp.receiver_report(1, blocks))) == blocks


@given(st.integers(0, 2**40))
def test_an_estimate_is_read_as_exactly_as_it_can_be_written(bitrate: int) -> None:
    (estimate,) = rtcp.parse(rtcp.bitrate_limit(1, bitrate, [5, 6]))

    assert isinstance(estimate, rtcp.Estimate)
    assert bitrate - bitrate / 2**17 <= estimate.bitrate <= bitrate


def test_a_round_trip_is_what_passed_less_what_was_waited() -> None:
    sent = rtcp.SenderReport(5, rtcp.ntp_time(10.0), 0)

    def heard(at: float, waited: float) -> float | None:
        block = rtcp.Reception(
            **{each: 0 for each in ("ssrc", "fraction_lost", "lost", "highest", "jitter")},
            last_report=sent.middle,
            delay=round(waited * 65536),
        )
        return rtcp.round_trip(block, at)

    assert abs((heard(10.5, 0.4) or 0.0) - 0.1) < 0.001
    assert heard(10.5, 0.501) == 0.0
    silent = rtcp.Reception(ssrc=5, fraction_lost=0, lost=0, highest=0, jitter=0, last_report=0, delay=0)
    assert rtcp.round_trip(silent, 10.0) is None
