"""What the forwarder knows of codecs: their names, clocks, and where a video can be entered."""

from collections.abc import Callable, Iterator
from enum import Enum


class Kind(Enum):
    """The two kinds of stream a source may have."""

    AUDIO = "audio"
    VIDEO = "video"


CLOCK_RATE = {Kind.AUDIO: 48_000, Kind.VIDEO: 90_000}

OPUS = "opus"
VP8 = "VP8"
H264 = "H264"
VP9 = "VP9"
AV1 = "AV1"

H264_IDR = 5
H264_SPS = 7
H264_STAP_A = 24
H264_FU_A = 28
H264_ENTRANCES = frozenset({H264_IDR, H264_SPS})
FU_START = 0x80
MAX_UNITS = 16
"""Units of an aggregation packet that are looked at; a keyframe's parameter sets come first."""


def entrance(codec: str) -> Callable[[bytes], bool]:
    """Return what tells whether a decoder that has seen nothing yet may begin with an RTP payload."""
    return _ENTRANCES.get(codec, _always)


def _always(_: bytes) -> bool:
    return True


def _vp8_keyframe(payload: bytes) -> bool:
    """RFC 7741 section 4.2: first packet of a frame whose P bit (section 4.3) is clear."""
    if not payload or payload[0] & 0x17 != 0x10:
        return False
    at = _vp8_descriptor_length(payload)
    return payload[at + 3 : at + 6] == b"\x9d\x01\x2a" and not payload[at] & 0x01


def vp8_frame(payload: bytes) -> bytes:
    """Return what a VP8 payload holds of its frame."""
    return payload[_vp8_descriptor_length(payload) :]


def _vp8_descriptor_length(payload: bytes) -> int:
    if not payload[0] & 0x80 or len(payload) < 3:
        return 1
    extended, picture = payload[1], payload[2]
    length = 2
    if extended & 0x80:
        length += 2 if picture & 0x80 else 1
    if extended & 0x40:
        length += 1
    return length + (1 if extended & 0x30 else 0)


def _h264_keyframe(payload: bytes) -> bool:
    """RFC 6184 sections 5.6 to 5.8: a parameter set or an IDR slice, alone, aggregated or its first fragment."""
    if len(payload) < 2:
        return False
    unit = payload[0] & 0x1F
    if unit == H264_STAP_A:
        return any(each[0] & 0x1F in H264_ENTRANCES for each in stap_units(payload))
    if unit == H264_FU_A:
        return bool(payload[1] & FU_START) and payload[1] & 0x1F in H264_ENTRANCES
    return unit in H264_ENTRANCES


def stap_units(payload: bytes) -> Iterator[bytes]:
    """Return the first few units of an aggregation packet (RFC 6184 section 5.7.1), none of them empty."""
    at = 1
    for _ in range(MAX_UNITS):
        size = int.from_bytes(payload[at : at + 2], "big")
        unit = payload[at + 2 : at + 2 + size]
        if not unit:
            return
        yield unit
        at += 2 + size


def _vp9_keyframe(payload: bytes) -> bool:
    """RFC 9628 section 4.2: the begin (B) of a frame that is predicted from no other (P), in the lowest layer."""
    if len(payload) < 4 or payload[0] & 0x48 != 0x08:
        return False
    return not payload[0] & 0x20 or not payload[_vp9_layer_at(payload)] & 0x0E


def _vp9_layer_at(payload: bytes) -> int:
    """The layer's octets follow the picture id of one octet or two, or none."""
    return 1 + (bool(payload[0] & 0x80) and 1 + (payload[1] >> 7))


def vp9_structure(payload: bytes) -> bytes:
    """Return what a keyframe's first packet says of its scalability (V), and all that follows."""
    if len(payload) < 4 or not payload[0] & 0x02:
        return b""
    # Without flexible mode (F) a second octet tells the temporal layer's picture.
    layers = (1 if payload[0] & 0x10 else 2) if payload[0] & 0x20 else 0
    return payload[_vp9_layer_at(payload) + layers :]


def _av1_keyframe(payload: bytes) -> bool:
    """AV1 RTP specification section 4.4: N marks the first packet of a coded video sequence."""
    return bool(payload[:1]) and bool(payload[0] & 0x08)


_ENTRANCES: dict[str, Callable[[bytes], bool]] = {
    VP8: _vp8_keyframe,
    H264: _h264_keyframe,
    VP9: _vp9_keyframe,
    AV1: _av1_keyframe,
}
