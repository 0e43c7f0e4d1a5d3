"""RTP packets as the forwarder sees them (RFC 3550 section 5.1), and 16-bit sequence arithmetic."""

import struct
from collections.abc import Iterator

from msgspec import Struct

HEADER = struct.Struct("!BBHLL")
VERSION = 0x80
PADDING = 0x20
EXTENSION = 0x10
MARKER = 0x80
ONE_BYTE, TWO_BYTES = 0xBEDE, 0x1000
LAST_ONE_BYTE_ID = 14


class RtpPacket(Struct, frozen=True, gc=False):
    """A parsed packet; `payload` excludes CSRCs and header extensions and still ends in its `padding` bytes."""

    payload_type: int
    marker: bool
    padding: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse(data: bytes) -> RtpPacket | None:
    """Read one packet; None for whatever is not well-formed RTP."""
    if len(data) < HEADER.size or data[0] & 0xC0 != VERSION:
        return None
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    start = _payload_start(data)
    padding = data[-1] if first & PADDING else 0
    if start + padding > len(data) or (first & PADDING and not padding):
        return None
    return RtpPacket(second & 0x7F, bool(second & MARKER), padding, sequence, timestamp, ssrc, data[start:])


def _payload_start(data: bytes) -> int:
    start = HEADER.size + 4 * (data[0] & 0x0F)
    if data[0] & EXTENSION:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    return start


def extensions(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Read the header extensions of a well-formed packet, by their ids (RFC 8285 sections 4.2 and 4.3)."""
    at = HEADER.size + 4 * (data[0] & 0x0F)
    if not data[0] & EXTENSION or at + 4 > len(data):
        return
    profile, words = struct.unpack_from("!HH", data, at)
    block = data[at + 4 : at + 4 + 4 * words]
    if profile == ONE_BYTE:
        yield from _one_byte_elements(block)
    elif profile & 0xFFF0 == TWO_BYTES:
        yield from _two_byte_elements(block)


def _one_byte_elements(block: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(block):
        number, size = block[at] >> 4, (block[at] & 0x0F) + 1
        if number > LAST_ONE_BYTE_ID:
            return
        if number:
            yield number, block[at + 1 : at + 1 + size]
        at += 1 + size if number else 1


def _two_byte_elements(block: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 1 < len(block):
        number, size = block[at], block[at + 1]
        if number:
            yield number, block[at + 2 : at + 2 + size]
        at += 2 + size if number else 1


def pack(packet: RtpPacket, *, sequence: int, timestamp: int, ssrc: int) -> bytes:
    """Write a packet under another identity: payload type 0, no CSRCs, no extensions.

    Extension ids and payload types belong to one negotiation and mean nothing in another.
    """
    first = VERSION | (PADDING if packet.padding else 0)
    second = MARKER if packet.marker else 0
    return HEADER.pack(first, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + packet.payload


def nearest(reference: int, sequence: int) -> int:
    """Extend a 16-bit sequence number to the index closest to `reference`."""
    return reference + ((sequence - reference + 0x8000) & 0xFFFF) - 0x8000


def is_rtcp(data: bytes) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761 section 4)."""
    return len(data) > 1 and 192 <= data[1] <= 223
