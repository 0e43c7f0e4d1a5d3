"""A publisher: takes its packets in, and tells it what was lost, how much it may send and when to send a keyframe."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator

from media.api import RoomId, SessionId, SourceId
from media.embedded import extended, rtcp, rtp
from media.embedded.clock import Clock
from media.embedded.codecs import Kind
from media.embedded.dtls import SecureLink
from media.embedded.ice import Peer
from media.embedded.negotiation import Agreement
from media.embedded.ranking import ranked
from media.embedded.session import Session
from media.embedded.sorting import Line
from media.embedded.stream import Stream
from media.embedded.uplink import Uplink

ALLOWANCE = 400
"""Datagrams a publisher may send between two ticks whatever its bitrate: sound, bursts, repairs."""
ALLOWED = 10_000
"""Of its bitrate, bit/s for each further one: datagrams of 625 bytes at full rate, or large ones at twice that."""


class Publisher(Session):
    """One source of one room.

    `round_trip` is in seconds, None until the publisher has told it.
    """

    def __init__(
        self,
        key: SessionId,
        room: RoomId,
        peer: Peer,
        link: SecureLink,
        counters: Counter[str],
        *,
        source: SourceId,
        clock: Clock,
        bitrate: int,
    ) -> None:
        self.allowance = ALLOWANCE + bitrate // ALLOWED
        super().__init__(key, room, peer, link, counters)
        self.source = source
        self.started = False
        self.layers: dict[Kind, tuple[Stream, ...]] = {}
        self.round_trip: float | None = None
        self.on_started: Callable[[Publisher], None] = lambda _: None
        self._clock = clock
        self._bitrate = bitrate
        self._ssrc = secrets.randbits(32)
        self._by_payload_type: dict[int, Line] = {}
        self._offset: float | None = None
        self._uplink = Uplink()

    def agree(self, agreement: Agreement) -> None:
        """Expect the streams that were negotiated: of the video one for each layer."""
        for chosen in agreement.chosen:
            [(name, codec)] = chosen.codecs.items()
            streams = [
                Stream(
                    *(chosen.kind, name, self._clock, self.send_rtcp),
                    sender=self._ssrc,
                    nacks="nack" in codec.feedback,
                    rid=rid,
                )
                for rid in chosen.rids or ("",)
            ]
            self.layers[chosen.kind] = ranked(streams)
            line = Line(chosen.line, codec, chosen.repairs.get(name), streams)
            self._by_payload_type.update(dict.fromkeys(line.payload_types, line))

    @property
    def streams(self) -> Iterator[Stream]:
        """All layers of all kinds."""
        return (stream for layers in self.layers.values() for stream in layers)

    def codec(self, kind: Kind) -> str | None:
        """The codec of a kind, or None where it was not offered."""
        layers = self.layers.get(kind)
        return layers[0].codec if layers else None

    def connected(self) -> None:
        """Report at once: browsers hold back until they hear of their bandwidth."""
        self._report(self._clock.time())

    def on_rtp(self, data: bytes) -> None:
        """Pass a packet to its stream."""
        packet = rtp.parse(data)
        line = self._by_payload_type.get(packet.payload_type) if packet else None
        if packet is None or line is None:
            self.counters["drop_rtp_malformed" if packet is None else "drop_unknown_payload_type"] += 1
            return
        stream, packet = line.sort(packet, data)
        if packet is None:
            self.counters["padding_in"] += 1
        elif stream is None:
            self.counters["drop_unknown_layer"] += 1
        else:
            self._accept(stream, packet)

    def _accept(self, stream: Stream, packet: rtp.RtpPacket) -> None:
        if not self.started:
            self.started = True
            self.on_started(self)
        self.counters[stream.accept(packet, self._clock.time())] += 1

    def on_rtcp(self, data: bytes) -> None:
        """Learn the publisher's clocks and its distance."""
        now = self._clock.time()
        for report in rtcp.parse(data):
            if isinstance(report, rtcp.SenderReport):
                self._synchronize(report, now)
            elif isinstance(report, rtcp.Extended):
                for trip in extended.round_trips(report.body, self._ssrc, rtcp.ntp_time(now)):
                    self._set_round_trip(trip)

    def _set_round_trip(self, seconds: float) -> None:
        self.round_trip = seconds
        self._uplink.time(seconds)
        for stream in self.streams:
            stream.set_round_trip(seconds)

    def _synchronize(self, report: rtcp.SenderReport, now: float) -> None:
        if self._offset is None:
            # One offset for all streams: their distance from each other is what lip-sync is made of.
            self._offset = rtcp.ntp_time(now) - report.ntp
        for stream in self.streams:
            if stream.receiver is not None and stream.receiver.ssrc == report.ssrc:
                stream.synchronize(report, self._offset, now)

    def tick(self, now: float) -> None:
        """Report what arrived, and look again which layer is the best."""
        super().tick(now)
        self.layers = {kind: ranked(layers) for kind, layers in self.layers.items()}
        self._report(now)

    def _report(self, now: float) -> None:
        receivers = [each.receiver for each in self.streams if each.receiver is not None]
        self._uplink.count(sum(each.expected for each in receivers), sum(each.missed for each in receivers))
        blocks = [block for each in receivers for block in each.blocks(now, strict=self._uplink.narrow)]
        limit = rtcp.bitrate_limit(self._ssrc, self._bitrate, [receiver.ssrc for receiver in receivers])
        asking = extended.receiver_time(self._ssrc, rtcp.ntp_time(now))
        self.send_rtcp(rtcp.receiver_report(self._ssrc, blocks) + limit + asking)

    async def end(self) -> None:
        """End the session and its streams."""
        for stream in self.streams:
            stream.close()
        await super().end()
