"""The home's end of the relay: gives the media of a room to every worker that follows it.

Without a follower nothing listens to any stream, so a room that is served by one worker costs nothing here.
"""

import asyncio
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, cast

from media.api import RoomId, SourceId
from media.embedded import relay
from media.embedded.fanout import Fanout
from media.embedded.rtp import RtpPacket
from media.embedded.stream import Stream

BUFFER = 4 << 20
"""Bytes that may wait for a follower, about 20 s of one picture; what comes after is lost, and counted."""


class Relayed(Protocol):
    """A source that may be followed."""

    room: RoomId
    source: SourceId

    @property
    def streams(self) -> Iterable[Stream]:
        """All layers of all kinds."""
        ...


class Outlet:
    """Every follower, and what each of them follows."""

    def __init__(self, fanout: Fanout, counters: Counter[str], started: Callable[[RoomId], Iterable[Relayed]]) -> None:
        self.fanout = fanout
        self.counters = counters
        self.connected: set[Line] = set()
        self._started = started
        self._lines: defaultdict[RoomId, set[Line]] = defaultdict(set)
        self._sources: dict[Relayed, Outgoing] = {}
        self._numbers = itertools.count(1)
        self._server: asyncio.AbstractServer | None = None

    async def listen(self, path: str) -> None:
        """Take followers at a Unix socket."""
        self._server = await asyncio.get_running_loop().create_unix_server(lambda: Line(self), path)

    def close(self) -> None:
        """Leave every follower."""
        if self._server is not None:
            self._server.close()
        for line in tuple(self.connected):
            line.close()

    def heard(self, line: "Line", message: relay.Packet | relay.Message) -> None:
        """Do what a follower asks."""
        match message:
            case relay.Follow(room=room):
                self._follow(line, room)
            case relay.Leave(room=room):
                self._leave(line, room)
            case relay.WantKeyframe(stream=number):
                for stream in self._streams(number):
                    stream.request_keyframe()
            case _:
                raise ValueError(f"a follower sent {type(message).__name__}")

    def _streams(self, number: int) -> Iterator[Stream]:
        return (tap.stream for each in self._sources.values() for tap in each.taps if tap.number == number)

    def _follow(self, line: "Line", room: RoomId) -> None:
        if line in self._lines[room]:
            return
        self._lines[room].add(line)
        for source in self._started(room):
            self._introduce(source, [line])

    def _leave(self, line: "Line", room: RoomId) -> None:
        self._lines[room].discard(line)
        if not self._lines[room]:
            del self._lines[room]
            for source in [each for each in self._sources if each.room == room]:
                self._sources.pop(source).close()

    def forget(self, line: "Line") -> None:
        """Send nothing more to a follower that is gone."""
        self.connected.discard(line)
        for room in [room for room, lines in self._lines.items() if line in lines]:
            self._leave(line, room)

    def started(self, source: Relayed) -> None:
        """Give a source to whoever follows its room."""
        if source.room in self._lines:
            self._introduce(source, self._lines[source.room])

    def _introduce(self, source: Relayed, lines: Iterable["Line"]) -> None:
        if source not in self._sources:
            self._sources[source] = Outgoing(source, self._lines[source.room], self._numbers)
        for line in lines:
            for message in self._sources[source].introduction():
                line.tell(message)

    def stopped(self, source: Relayed) -> None:
        """Tell that a source has ended."""
        outgoing = self._sources.pop(source, None)
        if outgoing is not None:
            outgoing.close()
            for line in self._lines[source.room]:
                line.tell(relay.Stopped(outgoing.number))

    def tick(self) -> None:
        """Pass on what the publishers have told of their clocks."""
        for outgoing in self._sources.values():
            for tap in outgoing.taps:
                tap.tell_clock()


class Outgoing:
    """One source on its way to followers."""

    def __init__(self, source: Relayed, lines: set["Line"], numbers: Iterator[int]) -> None:
        self.number = next(numbers)
        self.taps = tuple(Tap(next(numbers), stream, lines) for stream in source.streams)
        self._source = source

    def introduction(self) -> Iterator[relay.Message]:
        """What a follower has to know before the first packet."""
        layers = tuple(tap.layer() for tap in self.taps)
        yield relay.Started(self._source.room, self._source.source, self.number, layers)
        for tap in self.taps:
            yield from tap.clock()

    def close(self) -> None:
        """Listen no more."""
        for tap in self.taps:
            tap.stream.listeners.discard(tap)


class Tap:
    """Listens to one stream; each packet is written once for all who follow."""

    def __init__(self, number: int, stream: Stream, lines: set["Line"]) -> None:
        self.number = number
        self.stream = stream
        self._lines = lines
        self._told: tuple[float, int] | None = None
        stream.listeners.add(self)

    def layer(self) -> relay.Layer:
        """Describe the stream."""
        stream = self.stream
        return relay.Layer(self.number, stream.kind, stream.codec, stream.rid, stream.height)

    def clock(self) -> Iterator[relay.Clock]:
        """What is known of the stream's clock."""
        if self.stream.mapping is not None:
            yield relay.Clock(self.number, *self.stream.mapping)

    def tell_clock(self) -> None:
        """Tell of the clock if there is news."""
        if self.stream.mapping != self._told:
            self._told = self.stream.mapping
            for clock in self.clock():
                for line in self._lines:
                    line.tell(clock)

    def push(self, stream: Stream, packet: RtpPacket, index: int, now: float) -> None:
        """See `media.embedded.stream.Listener`."""
        frame = relay.packet_frame(self.number, packet, index)
        for line in self._lines:
            line.put(frame)

    def restart(self, stream: Stream) -> None:
        """See `media.embedded.stream.Listener`."""
        for line in self._lines:
            line.tell(relay.Restarted(self.number))


class Line(asyncio.Protocol):
    """The connection to one follower; the packets of a wake-up leave together."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._frames = relay.Frames()
        self._pending: list[bytes] = []
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        # uvloop's transports do not derive from asyncio's.
        self._transport = cast(asyncio.WriteTransport, transport)
        self._outlet.connected.add(self)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        for message in self._frames.read(data):
            self._outlet.heard(self, message)

    def connection_lost(self, error: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._transport = None
        self._outlet.forget(self)

    def put(self, frame: bytes) -> None:
        """Send a packet at the end of the wake-up, unless too much waits already."""
        if self._transport is None or self._transport.get_write_buffer_size() > BUFFER:
            self._outlet.counters["drop_relay_full"] += 1
            return
        if not self._pending:
            self._outlet.fanout.mark(self)
        self._pending.append(frame)

    def flush(self) -> None:
        """Send what waits."""
        pending, self._pending = self._pending, []
        if pending and self._transport is not None:
            self._outlet.counters["relay_out"] += len(pending)
            self._transport.write(b"".join(pending))

    def tell(self, message: relay.Message) -> None:
        """Send a message behind the packets before it."""
        self.flush()
        if self._transport is not None:
            self._transport.write(relay.frame(message))

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()
