"""One kind of a feed: the picture or the sound its viewers receive, whichever stream it comes from."""

import secrets
from collections.abc import Callable, Iterator, Sequence

from media.embedded import rtcp, rtp
from media.embedded.codecs import CLOCK_RATE, Kind
from media.embedded.fanout import Fanout, Row
from media.embedded.ring import Outgoing, Ring
from media.embedded.stream import Stream
from media.embedded.timeline import Timeline


class Track:
    """Forwards its live stream and, as soon as a viewer can enter the next one, cuts over to that.

    SSRC, sequence numbers and timestamps run on through every cut, so that to a viewer it is all one stream.
    """

    def __init__(self, kind: Kind, fanout: Fanout, on_cut: Callable[[], None]) -> None:
        self.kind = kind
        self.ssrc = secrets.randbits(32)
        self.live: Stream | None = None
        self.next: Stream | None = None
        self._fanout = fanout
        self._on_cut = on_cut
        self._timeline = Timeline(CLOCK_RATE[kind])
        self._ring = Ring()
        self._rows: list[Row] = []
        self._lit: list[Row] = []
        self._codec = ""
        self._pending: list[Outgoing] = []
        self._packets = 0
        self._octets = 0

    def expect(self, stream: Stream) -> None:
        """Cut to a stream at its next entrance, and ask for one; what is live stays live until then."""
        self._listen(None if stream is self.live else stream)
        if self.next is not None:
            self.next.request_keyframe()

    def clear(self) -> None:
        """Send nothing, and expect nothing."""
        self._listen(None)
        self.drop_live()

    def drop_live(self) -> None:
        """Stop what is live without waiting for what is next."""
        live, self.live = self.live, None
        if live is not None and live is not self.next:
            live.listeners.discard(self)

    def restart(self, stream: Stream) -> None:
        """Cut again to a stream that begins anew."""
        if stream is self.live:
            self.drop_live()
            self._listen(self.next or stream)

    def _listen(self, stream: Stream | None) -> None:
        if self.next is not None and self.next is not self.live:
            self.next.listeners.discard(self)
        self.next = stream
        if stream is not None:
            stream.listeners.add(self)

    def push(self, stream: Stream, packet: rtp.RtpPacket, index: int, now: float) -> None:
        """Take a packet of the live or the next stream."""
        if stream is self.next and stream.opens(packet):
            self._cut(stream, packet, index, now)
        if stream is self.live:
            self._forward(packet, index, now)

    def _cut(self, stream: Stream, packet: rtp.RtpPacket, index: int, now: float) -> None:
        self.flush()
        self.drop_live()
        self.live, self.next = stream, None
        self._timeline.splice(packet, index, now)
        self._codec = stream.codec
        self._light()
        self._on_cut()

    def _forward(self, packet: rtp.RtpPacket, index: int, now: float) -> None:
        placed = self._timeline.place(packet, index, now)
        if placed is None:
            return
        timestamp = self._timeline.timestamp(packet.timestamp)
        data = rtp.pack(packet, sequence=placed, timestamp=timestamp, ssrc=self.ssrc)
        outgoing = Outgoing(placed, self._codec, data)
        if not self._ring.put(outgoing):
            return
        if not self._pending:
            self._fanout.mark(self)
        self._pending.append(outgoing)
        self._packets += 1
        self._octets += len(packet.payload)

    def flush(self) -> None:
        """Send what waits to every viewer that can decode it."""
        pending, self._pending = self._pending, []
        if pending and self._lit:
            self._fanout.send(self._lit, pending)

    def add(self, row: Row) -> None:
        """Let a viewer have what is sent from now on."""
        self.flush()
        self._rows.append(row)
        if self._codec in row.payload_types:
            self._turn_on(row)

    def remove(self, owner: object) -> None:
        """Stop sending to a viewer."""
        self._rows = [row for row in self._rows if row.owner is not owner]
        self._lit = [row for row in self._lit if row.owner is not owner]

    def _light(self) -> None:
        """Choose the viewers that can decode the present codec; the others stay dark until it changes again."""
        lit = set(map(id, self._lit))
        for row in self._lit:
            if self._codec not in row.payload_types:
                row.sent_until = self._timeline.highest + row.shift
        self._lit = [row for row in self._lit if self._codec in row.payload_types]
        for row in self._rows:
            if self._codec in row.payload_types:
                if id(row) in lit:
                    row.payload_type = row.payload_types[self._codec]
                else:
                    self._turn_on(row)

    def _turn_on(self, row: Row) -> None:
        """Continue a viewer's sequence numbers where they stopped: a dark spell must not look like loss."""
        row.floor = self._timeline.highest + 1
        if row.sent_until is not None:
            row.shift = row.sent_until + 1 - row.floor
        row.payload_type = row.payload_types[self._codec]
        self._lit.append(row)

    def lost(self, row: Row, sequences: Sequence[int]) -> Iterator[bytes]:
        """Yield again, byte for byte, what a viewer reports lost and is still held."""
        highest = self._timeline.highest
        for sequence in sequences:
            index = rtp.nearest(highest + row.shift, sequence) - row.shift
            packet = self._ring.get(index) if row.floor <= index <= highest else None
            if packet is not None:
                yield row.personal(packet)

    def report(self, now: float) -> None:
        """Tell the viewers which instant the track's timestamps stand for, so that picture and sound meet."""
        ntp = rtcp.ntp_time(now)
        incoming = self.live.timestamp_at(ntp) if self.live is not None else None
        if incoming is not None and self._rows:
            timestamp = self._timeline.timestamp(incoming)
            report = rtcp.SenderReport(self.ssrc, ntp, timestamp, self._packets, self._octets)
            self._fanout.send_control(self._rows, rtcp.sender_report(report))
