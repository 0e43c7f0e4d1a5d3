from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.embedded import pictures
from media.embedded.codecs import AV1, H264, VP8, VP9
from media.embedded.pictures import height_of


def keyframe(encoder: str, width: int, height: int, options: dict[str, str] | None = None) -> bytes:
    """A picture as a real encoder writes it."""
    context = av.CodecContext.create(encoder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, 30)
    context.options = options or {}
    frame = av.VideoFrame(width, height, "yuv420p")
    return b"".join(bytes(each) for each in (*context.encode(frame), *context.encode(None)))


def units(stream: bytes) -> list[bytes]:
    return [each.rstrip(b"\x00") for each in stream.split(b"\x00\x00\x01")[1:]]


SIZES = pytest.mark.parametrize(("width", "height"), [(320, 180), (640, 360), (1280, 720), (1920, 1080)])


@SIZES
def test_the_height_is_the_one_that_was_encoded_as_vp8(width: int, height: int) -> None:
    assert height_of(VP8, b"\x10" + keyframe("libvpx", width, height)) == height


@SIZES
@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
def test_the_height_is_the_one_that_was_encoded_as_h264(width: int, height: int, profile: str) -> None:
    stream = keyframe("libx264", width, height, {"profile": profile})
    (unit,) = [each for each in units(stream) if each[0] & 0x1F == 7]

    assert height_of(H264, unit) == height
    assert height_of(H264, b"\x78\x00\x02\x09\x10" + len(unit).to_bytes(2, "big") + unit) == height


# Sequence headers as SVT-AV1 wrote them. They are kept here because that encoder, run by root, gives its process the
# highest real-time priority, and with it everything that process starts.
AV1_HEADERS = {
    180: "0a0b000000043cfecc4af90040",
    360: "0a0b0000000cc4ff6712be4010",
    720: "0a0b0000002d4cffb3c4af9004",
    1080: "0a0b00000042abbfc3712be401",
}


@pytest.mark.parametrize("height", AV1_HEADERS)
def test_the_height_is_the_one_that_was_encoded_as_av1(height: int) -> None:
    stream = bytes.fromhex(AV1_HEADERS[height]) + b"\x32\xb9\x88"
    header = stream[2 : 2 + stream[1]]

    assert height_of(AV1, b"\x18" + stream) == height
    assert height_of(AV1, b"\x28" + bytes([1 + len(header), 0x08]) + header + b"\x32") == height
    assert height_of(AV1, b"\x18\x0c\x00" + header) == height


@pytest.mark.parametrize(
    "descriptor",
    [
        *(b"\x0a", b"\x8a\x05", b"\x8a\x85\x05", b"\xaa\x85\x05\x00\x00", b"\xba\x85\x05\x00"),
        b"\x2a\x00\x00",
    ],
)
def test_the_height_is_the_one_a_vp9_structure_tells(descriptor: bytes) -> None:
    small, large = (
        (320).to_bytes(2, "big") + (180).to_bytes(2, "big"),
        (640).to_bytes(2, "big") + (360).to_bytes(2, "big"),
    )

    assert height_of(VP9, descriptor + b"\x10" + small + b"frame") == 180
    assert height_of(VP9, descriptor + b"\x30" + small + large + b"frame") == 360
    assert height_of(VP9, descriptor + b"\x00" + b"frame") == 0


def test_what_does_not_tell_is_of_no_height() -> None:
    assert height_of(VP8, b"\x10") == height_of(H264, b"\x67\x42") == height_of(H264, b"\x65\x88") == 0
    assert height_of(VP9, b"\x08\x00") == height_of(AV1, b"\x18") == height_of(AV1, b"\x18\x32" + bytes(20)) == 0


@pytest.mark.parametrize("filling", [b"\x00", b"\xff", b"\xaa", b"\x01", b"\x24"])
@pytest.mark.parametrize("start", [b"\x67\x42\xe0\x1f", b"\x67\x64\xe0\x1f", b"\x67\x42\xe0\x1f\xa8"])
def test_no_parameter_set_takes_long_to_read(monkeypatch: pytest.MonkeyPatch, start: bytes, filling: bytes) -> None:
    """One of nothing but zeros took 14 ms, in which a core forwards three thousand packets."""
    taken: list[int] = []
    take = pictures._Bits.take

    def counted(bits: pictures._Bits, count: int) -> int:
        taken.append(count)
        return take(bits, count)

    monkeypatch.setattr(pictures._Bits, "take", counted)

    height_of(H264, start + filling * 1400)

    assert len(taken) < 600


@given(st.sampled_from([VP8, H264, VP9, AV1]), st.binary(min_size=1, max_size=60))
def test_any_payload_has_a_height(codec: str, payload: bytes) -> None:
    assert height_of(codec, payload) >= 0


@given(st.binary(max_size=60))
def test_any_parameter_set_has_a_height(body: bytes) -> None:
    assert height_of(H264, b"\x67" + body) >= 0


@given(st.binary(max_size=60))
def test_any_sequence_header_has_a_height(body: bytes) -> None:
    assert height_of(AV1, b"\x18\x08" + body) >= 0
