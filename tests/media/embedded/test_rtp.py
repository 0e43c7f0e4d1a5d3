import struct

from hypothesis import given
from hypothesis import strategies as st

from media.embedded import rtp

BODY = b"picture"


def test_csrcs_and_extensions_are_left_out() -> None:
    header = struct.pack("!BBHLL", 0x92, 0x80 | 96, 7, 8, 9)
    extension = b"\xbe\xde\x00\x01\x10\xff\x00\x00"

    packet = rtp.parse(header + bytes(8) + extension + BODY)

    assert packet == rtp.RtpPacket(96, True, 0, 7, 8, 9, BODY)


def test_header_extensions_of_both_forms_are_read() -> None:
    one_byte = b"\xbe\xde\x00\x02" + b"\xa0h" + b"\x00" + b"\xb1lm" + b"\xf0x"
    two_bytes = b"\x10\x00\x00\x02" + b"\x0a\x01h" + b"\x00" + b"\x0b\x02lm"
    header = struct.pack("!BBHLL", 0x90, 96, 7, 8, 9)

    assert list(rtp.extensions(header + one_byte + BODY)) == [(10, b"h"), (11, b"lm")]
    assert list(rtp.extensions(header + two_bytes + BODY)) == [(10, b"h"), (11, b"lm")]
    assert not list(rtp.extensions(b"\x80" + header[1:] + one_byte))


def test_padding_is_kept_and_named() -> None:
    data = struct.pack("!BBHLL", 0xA0, 96, 7, 8, 9) + BODY + b"\x00\x02"

    packet = rtp.parse(data)

    assert packet is not None
    assert packet.padding == 2
    assert rtp.pack(packet, sequence=7, timestamp=8, ssrc=9) == data[:1] + b"\x00" + data[2:]


def test_what_is_no_rtp_is_none() -> None:
    good = struct.pack("!BBHLL", 0x80, 96, 7, 8, 9)

    assert rtp.parse(good[:-1]) is None
    assert rtp.parse(b"\x40" + good[1:]) is None
    assert rtp.parse(b"\xa0" + good[1:]) is None
    assert rtp.parse(b"\x8f" + good[1:]) is None
    assert rtp.parse(b"\x90" + good[1:] + b"\xbe\xde\xff\xff") is None


@given(st.binary(max_size=80))
def test_any_bytes_are_read_without_a_word(data: bytes) -> None:
    packet = rtp.parse(data)

    if packet is not None:
        assert all(0 < number < 256 for number, _ in rtp.extensions(data))
        written = rtp.pack(packet, sequence=packet.sequence, timestamp=packet.timestamp, ssrc=packet.ssrc)
        assert rtp.parse(written) == rtp.RtpPacket(
            0, packet.marker, packet.padding, packet.sequence, packet.timestamp, packet.ssrc, packet.payload
        )


@given(st.integers(0x10000, 1 << 40), st.integers(-0x7FFF, 0x7FFF))
def test_the_nearest_index_is_found(reference: int, distance: int) -> None:
    assert rtp.nearest(reference, (reference + distance) & 0xFFFF) == reference + distance


def test_rtcp_is_told_by_its_second_byte() -> None:
    assert rtp.is_rtcp(b"\x80\xc8")
    assert not rtp.is_rtcp(b"\x80\x60")
    assert not rtp.is_rtcp(b"\x80")
