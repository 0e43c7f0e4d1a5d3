"""A viewer: receives a feed and says what it lost or cannot decode."""

from collections import Counter
from collections.abc import Callable

from media.api import Quality, RoomId, SessionId
from media.embedded import rtcp
from media.embedded.codecs import Kind
from media.embedded.dtls import SecureLink
from media.embedded.feed import Feed
from media.embedded.ice import Address, Peer
from media.embedded.negotiation import Agreement
from media.embedded.row import Row
from media.embedded.session import Session

RESENDS = 256
"""Packets resent to one viewer between two ticks; who loses more is better served by the next keyframe."""

RESENDABLE = 3.0
"""Seconds for which a viewer may ask for what it had from a layer or source it has left."""


class Viewer(Session):
    """One viewer of one feed."""

    allowance = 200

    def __init__(
        self, key: SessionId, room: RoomId, peer: Peer, link: SecureLink, counters: Counter[str], *, feed: Feed
    ) -> None:
        super().__init__(key, room, peer, link, counters)
        self.feed = feed
        self._rows: dict[Kind, Row] = {}
        self._payload_types: dict[Kind, dict[str, int]] = {}
        self._resends = RESENDS
        self.wish: Quality = "high"

    def limit(self, quality: Quality) -> None:
        """Send at most this quality."""
        self.wish = quality

    def agree(self, agreement: Agreement) -> None:
        """Send under the payload types that were negotiated."""
        self._payload_types = {each.kind: each.payload_types for each in agreement.chosen}

    def connected(self) -> None:
        """Join the feed."""
        address = self.peer.address
        if address is None:
            return
        self._rows = {
            kind: Row(self, self._link.outbound, address, payload_types)
            for kind, payload_types in self._payload_types.items()
        }
        self.peer.on_moved = self._move
        self.feed.admit(self, self._rows)

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
                    self._resend(row.personal(span, packet))

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

    def tick(self, now: float) -> None:
        """Allow resends again, and forget what nobody will ask for any more."""
        super().tick(now)
        self._resends = RESENDS
        for row in self._rows.values():
            row.forget(now - RESENDABLE)

    async def end(self) -> None:
        """Leave the feed."""
        self.feed.dismiss(self, self._rows)
        await super().end()


_ACTIONS: dict[type[rtcp.Report], Callable[..., None]] = {
    rtcp.Nack: Viewer.resend,
    rtcp.KeyframeRequest: Viewer.refresh,
}
