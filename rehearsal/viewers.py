"""Ten thousand viewers in one process: sockets that say hello, and then compare what they are sent.

A viewer costs a transport and a few numbers. What comes is compared with the step that its audience expects next, byte
for byte; only what differs is parsed. So every viewer is held to every event, in order, at a few microseconds each.
"""

import asyncio
import base64
import os
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from rehearsal.frames import CLOSE, PING, PONG, TEXT, Broken, Splitter, masked
from rehearsal.house import House
from rehearsal.spread import Spread
from rehearsal.streams import Step, Stream

AT_ONCE = 256
PATIENCE = 30.0
RESERVED = 256
"""Open files that are kept for everything but viewers."""

_NUMBER = re.compile(rb'"(?:seq|last)":(\d+)')
_EPOCH = re.compile(rb'"epoch":"([^"]*)"')
_NOW = re.compile(rb'"now":"([^"]*)"')
_KIND = re.compile(rb'\{"type":"([a-z]+)"')


class Ticket(Struct, frozen=True, kw_only=True):
    """What lets a viewer in: their seat, the cookie of their session, and the audience they are of."""

    seat: str
    cookie: str
    audience: str = ""


class Lost(Exception):
    """A viewer did not come in; the message says how far they came."""


class Viewer(asyncio.Protocol):
    """One viewer. `seq` is how far they are, `epoch` of which log; both outlive a connection."""

    __slots__ = (
        *("_arrived", "_crowd", "_gone", "_hello_at", "_live", "_splitter", "_timed", "_transport", "_upgraded"),
        *("epoch", "seq", "stream", "ticket"),
    )

    def __init__(self, crowd: "Crowd", ticket: Ticket) -> None:
        """Belong to a crowd, not connected yet."""
        self.ticket = ticket
        self.seq = -1
        self.epoch = ""
        self.stream = crowd.stream(ticket.audience)
        self._crowd = crowd
        self._transport: asyncio.Transport | None = None
        self._arrived: asyncio.Future[None] | None = None
        self._gone: asyncio.Future[None] | None = None
        self._splitter = Splitter()
        self._upgraded = self._live = False
        self._timed = True
        self._hello_at = 0.0

    @property
    def connected(self) -> bool:
        """Whether they are on a socket and have been brought to now."""
        return self._live and self._transport is not None

    @property
    def port(self) -> int:
        """Where they are connected from; 0 where they are not."""
        return int(self._transport.get_extra_info("sockname")[1]) if self._transport else 0

    async def come(self, *, buffer: int = 0) -> None:
        """Connect, and be brought from where they stand to now; raises OSError, Lost or TimeoutError."""
        if self._gone is not None:
            # The last connection's end is told a moment after it was broken; it must not be taken for this one's.
            await self._gone
        self._upgraded = self._live = False
        self._splitter = Splitter()
        self._arrived = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._crowd.house.connect(self, buffer=buffer)
                await self._arrived
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Break the connection without a word."""
        transport, self._transport, self._live = self._transport, None, False
        if transport is not None:
            transport.abort()

    def leave(self) -> None:
        """Say goodbye."""
        transport, self._transport, self._live = self._transport, None, False
        if transport is not None:
            transport.write(masked(CLOSE, b"\x03\xe8"))
            transport.close()

    def stop_reading(self) -> None:
        """Leave in the kernel whatever comes; how late it is read will say nothing."""
        self._timed = False
        if self._transport is not None:
            self._transport.pause_reading()

    def read_on(self) -> None:
        """Read again, and all that has come meanwhile."""
        if self._transport is not None:
            self._transport.resume_reading()

    def say(self, message: bytes) -> None:
        """Send one message."""
        if self._transport is not None:
            self._transport.write(masked(TEXT, message))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        self._transport = transport  # type: ignore[assignment]
        self._gone = asyncio.get_running_loop().create_future()
        house, key = self._crowd.house, base64.b64encode(os.urandom(16)).decode()
        lines = (
            f"GET /ws/{self.ticket.seat} HTTP/1.1",
            f"Host: {house.netloc}",
            f"Origin: {house.origin}",
            f"Cookie: {self.ticket.cookie}",
            *("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"),
        )
        transport.write("\r\n".join((*lines, "", "")).encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Compare with what is expected next; what is something else is looked at."""
        step = self.stream.after.get(self.seq)
        if step is not None and data == step.frame and self._live and self._splitter.empty:
            self._pass(step)
        else:
            self._look(data)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits, and the crowd where this viewer did not mean to go."""
        meant, self._transport, self._live = self._transport is None, None, False
        if self._gone and not self._gone.done():
            self._gone.set_result(None)
        if self._arrived and not self._arrived.done():
            self._arrived.set_exception(Lost("the connection was closed"))
        elif not meant:
            self._crowd.lost(self)

    def _look(self, data: bytes) -> None:
        try:
            if not self._upgraded and not (data := self._upgrade(data)):
                return
            for opcode, frame, payload in self._splitter.feed(data):
                self._take(opcode, frame, payload)
        except (Broken, ValueError) as error:
            self._crowd.fault("malformed")
            self._fail(str(error))

    def _upgrade(self, data: bytes) -> bytes:
        """Say hello as soon as the socket is granted; returns what has come behind the answer."""
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            raise Broken("an answer to the handshake in parts")
        if not head.startswith(b"HTTP/1.1 101"):
            self._crowd.fault(f"refused {head[9:12].decode('ascii', 'replace')}")
            self._fail(f"refused: {head[:40]!r}")
            return b""
        self._upgraded = True
        where = f',"epoch":"{self.epoch}","seq":{self.seq}' if self.seq >= 0 else ""
        self._hello_at = time.time()
        self.say(f'{{"type":"hello"{where}}}'.encode())
        return rest

    def _take(self, opcode: int, frame: bytes, payload: bytes) -> None:
        if opcode == TEXT:
            found = _KIND.match(payload)
            take = _TAKES.get(found[1] if found else b"")
            if take is not None:
                take(self, frame, payload)
        elif opcode == PING and self._transport is not None:
            self._transport.write(masked(PONG, payload))
        elif opcode == CLOSE:
            code = int.from_bytes(payload[:2], "big")
            self._crowd.closed[code] += 1
            self._fail(f"closed with {code}")

    def _welcome(self, frame: bytes, payload: bytes) -> None:
        if found := _EPOCH.search(payload):
            self.epoch = found[1].decode()
        if found := _NOW.search(payload):
            self._crowd.clock(found[1].decode(), self._hello_at)

    def _snapshot(self, frame: bytes, payload: bytes) -> None:
        if self.seq >= 0:
            self._crowd.reloads += 1
        self.seq = _number(payload)
        self._crowd.snapshots += 1

    def _changed(self, frame: bytes, payload: bytes) -> None:
        step = self.stream.after.get(self.seq)
        if step is None or frame != step.frame:
            changed, step, agreed = self.stream.take(frame, payload)
            if changed.first != self.seq + 1:
                self._crowd.fault("gap")
            if not agreed:
                self._crowd.fault("altered")
        self._pass(step)

    def _pass(self, step: Step) -> None:
        self.seq = step.last
        self._crowd.count(step.at if self._live and self._timed else 0.0, step.events.total())
        if not self._timed:
            self._timed = self.seq >= self.stream.last

    def _ping(self, frame: bytes, payload: bytes) -> None:
        if _number(payload) != self.seq:
            self._crowd.fault("missed")

    def _media(self, frame: bytes, payload: bytes) -> None:
        """The last of what a viewer is sent on coming in."""
        if self._arrived and not self._arrived.done():
            self._live = True
            self._arrived.set_result(None)

    def _fail(self, why: str) -> None:
        if self._arrived and not self._arrived.done():
            self._arrived.set_exception(Lost(why))
        if self._transport is not None:
            self._transport.abort()


_TAKES: Final[dict[bytes, Callable[[Viewer, bytes, bytes], None]]] = {
    b"welcome": Viewer._welcome,
    b"snapshot": Viewer._snapshot,
    b"changed": Viewer._changed,
    b"ping": Viewer._ping,
    b"media": Viewer._media,
}


class Crowd:
    """Viewers of one roadshow, and what they saw.

    `lags` is spread over all viewers and steps: from the record of the oldest event in a step, by the server's clock,
    to the viewer who reads it; what somebody is sent on coming in is no part of it. `faults` are what must not be:
    `gap`, `altered`, `missed`, `malformed`, `absent`, `refused …`. `closed` counts the server's close codes.
    """

    def __init__(self, house: House) -> None:
        """Begin with nobody."""
        self.house = house
        self.viewers: list[Viewer] = []
        self.lags = Spread()
        self.faults: Counter[str] = Counter()
        self.closed: Counter[int] = Counter()
        self.messages = self.events = self.snapshots = self.reloads = 0
        self.on_lost: Callable[[Viewer], None] = lambda viewer: None
        self.offset = 0.0
        self._closest = float("inf")
        self._streams: dict[str, Stream] = {}

    def stream(self, audience: str) -> Stream:
        """What an audience is sent."""
        return self._streams.setdefault(audience, Stream())

    @property
    def streams(self) -> Sequence[Stream]:
        """Those of all audiences."""
        return list(self._streams.values())

    @property
    def connected(self) -> int:
        """How many are on a socket."""
        return sum(viewer.connected for viewer in self.viewers)

    async def join(self, tickets: Iterable[Ticket], *, buffer: int = 0, at_once: int = AT_ONCE) -> list[Viewer]:
        """Bring in a viewer for each ticket, and return those; who does not come in is a fault `absent`."""
        made = [Viewer(self, ticket) for ticket in tickets]
        if len(self.viewers) + len(made) > room_for():
            raise OSError(f"this process may open {room_for()} sockets at most; raise the limit of open files")
        self.viewers.extend(made)
        await self.come_back(made, buffer=buffer, at_once=at_once)
        return made

    async def come_back(
        self, viewers: Sequence[Viewer], *, buffer: int = 0, at_once: int = AT_ONCE, tries: int = 3
    ) -> None:
        """Connect viewers, so many at once, each from where they stand; after so many tries they are `absent`."""
        places = asyncio.Semaphore(at_once)

        async def come(viewer: Viewer) -> None:
            for _ in range(tries):
                async with places:
                    try:
                        return await viewer.come(buffer=buffer)
                    except (OSError, Lost, TimeoutError):
                        continue
            return self.fault("absent")

        await asyncio.gather(*map(come, viewers))

    def drop(self, viewers: Iterable[Viewer] | None = None) -> None:
        """Break the connections of these, or of all."""
        for viewer in list(self.viewers if viewers is None else viewers):
            viewer.drop()

    def leave(self) -> None:
        """Have everybody go."""
        for viewer in self.viewers:
            viewer.leave()
        self.viewers.clear()

    def behind(self, seq: int | None = None) -> list[Viewer]:
        """Those who are not where the furthest of all is, or at `seq`."""
        last = max((viewer.seq for viewer in self.viewers), default=0) if seq is None else seq
        return [viewer for viewer in self.viewers if viewer.seq != last]

    def count(self, at: float, events: int) -> None:
        """One step reached one viewer; `at` is 0 where nothing is to be measured by it."""
        self.messages += 1
        self.events += events
        if at:
            self.lags.add((time.time() + self.offset - at) * 1000)

    def clock(self, now: str, asked: float) -> None:
        """The server's clock, as it was between `asked` and now; the closest look at it counts."""
        heard = time.time()
        if heard - asked < self._closest:
            self._closest = heard - asked
            self.offset = datetime.fromisoformat(now).timestamp() - (asked + heard) / 2

    def fault(self, name: str) -> None:
        """Count what must not be."""
        self.faults[name] += 1

    def lost(self, viewer: Viewer) -> None:
        """A connection ended that nobody here ended."""
        self.on_lost(viewer)


def room_for() -> int:
    """How many sockets this process may hold, after raising its own limit as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard - RESERVED


def _number(payload: bytes) -> int:
    found = _NUMBER.search(payload)
    if found is None:
        raise Broken("a message without a number")
    return int(found[1])
