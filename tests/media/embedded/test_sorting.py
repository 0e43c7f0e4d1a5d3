from media.embedded import rtp
from media.embedded.codecs import VP8, Kind
from media.embedded.rtp import RtpPacket
from media.embedded.sdp import Codec, MediaLine, parse
from media.embedded.sorting import MAX_SSRCS, Line
from media.embedded.stream import Stream
from tests.media.clocks import ManualClock
from tests.media.offers import SIMULCAST, VIDEO, offer
from tests.media.packets import VP8_KEY

RID, REPAIRED_RID = 10, 11


class Bench:
    """The video line of an offer, and packets with extensions on it."""

    def __init__(self, section: tuple[str, ...], *rids: str) -> None:
        (line,) = parse(offer(section)).lines
        self.streams = {
            rid: Stream(Kind.VIDEO, VP8, ManualClock(), lambda _: None, sender=9, nacks=True, rid=rid) for rid in rids
        }
        self.line = Line(line, codec(line, 96), codec(line, 97), tuple(self.streams.values()))

    def sort(
        self, ssrc: int, payload: bytes = VP8_KEY, *, number: int = 96, **named: bytes
    ) -> tuple[str | None, RtpPacket | None]:
        data = packed(number, ssrc, payload, named)
        packet = rtp.parse(data)
        assert packet is not None
        stream, sorted_packet = self.line.sort(packet, data)
        if stream is not None and sorted_packet is not None:
            stream.accept(sorted_packet, 0.0)
        return stream.rid if stream else None, sorted_packet


def codec(line: MediaLine, number: int) -> Codec:
    return next(each for each in line.codecs if each.payload_type == number)


def packed(number: int, ssrc: int, payload: bytes, named: dict[str, bytes]) -> bytes:
    ids = {"rid": RID, "repairs": REPAIRED_RID}
    block = b"".join(bytes([ids[name] << 4 | len(value) - 1]) + value for name, value in named.items())
    block += bytes(-len(block) % 4)
    head = rtp.HEADER.pack(0x90, number, 7, 0, ssrc)
    return head + b"\xbe\xde" + (len(block) // 4).to_bytes(2, "big") + block + payload


def test_a_layer_is_learnt_from_its_first_packet_and_kept() -> None:
    bench = Bench(SIMULCAST, "l", "m", "h")

    assert bench.sort(1, rid=b"h")[0] == "h"
    assert bench.sort(2, rid=b"l")[0] == "l"
    assert [bench.sort(each)[0] for each in (1, 2, 1)] == ["h", "l", "h"]


def test_a_layer_nobody_has_named_is_none() -> None:
    bench = Bench(SIMULCAST, "l", "h")

    assert bench.sort(1)[0] is None
    assert bench.sort(1, rid=b"z")[0] is None


def test_the_only_layer_needs_no_name() -> None:
    assert Bench(VIDEO, "").sort(1)[0] == ""


def test_a_retransmission_becomes_what_it_repairs() -> None:
    bench = Bench(SIMULCAST, "l", "h")
    bench.sort(1, rid=b"h")

    rid, packet = bench.sort(50, b"\x12\x34" + VP8_KEY, number=97, repairs=b"h")

    assert rid == "h"
    assert bench.sort(51, VP8_KEY, number=97, rid=b"h")[0] is None
    assert packet is not None
    assert (packet.sequence, packet.ssrc, packet.payload_type, packet.payload) == (0x1234, 1, 96, VP8_KEY)


def test_padding_and_what_comes_before_any_packet_repair_nothing() -> None:
    bench = Bench(VIDEO, "")
    assert bench.sort(50, b"\x12\x34" + VP8_KEY, number=97) == ("", None)
    bench.sort(1)

    assert bench.sort(50, b"\x12\x34", number=97) == ("", None)


def test_only_so_many_ssrcs_are_remembered() -> None:
    bench = Bench(SIMULCAST, "l", "h")

    for ssrc in range(1, MAX_SSRCS + 2):
        bench.sort(ssrc, rid=b"h")

    assert bench.sort(1)[0] is None
    assert bench.sort(MAX_SSRCS + 1)[0] == "h"
