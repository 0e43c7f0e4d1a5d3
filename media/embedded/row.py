"""One viewer of one track: keys, destination, and how the packets of a rendition become its own."""

import secrets
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from media.embedded import rtcp, rtp
from media.embedded.codecs import CLOCK_RATE
from media.embedded.datagrams import Destination
from media.embedded.dtls import Context
from media.embedded.ice import Address
from media.embedded.ring import Outgoing, Ring

if TYPE_CHECKING:
    from media.embedded.rendition import Rendition

IDENTITY = struct.Struct("!BHL")
"""Marker and payload type, sequence number, timestamp: what a viewer's packet has of its own."""
IDENTITY_AT = 1
SPANS = 6
"""Stretches remembered for resends; a viewer that is moved more often within seconds has worse troubles."""
ANY_RANK = 99


class Span:
    """A stretch of a viewer's packets that comes from one rendition; outgoing index is index + `shift`.

    `group` are the packets it began with where those were not sent under the timestamps the ring knows them by.
    """

    __slots__ = ("first", "group", "last", "moved", "ring", "shift", "ts_shift")

    def __init__(
        self, ring: Ring, first: int, shift: int, ts_shift: int, group: Sequence[Outgoing], moved: float
    ) -> None:
        self.ring = ring
        self.first = first
        self.last: int | None = None
        self.shift = shift
        self.ts_shift = ts_shift
        self.group = group
        self.moved = moved

    def packet(self, sent_as: int) -> Outgoing | None:
        """Return what was sent under one of the viewer's own indexes, if this is its stretch and it is still held."""
        index = sent_as - self.shift
        if index < self.first or (self.last is not None and index > self.last):
            return None
        at = index - self.first
        return self.group[at] if at < len(self.group) else self.ring.get(index)


class Row:
    """What Fanout reads to send to one viewer, and the state that lets it move from rendition to rendition.

    Invariant: no two different packets are ever sent under one index, because under AES-GCM two plaintexts with one
    nonce give the authentication key away. So a viewer's indexes only grow from span to span, and within a span they
    belong one to one to the rendition's; what is older than `floor`, the span's first, is not sent to this row.
    """

    __slots__ = (
        *("context", "destination", "floor", "moved", "newest", "octets", "owner", "packets", "payload_type"),
        *("payload_types", "rank", "rendition", "repaired", "repairs", "sent_until", "shift", "spans", "target"),
        "ts_shift",
    )

    def __init__(
        self,
        owner: object,
        context: Context,
        address: Address,
        payload_types: dict[str, int],
        repairs: dict[str, int] | None = None,
    ) -> None:
        # The owner holds the SRTP session; without it the context would dangle.
        self.owner = owner
        self.context = context
        self.destination = Destination(address)
        self.payload_types = payload_types
        # Retransmission payload types by codec; the last retransmission's own sequence number.
        self.repairs = repairs or {}
        self.repaired = secrets.randbelow(0x8000)
        self.payload_type = 0
        self.shift = 0
        self.ts_shift = 0
        self.floor = 0
        # What was sent so far, less what the present rendition had sent to others before.
        self.packets = 0
        self.octets = 0
        # Below 2**15, so that nobody starts next to a wrap (RFC 3711 section 3.3.1).
        self.sent_until = 0x10000 + secrets.randbelow(0x8000)
        self.newest = secrets.randbits(32)
        self.moved: float | None = None
        self.spans: list[Span] = []
        self.rank = ANY_RANK
        self.rendition: Rendition | None = None
        self.target: Rendition | None = None

    def move(self, address: Address) -> None:
        """Send to another address from now on."""
        self.destination = Destination(address)

    def splice(self, rendition: "Rendition", packets: Sequence[Outgoing], *, group: bool, now: float) -> None:
        """Go on with a rendition, beginning with these packets: numbers without a gap, timestamps that run on."""
        first = packets[0]
        shared = self._shared_clock(rendition, now)
        self.leave()
        self.ts_shift = self._ahead(first.timestamp, self._wall_clock(rendition, shared))
        self.shift = self.sent_until + 1 - first.index
        self.floor = first.index
        self.payload_type = self.payload_types[rendition.stream.codec]
        self.packets -= rendition.packets - len(packets)
        self.octets -= rendition.octets - sum(len(each.data) - rtp.HEADER.size for each in packets)
        self.rendition = rendition
        begun = packets if group else ()
        self.spans.append(Span(rendition.ring, self.floor, self.shift, self.ts_shift, begun, rendition.moved))
        del self.spans[:-SPANS]

    def _shared_clock(self, rendition: "Rendition", now: float) -> int | None:
        """The shift under which an instant keeps its timestamp, where the publishers' clocks are known."""
        if self.rendition is None:
            return None
        ntp = rtcp.ntp_time(now)
        here, there = self.rendition.stream.timestamp_at(ntp), rendition.stream.timestamp_at(ntp)
        return None if here is None or there is None else self.ts_shift + here - there

    def _wall_clock(self, rendition: "Rendition", shared: int | None) -> int:
        """The shift by which as much time has passed as our own clock says; overrules a publisher's clock that lies."""
        rate = CLOCK_RATE[rendition.stream.kind]
        elapsed = 0.0 if self.moved is None else rendition.moved - self.moved
        ours = self.newest + round(elapsed * rate) - rendition.newest
        return ours if shared is None or abs(signed(shared - ours)) > rate else shared

    def _ahead(self, timestamp: int, ts_shift: int) -> int:
        """Never let a timestamp stand still or go back."""
        ahead = signed(timestamp + ts_shift - self.newest)
        return (ts_shift + max(0, 1 - ahead)) & 0xFFFFFFFF

    def leave(self, last: Outgoing | None = None) -> None:
        """Stop receiving from the present rendition, with its newest packet or with an older one as the last sent."""
        rendition, self.rendition = self.rendition, None
        if rendition is None:
            return
        rendition.drop(self)
        span = self.spans[-1]
        span.last = last.index if last else rendition.highest
        span.moved = rendition.moved
        self.sent_until = span.last + self.shift
        self.newest = ((last.timestamp if last else rendition.newest) + self.ts_shift) & 0xFFFFFFFF
        self.moved = rendition.moved
        self.packets += rendition.packets
        self.octets += rendition.octets

    @property
    def highest(self) -> int:
        """The highest index sent so far."""
        return self.sent_until if self.rendition is None else self.rendition.highest + self.shift

    def lost(self, sequences: Iterable[int]) -> Iterator[tuple[Span, Outgoing]]:
        """Yield what was sent under these sequence numbers and is still held, each with its span."""
        highest = self.highest
        for sequence in sequences:
            index = rtp.nearest(highest, sequence)
            for span in reversed(self.spans):
                packet = span.packet(index) if index <= highest else None
                if packet is not None:
                    yield span, packet
                    break

    def personal(self, span: Span, packet: Outgoing) -> bytes:
        """Return a packet exactly as this viewer was or would have been sent it."""
        data = bytearray(packet.data)
        second = data[1] | self.payload_types[packet.codec]
        sequence, timestamp = packet.index + span.shift, packet.timestamp + span.ts_shift
        IDENTITY.pack_into(data, IDENTITY_AT, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF)
        return bytes(data)

    def again(self, span: Span, packet: Outgoing, repair_ssrc: int) -> bytes:
        """Return what to send for a lost packet: a retransmission (RFC 4588) where agreed, else the same bytes."""
        data = self.personal(span, packet)
        payload_type = self.repairs.get(packet.codec)
        if payload_type is None:
            return data
        self.repaired += 1
        marked = data[1] & rtp.MARKER | payload_type
        timestamp = int.from_bytes(data[4:8], "big")
        header = rtp.HEADER.pack(data[0], marked, self.repaired & 0xFFFF, timestamp, repair_ssrc)
        return header + data[2:4] + data[rtp.HEADER.size :]

    @property
    def sent(self) -> int:
        """Octets of payload sent so far."""
        return self.octets + (0 if self.rendition is None else self.rendition.octets)

    def forget(self, before: float) -> None:
        """Let go of what was sent before a moment: stretches that had ended, and groups that rings know otherwise."""
        self.spans = [each for each in self.spans if each.last is None or each.moved >= before]
        for span in self.spans:
            if span.group and span.moved < before:
                span.first += len(span.group)
                span.group = ()


def signed(difference: int) -> int:
    """A difference of two timestamps as the shorter way round."""
    return ((difference + 0x80000000) & 0xFFFFFFFF) - 0x80000000
