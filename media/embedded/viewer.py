"""A viewer: receives a feed and says what it lost or cannot decode."""

from collections import Counter
from collections.abc import Callable, Iterable

from media.api import Quality, RoomId, SessionId
from media.embedded import rtcp
from media.embedded.codecs import Kind
from media.embedded.dtls import SecureLink
from media.embedded.feed import Feed
from media.embedded.ice import Address, Peer
from media.embedded.layers import Adaptation
from media.embedded.losing import Losing
from media.embedded.negotiation import Agreement, Chosen
from media.embedded.row import Row
from media.embedded.session import Session

RESENDS = 256
"""Packets resent to one viewer between two ticks; who loses more is better served by the next keyframe."""

LAST_LAYER = 2
MUCH_LOST = 0.05
"""Share of lost packets from which a picture visibly suffers."""
RESENDABLE = 3.0
"""Seconds for which a viewer may ask for what it had from a layer or source it has left."""


class Viewer(Session):
    """One viewer of one feed.

    `loss` is the share of its picture's packets it lost of late, `round_trip` in seconds, `bitrate` what it is
    sent in bit/s of payload, `estimate` what it believes it could be sent, `layer` the picture's layer from 0, the
    smallest; None for what is not known or not sent.
    """

    allowance = 200

    def __init__(
        self, key: SessionId, room: RoomId, peer: Peer, link: SecureLink, counters: Counter[str], *, feed: Feed
    ) -> None:
        super().__init__(key, room, peer, link, counters)
        self.feed = feed
        self.loss: float | None = None
        self.round_trip: float | None = None
        self.bitrate = 0
        self._rows: dict[Kind, Row] = {}
        self._chosen: tuple[Chosen, ...] = ()
        self._resends = RESENDS
        self._wish: Quality = "high"
        self._losing = Losing()
        self._adaptation = Adaptation(feed.clock.time())
        self._counted: tuple[float, int] | None = None

    @property
    def estimate(self) -> int | None:
        """See `Viewer`."""
        return self._adaptation.estimate

    @property
    def layer(self) -> int | None:
        """See `Viewer`."""
        row = self._rows.get(Kind.VIDEO)
        return self.feed.video.layer_of(row) if row else None

    @property
    def short(self) -> bool:
        """Whether it is sent the smallest of several layers, or none, and wants more."""
        wants = self._wish != "low" and Kind.VIDEO in self._rows
        return wants and len(self.feed.video.rates) > 1 and not self.layer

    def limit(self, quality: Quality) -> None:
        """Send at most this quality."""
        self._wish = quality
        self._adapt(self.feed.clock.time())

    def agree(self, agreement: Agreement) -> None:
        """Send under the payload types that were negotiated."""
        self._chosen = agreement.chosen

    def connected(self) -> None:
        """Join the feed."""
        address = self.peer.address
        if address is None:
            # The path broke in the very moment: without an end, its page would wait for ever.
            self._link.closed.set()
            return
        self._rows = {each.kind: self._row(each, address) for each in self._chosen}
        self.peer.on_moved = self._move
        self._adapt(self.feed.clock.time())
        self.feed.admit(self, self._rows)

    def _row(self, chosen: Chosen, address: Address) -> Row:
        repairs = {name: codec.payload_type for name, codec in chosen.repairs.items()}
        return Row(self, self._link.outbound, address, chosen.payload_types, repairs)

    def _move(self, address: Address) -> None:
        for row in self._rows.values():
            row.move(address)

    def on_rtp(self, data: bytes) -> None:
        """A viewer has nothing to send."""
        self.counters["drop_rtp_from_viewer"] += 1

    def on_rtcp(self, data: bytes) -> None:
        """Act on each report."""
        for report in rtcp.parse(data):
            act = _ACTIONS.get(type(report))
            if act is not None:
                act(self, report)

    def resend(self, report: rtcp.Nack) -> None:
        """Send again what was lost."""
        for kind, row in self._rows.items():
            track = self.feed.tracks[kind]
            if track.ssrc == report.ssrc:
                for span, packet in row.lost(report.sequences[: self._resends]):
                    self._resend(row.again(span, packet, track.repair_ssrc))

    def _resend(self, data: bytes) -> None:
        self._resends -= 1
        protected = self._link.protect_rtp(data)
        if protected is not None:
            self.peer.send(protected)
            self.counters["packets_resent"] += 1

    def refresh(self, _: rtcp.KeyframeRequest) -> None:
        """Have the source send a keyframe."""
        if Kind.VIDEO in self._rows:
            self.feed.video.request_keyframe(self._rows[Kind.VIDEO])

    def hear(self, report: rtcp.Reception) -> None:
        """Take what it says of its picture; where it has none, of its sound."""
        track = self.feed.tracks[Kind.VIDEO if Kind.VIDEO in self._rows else Kind.AUDIO]
        if report.ssrc == track.ssrc:
            self.loss = self._losing.share(report, self.feed.clock.time())
            self._adaptation.lost(report.fraction_lost / 256)
            trip = rtcp.round_trip(report, self.feed.clock.time())
            self.round_trip = self.round_trip if trip is None else trip

    def estimated(self, report: rtcp.Estimate) -> None:
        """Take what it believes it could be sent."""
        self._adaptation.estimated(report.bitrate, self.feed.clock.time())

    def _adapt(self, now: float) -> None:
        row = self._rows.get(Kind.VIDEO)
        if row is not None:
            self._adaptation.lowered(row.rank)
            self.feed.video.prefer(row, self._adaptation.choose(self.feed.video.rates, self._wish, now))

    def tick(self, now: float) -> None:
        """Choose its layer, count, allow resends again, and forget what nobody will ask for any more."""
        super().tick(now)
        self._resends = RESENDS
        self._adapt(now)
        self._count(now)
        for row in self._rows.values():
            row.forget(now - RESENDABLE)

    def _count(self, now: float) -> None:
        octets = sum(row.sent for row in self._rows.values())
        if self._counted is not None and now > self._counted[0]:
            self.bitrate = round(8 * (octets - self._counted[1]) / (now - self._counted[0]))
        self._counted = now, octets

    async def end(self) -> None:
        """Leave the feed."""
        self.feed.dismiss(self, self._rows)
        await super().end()


def census(viewers: Iterable[Viewer]) -> Counter[str]:
    """Count viewers by what they are sent, and those who lose much of it."""
    counted: Counter[str] = Counter()
    for viewer in viewers:
        layer = viewer.layer
        counted["viewers_without_picture" if layer is None else f"viewers_layer_{min(layer, LAST_LAYER)}"] += 1
        counted["viewers_losing"] += (viewer.loss or 0.0) > MUCH_LOST
    return counted


_ACTIONS: dict[type[rtcp.Report], Callable[..., None]] = {
    rtcp.Nack: Viewer.resend,
    rtcp.KeyframeRequest: Viewer.refresh,
    rtcp.Reception: Viewer.hear,
    rtcp.Estimate: Viewer.estimated,
}
