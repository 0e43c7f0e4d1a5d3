"""An edge's end of the relay: the sources of rooms whose home is another worker, as if they published here."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from media.api import RoomId, SourceId
from media.embedded import relay
from media.embedded.clock import Clock
from media.embedded.codecs import Kind
from media.embedded.ranking import ranked
from media.embedded.rtp import RtpPacket
from media.embedded.stream import Stream


class Edge(Protocol):
    """Whoever shows relayed sources."""

    def arrived(self, source: "RelayedSource") -> None:
        """A source of a followed room sends."""
        ...

    def departed(self, source: "RelayedSource") -> None:
        """A source has ended, or the way to it."""
        ...

    def received(self) -> None:
        """All packets of a wake-up have been passed on."""
        ...


class RelayedStream(Stream):
    """A stream that another worker takes in: what is lost on its way there is asked for there."""

    def __init__(self, layer: relay.Layer, clock: Clock, want: Callable[[int], None]) -> None:
        super().__init__(layer.kind, layer.codec, clock, lambda _: None, sender=0, nacks=False, rid=layer.rid)
        self.number = layer.stream
        self.height = layer.height
        self._want = want

    def take(self, packet: RtpPacket, index: int, now: float) -> None:
        """Pass one packet on."""
        self.deliver(packet, index, now)

    def follow_clock(self, clock: relay.Clock) -> None:
        """Learn the publisher's clock."""
        self.mapping = (clock.at, clock.timestamp)

    def restart(self) -> None:
        """Go on under unrelated numbers."""
        self.mapping = None
        for listener in tuple(self.listeners):
            listener.restart(self)

    def _ask_for_keyframe(self) -> None:
        self._keyframe_timer = None
        self._asked = self._clock.time()
        self._want(self.number)


class RelayedSource:
    """A source of another worker; it has started, or there would be none."""

    started = True

    def __init__(self, message: relay.Started, clock: Clock, want: Callable[[int], None]) -> None:
        self.room: RoomId = message.room
        self.source: SourceId = message.source
        self.layers: dict[Kind, tuple[Stream, ...]] = {}
        for layer in message.layers:
            self.layers[layer.kind] = (*self.layers.get(layer.kind, ()), RelayedStream(layer, clock, want))

    @property
    def streams(self) -> Iterator[RelayedStream]:
        """All layers of all kinds."""
        for layers in self.layers.values():
            yield from (each for each in layers if isinstance(each, RelayedStream))

    def tick(self) -> None:
        """Look again which layer is the best."""
        self.layers = {kind: ranked(layers) for kind, layers in self.layers.items()}

    def close(self) -> None:
        """Stop asking and being heard."""
        for stream in self.streams:
            stream.close()


class Inlet(asyncio.Protocol):
    """The connection to one home, and the rooms that are followed there."""

    def __init__(self, edge: Edge, clock: Clock, counters: Counter[str]) -> None:
        self.rooms: set[RoomId] = set()
        self._edge = edge
        self._clock = clock
        self._counters = counters
        self._frames = relay.Frames()
        self._sources: dict[int, RelayedSource] = {}
        self._streams: dict[int, RelayedStream] = {}
        self._transport: asyncio.WriteTransport | None = None

    @property
    def lost(self) -> bool:
        """Whether the home is gone."""
        return self._transport is None

    def follow(self, room: RoomId) -> None:
        """Ask for a room's media."""
        if room not in self.rooms:
            self.rooms.add(room)
            self._tell(relay.Follow(room))

    def leave(self, room: RoomId) -> None:
        """Ask for a room's media no more."""
        if room in self.rooms:
            self.rooms.discard(room)
            self._tell(relay.Leave(room))
            for number in [number for number, source in self._sources.items() if source.room == room]:
                self._remove(number)

    def _tell(self, message: relay.Message) -> None:
        if self._transport is not None:
            self._transport.write(relay.frame(message))

    def _want(self, stream: int) -> None:
        self._tell(relay.WantKeyframe(stream))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        # uvloop's transports do not derive from asyncio's.
        self._transport = cast(asyncio.WriteTransport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._transport = None
        self.rooms.clear()
        for number in tuple(self._sources):
            self._remove(number)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        now = self._clock.time()
        for message in self._frames.read(data):
            if isinstance(message, relay.Packet):
                self._deliver(message, now)
            else:
                self._heard(message)
        self._edge.received()

    def _deliver(self, message: relay.Packet, now: float) -> None:
        stream = self._streams.get(message.stream)
        # What was on its way when the room was left comes for nobody.
        if stream is not None:
            self._counters["relay_in"] += 1
            stream.take(message.packet, message.index, now)

    def _heard(self, message: relay.Message) -> None:
        match message:
            case relay.Started(room=room) if room in self.rooms:
                self._add(message)
            case relay.Stopped(number=number):
                self._remove(number)
            case relay.Clock(stream=stream) if stream in self._streams:
                self._streams[stream].follow_clock(message)
            case relay.Restarted(stream=stream) if stream in self._streams:
                self._streams[stream].restart()

    def _add(self, message: relay.Started) -> None:
        source = RelayedSource(message, self._clock, self._want)
        self._sources[message.number] = source
        self._streams.update({stream.number: stream for stream in source.streams})
        self._edge.arrived(source)

    def _remove(self, number: int) -> None:
        source = self._sources.pop(number, None)
        if source is not None:
            for stream in source.streams:
                del self._streams[stream.number]
            self._edge.departed(source)
            source.close()

    def tick(self) -> None:
        """Look again which layers are the best."""
        for source in self._sources.values():
            source.tick()

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()
