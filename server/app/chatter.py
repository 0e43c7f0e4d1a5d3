"""What nodes tell each other over the bus, all of which may be lost.

That a log has grown (it is read every second anyway), who watches where and which reactions they send, what media there
is, and which browser session was signed out: that is looked up in the database now and then as well.
"""

from collections.abc import Callable
from functools import reduce
from itertools import count
from operator import or_
from typing import Any, Final

import msgspec
from msgspec import Struct

from server.app.feed import Feed, Pulse
from server.app.rooms import Live, Rooms
from server.app.tenancy import Tenancy
from server.app.wire import Figures, Media
from server.domain.messages import RoadshowId
from server.ports.nodes import Bus

REPEATED: Final = 5.0
FORGOTTEN: Final = 15.0


class Bulletin(Struct, frozen=True, kw_only=True):
    """What one node tells; `node` is which."""

    node: str


class Grown(Bulletin, frozen=True, kw_only=True, tag="grown"):
    """A log has an entry with this seq."""

    roadshow: RoadshowId
    seq: int


class Here(Bulletin, frozen=True, kw_only=True, tag="here"):
    """How many people watch at a node."""

    roadshow: RoadshowId
    people: int


class Reacted(Bulletin, frozen=True, kw_only=True, tag="reacted"):
    """Reactions that were sent at a node since it told of the last ones."""

    roadshow: RoadshowId
    counts: dict[str, int]


class Showing(Bulletin, frozen=True, kw_only=True, tag="showing"):
    """The media of a roadshow, from the node that has its sources."""

    roadshow: RoadshowId
    media: Media
    figures: Figures


class SignedOut(Bulletin, frozen=True, kw_only=True, tag="signed_out"):
    """A browser session has ended."""

    session: str


class Beat(Bulletin, frozen=True, kw_only=True, tag="beat"):
    """A sign of life, by which a node measures how long the bus takes; `at` is by its own steady clock."""

    at: float


KINDS: Final[tuple[Any, ...]] = (Grown, Here, Reacted, Showing, SignedOut, Beat)
_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(reduce(or_, KINDS))


class Chatter:
    """Tells and hears for one node."""

    def __init__(self, bus: Bus, rooms: Rooms, tenancy: Tenancy, monotonic: Callable[[], float]) -> None:
        """Listen from now on."""
        self.lag: float | None = None
        self._bus = bus
        self._rooms = rooms
        self._tenancy = tenancy
        self._node = tenancy.node
        self._monotonic = monotonic
        self._numbers = count()
        self._beaten = 0.0
        self._told: dict[tuple[str, RoadshowId], tuple[float, object]] = {}
        self._there: dict[RoadshowId, dict[str, tuple[float, int]]] = {}
        self._hearing: dict[type[Bulletin], Callable[[Any], None]] = {
            Here: self._here,
            Reacted: self._reacted,
            Showing: self._showing,
            Beat: self._beat,
        }
        bus.subscribe(self._hear)
        rooms.on_pulse(self._pulsed)

    def on_grown(self, hear: Callable[[Grown], None]) -> None:
        """Have `hear` told of logs that others say have grown."""
        self._hearing[Grown] = hear

    def on_signed_out(self, end: Callable[[str], None]) -> None:
        """Have `end` told of sessions that have ended, wherever they did."""
        self._hearing[SignedOut] = lambda heard: end(heard.session)

    def tell_grown(self, roadshow: RoadshowId, seq: int) -> None:
        """Say that a log has grown."""
        self._publish(f"grown {roadshow}", Grown(node=self._node, roadshow=roadshow, seq=seq))

    def tell_signed_out(self, session: str) -> None:
        """Say that a session has ended here."""
        self._publish(f"signed out {session}", SignedOut(node=self._node, session=session))

    def beat(self) -> None:
        """Give a sign of life; a lag that was measured too long ago is none any more."""
        now = self._monotonic()
        if now - self._beaten > FORGOTTEN:
            self.lag = None
        self._publish("beat", Beat(node=self._node, at=now))

    def _publish(self, key: str, bulletin: Bulletin) -> None:
        self._bus.publish(key, _ENCODER.encode(bulletin))

    def _hear(self, message: bytes) -> None:
        heard = _DECODER.decode(message)
        if (isinstance(heard, Beat) or heard.node != self._node) and (hear := self._hearing.get(type(heard))):
            hear(heard)

    def _pulsed(self, live: Live, pulse: Pulse) -> None:
        """Twice a second for each roadshow."""
        roadshow, feed = live.room.roadshow, live.feed
        if self._is_news("here", roadshow, pulse.people):
            self._publish(f"here {roadshow}", Here(node=self._node, roadshow=roadshow, people=pulse.people))
        if pulse.reactions:
            reacted = Reacted(node=self._node, roadshow=roadshow, counts=dict(pulse.reactions))
            self._publish(f"reacted {next(self._numbers)}", reacted)
        if self._tenancy.mine(roadshow) and self._is_news("showing", roadshow, (feed.media, feed.figures)):
            showing = Showing(node=self._node, roadshow=roadshow, media=feed.media, figures=feed.figures)
            self._publish(f"showing {roadshow}", showing)
        feed.elsewhere, feed.partial = self._counted(roadshow), not self._bus.connected

    def _is_news(self, what: str, roadshow: RoadshowId, value: object) -> bool:
        """Whether to tell it: it is another than before, or that was told long ago."""
        at, before = self._told.get((what, roadshow), (-REPEATED, None))
        now = self._monotonic()
        if value == before and now - at < REPEATED:
            return False
        self._told[what, roadshow] = (now, value)
        return True

    def _counted(self, roadshow: RoadshowId) -> int:
        """The people at all other nodes that were heard of lately."""
        now, there = self._monotonic(), self._there.get(roadshow, {})
        for node in [node for node, (at, _) in there.items() if now - at > FORGOTTEN]:
            del there[node]
        return sum(people for _, people in there.values())

    def _here(self, heard: Here) -> None:
        self._there.setdefault(heard.roadshow, {})[heard.node] = (self._monotonic(), heard.people)
        if feed := self._feed(heard.roadshow):
            feed.elsewhere = self._counted(heard.roadshow)

    def _reacted(self, heard: Reacted) -> None:
        if feed := self._feed(heard.roadshow):
            feed.join_in(heard.counts)

    def _showing(self, heard: Showing) -> None:
        feed = self._feed(heard.roadshow)
        if feed is None or self._tenancy.mine(heard.roadshow):
            return
        if heard.media != feed.media:
            feed.set_media(heard.media)
        if heard.figures != feed.figures:
            feed.set_figures(heard.figures)

    def _beat(self, heard: Beat) -> None:
        if heard.node == self._node:
            self._beaten = self._monotonic()
            self.lag = self._beaten - heard.at

    def _feed(self, roadshow: RoadshowId) -> Feed | None:
        live = self._rooms.opened(roadshow)
        return live.feed if live else None
