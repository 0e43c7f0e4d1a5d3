import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.embedded.codecs import AV1, H264, MAX_UNITS, OPUS, VP8, VP9, entrance, stap_units

TAG = b"\x00\x00\x00\x9d\x01\x2a"


@pytest.mark.parametrize(
    ("codec", "payload", "enters"),
    [
        (VP8, b"\x10" + TAG, True),
        (VP8, b"\x90\x80\x05" + TAG, True),
        (VP8, b"\x90\x80\x85\x05" + TAG, True),
        (VP8, b"\x90\xe0\x85\x05\x01\x02" + TAG, True),
        (VP8, b"\x10\x01" + TAG[1:], False),
        (VP8, b"\x00" + TAG, False),
        (VP8, b"\x11" + TAG, False),
        (VP8, b"\x10", False),
        (H264, b"\x67\x42", True),
        (H264, b"\x65\x88", True),
        (H264, b"\x61\x88", False),
        (H264, b"\x78\x00\x02\x09\x10\x00\x02\x67\x42", True),
        (H264, b"\x78\x00\x02\x61\x88\x00\x02\x61\x88", False),
        (H264, b"\x78\x00\x00\x00\x02\x67\x42", False),
        (H264, b"\x7c\x85\x88", True),
        (H264, b"\x7c\x05\x88", False),
        (H264, b"\x7c\x81\x88", False),
        (VP9, b"\x08\x00\x00\x00", True),
        (VP9, b"\x88\x05\x00\x00", True),
        (VP9, b"\xa8\x85\x05\x00\x00", True),
        (VP9, b"\xa8\x05\x02\x00", False),
        (VP9, b"\xa8\x85\x05\x02\x00", False),
        (VP9, b"\x48\x00\x00\x00", False),
        (VP9, b"\x00\x00\x00\x00", False),
        (VP9, b"", False),
        (AV1, b"\x18\x0a", True),
        (AV1, b"\x10\x32", False),
        (AV1, b"", False),
        (OPUS, b"", True),
    ],
)
def test_a_viewer_may_enter_at_a_keyframe_and_nowhere_else(codec: str, payload: bytes, enters: bool) -> None:
    assert entrance(codec)(payload) is enters


def test_of_an_aggregation_only_the_first_units_are_looked_at() -> None:
    """A packet of 460 units cost a thousand times as much as one that carries pictures."""
    assert len(list(stap_units(b"\x78" + b"\x00\x01\x61" * 460))) == MAX_UNITS


@given(st.sampled_from([VP8, H264, VP9, AV1]), st.binary(max_size=40))
def test_any_payload_is_read_without_a_word(codec: str, payload: bytes) -> None:
    assert entrance(codec)(payload) in (True, False)
