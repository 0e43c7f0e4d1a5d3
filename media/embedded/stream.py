"""One incoming stream of a publisher: a layer of a camera's picture, or a microphone's sound."""

from collections.abc import Callable
from typing import Protocol

from media.embedded import rtcp
from media.embedded.clock import Clock, Timer
from media.embedded.codecs import CLOCK_RATE, Kind, entrance
from media.embedded.meter import Meter
from media.embedded.pictures import height_of
from media.embedded.reception import RETRY, Receiver
from media.embedded.rtp import RtpPacket

KEYFRAME_INTERVAL = 0.5
"""Seconds between two requests: every viewer that joins or stumbles asks, and a keyframe is a burst for all."""
NACK_INTERVAL = 0.02
"""Seconds in which new losses are gathered while older ones are being asked for."""
RETRY_BOUNDS = (0.05, 0.5)
TAKEOVER_SILENCE = 1.0


class Listener(Protocol):
    """Whoever forwards a stream."""

    def push(self, stream: "Stream", packet: RtpPacket, index: int, now: float) -> None:
        """Take one packet; `index` is its extended sequence number."""
        ...

    def restart(self, stream: "Stream") -> None:
        """Expect the stream to continue with unrelated numbers."""
        ...


class Stream:
    """Follows what arrives, tells its listeners, and asks the publisher for what is missing.

    `rid` names the layer, empty without simulcast; `height` is that of the last keyframe in pixels, 0 while unknown;
    `mapping` is a reading of the monotonic clock and the RTP timestamp at that instant, None while unknown.
    """

    def __init__(
        self,
        kind: Kind,
        codec: str,
        clock: Clock,
        send: Callable[[bytes], None],
        *,
        sender: int,
        nacks: bool,
        rid: str = "",
    ) -> None:
        self.kind = kind
        self.codec = codec
        self.rid = rid
        self.height = 0
        self.receiver: Receiver | None = None
        self.listeners: set[Listener] = set()
        self._clock = clock
        self._send = send
        self._sender = sender
        self._nacks = nacks
        self._meter = Meter()
        self._enters = entrance(codec)
        self._entrance: RtpPacket | None = None
        self._retry = RETRY
        self._asked = -KEYFRAME_INTERVAL
        self._keyframe_timer: Timer | None = None
        self._nack_timer: Timer | None = None
        self.mapping: tuple[float, int] | None = None

    def accept(self, packet: RtpPacket, now: float) -> str:
        """Take one authenticated packet of this stream's payload type and say how it was counted."""
        receiver = self.receiver
        if receiver is None or receiver.ssrc != packet.ssrc:
            receiver = self._take_over(packet, now)
            if receiver is None:
                return "drop_second_stream"
        index = receiver.admit(packet, now)
        if index is None:
            return "drop_late_or_twice"
        self.deliver(packet, index, now)
        if receiver.missing and self._nacks and self._nack_timer is None:
            self._ask_again()
        return "packets_in"

    def deliver(self, packet: RtpPacket, index: int, now: float) -> None:
        """Measure a packet and pass it on."""
        self._meter.add(len(packet.payload), now)
        if self._enters(packet.payload):
            self._entrance = packet
            self.height = height_of(self.codec, packet.payload) or self.height
        for listener in tuple(self.listeners):
            listener.push(self, packet, index, now)

    def _take_over(self, packet: RtpPacket, now: float) -> Receiver | None:
        """A stream has one SSRC at a time; another takes over once the first has fallen silent."""
        if now - self._meter.arrived <= TAKEOVER_SILENCE:
            return None
        self.receiver = receiver = Receiver(packet.ssrc, CLOCK_RATE[self.kind])
        self.mapping = None
        for listener in tuple(self.listeners):
            listener.restart(self)
        if not self._enters(packet.payload):
            # What began it was lost, and before the first packet that came there is no gap to ask for.
            self.request_keyframe()
        return receiver

    @property
    def arrived(self) -> float:
        """When the last packet came, minus infinity before the first."""
        return self._meter.arrived

    @property
    def patience(self) -> float:
        """Seconds without a packet that are nothing unusual of it, 0.35 to 1.5."""
        return self._meter.patience

    def active(self, now: float) -> bool:
        """Whether anything has come in the last 1.5 s; for a layer beside others `media.embedded.flow` knows sooner."""
        return self._meter.active(now)

    def bitrate(self, now: float) -> int:
        """Bit/s of payload over the last second or so, 0 in silence."""
        return self._meter.bitrate(now)

    def opens(self, packet: RtpPacket) -> bool:
        """Whether a viewer may begin with this packet, the one that is just heard."""
        return packet is self._entrance

    def request_keyframe(self) -> None:
        """Ask for a keyframe now or, if one was just asked for, as soon as one may be asked for again."""
        if self.kind is Kind.AUDIO or self._keyframe_timer is not None:
            return
        wait = self._asked + KEYFRAME_INTERVAL - self._clock.time()
        if wait > 0:
            self._keyframe_timer = self._clock.call_later(wait, self._ask_for_keyframe)
        else:
            self._ask_for_keyframe()

    def _ask_for_keyframe(self) -> None:
        self._keyframe_timer = None
        if self.receiver is not None:
            self._asked = self._clock.time()
            self._send(rtcp.keyframe_request(self._sender, self.receiver.ssrc))

    def _ask_again(self) -> None:
        self._nack_timer = None
        receiver = self.receiver
        if receiver is None:
            return
        due = receiver.due(self._clock.time(), self._retry)
        if due:
            self._send(rtcp.nack(self._sender, receiver.ssrc, due))
        if receiver.missing:
            self._nack_timer = self._clock.call_later(NACK_INTERVAL, self._ask_again)

    def set_round_trip(self, seconds: float) -> None:
        """Learn how long a repair takes at least, so as not to ask twice for what is on its way."""
        low, high = RETRY_BOUNDS
        self._retry = min(max(low, 1.5 * seconds), high)

    def synchronize(self, report: rtcp.SenderReport, offset: float, now: float) -> None:
        """Learn the publisher's clocks; `offset` takes its NTP time to ours, the same for all its streams."""
        if self.receiver is not None:
            self.receiver.heard(report, now)
            self.mapping = (rtcp.monotonic_time(report.ntp + offset), report.rtp)

    def timestamp_at(self, ntp: float) -> int | None:
        """The RTP timestamp of an instant of our NTP time; None before the publisher's first sender report."""
        if self.mapping is None:
            return None
        at, timestamp = self.mapping
        return timestamp + round((rtcp.monotonic_time(ntp) - at) * CLOCK_RATE[self.kind])

    def close(self) -> None:
        """Stop asking and being heard."""
        self.listeners.clear()
        for timer in (self._keyframe_timer, self._nack_timer):
            if timer is not None:
                timer.cancel()
