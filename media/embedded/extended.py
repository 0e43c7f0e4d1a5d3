"""Asking a publisher for its round trip (RFC 3611 sections 4.4 and 4.5): only a sender of media is told its own.

Chromium answers without it having been negotiated.
"""

import struct
from collections.abc import Iterator

RECEIVER_TIME, LAST_RECEIVER_TIME = 4, 5
_BLOCK = struct.Struct("!LLL")


def receiver_time(sender: int, ntp: float) -> bytes:
    """Write an XR packet that says what time it is here, in NTP seconds."""
    return struct.pack("!BBHLBBHQ", 0x80, 207, 4, sender, RECEIVER_TIME, 0, 2, int(ntp * 2**32))


def round_trips(body: bytes, sender: int, ntp: float) -> Iterator[float]:
    """Yield the seconds to the peer and back by each of its answers to `sender` in an XR packet's body."""
    at = 4
    while at + 4 <= len(body):
        kind, words = body[at], int.from_bytes(body[at + 2 : at + 4], "big")
        block = body[at + 4 : at + 4 + 4 * words]
        if kind == LAST_RECEIVER_TIME:
            yield from _answers(block, sender, int(ntp * 65536))
        at += 4 + 4 * words


def _answers(block: bytes, sender: int, now: int) -> Iterator[float]:
    for ssrc, asked, held in _BLOCK.iter_unpack(block[: len(block) - len(block) % _BLOCK.size]):
        trip = (now - asked - held) & 0xFFFFFFFF
        # A clock that is a little off makes a round trip of less than nothing.
        if ssrc == sender and asked and trip < 0x80000000:
            yield trip / 65536
