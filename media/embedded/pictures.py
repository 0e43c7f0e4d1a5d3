"""How large a picture is, read from the packet that starts a keyframe."""

from collections.abc import Callable

from media.embedded.codecs import H264, H264_SPS, H264_STAP_A, VP8, vp8_frame

MAX_HEIGHT = 8192
"""More is a broken parameter set."""
_MACROBLOCK = 16


class _Bits:
    """Reads the bits of a parameter set (ITU-T H.264 section 7.2); past the end there are only zeros."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("the parameter set is too short")
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """ITU-T H.264 section 9.1: an unsigned Exp-Golomb code."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)


def height_of(codec: str, payload: bytes) -> int:
    """Return the height in pixels, or 0 where this packet or this codec does not tell."""
    read = _READERS.get(codec)
    try:
        height = read(payload) if read else 0
    except ValueError:
        return 0
    return height if 0 < height <= MAX_HEIGHT else 0


def _vp8_height(payload: bytes) -> int:
    """RFC 6386 section 9.1: 14 bits of height after the start code and the width."""
    frame = vp8_frame(payload)
    return int.from_bytes(frame[8:10], "little") & 0x3FFF if len(frame) >= 10 else 0


def _h264_height(payload: bytes) -> int:
    unit = _parameter_set(payload)
    return _read_height(_Bits(unit[1:].replace(b"\x00\x00\x03", b"\x00\x00"))) if unit else 0


def _parameter_set(payload: bytes) -> bytes:
    """The sequence parameter set, alone or aggregated (RFC 6184 section 5.7.1)."""
    if payload[0] & 0x1F == H264_SPS:
        return payload
    at = 1
    while payload[0] & 0x1F == H264_STAP_A and at + 2 < len(payload):
        size = int.from_bytes(payload[at : at + 2], "big")
        if payload[at + 2] & 0x1F == H264_SPS:
            return payload[at + 2 : at + 2 + size]
        at += 2 + size
    return b""


def _read_height(bits: _Bits) -> int:
    """ITU-T H.264 section 7.3.2.1.1, for the profiles without chroma formats: baseline and main."""
    bits.take(24)
    for _ in range(2):
        bits.golomb()
    _skip_order_count(bits)
    bits.golomb()
    bits.take(1)
    bits.golomb()
    map_units = bits.golomb() + 1
    progressive = bits.take(1)
    if not progressive:
        bits.take(1)
    bits.take(1)
    return (2 - progressive) * (_MACROBLOCK * map_units - 2 * _cropped(bits))


def _skip_order_count(bits: _Bits) -> None:
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        for _ in range(min(bits.golomb(), 255)):
            bits.golomb()


def _cropped(bits: _Bits) -> int:
    """Rows cropped at top and bottom, in units of two (4:2:0)."""
    if not bits.take(1):
        return 0
    _, _, top, bottom = (bits.golomb() for _ in range(4))
    return top + bottom


_READERS: dict[str, Callable[[bytes], int]] = {VP8: _vp8_height, H264: _h264_height}
