"""Which layer a packet of one media line belongs to, and what a retransmission repairs (RFC 8852, RFC 4588)."""

from collections.abc import Sequence

from msgspec import structs

from media.embedded import rtp
from media.embedded.negotiation import REPAIRED_RID, RID
from media.embedded.sdp import Codec, MediaLine
from media.embedded.stream import Stream

MAX_SSRCS = 32
"""SSRCs remembered for a line; a browser needs two a layer, and new ones when it begins anew."""
_NUMBER = 2


class Line:
    """Learns once for each SSRC which stream it is, for browsers name the layer only in their first packets."""

    def __init__(self, line: MediaLine, codec: Codec, repair: Codec | None, streams: Sequence[Stream]) -> None:
        self.payload_types = tuple(each.payload_type for each in (codec, repair) if each is not None)
        self._payload_type = codec.payload_type
        self._only = streams[0] if len(streams) == 1 else None
        self._by_rid = {each.rid.encode(): each for each in streams}
        self._rid = line.extensions.get(RID, -1)
        self._repaired_rid = line.extensions.get(REPAIRED_RID, -1)
        self._by_ssrc: dict[int, Stream] = {}

    def sort(self, packet: rtp.RtpPacket, data: bytes) -> tuple[Stream | None, rtp.RtpPacket | None]:
        """Return the stream, None if unknown, and the packet as it was first sent, None for padding."""
        stream = self._only or self._by_ssrc.get(packet.ssrc) or self._learn(packet, data)
        if packet.payload_type == self._payload_type:
            return stream, packet
        return stream, self._repaired(stream, packet) if stream is not None else packet

    def _learn(self, packet: rtp.RtpPacket, data: bytes) -> Stream | None:
        """A retransmission may have a name of its own besides that of what it repairs (RFC 8852 section 3.2)."""
        elements = dict(rtp.extensions(data))
        name = elements.get(self._rid if packet.payload_type == self._payload_type else self._repaired_rid)
        stream = self._by_rid.get(name) if name else None
        if stream is not None:
            if len(self._by_ssrc) >= MAX_SSRCS:
                self._by_ssrc.clear()
            self._by_ssrc[packet.ssrc] = stream
        return stream

    def _repaired(self, stream: Stream, packet: rtp.RtpPacket) -> rtp.RtpPacket | None:
        """RFC 4588 section 4: the payload is preceded by the sequence number it was first sent under."""
        if stream.receiver is None or len(packet.payload) - packet.padding <= _NUMBER:
            return None
        return structs.replace(
            packet,
            payload_type=self._payload_type,
            sequence=int.from_bytes(packet.payload[:_NUMBER], "big"),
            ssrc=stream.receiver.ssrc,
            payload=packet.payload[_NUMBER:],
        )
