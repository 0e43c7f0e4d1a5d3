"""One stream as a track sends it: kept for resends, entered at its keyframes, followed by the rows lit on it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import structs

from media.embedded import rtcp, rtp
from media.embedded.codecs import Kind
from media.embedded.fanout import Fanout
from media.embedded.ring import Outgoing, Ring
from media.embedded.row import Row, signed
from media.embedded.stream import Stream

GROUP_PACKETS = 300
GROUP_AGE = 2.0
"""Seconds a keyframe may be past for who joins to be given everything since."""
GROUP_OCTETS = 250_000
"""More at once would hold up what follows for seconds on a connection of 1 Mbit/s."""
PATIENCE = 4.0
"""Seconds the last keyframe must be past for another that nobody needs at once: hundreds of viewers try to climb."""
SQUEEZE = 90
"""Timestamp units, 1 ms, between the frames a joiner is given at once: shown as if they had just been taken."""


class Owner(Protocol):
    """The track a rendition belongs to."""

    ssrc: int

    def entered(self, rendition: "Rendition") -> None:
        """Some rows have just cut over to the rendition."""
        ...

    def restarted(self, rendition: "Rendition") -> None:
        """Its stream goes on under unrelated numbers, so that this rendition is over."""
        ...


class Rendition:
    """Sends every packet of a stream to the rows that are lit; a row that waits is lit at the next entrance."""

    def __init__(self, owner: Owner, stream: Stream, fanout: Fanout) -> None:
        self.stream = stream
        self.ring = Ring()
        self.lit: dict[Row, None] = {}
        # Who waits, and whether it is urgent.
        self.waiting: dict[Row, bool] = {}
        self.highest = -1
        self.newest = 0
        self.moved = 0.0
        self.packets = 0
        self.octets = 0
        self._owner = owner
        self._fanout = fanout
        self._pending: list[Outgoing] = []
        # The highest floor of any row that is or was lit: only what is older needs to be sorted out row by row.
        self._floor = 0
        self._entrance: Outgoing | None = None
        self._entered = float("-inf")
        self._group: tuple[Outgoing, ...] = ()
        stream.listeners.add(self)

    def close(self) -> None:
        """Stop listening; whoever is lit goes dark."""
        self.stream.listeners.discard(self)
        self.flush()
        for row in tuple(self.lit):
            row.leave()
        for row in tuple(self.waiting):
            self.give_up(row)

    def restart(self, stream: Stream) -> None:
        """See `media.embedded.stream.Listener`."""
        self._owner.restarted(self)

    def push(self, stream: Stream, packet: rtp.RtpPacket, index: int, now: float) -> None:
        """Take a packet of the stream."""
        data = rtp.pack(packet, sequence=index, timestamp=packet.timestamp, ssrc=self._owner.ssrc)
        outgoing = Outgoing(index, stream.codec, data, packet.timestamp)
        if not self.ring.put(outgoing):
            return
        self._note(outgoing, now)
        if self.lit:
            if not self._pending:
                self._fanout.mark(self)
            self._pending.append(outgoing)
        if stream.opens(packet):
            self._open(outgoing, now)

    def _note(self, packet: Outgoing, now: float) -> None:
        if packet.index > self.highest:
            self.newest = packet.timestamp if self.highest < 0 else later(self.newest, packet.timestamp)
            self.highest = packet.index
            self.moved = now
        self.packets += 1
        self.octets += len(packet.data) - rtp.HEADER.size

    def _open(self, packet: Outgoing, now: float) -> None:
        if self.stream.kind is Kind.VIDEO:
            self._remember(packet, now)
        if self.waiting:
            self._admit(packet, now)

    def _remember(self, packet: Outgoing, now: float) -> None:
        """Note where the youngest keyframe begins; several packets of it may look like an entrance."""
        entrance = self._entrance
        same = entrance is not None and entrance.timestamp == packet.timestamp
        if entrance is None or same == (packet.index < entrance.index):
            self._entrance = packet
            self._entered = self._entered if same else now

    def _admit(self, packet: Outgoing, now: float) -> None:
        """Cut over all who wait; they get what has overtaken the entrance as well."""
        self.flush()
        rows, self.waiting = self.waiting, {}
        packets = self.ring.held(packet.index, self.highest)
        for row in rows:
            row.target = None
            self._light(row, packets, now, group=False)
        self._fanout.send(rows, packets)
        self.report(rows, now)
        self._owner.entered(self)

    def _light(self, row: Row, packets: Sequence[Outgoing], now: float, *, group: bool) -> None:
        row.splice(self, packets, group=group, now=now)
        self.lit[row] = None
        self._floor = max(self._floor, row.floor)

    def wait(self, row: Row, now: float, *, urgent: bool = True) -> None:
        """Light a row at the next entrance, and ask for one, or soon if that will do."""
        self.waiting[row] = urgent
        row.target = self
        if urgent or now - self._entered >= PATIENCE:
            self.stream.request_keyframe()

    def give_up(self, row: Row) -> None:
        """Do not light a row after all."""
        self.waiting.pop(row, None)
        row.target = None

    def join(self, row: Row, now: float) -> None:
        """Give a dark row a picture at once if there is one to give: all since the last keyframe, or that alone."""
        self.flush()
        packets = self._young_group(now)
        if packets:
            self._begin(row, packets, now)
            return
        packets = self._keyframe()
        if packets:
            self._begin(row, packets, now)
            row.leave(packets[-1])
        self.wait(row, now)

    def _begin(self, row: Row, packets: Sequence[Outgoing], now: float) -> None:
        self._light(row, packets, now, group=True)
        self._fanout.send([row], packets)
        self.report([row], now)

    def _young_group(self, now: float) -> tuple[Outgoing, ...]:
        """All packets since the last keyframe if those are not many, not old, and none is missing."""
        entrance = self._entrance
        if entrance is None or now - self._entered > GROUP_AGE:
            return ()
        length = self.highest - entrance.index + 1
        if length > GROUP_PACKETS:
            return ()
        if not self._group or (self._group[0].index, self._group[-1].index) != (entrance.index, self.highest):
            packets = self.ring.held(entrance.index, self.highest)
            fits = len(packets) == length and sum(len(each.data) for each in packets) <= GROUP_OCTETS
            self._group = squeezed(packets, self.newest) if fits else ()
        return self._group

    def _keyframe(self) -> tuple[Outgoing, ...]:
        """The packets of the last keyframe, if all are held."""
        packets: list[Outgoing] = []
        entrance = self._entrance
        packet = self.ring.get(entrance.index) if entrance else None
        while packet is not None and entrance is not None and packet.timestamp == entrance.timestamp:
            packets.append(packet)
            if packet.data[1] & rtp.MARKER:
                return squeezed(packets, self.newest)
            packet = self.ring.get(packet.index + 1)
        return ()

    def drop(self, row: Row) -> None:
        """Stop sending to a row, after what waits to be sent."""
        self.flush()
        self.lit.pop(row, None)

    def flush(self) -> None:
        """Send what waits to every row it may be sent to."""
        pending, self._pending = self._pending, []
        if not pending or not self.lit:
            return
        if min(each.index for each in pending) >= self._floor:
            self._fanout.send(self.lit, pending)
            return
        for packet in pending:
            self._fanout.send([row for row in self.lit if row.floor <= packet.index], [packet])

    def report(self, rows: Iterable[Row], now: float) -> None:
        """Tell rows which instant their timestamps stand for, so that picture and sound meet."""
        ntp = rtcp.ntp_time(now)
        timestamp = self.stream.timestamp_at(ntp)
        if timestamp is not None:
            report = rtcp.SenderReport(self._owner.ssrc, ntp, timestamp & 0xFFFFFFFF, self.packets, self.octets)
            self._fanout.send_reports(rows, report)

    def tick(self, now: float) -> None:
        """Report, and ask again for a keyframe that is still awaited: the request or the keyframe may be lost."""
        self.report(self.lit, now)
        if self.waiting and (now - self._entered >= PATIENCE or any(self.waiting.values())):
            self.stream.request_keyframe()


def squeezed(packets: Sequence[Outgoing], newest: int) -> tuple[Outgoing, ...]:
    """Move the timestamps of frames up to just below the newest, in order."""
    timestamp, before, moved = newest, packets[-1].timestamp, []
    for packet in reversed(packets):
        if packet.timestamp != before:
            timestamp, before = timestamp - SQUEEZE, packet.timestamp
        moved.append(structs.replace(packet, timestamp=timestamp & 0xFFFFFFFF))
    return tuple(reversed(moved))


def later(one: int, other: int) -> int:
    """The later of two timestamps that are less than half a cycle apart."""
    return other if signed(other - one) > 0 else one
