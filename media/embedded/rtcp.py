"""The RTCP a forwarder reads and writes (RFC 3550 section 6, RFC 4585, RFC 5104, draft-alvestrand-rmcat-remb-03).

Reading is total: it yields what it understands up to the first packet that is not well-formed.
"""

import struct
import time
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

SR, RR, RTPFB, PSFB, XR = 200, 201, 205, 206, 207
NACK, PLI, FIR, APPLICATION = 1, 1, 4, 15
MAX_NACKED = 512
"""Sequence numbers read from one NACK packet; who lost more needs a keyframe, not resends."""

# Any constant does that makes one scale for all sources; this one makes it readable as NTP time.
_NTP_OF_MONOTONIC = time.time() - time.monotonic() + 2_208_988_800


class SenderReport(Struct, frozen=True):
    """A sender's clocks at one instant; `ntp` in seconds since 1900, `rtp` in units of the stream's clock."""

    ssrc: int
    ntp: float
    rtp: int
    packets: int = 0
    octets: int = 0

    @property
    def middle(self) -> int:
        """The middle 32 bits of the NTP timestamp, as reports refer to it."""
        return int(self.ntp * 65536) & 0xFFFFFFFF


class Nack(Struct, frozen=True):
    """Packets of a stream that did not arrive."""

    ssrc: int
    sequences: tuple[int, ...]


class KeyframeRequest(Struct, frozen=True):
    """A viewer cannot decode (PLI or FIR)."""


class Extended(Struct, frozen=True):
    """The body of an extended report (RFC 3611), for who asked for it."""

    body: bytes


class Reception(Struct, frozen=True, kw_only=True):
    """One report block: what was received of a stream; `jitter` in timestamp units, `delay` in 1/65536 s."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


class Estimate(Struct, frozen=True):
    """What a viewer believes could reach it, in bit/s (REMB)."""

    bitrate: int


Report = SenderReport | Reception | Nack | KeyframeRequest | Estimate | Extended


def ntp_time(now: float) -> float:
    """The NTP time of a reading of the monotonic clock."""
    return now + _NTP_OF_MONOTONIC


def monotonic_time(ntp: float) -> float:
    """The reading of the monotonic clock at an NTP time; unlike that, it is the same in every process."""
    return ntp - _NTP_OF_MONOTONIC


def parse(data: bytes) -> Iterator[Report]:
    """Read a compound packet."""
    while len(data) >= 4 and data[0] & 0xC0 == 0x80:
        end = 4 + 4 * int.from_bytes(data[2:4], "big")
        if end > len(data):
            return
        count, kind, body = data[0] & 0x1F, data[1], data[4:end]
        read = _READERS.get((kind, count)) or _READERS.get((kind, None))
        if read:
            yield from read(body)
        data = data[end:]


def _read_sender_report(body: bytes) -> Iterator[Report]:
    if len(body) >= 24:
        ssrc, ntp, rtp, packets, octets = struct.unpack_from("!LQLLL", body)
        yield SenderReport(ssrc, ntp / 2**32, rtp, packets, octets)


def _read_receiver_report(body: bytes) -> Iterator[Report]:
    for at in range(4, len(body) - 23, 24):
        ssrc, loss, highest, jitter, last_report, delay = struct.unpack_from("!LLLLLL", body, at)
        lost = (loss & 0xFFFFFF) - ((loss & 0x800000) << 1)
        yield Reception(
            ssrc=ssrc,
            fraction_lost=loss >> 24,
            lost=lost,
            highest=highest,
            jitter=jitter,
            last_report=last_report,
            delay=delay,
        )


def _read_estimate(body: bytes) -> Iterator[Report]:
    if len(body) >= 16 and body[8:12] == b"REMB":
        value = int.from_bytes(body[13:16], "big")
        yield Estimate((value & 0x3FFFF) << (value >> 18))


def _read_nack(body: bytes) -> Iterator[Report]:
    if len(body) >= 12:
        ssrc = int.from_bytes(body[4:8], "big")
        pairs = struct.iter_unpack("!HH", body[8 : len(body) - len(body) % 4])
        sequences = [each for first, mask in pairs for each in _expand(first, mask)]
        yield Nack(ssrc, tuple(sequences[:MAX_NACKED]))


def _expand(first: int, mask: int) -> Iterator[int]:
    yield first
    for bit in range(16):
        if mask >> bit & 1:
            yield (first + bit + 1) & 0xFFFF


def _read_keyframe_request(body: bytes) -> Iterator[Report]:
    if len(body) >= 8:
        yield KeyframeRequest()


def _read_extended(body: bytes) -> Iterator[Report]:
    yield Extended(body)


_READERS: dict[tuple[int, int | None], Callable[[bytes], Iterator[Report]]] = {
    (SR, None): _read_sender_report,
    (RR, None): _read_receiver_report,
    (XR, None): _read_extended,
    (RTPFB, NACK): _read_nack,
    (PSFB, PLI): _read_keyframe_request,
    (PSFB, FIR): _read_keyframe_request,
    (PSFB, APPLICATION): _read_estimate,
}


def round_trip(block: Reception, now: float) -> float | None:
    """Seconds to a receiver and back (RFC 3550 section 6.4.1), from its report on what our reports told it."""
    if not block.last_report:
        return None
    trip = (int(ntp_time(now) * 65536) - block.last_report - block.delay) & 0xFFFFFFFF
    # Clocks count in 1/65536 s and round differently: what seems to come before it left came at once.
    return 0.0 if trip > 0x80000000 else trip / 65536


def sender_report(report: SenderReport) -> bytes:
    """Write a sender report without report blocks."""
    ntp = int(report.ntp * 2**32)
    body = struct.pack("!LQLLL", report.ssrc, ntp, report.rtp, report.packets & 0xFFFFFFFF, report.octets & 0xFFFFFFFF)
    return _packet(SR, 0, body)


def receiver_report(sender: int, blocks: Iterable[Reception]) -> bytes:
    """Write a receiver report."""
    packed = [_block(each) for each in blocks]
    return _packet(RR, len(packed), struct.pack("!L", sender) + b"".join(packed))


def _block(block: Reception) -> bytes:
    lost = max(-(1 << 23), min(block.lost, (1 << 23) - 1)) & 0xFFFFFF
    return struct.pack(
        "!LLLLLL",
        block.ssrc,
        block.fraction_lost << 24 | lost,
        block.highest & 0xFFFFFFFF,
        min(block.jitter, 0xFFFFFFFF),
        block.last_report,
        min(block.delay, 0xFFFFFFFF),
    )


def bitrate_limit(sender: int, bitrate: int, ssrcs: list[int]) -> bytes:
    """Write a REMB: how many bit/s a browser may send on these streams together."""
    exponent = max(0, bitrate.bit_length() - 18)
    value = len(ssrcs) << 24 | exponent << 18 | bitrate >> exponent
    return _packet(PSFB, APPLICATION, struct.pack(f"!LL4sL{len(ssrcs)}L", sender, 0, b"REMB", value, *ssrcs))


def keyframe_request(sender: int, ssrc: int) -> bytes:
    """Write a PLI."""
    return _packet(PSFB, PLI, struct.pack("!LL", sender, ssrc))


def nack(sender: int, ssrc: int, sequences: Iterable[int]) -> bytes:
    """Write a NACK, one entry for each sequence number."""
    entries = [struct.pack("!HH", each & 0xFFFF, 0) for each in sequences]
    return _packet(RTPFB, NACK, struct.pack("!LL", sender, ssrc) + b"".join(entries))


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body
