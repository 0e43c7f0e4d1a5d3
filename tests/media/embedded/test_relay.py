import pytest

from media.api import RoomId, SourceId
from media.embedded import relay
from media.embedded.codecs import Kind
from tests.media.packets import VP8_KEY, packet

MESSAGES: list[relay.Message] = [
    relay.Follow(RoomId("r")),
    relay.Leave(RoomId("r")),
    relay.WantKeyframe(7),
    relay.Started(RoomId("r"), SourceId("s"), 1, (relay.Layer(2, Kind.VIDEO, "VP8", "h", 720),)),
    relay.Stopped(1),
    relay.Restarted(2),
    relay.Clock(2, 17.25, 90_000),
]


def written() -> bytes:
    packets = [relay.packet_frame(2, packet(index, VP8_KEY, timestamp=5), index) for index in (65_535, 65_536)]
    return b"".join([*map(relay.frame, MESSAGES), *packets])


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_everything_arrives_however_it_is_cut(size: int) -> None:
    frames, data = relay.Frames(), written()

    read = [each for at in range(0, len(data), size) for each in frames.read(data[at : at + size])]

    assert read[: len(MESSAGES)] == MESSAGES
    packets = [each for each in read if isinstance(each, relay.Packet)]
    assert [(each.stream, each.index, each.packet.sequence) for each in packets] == [
        (2, 65_535, 65_535),
        (2, 65_536, 0),
    ]
    assert all((each.packet.payload, each.packet.marker, each.packet.ssrc) == (VP8_KEY, True, 1) for each in packets)


@pytest.mark.parametrize("data", [bytes(8), b"\xff" * 8, b"\x00\x00\x00\x0e\x00" + bytes(13)])
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"bytes|RTP"):
        list(relay.Frames().read(data))
