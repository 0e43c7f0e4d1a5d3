from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.embedded.codecs import AV1, H264, VP8, VP9
from media.embedded.pictures import height_of


def keyframe(encoder: str, width: int, height: int) -> bytes:
    """A picture as a real encoder writes it."""
    context = av.CodecContext.create(encoder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base = Fraction(1, 30)
    context.options = {"profile": "baseline"} if encoder == "libx264" else {}
    frame = av.VideoFrame(width, height, "yuv420p")
    return b"".join(bytes(each) for each in (*context.encode(frame), *context.encode(None)))


def units(stream: bytes) -> list[bytes]:
    return [each.rstrip(b"\x00") for each in stream.split(b"\x00\x00\x01")[1:]]


@pytest.mark.parametrize(("width", "height"), [(320, 180), (640, 360), (1280, 720), (1920, 1080)])
def test_the_height_is_the_encoders(width: int, height: int) -> None:
    baseline = [each for each in units(keyframe("libx264", width, height)) if each[0] & 0x1F == 7]

    assert height_of(VP8, b"\x10" + keyframe("libvpx", width, height)) == height
    assert height_of(H264, baseline[0]) == height
    assert height_of(H264, b"\x78\x00\x02\x09\x10" + len(baseline[0]).to_bytes(2, "big") + baseline[0]) == height


def test_what_does_not_tell_is_of_no_height() -> None:
    assert height_of(VP8, b"\x10") == height_of(H264, b"\x67\x42") == height_of(H264, b"\x65\x88") == 0
    assert height_of(VP9, b"\x08\x00") == height_of(AV1, b"\x18") == 0


@given(st.sampled_from([VP8, H264]), st.binary(min_size=1, max_size=60))
def test_any_payload_has_a_height(codec: str, payload: bytes) -> None:
    assert height_of(codec, payload) >= 0


@given(st.binary(max_size=60))
def test_any_parameter_set_has_a_height(body: bytes) -> None:
    assert height_of(H264, b"\x67" + body) >= 0
