"""How large a picture is, read from the packet that starts a keyframe."""

from collections.abc import Callable

from media.embedded.codecs import AV1, H264, H264_SPS, H264_STAP_A, VP8, VP9, stap_units, vp8_frame, vp9_structure

MAX_HEIGHT = 8192
"""More is a broken parameter set."""
_MACROBLOCK = 16
_H264_HEADER = 64
"""Octets that hold the sizes of any parameter set without scaling matrices; what follows is not worth a look."""
_LONGEST_GOLOMB = 32
_HIGH_PROFILES = frozenset({100, 110, 122, 244})
_AV1_SEQUENCE_HEADER = 1
_AV1_HEADER = 128
"""Octets that hold any sequence header."""


class _Bits:
    """Reads bits, the highest first; ValueError past their end."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("the header is too short")
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """ITU-T H.264 section 9.1: an unsigned Exp-Golomb code, which AV1 calls uvlc."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > _LONGEST_GOLOMB:
                raise ValueError("a code of more than 32 bits")
        return (1 << zeros) - 1 + self.take(zeros)

    def skip_leb128(self) -> None:
        """AV1 section 4.10.5: seven bits an octet, of which at most eight."""
        for _ in range(8):
            if not self.take(8) & 0x80:
                return


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
    unit = _parameter_set(payload)[:_H264_HEADER]
    return _read_height(_Bits(unit[1:].replace(b"\x00\x00\x03", b"\x00\x00"))) if unit else 0


def _parameter_set(payload: bytes) -> bytes:
    """The sequence parameter set, alone or aggregated (RFC 6184 section 5.7.1)."""
    if payload[0] & 0x1F == H264_SPS:
        return payload
    if payload[0] & 0x1F != H264_STAP_A:
        return b""
    return next((each for each in stap_units(payload) if each[0] & 0x1F == H264_SPS), b"")


def _read_height(bits: _Bits) -> int:
    """ITU-T H.264 section 7.3.2.1.1, of pictures as cameras take them: 4:2:0, no scaling matrices."""
    profile = bits.take(8)
    bits.take(16)
    bits.golomb()
    if profile in _HIGH_PROFILES:
        _skip_plain_format(bits)
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


def _skip_plain_format(bits: _Bits) -> None:
    chroma_format, _, _ = (bits.golomb() for _ in range(3))
    if chroma_format != 1 or bits.take(2):
        raise ValueError("another format than 4:2:0, or scaling matrices")


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


def _vp9_height(payload: bytes) -> int:
    """RFC 9628 section 4.2.1: the scalability structure ends its sizes with that of the highest spatial layer."""
    structure = vp9_structure(payload)
    if not structure or not structure[0] & 0x10:
        return 0
    end = 1 + 4 * ((structure[0] >> 5) + 1)
    return int.from_bytes(structure[end - 2 : end], "big") if len(structure) >= end else 0


def _av1_height(payload: bytes) -> int:
    """AV1 RTP specification section 4.4: what begins a sequence begins with its header."""
    bits = _Bits(payload[:_AV1_HEADER])
    bits.take(2)
    elements = bits.take(2)
    bits.take(4)
    if elements != 1:
        bits.skip_leb128()
    return _sequence_height(bits) if _skip_obu_header(bits) == _AV1_SEQUENCE_HEADER else 0


def _skip_obu_header(bits: _Bits) -> int:
    """Return the type of an open bitstream unit (AV1 sections 5.3.2 and 5.3.3)."""
    kind, extended, sized, _ = bits.take(5), bits.take(1), bits.take(1), bits.take(1)
    if extended:
        bits.take(8)
    if sized:
        bits.skip_leb128()
    return kind


def _sequence_height(bits: _Bits) -> int:
    """AV1 section 5.5.1."""
    bits.take(4)
    if bits.take(1):
        bits.take(5)
    else:
        _skip_timing(bits)
        _skip_operating_points(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    bits.take(width_bits)
    return bits.take(height_bits) + 1


def _skip_timing(bits: _Bits) -> None:
    if not bits.take(1):
        return
    bits.take(64)
    if bits.take(1):
        bits.golomb()
    if bits.take(1):
        raise ValueError("a decoder model")


def _skip_operating_points(bits: _Bits) -> None:
    delayed = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if delayed and bits.take(1):
            bits.take(4)


_READERS: dict[str, Callable[[bytes], int]] = {
    VP8: _vp8_height,
    H264: _h264_height,
    VP9: _vp9_height,
    AV1: _av1_height,
}
